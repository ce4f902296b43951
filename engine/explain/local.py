"""Why a cell is the number that it is: one step of the forward pass or of the chain rule."""

from dataclasses import dataclass

from engine.cell import Cell
from engine.explain.chain import Chain, steps
from engine.explain.expressions import Binary, Expression, Number
from engine.explain.formula import Formula, too_deep
from engine.explain.matrix_form import MatrixForm, matrix_form
from engine.explain.numbers import Numbers
from engine.explain.symbols import Reference, Symbolic
from engine.explain.writing import Piece
from engine.graph import Graph, Kind, Use
from engine.passes import Gradients, Trace


@dataclass(frozen=True, eq=False)
class Share:
    """What a cell gets along one path: all of a value, one use's share of a gradient.

    through: the equation that computes the value, or that the gradient flows back through.
    rule: the rules in use, in one or more sentences.
    formula: how it is computed.
    terms: the addends of the formula; from left to right they add up to its number.
    product: the matrix product that the cell belongs to, if there is one.
    """

    through: str
    rule: str
    formula: Formula
    terms: tuple[Formula, ...]
    product: MatrixForm | None


@dataclass(frozen=True, eq=False)
class Explanation:
    """Why a cell is the number that it is.

    rule: one sentence or a few that say what it is and name the rule in use.
    formula: the whole formula, None for a leaf, which is given.
    definitions: what the local derivatives in it stand for: σ′(y₁) = u₁·(1 − u₁).
    cells: the named cells that all of these read, in order.
    shares: one for a value that is computed; one for each path of a gradient. From left to
        right they add up to the number.
    """

    cell: Cell
    number: float
    rule: str
    formula: Formula | None
    definitions: tuple[Formula, ...]
    cells: tuple[Cell, ...]
    shares: tuple[Share, ...]

    @property
    def terms(self) -> tuple[Formula, ...]:
        """The terms of all shares."""
        return tuple(term for share in self.shares for term in share.terms)


def explain(trace: Trace, gradients: Gradients, cell: Cell) -> Explanation:
    """Why this cell of a named node is the number that it is.

    The formula's number has the bits of the trace or the gradients. Raises KeyError for a
    node and IndexError for an index that the network does not have, and NetworkError for an
    equation that is nested too deeply to be written out.
    """
    try:
        return _Explainer(trace, gradients, cell).explanation()
    except RecursionError:
        raise too_deep(cell) from None


class _Explainer:
    def __init__(self, trace: Trace, gradients: Gradients, cell: Cell) -> None:
        self._trace = trace
        self._gradients = gradients
        self._numbers = Numbers(trace, gradients)
        self._chain = Chain(trace.graph)
        self._cell = cell
        self._place = trace.graph.places[cell.node]

    def explanation(self) -> Explanation:
        shares = self._gradient_shares() if self._cell.gradient else self._value_shares()
        formula = self._whole(shares)
        definitions = formula.definitions() if formula else ()
        if formula:  # written here, so that it is here that too deep a nesting is noticed
            _ = formula.symbols, formula.live
        read = (cell for part in (formula, *definitions) if part for cell in part.cells)
        return Explanation(
            self._cell,
            self._cell.number(self._trace, self._gradients),
            self._gradient_rule(shares) if self._cell.gradient else self._value_rule(),
            formula,
            definitions,
            tuple(dict.fromkeys(read)),
            shares,
        )

    @property
    def _graph(self) -> Graph:
        return self._trace.graph

    def _whole(self, shares: tuple[Share, ...]) -> Formula | None:
        if shares:
            whole, *others = (share.formula.expression for share in shares)
            for other in others:
                whole = Binary("+", whole, other)
            return self._formula(whole)
        if self._cell.gradient:
            return self._formula(Number(self._cell.number(self._trace, self._gradients)))
        return None

    def _formula(self, expression: Expression) -> Formula:
        left = Piece(self._cell.label(self._graph.loss), self._cell)
        return Formula(expression, self._numbers, left=(left,))

    def _share(self, through: str, rule: str, value: Symbolic, product: MatrixForm | None) -> Share:
        formula = Formula(value.at(self._cell.index), self._numbers)
        return Share(through, rule, formula, formula.addends(), product)

    def _value_shares(self) -> tuple[Share, ...]:
        node = self._graph.nodes[self._place]
        if node.operation is None:
            return ()
        value = self._chain.computed(self._place)
        rule = f"{self._label} is {node.operation.rule}."
        return (self._share(node.label, rule, value, self._forward_product(self._place, value)),)

    def _forward_product(self, place: int, value: Symbolic) -> MatrixForm | None:
        """The product that a cell comes from, perhaps through steps from cell to cell."""
        if value.product:
            return matrix_form(
                self._trace, self._gradients, value.product, Reference(place), self._cell.index
            )
        if value.cell_by_cell:
            for operand in self._graph.nodes[place].operands:
                node = self._graph.nodes[operand]
                if not node.named and node.operation and node.shape == value.shape:
                    found = self._forward_product(operand, self._chain.value(operand))
                    if found:
                        return found
        return None

    def _gradient_shares(self) -> tuple[Share, ...]:
        every = self._graph.uses[self._place]
        return tuple(self._gradient_share(use, alone=len(every) == 1) for use in every)

    def _gradient_share(self, use: Use, *, alone: bool) -> Share:
        value = self._chain.along(use)
        through = self._graph.nodes[use.place].label
        product = None
        if value.product:
            product = matrix_form(
                self._trace,
                self._gradients,
                value.product,
                Reference(self._place, gradient=True),
                self._cell.index,
                path="" if alone else through,
            )
        return self._share(through, self._chain_rule(use), value, product)

    def _chain_rule(self, use: Use) -> str:
        """The rules from the equation's result down to the use, in the order they are applied."""
        sentences: dict[str, None] = {}
        shape = self._graph.nodes[self._place].shape
        for node, operand in reversed(list(steps(self._graph, use))):
            assert node.operation is not None
            sentences[node.operation.gradient_rules[operand] + "."] = None
        above = self._graph.nodes[use.place].shape
        if not shape and above:
            sentences["A scalar meets every cell, so what all cells send back adds."] = None
        return " ".join(sentences)

    @property
    def _label(self) -> str:
        return self._cell.label(self._graph.loss)

    def _value_rule(self) -> str:
        node = self._graph.nodes[self._place]
        if node.kind is Kind.INPUT:
            return f"{self._label} is an input, given by the data."
        if node.kind is Kind.PARAMETER:
            gradient = Cell(node.label, self._cell.index, gradient=True).label(self._graph.loss)
            return (
                f"{self._label} is a parameter, which training changes: an update subtracts "
                f"η/N · {gradient}, added up over the samples since the last update."
            )
        assert node.operation is not None
        return f"{self._label} is {node.operation.rule}."

    def _gradient_rule(self, shares: tuple[Share, ...]) -> str:
        name = self._cell.node
        if name == self._graph.loss:
            return f"Where {name} grows by a little, {name} grows by just that: its gradient is 1."
        if not shares:
            return f"The loss does not depend on {name}, so the gradient is 0."
        if len(shares) == 1:
            return shares[0].rule
        paths = ", ".join(share.through for share in shares)
        return f"{name} is used {len(shares)} times, so the gradients of its paths add: {paths}."
