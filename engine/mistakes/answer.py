"""A number as somebody gave it, with the precision that it was given to."""

import math
from dataclasses import dataclass

_ROUNDING = 1e-9


@dataclass(frozen=True)
class Answer:
    """A number that somebody gave.

    unit: what one step of its last digit is worth, 0.01 for 2.16; 0 for a number that was
        computed, which is compared to 1e-9 of its size.
    digits: how many significant digits were given, 3 for 2.16, 0 for 0.00; 17 where it was
        computed.
    """

    number: float
    unit: float = 0.0
    digits: int = 17

    def agrees(self, exact: float) -> bool:
        """Whether this is the exact number, rounded or cut off after the digits given.

        Never for a number that is infinite or NaN.
        """
        if not math.isfinite(exact):
            return False
        slack = _ROUNDING * abs(exact)
        if abs(self.number - exact) <= 0.5 * self.unit + slack:
            return True
        cut = abs(exact) - abs(self.number)
        return self.number * exact >= 0.0 and -slack <= cut < self.unit

    def tells(self, exact: float) -> bool:
        """Whether it agrees with a number and has a digit that shows it."""
        return self.agrees(exact) and (self.digits > 0 or exact == 0.0)
