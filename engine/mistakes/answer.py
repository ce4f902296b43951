"""A number as somebody gave it, with the precision that it was given to."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

_ROUNDING = 1e-9
_CANCELLED = 1e-12


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


def typed_number(text: str) -> Answer:
    """A decimal number as written, with the precision of its digits; it may be infinite or NaN."""
    mantissa, _, exponent = text.lower().partition("e")
    number = float(text)
    if not math.isfinite(number):
        return Answer(number)
    decimals = len(mantissa.partition(".")[2])
    digits = mantissa.lstrip("+-").replace(".", "").lstrip("0")
    power = int(exponent or "0") - decimals
    return Answer(number, 10.0 ** max(-330, min(power, 308)), len(digits))


def of_one_precision(answers: Sequence[Answer]) -> tuple[Answer, ...]:
    """The numbers of one matrix, those that are written shorter than others taken as precise.

    Programs leave zeros at the end out: 0.5 beside 2.1648 is 0.5000, whether they write so
    many decimals or so many digits; of the two the coarser is taken. What is below 1e-12 of
    the largest number counts for nothing, since it may be what rounding has left of zero.
    """
    known = [answer for answer in answers if math.isfinite(answer.number)]
    largest = max((abs(answer.number) for answer in known), default=0.0)
    finest = min((answer.unit for answer in known), default=0.0)
    digits = max((answer.digits for answer in known), default=0)

    def precise(answer: Answer) -> Answer:
        if not math.isfinite(answer.number):
            return answer
        unit = finest
        if answer.number:
            unit = max(unit, 10.0 ** (math.floor(math.log10(abs(answer.number))) + 1 - digits))
        unit = max(min(unit, answer.unit), _CANCELLED * largest)
        longer = round(math.log10(answer.unit / unit)) if answer.unit > unit > 0.0 else 0
        return replace(answer, unit=unit, digits=answer.digits + max(0, longer))

    return tuple(map(precise, answers))
