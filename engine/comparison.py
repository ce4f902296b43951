"""Is the backward pass right? Its gradients, cell by cell, beside those of somebody else.

Central differences know nothing but forward passes, PyTorch's autograd has its own rules for
every operation. Where either differs from the engine by more than its own accuracy, somebody
is wrong.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from engine.cell import Cell, cells_of
from engine.differences import slopes
from engine.passes import Gradients, Trace
from engine.sweep import BestSlope, Slope, best_slope, sweep
from engine.values import Value, cells, shape_of

_CLOSE, _SURE, _UNSURE = 1e-6, 1e-5, 1e-2
"""Differences, as parts of the largest cell of the node: what they may be off by, how well a
slope must be known to be enough, and to be of any use."""
_MARGIN = 10.0
"""How many times its estimated error a slope may be off."""
_ZERO = 1e-15
"""Of the loss: slopes below this cannot be told from none."""
_SAME, _CANCELLED = 1e-9, 1e-12
"""What autograd may be off by: of a cell, and of the largest cell of its node."""
_NOTHING = 1e-15
"""Of the largest gradient of all: less is what rounding leaves of zero."""


class Agreement(Enum):
    """How a gradient compares, the best first."""

    EXACT = "exact"
    AGREES = "agrees"
    KINK = "at a kink"
    UNSURE = "cannot tell"
    DIFFERS = "differs"


@dataclass(frozen=True)
class CellComparison:
    """One cell of a gradient beside what another method says of it."""

    cell: Cell
    engine: float
    other: float
    agreement: Agreement

    @property
    def difference(self) -> float:
        """How far they are apart; 0 for two infinities or NaNs that are the same."""
        if _same(self.engine, self.other):
            return 0.0
        return abs(self.engine - self.other)


@dataclass(frozen=True)
class NodeComparison:
    """The gradient of one node, beside what another method says of it.

    absolute: the largest difference of a cell.
    relative: the same over the largest cell of the gradient, as either has it.
    worst: the cell that is judged worst and, of those, has the largest difference.
    """

    node: str
    cells: tuple[CellComparison, ...]

    @property
    def absolute(self) -> float:
        return max((each.difference for each in self.cells), key=_nan_last)

    @property
    def relative(self) -> float:
        largest = max(
            (abs(number) for each in self.cells for number in (each.engine, each.other)),
            key=_nan_last,
        )
        return self.absolute / largest if self.absolute else 0.0

    @property
    def worst(self) -> CellComparison:
        return max(self.cells, key=lambda each: (_rank(each), _nan_last(each.difference)))

    @property
    def agreement(self) -> Agreement:
        return self.worst.agreement


def against_differences(
    trace: Trace, gradients: Gradients, before_cell: Callable[[], None] = lambda: None
) -> Iterator[NodeComparison]:
    """Every named node against central differences, in the order of computation.

    before_cell: called before every cell; what it raises ends the comparison.
    """
    return (node_against_differences(trace, gradients, name, before_cell) for name in gradients)


def node_against_differences(
    trace: Trace, gradients: Gradients, name: str, before_cell: Callable[[], None] = lambda: None
) -> NodeComparison:
    """One node against central differences.

    A cell agrees within 1e-6 of the largest one. One that does not is looked at again over a
    sweep of steps, as far as it takes: a large loss hides small slopes from small steps, and
    at a kink of relu or abs any slope between those on both sides is right.
    """
    found: list[CellComparison] = []
    differences = slopes(trace, name)
    largest = max(map(abs, cells(gradients[name])), key=_nan_last)
    places = cells_of(name, shape_of(gradients[name]), gradient=True)
    for cell, number in zip(places, cells(gradients[name]), strict=True):
        before_cell()
        found.append(_by_differences(trace, cell, number, next(differences), largest))
    return NodeComparison(name, tuple(found))


def against(gradients: Gradients, other: Mapping[str, Value]) -> Iterator[NodeComparison]:
    """Every named node against gradients that are as precise: those of PyTorch."""
    largest = max((abs(c) for each in gradients.values() for c in cells(each)), key=_nan_last)
    for name, gradient in gradients.items():
        own = max(map(abs, cells(gradient)), key=_nan_last)
        slack = _CANCELLED * own + _NOTHING * largest
        places = cells_of(name, shape_of(gradient), gradient=True)
        yield NodeComparison(
            name,
            tuple(
                CellComparison(cell, number, theirs, _agreement(number, theirs, slack))
                for cell, number, theirs in zip(
                    places, cells(gradient), cells(other[name]), strict=True
                )
            ),
        )


def _agreement(number: float, theirs: float, slack: float) -> Agreement:
    if _same(number, theirs):
        return Agreement.EXACT if math.isfinite(number) else Agreement.UNSURE
    close = abs(number - theirs) <= _SAME * max(abs(number), abs(theirs)) + slack
    return Agreement.AGREES if close else Agreement.DIFFERS


def _by_differences(
    trace: Trace, cell: Cell, number: float, slope: float, largest: float
) -> CellComparison:
    if not (math.isfinite(number) and math.isfinite(trace.loss)):
        return CellComparison(cell, number, slope, Agreement.UNSURE)
    if abs(number - slope) <= _CLOSE * max(largest, abs(slope)):
        return CellComparison(cell, number, slope, Agreement.AGREES)
    best, agreement = _by_sweep(trace, cell, number, largest)
    return CellComparison(cell, number, best.central, agreement)


def _by_sweep(
    trace: Trace, cell: Cell, number: float, largest: float
) -> tuple[BestSlope, Agreement]:
    found: list[Slope] = []
    for slope in sweep(trace, Cell(cell.node, cell.index)):
        found.append(slope)
        best = best_slope(found)
        error, size = _MARGIN * best.error, max(largest, abs(best.central))
        close = _CLOSE * size
        fits = abs(number - best.central) <= close + error
        past_best = slope.step <= best.step / 64.0  # and it only gets worse by rounding
        if fits and error <= (_UNSURE if past_best else _SURE) * size:
            return best, Agreement.AGREES
    if best.kink and best.kink[0] - close <= number <= best.kink[1] + close:
        return best, Agreement.KINK
    if not fits:
        return best, Agreement.DIFFERS
    vague = error > _UNSURE * size and size > _ZERO * abs(trace.loss)
    return best, Agreement.UNSURE if vague else Agreement.AGREES


def _same(a: float, b: float) -> bool:
    return a == b or (a != a and b != b)


def _rank(each: CellComparison) -> int:
    return list(Agreement).index(each.agreement)


def _nan_last(number: float) -> float:
    """A key that takes NaN for the largest number of all."""
    return math.inf if number != number else number
