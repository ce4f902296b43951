"""A field that opens over a cell to change its number in place."""

import math

from textual import events
from textual.geometry import Offset
from textual.message import Message

from engine import Cell, NetworkError
from tui.widgets.number_field import NumberField

WIDTH = 26
"""As wide as the longest number, with a border for the cursor."""


_BEGINS_A_NUMBER = r"[-+]?\d*\.?\d*([eE][-+]?\d*)?"
"""What may be typed: anything that can still become a number."""


class CellEditor(NumberField):
    """Enter takes the number over, escape leaves the cell as it was; then it is gone."""

    class Edited(Message):
        """A cell was given another number."""

        def __init__(self, cell: Cell, number: float) -> None:
            super().__init__()
            self.cell = cell
            self.number = number

    def __init__(self, cell: Cell, number: float, place: Offset, screen_width: int) -> None:
        super().__init__(number, _parse, id="cell-editor", tooltip="The new number of the cell")
        self.restrict = _BEGINS_A_NUMBER
        self._cell = cell
        x = max(0, min(place.x, screen_width - WIDTH))
        self.styles.width = WIDTH
        self.styles.offset = (x, place.y)

    def on_mount(self) -> None:
        self.focus()

    def on_number_field_chosen(self, event: NumberField.Chosen) -> None:
        event.stop()
        self.post_message(self.Edited(self._cell, event.number))

    def on_blur(self, _event: events.Blur) -> None:
        super().on_blur(_event)
        self.remove()


def _parse(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise NetworkError(f"{text!r} is no number", "write one such as -0.5")
    return number
