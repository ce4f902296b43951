"""What a cell is computed from, as an expression over cells that have a name.

Expressions are written once for all cells: an index may be a letter, which a sum runs over
or which is bound to a number when the expression is evaluated or written. So Σₖ xₖ·A[k][0]
and its single terms are one thing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TypeAlias

from engine.cell import Cell


class Letter:
    """An index that a sum runs over; every sum has its own, and the writer names it."""


Index: TypeAlias = tuple[int | Letter, ...]

Bound: TypeAlias = Mapping[Letter, int]
"""The numbers that letters stand for."""


class Expression:
    """A number that is computed from others, the `parts`."""

    @property
    def parts(self) -> tuple["Expression", ...]:
        """The expressions that it is made of, in the order in which it is written."""
        return ()

    @cached_property
    def letters(self) -> frozenset[Letter]:
        """The letters that must be bound to evaluate it."""
        return frozenset().union(*(part.letters for part in self.parts))

    @cached_property
    def has_gradient(self) -> bool:
        """Whether it reads the gradient of a node."""
        return any(part.has_gradient for part in self.parts)

    @cached_property
    def has_derivative(self) -> bool:
        """Whether there is the symbol of a local derivative in it."""
        return any(part.has_derivative for part in self.parts)


@dataclass(frozen=True)
class Number(Expression):
    """A constant."""

    value: float


@dataclass(frozen=True)
class Read(Expression):
    """The cell of a named node, or of its gradient."""

    node: str
    index: Index = ()
    gradient: bool = False

    @cached_property
    def letters(self) -> frozenset[Letter]:
        return frozenset(place for place in self.index if isinstance(place, Letter))

    @cached_property
    def has_gradient(self) -> bool:
        return self.gradient

    def cell(self, bound: Bound) -> Cell:
        """The cell, all letters being bound."""
        index = tuple(bound[place] if isinstance(place, Letter) else place for place in self.index)
        return Cell(self.node, index, self.gradient)


@dataclass(frozen=True)
class Negated(Expression):
    """-x"""

    operand: Expression

    @property
    def parts(self) -> tuple[Expression, ...]:
        return (self.operand,)


@dataclass(frozen=True)
class Binary(Expression):
    """Two operands and a sign: + - * / **, or that of a comparison or `or` in a Choice."""

    sign: str
    left: Expression
    right: Expression

    @property
    def parts(self) -> tuple[Expression, ...]:
        return (self.left, self.right)


@dataclass(frozen=True)
class Call(Expression):
    """A function of `floats` of one operand."""

    function: str
    operand: Expression

    @property
    def parts(self) -> tuple[Expression, ...]:
        return (self.operand,)


@dataclass(frozen=True)
class Choice(Expression):
    """One of two expressions, by a test on live numbers."""

    test: Expression
    body: Expression
    otherwise: Expression

    @property
    def parts(self) -> tuple[Expression, ...]:
        return (self.test, self.body, self.otherwise)


@dataclass(frozen=True)
class Abbreviation(Expression):
    """What mathematics has a symbol for: σ′(y₁), which is u₁·(1 − u₁)."""

    symbol: str
    argument: Expression
    definition: Expression

    @cached_property
    def has_derivative(self) -> bool:
        return self.symbol.endswith("′")

    @property
    def parts(self) -> tuple[Expression, ...]:
        return (self.argument, self.definition)


@dataclass(frozen=True)
class Range(Expression):
    """A body for every value of some letters, each counted from 0, the last one fastest."""

    over: tuple[Letter, ...]
    counts: tuple[int, ...]
    body: Expression

    @property
    def parts(self) -> tuple[Expression, ...]:
        return (self.body,)

    @cached_property
    def letters(self) -> frozenset[Letter]:
        return self.body.letters.difference(self.over)

    def bindings(self, bound: Bound) -> Iterator[Bound]:
        """The outer letters with each value of these, in the order of computation."""
        for places in product(*map(range, self.counts)):
            yield {**bound, **dict(zip(self.over, places, strict=True))}


class Sum(Range):
    """The sum of the body, added from left to right."""


class Largest(Range):
    """The largest value of the body."""


def factors(expression: Expression) -> tuple[Expression, ...]:
    """The factors of a product, from left to right; a square is one factor."""
    match expression:
        case Binary(sign="*", left=left, right=right) if left != right:
            return factors(left) + factors(right)
    return (expression,)


def balanced(sign: str, parts: Sequence[Expression]) -> Expression:
    """The sum or the product of many, halved again and again: as flat as it can be."""
    if not parts:
        return Number(1.0 if sign == "*" else 0.0)
    if len(parts) == 1:
        return parts[0]
    half = (len(parts) + 1) // 2
    return Binary(sign, balanced(sign, parts[:half]), balanced(sign, parts[half:]))


def addends(expression: Expression, bound: Bound) -> Iterator[tuple[Expression, Bound]]:
    """What is added up, from left to right, each with what its letters are bound to.

    Only what the engine adds one after the other: in a + (b + c), b + c is one addend.
    """
    match expression:
        case Binary(sign="+", left=left, right=right):
            yield from addends(left, bound)
            yield right, bound
        case Binary(sign="-", left=left, right=right):
            yield from addends(left, bound)
            yield Negated(right), bound
        case Sum():
            for binding in expression.bindings(bound):
                yield expression.body, binding
        case _:
            yield expression, bound


def cells_read(expression: Expression, bound: Bound) -> Iterator[Cell]:
    """Every cell that an expression reads, once, in the order in which it is written."""
    visited: set[tuple[int, tuple[int, ...]]] = set()
    found: dict[Cell, None] = {}

    def visit(part: Expression, bound: Bound) -> None:
        key = id(part), tuple(bound[letter] for letter in part.letters)
        if key in visited:
            return
        visited.add(key)
        if isinstance(part, Read):
            found[part.cell(bound)] = None
        for binding in part.bindings(bound) if isinstance(part, Range) else (bound,):
            for inner in part.parts:
                visit(inner, binding)

    visit(expression, bound)
    return iter(found)
