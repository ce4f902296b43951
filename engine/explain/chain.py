"""The expressions of a graph: every node's value, and its gradient along each of its paths.

Parts of equations are expanded until cells with a name are reached.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from engine.explain.expressions import Expression, Index, Number, Read
from engine.explain.symbols import Reference, Symbolic, Symbols
from engine.graph import Graph, Kind, Node


@dataclass(frozen=True)
class Use:
    """The use of a node as an operand of another, by its place and the operand's number."""

    place: int
    operand: int


class Chain:
    """The expressions of one graph.

    whole: whether the gradient of the loss is written as the number 1 that it is; else it
        is read like every other gradient, so that every gradient is linear in those that
        it reads.
    """

    def __init__(self, graph: Graph, *, loss_is_one: bool = True) -> None:
        self._graph = graph
        self._loss_is_one = loss_is_one

    def value(self, place: int) -> Symbolic:
        """The value of a node as other expressions have it: named nodes are read."""
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
        node = self._graph.nodes[place]
        if node.named:
            if self._loss_is_one and node.label == self._graph.loss:
                return Symbolic((), lambda _index: Number(1.0))
            return self._read(place, gradient=True)
        (use,) = uses(self._graph, place)
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


@cache
def _all_uses(graph: Graph) -> tuple[tuple[Use, ...], ...]:
    needed = frozenset(graph.needed)
    found: list[list[Use]] = [[] for _ in graph.nodes]
    for place in reversed(graph.needed):
        node = graph.nodes[place]
        for number, operand in enumerate(node.operands):
            if operand in needed:
                found[operand].append(Use(place, number))
    return tuple(map(tuple, found))


def uses(graph: Graph, place: int) -> tuple[Use, ...]:
    """The uses of a node along which a gradient reaches it, in the order of their addition."""
    return _all_uses(graph)[place]


def steps(graph: Graph, use: Use) -> Iterator[tuple[Node, int]]:
    """The operations from a use up to its equation's result, each with the operand's number."""
    while True:
        node = graph.nodes[use.place]
        yield node, use.operand
        if node.named:
            return
        (use,) = uses(graph, use.place)
