"""A laser pointer: a bar over whatever the terminal shows, moved by keys.

It is no widget, which would hide what it points at and would have to be on every screen, but
a way to paint the cells that it is over.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.geometry import Size, clamp

if TYPE_CHECKING:
    from tui.painted import Cell

_HALF_WIDTH = 4
"""To either side of its middle: a number of the table, and an arrow at each end."""

_COLOURS = "97", "41"
"""White on red, which every terminal with colours has, and nothing else that we draw."""


@dataclass(frozen=True)
class Pointer:
    """Where the pointer is: the column and the row of its middle.

    coloured: whether it has colours; without, it is the reverse of what it is over.
    """

    x: int
    y: int
    coloured: bool = True

    def moved(self, columns: int, rows: int, size: Size) -> "Pointer":
        """The pointer so much further to the right and down, but inside a screen of that size."""
        x = clamp(self.x + columns, 0, max(0, size.width - 1))
        y = clamp(self.y + rows, 0, max(0, size.height - 1))
        return replace(self, x=x, y=y)

    def over(self, x: int, cell: "Cell") -> "Cell":
        """How a cell in the row of the pointer is to be painted; none outside of it changes."""
        if abs(x - self.x) > _HALF_WIDTH:
            return cell
        character, (foreground, background, attributes) = cell
        ends = {self.x - _HALF_WIDTH: ">", self.x + _HALF_WIDTH: "<"}
        if x in ends and cell_len(character) == 1:  # half of a wide one cannot be replaced
            character = ends[x]
        if self.coloured:
            return character, (*_COLOURS, frozenset("1"))
        return character, (foreground, background, (attributes ^ {"7"}) | {"1"})
