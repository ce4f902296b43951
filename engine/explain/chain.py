"""The expressions of a graph: every node's value, and its gradient along each of its paths.

Parts of equations are expanded until cells with a name are reached.
"""

from collections.abc import Iterator

from engine.explain.expressions import Expression, Index, Number, Read
from engine.explain.symbols import Reference, Symbolic, Symbols
from engine.graph import Graph, Kind, Node, Use


class Chain:
    """The expressions of one graph.

    loss_is_one: whether the gradient of the loss is written as the number 1 that it is; else it
        is read like every other gradient, so that every gradient is linear in those that
        it reads.
    """

    def __init__(self, graph: Graph, *, loss_is_one: bool = True) -> None:
        self._graph = graph
        self._loss_is_one = loss_is_one
        self._values: dict[int, Symbolic] = {}
        self._gradients: dict[int, Symbolic] = {}

    def value(self, place: int) -> Symbolic:
        """The value of a node as other expressions have it: named nodes are read."""
        if place not in self._values:
            self._values[place] = self._value(place)
        return self._values[place]

    def _value(self, place: int) -> Symbolic:
        node = self._graph.nodes[place]
        if node.kind is Kind.CONSTANT:
            return Symbolic((), lambda _index: Number(node.constant))
        if node.named:
            return self._read(place, gradient=False)
        return self._referring(self.computed(place), Reference(place))

    def computed(self, place: int) -> Symbolic:
        """The value of a node that is no leaf, by its operation."""
        node = self._graph.nodes[place]
        assert node.operation is not None
        operands = [self.value(operand) for operand in node.operands]
        result: Symbolic = node.operation.forward(
            Symbols(node.operation, backward=False), *operands
        )
        return result

    def gradient(self, place: int) -> Symbolic:
        """The gradient of a node as other expressions have it: named nodes' are read.

        A part of an equation has one use, whose gradient is all of its own.
        """
        if place not in self._gradients:
            self._gradients[place] = self._gradient(place)
        return self._gradients[place]

    def _gradient(self, place: int) -> Symbolic:
        node = self._graph.nodes[place]
        if node.named:
            if self._loss_is_one and node.label == self._graph.loss:
                return Symbolic((), lambda _index: Number(1.0))
            return self._read(place, gradient=True)
        (use,) = self._graph.uses[place]
        return self._referring(self.along(use), Reference(place, gradient=True))

    def along(self, use: Use) -> Symbolic:
        """What flows back to an operand along one path, from the gradient of its use."""
        node = self._graph.nodes[use.place]
        assert node.operation is not None
        algebra = Symbols(node.operation, backward=True)
        operands = [self.value(operand) for operand in node.operands]
        gradient: Symbolic = node.operation.gradients[use.operand](
            algebra, self.gradient(use.place), self.value(use.place), *operands
        )
        return gradient

    def _read(self, place: int, *, gradient: bool) -> Symbolic:
        node = self._graph.nodes[place]

        def at(index: Index) -> Expression:
            return Read(node.label, index, gradient)

        return Symbolic(node.shape, at, Reference(place, gradient))

    def _referring(self, value: Symbolic, reference: Reference) -> Symbolic:
        return Symbolic(
            value.shape, value.at, reference, value.product, cell_by_cell=value.cell_by_cell
        )


def steps(graph: Graph, use: Use) -> Iterator[tuple[Node, int]]:
    """The operations from a use up to its equation's result, each with the operand's number."""
    while True:
        node = graph.nodes[use.place]
        yield node, use.operand
        if node.named:
            return
        (use,) = graph.uses[use.place]
