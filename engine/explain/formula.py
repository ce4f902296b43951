"""A formula with its live numbers: what a screen shows of an expression."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from engine.cell import Cell
from engine.errors import NetworkError
from engine.explain.expressions import (
    Abbreviation,
    Bound,
    Expression,
    Range,
    addends,
    cells_read,
)
from engine.explain.numbers import Numbers
from engine.explain.writing import Line, Piece, Style, in_numbers, in_symbols, short, text_of


@dataclass(frozen=True, eq=False)
class Formula:
    """An expression at the numbers of one sample, perhaps with what it is equal to.

    left: the pieces before the equals sign, if there are any.
    style: how it is written in symbols.
    """

    expression: Expression = field(repr=False)
    numbers: Numbers = field(repr=False)
    bound: Bound = field(default_factory=dict, repr=False)
    left: Line = ()
    style: Style = field(default=Style.STEP, repr=False)

    @cached_property
    def number(self) -> float:
        """The result, with the bits that the engine computes."""
        return self.numbers.number(self.expression, self.bound)

    @cached_property
    def symbols(self) -> Line:
        """The pieces in symbols: x₀ · ∂L/∂y₁."""
        return in_symbols(self.expression, self.bound, self.numbers, self.style)

    @cached_property
    def live(self) -> Line:
        """The same with live numbers; of a long sum the first ones and the last one."""
        return in_numbers(self.expression, self.bound, self.numbers, self.style)

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The named cells that it reads, in the order in which they are written."""
        return tuple(cells_read(self.expression, self.bound))

    def in_symbols(self) -> str:
        """As text: ∂L/∂A[0][1] = x₀ · ∂L/∂y₁."""
        return text_of((*self.left, *self._equals, *self.symbols))

    def with_numbers(self, number: Callable[[float], str] = short) -> str:
        """What is right of the equals sign, with live numbers: 0.831147 · 2.60464."""
        return text_of(self.live, number)

    @property
    def _equals(self) -> Line:
        return (Piece(" = "),) if self.left else ()

    def addends(self) -> tuple["Formula", ...]:
        """The addends of a sum, which the engine adds from left to right; else it alone."""
        return tuple(
            Formula(expression, self.numbers, bound)
            for expression, bound in addends(self.expression, self.bound)
        )

    def definitions(self, at_most: int = 4) -> tuple["Formula", ...]:
        """What its local derivatives stand for: σ′(y₁) = u₁·(1 − u₁)."""
        found: dict[str, Formula] = {}
        for abbreviation, bound in _derivatives(self.expression, self.bound):
            left = in_symbols(abbreviation, bound, self.numbers)
            found.setdefault(
                text_of(left),
                Formula(abbreviation.definition, self.numbers, bound, left, Style.DEFINITION),
            )
            if len(found) == at_most:
                break
        return tuple(found.values())


def too_deep(cell: Cell) -> NetworkError:
    """What is said of a cell with a formula that is too long to be written out."""
    return NetworkError(
        f"the formula for a cell of {cell.node} is nested too deeply to be written out",
        "split the equations that it goes through over several lines",
    )


def _derivatives(expression: Expression, bound: Bound) -> Iterator[tuple[Abbreviation, Bound]]:
    if not expression.has_derivative:
        return
    if isinstance(expression, Abbreviation):
        yield expression, bound
        return
    for binding in expression.bindings(bound) if isinstance(expression, Range) else (bound,):
        for part in expression.parts:
            yield from _derivatives(part, binding)
