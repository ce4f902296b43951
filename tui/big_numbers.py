"""The numbers pointed at in large digits, laid out in lines; no drawing on any screen.

Either one cell: its value, its gradient and the loss, as large as there is room for. Or all
of its vector or matrix, beside its gradient or above it if both fit; of one that is too large,
the part around the cell. Where half a line cannot be drawn, as in ASCII, nothing is drawn in
the smallest characters: names are in usual letters then.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import chain
from typing import NamedTuple, TypeAlias

from rich.cells import cell_len, set_cell_size

from engine import Cell, Matrix, as_matrix, printable
from tui.big_font import GIANT, HUGE, LARGE, SMALL, Scale, drawn
from tui.big_font import width as drawn_width
from tui.numbers import NARROWEST, NumberFormat, largest_finite
from tui.table_layout import NEW, TO_COME, VEILED, TableContent

MARK = "►"
"""To the left of the cell pointed at, which is on another ground as well."""

_MOST_CHARACTERS = 9
"""Of a number; nobody in the back row reads more digits."""

_WIDEST = "+8.8888888"
"""A number that is as wide as any, drawn, of so many characters."""

_MOST_SPACE = 4
"""Between columns, in dots."""


class Ink(Enum):
    """What a piece of a line is, for its style; nothing is told by the style alone."""

    NAME = "name"
    POSITIVE = "positive"
    NEGATIVE = "negative"
    HIDDEN = "hidden"
    BLANK = "blank"


class Piece(NamedTuple):
    """A piece of a line; of the cell pointed at, or not."""

    text: str
    ink: Ink
    pointed_at: bool = False


Line: TypeAlias = tuple[Piece, ...]


# One cell


@dataclass(frozen=True)
class _Entry:
    """A number with its name; None if it is not shown, and then what stands for it."""

    name: str
    number: float | None
    instead: str = ""

    def text(self, characters: int) -> str:
        """The number in so many characters at most, or in the fewest that it can have."""
        if self.number is None:
            return self.instead
        form = NumberFormat.for_largest(abs(self.number), max(NARROWEST, characters))
        return form.text(self.number).strip()

    @property
    def ink(self) -> Ink:
        """The style of the number."""
        if self.number is None:
            return Ink.HIDDEN
        return Ink.NEGATIVE if self.number < 0 else Ink.POSITIVE


def cell_page(
    content: TableContent, cell: Cell, width: int, height: int, *, halves: bool = True
) -> list[Line]:
    """A cell and what belongs to it, in at most so many lines of at most that width.

    halves: whether half a line can be drawn.
    """
    entries = _entries(content, cell)
    loss = _entry(content, Cell(content.trace.graph.loss))
    small, scale_of_loss = (SMALL, SMALL) if halves else (None, LARGE)
    for numbers, names, fewest in (
        (GIANT, HUGE, 2),
        (HUGE, small, 2),
        (HUGE, small, 1),
        (LARGE, small, 1),
        (LARGE, None, 1),
    ):
        characters = _characters(width, numbers)
        room = height - scale_of_loss.height
        fit = min(len(entries), room // (numbers.height + _height(names)))
        if fit >= fewest and characters >= NARROWEST:
            break
    shown = entries[: max(1, fit)]
    blocks = [_block(entry, numbers, names, characters, width) for entry in shown]
    left = height - sum(len(part) for block in blocks for part in block)
    if loss.name != entries[0].name:
        blocks.append([_in_one_row(loss, scale_of_loss, width, left)])
    return _spaced(blocks, height)


def _entries(content: TableContent, cell: Cell) -> list[_Entry]:
    """The cell; its new value, if it is at its update; the other side of it."""
    entries = [_entry(content, cell)]
    update = content.update
    if update is not None and cell.node in update.old and not cell.gradient:
        new = _number_in(as_matrix(update.new[cell.node]), cell)
        entries.append(_Entry(f"{NEW} {entries[0].name}", new))
    return [*entries, _entry(content, Cell(cell.node, cell.index, not cell.gradient))]


def _entry(content: TableContent, cell: Cell) -> _Entry:
    index = "".join(f"[{place}]" for place in cell.index)
    name = _name(content, cell) + index
    if not content.shows(cell):
        return _Entry(name, None, VEILED if cell in content.veiled else TO_COME)
    return _Entry(name, _number_in(_rows(content, cell), cell))


def _block(
    entry: _Entry, numbers: Scale, names: Scale | None, characters: int, width: int
) -> list[list[Line]]:
    number: list[Line] = [
        (Piece(line, entry.ink),) for line in drawn(entry.text(characters), numbers)
    ]
    return [_heading(entry.name, names, width), number]


def _in_one_row(entry: _Entry, scale: Scale, width: int, height: int) -> list[Line]:
    """A name and its number side by side, in usual characters if there is no room for large."""
    left = width - drawn_width(f"{entry.name} = ", scale)
    characters = min(_MOST_CHARACTERS, left // (4 * scale.columns))
    if characters < NARROWEST or height < scale.height:
        text = f"{entry.name} = {entry.text(_MOST_CHARACTERS)}"
        return [(Piece(set_cell_size(text, width), Ink.NAME),)]
    text = f"{entry.name} = {entry.text(characters)}"
    return [(Piece(line, Ink.NAME),) for line in drawn(text, scale)]


def _characters(width: int, scale: Scale) -> int:
    """How many characters of a number fit."""
    fit = (n for n in range(_MOST_CHARACTERS, 0, -1) if drawn_width(_WIDEST[:n], scale) <= width)
    return next(fit, 0)


# All of a node


@dataclass(frozen=True)
class _Window:
    """The rows and columns of a matrix that are shown."""

    rows: range
    columns: range


def node_page(
    content: TableContent, cell: Cell, width: int, height: int, *, halves: bool = True
) -> list[Line]:
    """The vector or matrix of a cell, likewise."""
    rows = _rows(content, cell)
    whole = _Window(range(len(rows)), range(len(rows[0])))
    other = Cell(cell.node, cell.index, not cell.gradient)
    value, gradient = sorted((cell, other), key=lambda each: each.gradient)
    for scale in (GIANT, HUGE, LARGE, SMALL)[: 4 if halves else 3]:
        for names in (SMALL, None)[0 if halves else 1 :]:
            across, down = _size(whole, scale, names)
            if across <= width and 2 * down <= height:
                blocks = [
                    [_side(content, each, cell, whole, scale, names, width)]
                    for each in (value, gradient)
                ]
                return _spaced(blocks, height)
            room = width // 2
            if across < room and down <= height:
                left, right = (
                    _side(content, each, cell, whole, scale, names, room - 1)
                    for each in (value, gradient)
                )
                return [
                    (*one, Piece(" " * (room - _length(one)), Ink.BLANK), *two)
                    for one, two in zip(left, right, strict=True)
                ]
    window = _around(cell, whole, width, height - 1)
    with_large_name = _around(cell, whole, width, height - SMALL.height)
    names = SMALL if halves and with_large_name == window == whole else None
    return _side(content, cell, cell, window, LARGE, names, width)


def _size(window: _Window, scale: Scale, names: Scale | None) -> tuple[int, int]:
    """How wide a part of a matrix is at least, and how high with its heading."""
    gap = _gap(scale)
    high = len(window.rows) * (scale.height + gap) - gap
    return len(window.columns) * (_cell_width(scale) + 1), high + _height(names)


def _space(window: _Window, scale: Scale, width: int) -> int:
    """Columns of the screen between those of the matrix; one of them has the mark."""
    count = len(window.columns)
    left = width - 1 - count * _cell_width(scale)
    return max(1, min(_MOST_SPACE * scale.columns, left // max(1, count - 1)))


def _around(cell: Cell, whole: _Window, width: int, height: int) -> _Window:
    """As much as fits, with the cell in the middle as far as possible."""
    row, column = _place(cell)
    columns = max(1, width // (_cell_width(LARGE) + 1))
    rows = max(1, (height + _gap(LARGE)) // (LARGE.height + _gap(LARGE)))
    return _Window(_part(whole.rows, row, rows), _part(whole.columns, column, columns))


def _part(whole: range, kept: int, count: int) -> range:
    begin = max(0, min(kept - count // 2, len(whole) - count))
    return whole[begin : begin + count]


def _side(
    content: TableContent,
    side: Cell,
    cursor: Cell,
    window: _Window,
    scale: Scale,
    names: Scale | None,
    width: int,
) -> list[Line]:
    """The value of a node, or its gradient: the heading, and its numbers."""
    rows = _rows(content, side)
    form = NumberFormat.for_largest(largest_finite(rows), NARROWEST)
    lines = _heading(_name(content, side) + _which(window, rows), names, width)
    space = _space(window, scale, width)
    for row in window.rows:
        if row != window.rows[0]:
            lines += [()] * _gap(scale)
        pieces: list[list[Piece]] = [[] for _ in range(scale.height)]
        for column in window.columns:
            index = (row, column)[2 - len(side.index) :]
            cell = Cell(side.node, index, side.gradient)
            if content.shows(cell):
                number = rows[row][column]
                text, ink = form.text(number).strip(), _Entry("", number).ink
            else:
                text, ink = VEILED if cell in content.veiled else TO_COME, Ink.HIDDEN
            here = cell == cursor
            for number_of_line, part in enumerate(_cell(text, scale)):
                mark = MARK if here and number_of_line == scale.height // 2 else " "
                before = mark if column == window.columns[0] else mark.rjust(space)
                pieces[number_of_line] += [Piece(before, Ink.NAME), Piece(part, ink, here)]
        lines += map(tuple, pieces)
    return lines


def _cell(text: str, scale: Scale) -> list[str]:
    """A number, right-aligned; in the usual size if even so it is too wide."""
    width = _cell_width(scale)
    if drawn_width(text, scale) > width:
        middle = scale.height // 2
        return [(text if line == middle else "").rjust(width) for line in range(scale.height)]
    return [line.rjust(width) for line in drawn(text, scale)]


def _cell_width(scale: Scale) -> int:
    return drawn_width(_WIDEST[:NARROWEST], scale)


def _gap(scale: Scale) -> int:
    """Lines between rows; the smallest characters have half a line below them already."""
    return 0 if scale == SMALL else 1


def _which(window: _Window, rows: Matrix) -> str:
    """Which part is in view, if it is not all."""
    parts = []
    for name, shown, count in (
        ("rows", window.rows, len(rows)),
        ("columns", window.columns, len(rows[0])),
    ):
        if len(shown) < count:
            parts.append(f"{name} {shown[0] + 1}–{shown[-1] + 1} of {count}")
    return f"  {', '.join(parts)}" if parts else ""


# Both


def _name(content: TableContent, cell: Cell) -> str:
    name = printable(cell.node)
    return f"∂{content.trace.graph.loss}/∂{name}" if cell.gradient else name


def _heading(name: str, scale: Scale | None, width: int) -> list[Line]:
    """A name in large letters, or in usual ones where there is no room for these."""
    if scale is not None:
        for smaller in (scale, SMALL):
            if drawn_width(name, smaller) <= width:
                above = scale.height - smaller.height
                return [*[()] * above, *((Piece(line, Ink.NAME),) for line in drawn(name, smaller))]
    text = name if cell_len(name) <= width else f"{set_cell_size(name, width - 1)}…"
    blank: list[Line] = [()] * (_height(scale) - 1)
    return [*blank, (Piece(text, Ink.NAME),)]


def _height(names: Scale | None) -> int:
    """The height of a heading; of one line in usual letters."""
    return 1 if names is None else names.height


def _spaced(blocks: list[list[list[Line]]], height: int) -> list[Line]:
    """The parts of all blocks with a line between them, or between blocks, if there is room."""
    parts = [part for block in blocks for part in block]
    whole = [list(chain(*block)) for block in blocks]
    used = sum(map(len, parts))
    for each in (parts, whole):
        if used + len(each) - 1 <= height:
            return list(_joined(each))
    return list(chain(*parts))


def _joined(parts: list[list[Line]]) -> Iterator[Line]:
    for number, part in enumerate(parts):
        yield from [()] if number else []
        yield from part


def _length(line: Line) -> int:
    return sum(cell_len(piece.text) for piece in line)


def _rows(content: TableContent, cell: Cell) -> Matrix:
    return as_matrix((content.gradients if cell.gradient else content.trace)[cell.node])


def _number_in(rows: Matrix, cell: Cell) -> float:
    row, column = _place(cell)
    return rows[row][column]


def _place(cell: Cell) -> tuple[int, int]:
    """The row and the column of a cell in its matrix; vectors are rows."""
    row, column = (0, 0, *cell.index)[-2:]
    return row, column
