"""What the terminal shows, cell by cell, so that only what differs is sent.

Textual repaints whole widgets: with colours, some 15 kB for a table of 18 numbers of which a
few digits have changed. A line over SSH carries what has changed, and nothing else.
"""

import re
import sys
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from rich.cells import get_character_cell_size

if TYPE_CHECKING:
    from tui.pointer import Pointer

_FRAME = re.compile(r"(?:\x1b\[\d+;\d+H|\x1b\[[\d;]*m|\r?\n|[^\x00-\x1f\x7f])+")
_PIECE = re.compile(r"\x1b\[(\d+);(\d+)H|\x1b\[([\d;]*)m|(\r?\n)|([^\x00-\x1f\x7f]+)")

Style: TypeAlias = tuple[str, str, frozenset[str]]
"""Foreground, background and the attributes, each as the codes that switch it on."""

Cell: TypeAlias = tuple[str, Style]
"""A character and its style; the second half of a wide character is an empty one."""

Row: TypeAlias = list[Cell | None]
"""The cells of a line from its beginning; None for what nobody knows."""

PLAIN: Style = ("", "", frozenset())

_UNKNOWN: Cell = ("", ("unknown", "", frozenset()))

_SHORT_GAP = 4
"""So many cells are sent again rather than skipped: skipping them takes as many bytes."""

_SURE = re.compile(r"[ -~\u2500-\u259f\u2800-\u28ff]*")
"""Characters that every terminal takes to be one column wide: ASCII, lines, blocks, braille."""

_NARROW = re.compile(
    r"[ -~\xa1-\xac\xae-\u02ff\u0391-\u03c9\u2013-\u2026\u2070-\u209c\u2190-\u22ff"
    r"\u2500-\u259f\u2800-\u28ff]*"
)
"""Characters that Textual takes to be one column wide, as far as these are easily told."""

_WIDEST = 2
"""Columns of a wide character."""

_MOST_PIECES = 2000
"""So many texts are remembered; a large window has some hundreds."""


class Painted:
    """The cells of a terminal as far as they are known, and its cursor and style.

    pointer: what is painted over all output, where there is one. When it has moved, the app
        has to paint the cells where it was and where it is again.
    """

    def __init__(self) -> None:
        self.pointer: Pointer | None = None
        self._rows: dict[int, Row] = {}
        self._pieces: dict[tuple[str, Style], list[Cell | None]] = {}
        self._styles: dict[str, Style] = {}
        self._cursor: tuple[int, int] | None = None
        self._style: Style | None = None
        self._width = self._height = sys.maxsize

    def forget(self) -> None:
        """Know nothing any more, as after the terminal has been drawn on by others."""
        self._rows.clear()
        self._cursor = self._style = None

    def resize(self, width: int, height: int) -> None:
        """Know nothing any more, and send nothing that lies beyond these columns and rows.

        Until the app has laid out its screen anew it draws in the size before, and a terminal
        puts what lies beyond its last line or column over what is there.
        """
        self.forget()
        self._width, self._height = width, height

    def difference(self, output: str) -> str:
        """What to send in place of this output, so that the terminal shows the same.

        Output that is more than text, styles and moves of the cursor is sent as it is, and
        nothing is taken to be known after it.
        """
        if not _FRAME.fullmatch(output):
            self.forget()
            return output
        changed, cursor = self._taken_in(output)
        sent = "".join(self._sent(changed))
        if changed and cursor != self._cursor:
            sent += _moved(cursor)
            self._cursor = cursor
        return sent

    def _taken_in(self, output: str) -> tuple[dict[int, set[int]], tuple[int, int]]:
        """Know this output's cells; those that differ, and where the cursor is after it."""
        before: dict[int, dict[int, Cell | None]] = {}
        style, y, x = PLAIN, -1, 0
        for row, column, codes, new_line, text in _PIECE.findall(output):
            if row:
                y, x = int(row) - 1, int(column) - 1
            elif text and y < self._height:
                x = self._put(y, x, text, style, before.setdefault(y, {}))
            elif new_line:
                y, x = y + 1, 0
            elif not text:
                style = self._styled(style, codes)
        changed = {
            row: {x for x, cell in known.items() if self._rows[row][x] != cell}
            for row, known in before.items()
            if known
        }
        return {row: xs for row, xs in changed.items() if xs}, (y, x)

    def _put(self, y: int, x: int, text: str, style: Style, before: dict[int, Cell | None]) -> int:
        """Know this text there; `before` gets what it is put over. Gives the column after it."""
        cells = self._rows.setdefault(y, [])
        longest = x + _WIDEST * len(text)
        if longest >= len(cells):
            cells.extend([None] * (longest + 1 - len(cells)))
        pointed = self.pointer is not None and self.pointer.y == y
        if pointed or not (piece := self._piece(text, style)):
            return self._put_one_by_one(y, x, text, style, before)
        piece = piece[: max(0, self._width - x)]
        end = x + len(piece)
        here = cells[x:end]
        if here != piece:
            for place, (old, new) in enumerate(zip(here, piece, strict=True), x):
                if old != new:
                    before.setdefault(place, old)
            cells[x:end] = piece
        return end

    def _put_one_by_one(
        self, y: int, x: int, text: str, style: Style, before: dict[int, Cell | None]
    ) -> int:
        """The same where a character may be wide or join the one before, or the pointer is."""
        cells = self._rows[y]
        pointer = self.pointer if self.pointer and self.pointer.y == y else None
        for character in text:
            width = get_character_cell_size(character)
            if x + width > self._width:
                return self._width
            place = x
            if width == 0:  # it joins the one before
                if x == 0:
                    continue
                blank = (" ", style)
                place = x - 1 if (cells[x - 1] or blank)[0] or x == 1 else x - 2
                character = (cells[place] or blank)[0] + character
            cell = (character, style)
            if pointer is not None:
                cell = pointer.over(place, cell)
            if (here := cells[place]) != cell:
                before.setdefault(place, here)
                cells[place] = cell
            for rest in range(x + 1, x + width):
                cells[rest] = ("", style)
            x += width
        return x

    def _piece(self, text: str, style: Style) -> list[Cell | None]:
        """The cells of a text, remembered for the next frame; none if they may not be alike."""
        key = text, style
        if (piece := self._pieces.get(key)) is None:
            if len(self._pieces) >= _MOST_PIECES:
                self._pieces.clear()
            piece = [(character, style) for character in text] if _NARROW.fullmatch(text) else []
            self._pieces[key] = piece
        return piece

    def _styled(self, style: Style, codes: str) -> Style:
        """The style after a sequence of codes."""
        if codes in ("", "0"):
            return PLAIN
        if style is PLAIN:
            if codes not in self._styles:
                self._styles[codes] = _added(PLAIN, codes)
            return self._styles[codes]
        return _added(style, codes)

    def _sent(self, changed: dict[int, set[int]]) -> Iterator[str]:
        """The cells that differ, those of one style after another: a style takes most bytes."""
        runs = [run for y in sorted(changed) for run in _runs(y, changed[y], self._rows[y])]
        first = {run.style: place for place, run in reversed(list(enumerate(runs)))}
        if self._style in first:
            first[self._style] = -1  # no change for these
        for run in sorted(runs, key=lambda run: first[run.style]):
            if self._cursor != (run.y, run.x):
                yield self._move(run.y, run.x)
            if run.style != self._style:
                yield _change(self._style, run.style)
                self._style = run.style
            yield run.text
            self._cursor = run.end

    def _move(self, y: int, x: int) -> str:
        if self._cursor is not None and self._cursor[0] == y and self._cursor[1] < x:
            return f"\x1b[{x - self._cursor[1]}C"
        return _moved((y, x))


