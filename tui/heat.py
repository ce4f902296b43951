"""How hot a number is: its size against the largest of its block, in a few steps."""

import math

HEAT_LEVELS = 8
"""Steps between zero and the largest number of a block."""


def heat_level(number: float, largest: float) -> int | None:
    """From -HEAT_LEVELS to HEAT_LEVELS, with the number's sign; None where it is not finite.

    0 stands for exactly zero only: the smallest number has a level, so that its sign
    shows. `largest` is the largest finite size of the block.
    """
    if not math.isfinite(number):
        return None
    if number == 0.0:
        return 0
    size = abs(number) / largest if math.isfinite(largest) and largest > 0.0 else 0.0
    return int(math.copysign(max(1, math.ceil(size * HEAT_LEVELS)), number))
