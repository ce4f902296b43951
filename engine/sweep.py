"""The slope of the loss at one cell, by differences over steps from large to tiny.

A large step is wrong by truncation, which falls with its square; a tiny one by rounding, which
grows with its inverse. The sweep shows both, and the best step lies between them. The slopes
on either side of the cell tell a kink of relu or abs, which a central difference cannot.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.cell import Cell
from engine.passes import Trace, held
from engine.values import cells, filled, shape_of

_SMALLEST = 2.0**-44
_KINK, _ROUNDING = 1e-5, 1e-7
"""How far the slopes on both sides lie apart at a kink: of the slope, and of the loss."""


@dataclass(frozen=True)
class Slope:
    """Differences at one step h from a number c.

    central: (L(c + h) - L(c - h)) / 2h; above, below: those from c to either side.
    rounding: what the last bit of the loss is worth in them.
    """

    step: float
    central: float
    above: float
    below: float
    rounding: float


@dataclass(frozen=True)
class BestSlope:
    """What a sweep says about the slope.

    central: at the best step; error: about how far it can be off.
    kink: the slopes on both sides, the smaller first, if they differ at every step.
    """

    central: float
    step: float
    error: float
    kink: tuple[float, float] | None


def sweep(trace: Trace, cell: Cell) -> Iterator[Slope]:
    """The differences at one cell of a node's value, from the largest step to the smallest.

    They are computed one by one, as they are asked for. Each step is a quarter of the one
    before. They begin at half the size of the number, or of 1 if it is smaller, and end where
    the steps are lost in its own rounding.
    """
    value, number = trace[cell.node], _number(trace, cell)
    shape = shape_of(value)
    place = 0
    for size, index in zip(shape, cell.index, strict=True):
        place = place * size + index
    numbers = list(cells(value))

    def loss(changed: float) -> float:
        stream = iter([*numbers[:place], changed, *numbers[place + 1 :]])
        return held(trace, cell.node, filled(shape, stream.__next__)).loss

    step, last = max(abs(number), 1.0) / 2.0, (abs(number) or 1.0) * _SMALLEST
    while step >= last:
        above, here, below = loss(number + step), trace.loss, loss(number - step)
        up, down = number + step - number, number - (number - step)
        yield Slope(
            step,
            (above - below) / (up + down),
            (above - here) / up,
            (here - below) / down,
            math.ulp(here) / step if math.isfinite(here) else math.nan,
        )
        step /= 4.0


def best_slope(slopes: Sequence[Slope]) -> BestSlope:
    """The slope at the step where its neighbours differ least from it, rounding included."""
    found = BestSlope(math.nan, math.nan, math.inf, None)
    for before, slope, after in zip(slopes, slopes[1:], slopes[2:], strict=False):
        apart = max(abs(slope.central - before.central), abs(slope.central - after.central))
        error = apart + 4.0 * slope.rounding
        if error < found.error:
            found = BestSlope(slope.central, slope.step, error, None)
    gaps = [(abs(s.above - s.below) + 2.0 * s.rounding, s) for s in slopes]
    gap, closest = min(gaps, key=lambda each: each[0] if each[0] == each[0] else math.inf)
    sides = sorted((closest.above, closest.below))
    loss = closest.rounding * closest.step * 2.0**52
    if math.isfinite(gap) and gap > _KINK * max(map(abs, sides)) + _ROUNDING * loss:
        return BestSlope(found.central, found.step, found.error, (sides[0], sides[1]))
    return found


def _number(trace: Trace, cell: Cell) -> float:
    value = trace[cell.node]
    for place in cell.index:
        assert isinstance(value, tuple)
        value = value[place]
    assert isinstance(value, float)
    return value
