"""What the terminal shows, cell by cell, so that only what differs is sent.

Textual repaints whole widgets: with colours, some 15 kB for a table of 18 numbers of which a
few digits have changed. A line over SSH carries what has changed, and nothing else.
"""

import re
import sys
from collections.abc import Iterator
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

PLAIN: Style = ("", "", frozenset())

_SHORT_GAP = 4
"""So many cells are sent again rather than skipped: skipping them takes as many bytes."""

_SURE = re.compile(r"[ -~\u2500-\u28ff]*")
"""Characters that every terminal takes to be one column wide: ASCII, lines, blocks, braille."""


class Painted:
    """The cells of a terminal as far as they are known, and its cursor and style.

    pointer: what is painted over all output, where there is one. When it has moved, the app
        has to paint the cells where it was and where it is again.
    """

    def __init__(self) -> None:
        self.pointer: Pointer | None = None
        self._rows: dict[int, dict[int, Cell]] = {}
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
        style, y, x, edge = PLAIN, -1, 0, self._width
        for row, column, codes, new_line, text in _PIECE.findall(output):
            if row:
                y, x = int(row) - 1, int(column) - 1
            elif text and y < self._height:
                cells = self._rows.setdefault(y, {})
                pointer = self.pointer if self.pointer and self.pointer.y == y else None
                known = before.setdefault(y, {})
                for character in text:
                    width = 1 if character < "\u0300" else get_character_cell_size(character)
                    if x + width > edge:
                        x = edge
                        break
                    place = x
                    if width == 0:  # it joins the one before
                        blank = (" ", style)
                        place = x - 1 if cells.get(x - 1, blank)[0] else x - 2
                        character = cells.get(place, blank)[0] + character
                    cell = (character, style)
                    if pointer is not None:
                        cell = pointer.over(place, cell)
                    if (here := cells.get(place)) != cell:
                        known.setdefault(place, here)
                        cells[place] = cell
                    for rest in range(x + 1, x + width):
                        cells[rest] = ("", style)
                    x += width
            elif new_line:
                y, x = y + 1, 0
            elif not text:
                style = self._styled(style, codes)
        changed = {
            row: {x for x, cell in known.items() if self._rows[row][x] != cell}
            for row, known in before.items()
        }
        return {row: xs for row, xs in changed.items() if xs}, (y, x)

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


def _runs(y: int, changed: set[int], cells: dict[int, Cell]) -> Iterator[_Run]:
    """The cells of a line that differ, with short gaps between them filled."""
    places = sorted(x for x in changed if cells[x][0])
    while places:
        begin = end = places.pop(0)
        style = cells[begin][1]
        while places and not _doubtful(cells[end][0]):
            if not _joins(range(end + 1, places[0] + 1), style, cells):
                break
            end = places.pop(0)
        text = "".join(cells[x][0] for x in range(begin, end + 1))
        sure = _SURE.fullmatch(text) and end + 1 in cells
        yield _Run(y, begin, style, text, (y, end + 1) if sure else None)


def _doubtful(character: str) -> bool:
    """Whether it is likely that nobody knows where the cursor is after it."""
    return len(character) > 1 or get_character_cell_size(character) != 1


def _joins(gap: range, style: Style, cells: dict[int, Cell]) -> bool:
    """Whether these cells, the last of which differs, can be sent on from the one before."""
    return len(gap) <= _SHORT_GAP and all(x in cells and cells[x][1] == style for x in gap)


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
