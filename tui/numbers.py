"""How numbers are shown: fixed width, decimal points in line, an explicit sign.

All cells of a block (one matrix, or its gradient) share their number of decimals, two at
least, so that points line up and sizes can be compared at a glance. A cell that these
decimals would show as zero, or that is too large for the width, is written with an
exponent, and so are all cells of a block whose largest would be left with one digit; zero
itself has no sign.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

NARROWEST = 7
"""The least width of a number: sign, digit, point, four decimals; or -1e-300."""


@dataclass(frozen=True)
class NumberFormat:
    """A way to write the numbers of one block, each `width` characters wide.

    exponents: whether all have one, since the decimals would leave the largest a digit or two.
    """

    width: int
    decimals: int
    exponents: bool = False

    @classmethod
    def for_largest(cls, largest: float, width: int) -> "NumberFormat":
        """The format of that width, at least NARROWEST, for numbers up to that size."""
        decimals = width - 3
        while decimals > 2 and len(f"{largest:+.{decimals}f}") > width:
            decimals -= 1
        return cls(width, decimals, exponents=0.0 < largest < 10.0 ** (1 - decimals))

    def text(self, number: float) -> str:
        """The number, right-aligned."""
        if math.isnan(number):
            return "NaN".rjust(self.width)
        if math.isinf(number):
            return ("+∞" if number > 0 else "-∞").rjust(self.width)
        if number == 0.0:
            return f"{0.0:.{self.decimals}f}".rjust(self.width)
        text = f"{number:+.{self.decimals}f}"
        if self.exponents or len(text) > self.width or float(text) == 0.0:
            text = _with_exponent(number, self.width)
        return text.rjust(self.width)


def number_format(numbers: Iterable[float], width: int) -> NumberFormat:
    """The format of that width, at least NARROWEST, that suits the largest of the numbers."""
    return NumberFormat.for_largest(largest_finite([tuple(numbers)]), width)


def largest_finite(rows: Sequence[Sequence[float]]) -> float:
    """The largest size of the cells that are finite; 0 if there is none."""
    if all(rows) and math.isfinite(sum(map(sum, rows))):
        return max(*map(max, rows), -min(map(min, rows)))
    return max((abs(cell) for row in rows for cell in row if math.isfinite(cell)), default=0.0)


def _with_exponent(number: float, width: int) -> str:
    """The number with an exponent and as many digits as fit, such as +1.5e-7."""
    for decimals in range(width - 5, -1, -1):
        mantissa, exponent = f"{number:+.{decimals}e}".split("e")
        text = f"{mantissa}e{int(exponent)}"
        if len(text) <= width:
            return text
    return text


def short(number: float, digits: int = 6) -> str:
    """A single number for a line of text: at most so many significant digits."""
    if math.isnan(number):
        return "NaN"
    mantissa, e, exponent = f"{number:.{digits}g}".partition("e")
    return mantissa.replace("inf", "∞") + (f"e{int(exponent)}" if e else "")


def full(number: float) -> str:
    """A single number with every digit it has."""
    return repr(number) if math.isfinite(number) else short(number)


def few_digits(number: float) -> str:
    """A number in a formula, to be read at a glance."""
    return short(number, 5)
