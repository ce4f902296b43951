"""The whole path sum: a gradient followed from node to node, until it reaches the loss.

Every gradient is linear in the gradients that it reads. So it is a sum of products, each
with one gradient in it; putting that gradient's own sum of products in its place unfolds it
by one level. This is done for letters, not for numbers: a product that runs over a letter
stands for a whole vector of terms.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import inf, prod
from typing import TypeAlias

from engine.cell import Cell
from engine.explain.chain import Chain
from engine.explain.expressions import (
    Binary,
    Bound,
    Expression,
    Letter,
    Negated,
    Number,
    Read,
    Sum,
    balanced,
    factors,
)
from engine.explain.formula import Formula, too_deep
from engine.explain.numbers import Numbers
from engine.explain.writing import Piece, Style
from engine.graph import Graph, Use
from engine.passes import Gradients, Trace

TERMS = 1000
"""A gradient is unfolded into so many terms at most."""


@dataclass(frozen=True, eq=False)
class Term:
    """One path through the cells of the network: a product of named factors.

    route: the nodes that it goes through, from the one in question towards the loss.
    factors: in the order in which they are written; their product is the number.
    formula: the product.
    """

    route: tuple[str, ...]
    factors: tuple[Formula, ...]
    formula: Formula

    @cached_property
    def number(self) -> float:
        """What this path contributes to the gradient."""
        return self.formula.number


@dataclass(frozen=True, eq=False)
class Route:
    """All paths through the cells of the same nodes.

    nodes: from the one in question towards the loss.
    formula: the sum of the terms, with Σ where they differ by an index only.
    terms: the largest in size first.
    """

    nodes: tuple[str, ...]
    formula: Formula
    terms: tuple[Term, ...]

    @cached_property
    def number(self) -> float:
        """What the paths of this route contribute to the gradient."""
        return self.formula.number


@dataclass(frozen=True, eq=False)
class UnfoldedShare:
    """What flows back to the node through one of its uses.

    through: the equation that uses the node.
    number: this use's share of the gradient, the sum of the numbers of its routes.
    """

    through: str
    number: float
    routes: tuple[Route, ...]


@dataclass(frozen=True, eq=False)
class Unfolding:
    """A gradient as a sum over paths.

    number: the gradient, as the backward pass has computed it.
    levels: by how many named nodes it is unfolded.
    complete: whether all paths have reached the loss; else products end in gradients.
    formula: the whole sum over paths.
    shares: one for each use of the node.
    terms: of all routes, the largest in size first. They add up to the number, up to
        rounding.
    """

    cell: Cell
    number: float
    levels: int
    complete: bool
    formula: Formula
    shares: tuple[UnfoldedShare, ...]
    terms: tuple[Term, ...]


def unfold(
    trace: Trace,
    gradients: Gradients,
    cell: Cell,
    levels: int | None = None,
    at_most: int = TERMS,
) -> Unfolding:
    """The gradient in this cell as a sum over paths.

    levels: by how many named nodes the gradient is unfolded; None: until the loss.
    at_most: it is not unfolded by a level that would make more terms than this.

    Raises ValueError for the cell of a value, which has no paths, and NetworkError for
    equations that are nested too deeply to be written out.
    """
    if not cell.gradient:
        raise ValueError(f"{cell.label(trace.graph.loss)} is a value; only gradients unfold")
    try:
        products, done = _followed(trace.graph, cell, levels, at_most)
        return _Described(trace, gradients, cell).unfolding(products, done)
    except RecursionError:
        raise too_deep(cell) from None


def _followed(
    graph: Graph, cell: Cell, levels: int | None, at_most: int
) -> tuple[list["_Product"], int]:
    """The products that a gradient is unfolded into, and by how many levels."""
    chain = Chain(graph, loss_is_one=False)
    start = Read(cell.node, cell.index, gradient=True)
    products = [_Product((), (start,)).at_loss(graph)]
    done = 0
    while any(product.end for product in products) and done != levels:
        unfolded = _unfolded(products, graph, chain, at_most)
        if unfolded is None:
            break
        products, done = unfolded, done + 1
    return products, done


@dataclass(frozen=True)
class _Over:
    """A product that is added up over some letters."""

    letters: tuple[Letter, ...]
    counts: tuple[int, ...]
    items: "_Items"


_Items: TypeAlias = tuple[Expression | _Over, ...]


@dataclass(frozen=True)
class _Product:
    """Factors along the uses of some nodes, with at most one gradient among them, the end."""

    uses: tuple[Use, ...]
    items: _Items

    @cached_property
    def end(self) -> Read | None:
        """The gradient that is still to be unfolded."""
        return _end(self.items)

    @cached_property
    def terms(self) -> int:
        """How many terms it stands for."""
        return _terms(self.items)

    def at_loss(self, graph: Graph) -> "_Product":
        """Without the gradient of the loss, which is 1, if it ends in that."""
        if self.end is None or self.end.node != graph.loss:
            return self
        return _Product(self.uses, _replaced(self.items, ()))


def _unfolded(
    products: list[_Product], graph: Graph, chain: Chain, at_most: int
) -> list[_Product] | None:
    """All products unfolded by one level, or None if these would be too many terms."""
    result: list[_Product] = []
    terms = 0
    for product in products:
        for longer in _longer(product, graph, chain):
            terms += longer.terms
            if terms > at_most:
                return None
            result.append(longer)
    return result


def _longer(product: _Product, graph: Graph, chain: Chain) -> Iterator[_Product]:
    if product.end is None:
        yield product
        return
    for use in graph.uses[graph.places[product.end.node]]:
        for items in _linear(chain.along(use).at(product.end.index)):
            replaced = _replaced(product.items, items)
            yield _Product((*product.uses, use), replaced).at_loss(graph)


def _linear(expression: Expression) -> Iterator[_Items]:
    """A sum of products with one gradient each, equal to an expression linear in gradients."""
    match expression:
        case Read(gradient=True):
            yield (expression,)
        case Negated(operand):
            for items in _linear(operand):
                yield (Number(-1.0), *items)
        case Binary(sign="+", left=left, right=right):
            yield from _linear(left)
            yield from _linear(right)
        case Binary(sign="-", left=left, right=right):
            yield from _linear(left)
            yield from _linear(Negated(right))
        case Binary(sign="*", left=left, right=right) if left.has_gradient:
            for items in _linear(left):
                yield (*items, *factors(right))
        case Binary(sign="*", left=left, right=right):
            for items in _linear(right):
                yield (*factors(left), *items)
        case Binary(sign="/", left=left, right=right):
            for items in _linear(left):
                yield (*items, _reciprocal(right))
        case Sum(over=letters, counts=counts, body=body):
            for items in _linear(body):
                yield (_Over(letters, counts, items),)
        case _:
            raise TypeError(f"{expression} is not linear in gradients")


def _reciprocal(divisor: Expression) -> Expression:
    if isinstance(divisor, Number) and divisor.value != 0.0:
        return Number(1.0 / divisor.value)
    return Binary("/", Number(1.0), divisor)


def _end(items: _Items) -> Read | None:
    for item in items:
        if isinstance(item, _Over):
            return _end(item.items)
        if isinstance(item, Read) and item.gradient:
            return item
    return None


def _terms(items: _Items) -> int:
    return prod(prod(item.counts) * _terms(item.items) for item in items if isinstance(item, _Over))


def _replaced(items: _Items, new: _Items) -> _Items:
    """The items with others in the place of the gradient."""
    result: list[Expression | _Over] = []
    for item in items:
        if isinstance(item, _Over):
            result.append(_Over(item.letters, item.counts, _replaced(item.items, new)))
        elif isinstance(item, Read) and item.gradient:
            result.extend(new)
        else:
            result.append(item)
    return tuple(result)


class _Described:
    """Products made into what is handed out."""

    def __init__(self, trace: Trace, gradients: Gradients, cell: Cell) -> None:
        self._graph = trace.graph
        self._numbers = Numbers(trace, gradients)
        self._cell = cell
        self._number = cell.number(trace, gradients)

    def unfolding(self, products: list[_Product], levels: int) -> Unfolding:
        grouped: dict[tuple[Use, ...], list[_Product]] = {}
        for product in products:
            grouped.setdefault(product.uses, []).append(product)
        shares: dict[Use | None, list[Route]] = {}
        for path, group in grouped.items():
            shares.setdefault(path[0] if path else None, []).append(self._route(path, group))
        routes = [route for share in shares.values() for route in share]
        sums = [route.formula.expression for route in routes]
        left = Piece(self._cell.label(self._graph.loss), self._cell)
        formula = Formula(balanced("+", sums), self._numbers, left=(left,), style=Style.PATHS)
        return Unfolding(
            self._cell,
            self._number,
            levels,
            all(product.end is None for product in products),
            formula,
            tuple(self._share(use, share) for use, share in shares.items() if use is not None),
            _largest_first(term for route in routes for term in route.terms),
        )

    def _share(self, use: Use, routes: list[Route]) -> UnfoldedShare:
        number = -0.0
        for route in routes:
            number += route.number
        return UnfoldedShare(self._graph.nodes[use.place].label, number, tuple(routes))

    def _route(self, path: tuple[Use, ...], products: list[_Product]) -> Route:
        nodes = (self._cell.node, *(self._graph.nodes[use.place].label for use in path))
        terms = (
            self._term(nodes, parts, bound)
            for product in products
            for parts, bound in _expanded(product.items)
        )
        whole = balanced("+", [_expression(product.items) for product in products])
        formula = Formula(whole, self._numbers, style=Style.PATHS)
        return Route(nodes, formula, _largest_first(terms))

    def _term(self, nodes: tuple[str, ...], parts: tuple[Expression, ...], bound: Bound) -> Term:
        formula = Formula(_signed_product(parts), self._numbers, bound, style=Style.PATHS)
        return Term(
            nodes, tuple(Formula(part, self._numbers, bound) for part in _merged(parts)), formula
        )


def _largest_first(terms: Iterator[Term]) -> tuple[Term, ...]:
    def size(term: Term) -> float:
        return abs(term.number) if term.number == term.number else inf

    return tuple(sorted(terms, key=size, reverse=True))


def _expression(items: _Items) -> Expression:
    """A product as mathematics writes it: Σ last, with what does not run over it in front."""
    parts = [item for item in items if isinstance(item, Expression)]
    for item in items:
        if isinstance(item, _Over):
            body = _expression(item.items)
            if isinstance(body, Negated):
                parts.append(Number(-1.0))
                body = body.operand
            parts.append(Sum(item.letters, item.counts, body))
    return _signed_product(tuple(parts))


def _expanded(items: _Items) -> Iterator[tuple[tuple[Expression, ...], Bound]]:
    """The single terms that a product stands for, as factors with bound letters."""
    parts = tuple(item for item in items if isinstance(item, Expression))
    over = next((item for item in items if isinstance(item, _Over)), None)
    if over is None:
        yield parts, {}
        return
    range_over = Sum(over.letters, over.counts, Number(0.0))
    for inner, bound in _expanded(over.items):
        for binding in range_over.bindings(bound):
            yield parts + inner, binding


def _signed_product(parts: tuple[Expression, ...]) -> Expression:
    """The product of the factors, with one sign in front for all factors of -1."""
    merged = _merged(parts)
    if merged and merged[0] == Number(-1.0) and len(merged) > 1:
        return Negated(balanced("*", merged[1:]))
    return balanced("*", merged)


def _merged(parts: tuple[Expression, ...]) -> tuple[Expression, ...]:
    """The factors, with those of -1 made into one in front, or none."""
    others = tuple(part for part in parts if part != Number(-1.0))
    negative = (len(parts) - len(others)) % 2 == 1
    return (Number(-1.0), *others) if negative else others