class _Run(NamedTuple):
    """Neighbours of one style; `end` is where the cursor is after them, if that is sure.

    Terminals differ in how wide they take some characters to be, and in where the cursor is
    after the last column.
    """

    y: int
    x: int
    style: Style
    text: str
    end: tuple[int, int] | None


def _runs(y: int, changed: set[int], cells: Row) -> Iterator[_Run]:
    """The cells of a line that differ, with short gaps between them filled."""
    known = [cell or _UNKNOWN for cell in cells]
    places = [x for x in sorted(changed) if known[x][0]]
    count, number = len(places), 0
    while number < count:
        begin = end = places[number]
        style = known[begin][1]
        number += 1
        while number < count and _joins(known, end, places[number], style):
            end = places[number]
            number += 1
        text = "".join([character for character, _ in known[begin : end + 1]])
        sure = _SURE.fullmatch(text) and end + 1 < len(cells) and cells[end + 1] is not None
        yield _Run(y, begin, style, text, (y, end + 1) if sure else None)


def _joins(known: Sequence[Cell], end: int, place: int, style: Style) -> bool:
    """Whether a cell that differs can be sent on from one before, with those in between."""
    if place - end > _SHORT_GAP or known[place][1] != style:
        return False
    return not any(look != style or _doubtful(character) for character, look in known[end:place])


@lru_cache(maxsize=1000)
def _doubtful(character: str) -> bool:
    """Whether it is likely that nobody knows where the cursor is after it."""
    return len(character) != 1 or get_character_cell_size(character) != 1


def _moved(cursor: tuple[int, int]) -> str:
    return f"\x1b[{cursor[0] + 1};{cursor[1] + 1}H"


def _added(style: Style, codes: str) -> Style:
    """A style and what these codes switch on besides."""
    foreground, background, attributes = style
    numbers = codes.split(";")
    while numbers:
        code = numbers.pop(0)
        if code in ("38", "48"):
            length = 4 if numbers[0] == "2" else 2
            colour = ";".join([code, *numbers[:length]])
            del numbers[:length]
            if code == "38":
                foreground = colour
            else:
                background = colour
        elif code in ("", "0"):
            foreground, background, attributes = PLAIN
        elif code[:-1] in ("3", "9") and len(code) == 2:
            foreground = "" if code == "39" else code
        elif code[:-1] in ("4", "10") and len(code) > 1:
            background = "" if code == "49" else code
        else:
            attributes = attributes | {code}
    return foreground, background, attributes


def _change(before: Style | None, after: Style) -> str:
    """The codes from one style to another; from an unknown one by way of the plain one."""
    foreground, background, attributes = after
    codes: list[str] = []
    if before is None or not before[2] <= attributes:
        codes.append("0")
        before = PLAIN
    codes += sorted(attributes - before[2])
    if foreground != before[0]:
        codes.append(foreground or "39")
    if background != before[1]:
        codes.append(background or "49")
    return f"\x1b[{';'.join(codes)}m"
