"""The formula for all cells of a node at once, with letters for the index of the cell."""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.cell import Cell
from engine.explain.chain import Chain
from engine.explain.expressions import (
    Abbreviation,
    Binary,
    Expression,
    Letter,
    Number,
    Range,
    Read,
)
from engine.explain.formula import too_deep
from engine.explain.matrix_form import label_of
from engine.explain.numbers import Numbers
from engine.explain.symbols import Reference, Symbolic
from engine.explain.writing import Names, Style, in_symbols, text_of, with_letters
from engine.passes import Gradients, Trace


@dataclass(frozen=True)
class NodeFormula:
    """How every cell of a node's value, or of its gradient, is computed.

    cell: of the cell with the index i, or i and j: ∂L/∂A[i][j] = xᵢ · ∂L/∂yⱼ.
    product: of the whole, where it is a product of named matrices, or the sum of such
        products over the uses of the node: ∂L/∂A = xᵀ · ∂L/∂y; else empty.
    definitions: what the local derivatives stand for: σ′(yᵢ) = uᵢ·(1 − uᵢ).
    """

    cell: str
    product: str
    definitions: tuple[str, ...]


def node_formula(
    trace: Trace, gradients: Gradients, node: str, gradient: bool = False
) -> NodeFormula:
    """The formula of a named node that is computed: an equation, or any node's gradient.

    Where it depends on the numbers which of two expressions a cell is, as at an exponent
    of 0, the formula is the regular one. Raises KeyError for a node that the network does
    not have, and NetworkError for an equation that is nested too deeply to be written out.
    """
    try:
        return _Writer(trace, gradients, node, gradient).formula()
    except RecursionError:
        raise too_deep(Cell(node)) from None


class _Writer:
    def __init__(self, trace: Trace, gradients: Gradients, node: str, gradient: bool) -> None:
        self._graph = trace.graph
        self._numbers = Numbers(trace, gradients)
        self._whole = Reference(self._graph.places[node], gradient)
        index = tuple(Letter() if size > 1 else 0 for size in self._graph.shape(node))
        letters = [place for place in index if isinstance(place, Letter)]
        self._cell = Read(node, index, gradient)
        self._names = with_letters({}, letters, self._graph, first="ij")

    def formula(self) -> NodeFormula:
        shares = self._shares()
        expression = self._sum([share.at(self._cell.index) for share in shares])
        definitions = (
            self._equation(symbol, symbol.definition, names, Style.DEFINITION)
            for symbol, names in self._derivatives(expression, self._names)
        )
        return NodeFormula(
            self._equation(self._cell, expression, self._names),
            self._product(shares),
            tuple(dict.fromkeys(definitions)),
        )

    def _shares(self) -> list[Symbolic]:
        """The value, or what each use of the node sends back to its gradient."""
        chain = Chain(self._graph)
        place = self._whole.place
        if not self._whole.gradient:
            return [chain.computed(place)]
        return [chain.along(use) for use in self._graph.uses[place]]

    def _sum(self, shares: list[Expression]) -> Expression:
        if not shares:  # the loss itself, or a node that it does not depend on
            return Number(1.0 if self._cell.node == self._graph.loss else 0.0)
        whole, *others = shares
        for other in others:
            whole = Binary("+", whole, other)
        return whole

    def _product(self, shares: list[Symbolic]) -> str:
        products = [share.product for share in shares if share.product]
        factors = [factor for product in products for factor in product]
        if not products or len(products) < len(shares) or not all(map(self._named, factors)):
            return ""
        results = {self._result(*product) for product in products}
        if len(results) > 1:
            return ""
        texts = (
            f"{label_of(self._graph, left)} · {label_of(self._graph, right)}"
            for left, right in products
        )
        return f"{label_of(self._graph, results.pop())} = {' + '.join(texts)}"

    def _named(self, reference: Reference) -> bool:
        return self._graph.nodes[reference.place].named

    def _result(self, left: Reference, right: Reference) -> Reference:
        """The whole, as the row or as the column that the product of two matrices is."""
        size = self._size(left)[0], self._size(right)[1]
        return self._whole if self._size(self._whole) == size else self._whole.turned

    def _size(self, reference: Reference) -> tuple[int, int]:
        shape = self._graph.nodes[reference.place].shape
        rows, columns = (*(1,) * (2 - len(shape)), *shape)
        return (columns, rows) if reference.transposed else (rows, columns)

    def _derivatives(
        self, expression: Expression, names: Names
    ) -> Iterator[tuple[Abbreviation, Names]]:
        """The symbols of local derivatives, with names for the letters of sums around them."""
        if not expression.has_derivative:
            return
        if isinstance(expression, Abbreviation):
            yield expression, names
            return
        if isinstance(expression, Range):
            names = with_letters(names, expression.over, self._graph)
        for part in expression.parts:
            yield from self._derivatives(part, names)

    def _equation(
        self, left: Expression, right: Expression, names: Names, style: Style = Style.STEP
    ) -> str:
        sides = (
            in_symbols(left, names, self._numbers),
            in_symbols(right, names, self._numbers, style),
        )
        return " = ".join(map(text_of, sides))
