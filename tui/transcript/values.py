"""Numbers as lines of text: a matrix row by row, each line with its label."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine import Shape, Value, as_matrix, describe, shape_of
from tui.numbers import short

DIGITS = 6
"""So many significant digits have the numbers of a transcript."""

MOST = 8
"""So many rows and columns are written, unless all are wanted."""


@dataclass
class ValueLines:
    """Writes values, all of them or their first rows and columns.

    incomplete: whether anything has been left out so far.
    """

    everything: bool = False
    incomplete: bool = False

    def of(self, label: str, value: Value) -> Iterator[str]:
        """The lines of a value, and one that says what is left out if anything is."""
        shape, rows = shape_of(value), as_matrix(value)
        most = max(len(rows), len(rows[0])) if self.everything else MOST
        for number, row in enumerate(rows[:most]):
            where = f"{label}, row {number}" if len(shape) == 2 else label
            yield f"{where}: {', '.join(map(number_text, row[:most]))}"
        if left_out := [*_left_out(shape, most)]:
            self.incomplete = True
            yield f"{label}, left out: {' and '.join(left_out)}"


def number_text(number: float) -> str:
    """A number to its significant digits; what is no number in words."""
    if math.isnan(number):
        return "not a number"
    if math.isinf(number):
        return "infinity" if number > 0 else "-infinity"
    return short(number + 0.0, DIGITS)  # -0.0 + 0.0 is 0.0


def shape_text(shape: Shape) -> str:
    """A shape in words: scalar, vector of 3, 3 by 4 matrix."""
    return describe(shape).replace("×", " by ")


def _left_out(shape: Shape, most: int) -> Iterable[str]:
    names = ("rows", "columns") if len(shape) == 2 else ("cells",)
    for name, size in zip(names, shape, strict=False):
        if size > most:
            yield f"{name} {most} to {size - 1}"
