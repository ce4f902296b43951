"""Gradients by central differences: what the loss itself says about a backward pass.

    ∂L/∂c ≈ (L(c + h) - L(c - h)) / 2h

with nothing but forward passes. A cell of an intermediate is held at c ± h, and all that
comes after it is computed again. The step is a cube root of the floats' precision times the
scale of the cell, which balances truncation (h²) against rounding (1/h).
"""

import math
from collections.abc import Callable, Iterator

from engine.cell import Cell, cells_of
from engine.passes import Trace, held
from engine.values import Value, cells, filled, shape_of

_RELATIVE_STEP = 2.0**-17
_OFF, _NOISE = 1e-5, 1e-9
"""What differences can be off by: of the largest of the node, and of the loss by rounding."""


def central_differences(trace: Trace, name: str) -> Value:
    """The gradient of the loss with respect to a named node, of the node's shape.

    It agrees with the backward pass to about 1e-7 where the loss is smooth; within a step of
    a kink of relu or abs it is a mean of the two slopes.
    """
    return filled(shape_of(trace[name]), slopes(trace, name).__next__)


def slopes(trace: Trace, name: str) -> Iterator[float]:
    """The same cell by cell, row by row: for large nodes, which take long."""
    value = trace[name]
    numbers = list(cells(value))
    for place, number in enumerate(numbers):

        def loss(changed: float, place: int = place) -> float:
            stream = iter([*numbers[:place], changed, *numbers[place + 1 :]])
            return held(trace, name, filled(shape_of(value), stream.__next__)).loss

        yield _slope(loss, number)


def disagreeing(trace: Trace, name: str, gradient: Value, differences: Value) -> frozenset[Cell]:
    """The cells of a node's gradient that are further from its differences than those can be off.

    That is by more than 1e-5 of the largest difference of the node, and 1e-9 of the loss.
    """
    exact = list(cells(differences))
    tolerance = _OFF * max(map(abs, exact)) + _NOISE * abs(trace.loss)
    index = cells_of(name, shape_of(gradient), gradient=True)
    return frozenset(
        cell
        for cell, number, difference in zip(index, cells(gradient), exact, strict=True)
        if not abs(number - difference) <= tolerance
    )


def _slope(loss: Callable[[float], float], number: float) -> float:
    """The slope at a number, at its own scale.

    A small number may be small by its nature (a probability) or by chance (a weight), so
    below 0.1 the scale 1 is tried too. The smaller error wins: for truncation the change at
    twice the step, for rounding the last bit of the loss over the step.
    """
    own = abs(number) * _RELATIVE_STEP
    if abs(number) >= 0.1:
        return _difference(loss, number, own)
    best, least = math.nan, math.inf
    for step in (own, _RELATIVE_STEP) if own else (_RELATIVE_STEP,):
        slope = _difference(loss, number, step)
        truncation = abs(slope - _difference(loss, number, 2.0 * step))
        error = truncation + math.ulp(loss(number)) / step
        if error < least:
            best, least = slope, error
    return best


def _difference(loss: Callable[[float], float], number: float, step: float) -> float:
    above, below = number + step, number - step
    return (loss(above) - loss(below)) / (above - below)
