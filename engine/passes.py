"""The forward pass and the backward pass: one sample in, every value and gradient out.

The forward pass walks the graph once and keeps every value, the trace. The backward pass
walks it once in the other direction: a node's gradient is the sum, over all uses of the
node, of what the chain rule sends back along that path.

Both walks are written for any algebra: with `tuples` they compute, and with the writers in
`kernels` they write the code that computes the same.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.algebra import Algebra
from engine.graph import Graph, Kind
from engine.tuples import TUPLES
from engine.values import Value, zeros


@dataclass(frozen=True, eq=False)
class NodeValues(Mapping[str, Value]):
    """A value for every node of a graph; as a mapping, for every named node.

    by_node: by place in `graph.nodes`, parts of equations and constants included.
    """

    graph: Graph
    by_node: tuple[Value, ...]

    def __getitem__(self, name: str) -> Value:
        return self.by_node[self.graph.places[name]]

    def __iter__(self) -> Iterator[str]:
        return iter(self.graph.places)

    def __len__(self) -> int:
        return len(self.graph.places)


class Trace(NodeValues):
    """The value of every node, as the forward pass computed it."""

    @property
    def loss(self) -> float:
        """The loss of the sample."""
        loss = self[self.graph.loss]
        assert isinstance(loss, float)
        return loss


class Gradients(NodeValues):
    """The gradient of the loss with respect to every node, each of its node's shape."""


def forward(graph: Graph, leaves: Mapping[str, Value]) -> Trace:
    """Evaluate every node for the given inputs and parameters.

    leaves: a value, of the shape in the graph, for every input and parameter. Never
    raises for numbers: what leaves the range of floats is infinite or NaN in the trace.
    """
    places = range(len(graph.nodes))
    values = walk_forward(TUPLES, graph, places, lambda place: leaves[graph.nodes[place].label])
    return Trace(graph, tuple(values))


def backward(trace: Trace) -> Gradients:
    """The gradient of the loss with respect to every node, from the trace of one sample."""
    graph = trace.graph
    wanted = [place for place, node in enumerate(graph.nodes) if node.differentiated]
    gradients = walk_backward(TUPLES, graph, frozenset(wanted), trace.by_node)
    return Gradients(
        graph,
        tuple(
            zeros(node.shape) if gradient is None else gradient
            for node, gradient in zip(graph.nodes, gradients, strict=True)
        ),
    )


def walk_forward(
    algebra: Algebra[Any], graph: Graph, places: Collection[int], leaf: Callable[[int], Any]
) -> list[Any]:
    """The values of the nodes at these places, by place; None at all others.

    leaf: the value of the input or parameter at a place.
    """
    values: list[Any] = [None] * len(graph.nodes)
    for place in places:
        node = graph.nodes[place]
        if node.operation is not None:
            operands = [values[operand] for operand in node.operands]
            values[place] = node.operation.forward(algebra.named(f"v{place}"), *operands)
        else:
            values[place] = node.constant if node.kind is Kind.CONSTANT else leaf(place)
    return values


def walk_backward(
    algebra: Algebra[Any], graph: Graph, wanted: Collection[int], values: Sequence[Any]
) -> list[Any]:
    """The gradients of the nodes at the wanted places, by place; None where there is none.

    wanted: where a node is wanted, so is every node on a path from it to the loss.
    """
    gradients: list[Any] = [None] * len(graph.nodes)
    gradients[graph.places[graph.loss]] = 1.0
    for place in reversed(range(len(graph.nodes))):
        node, upstream = graph.nodes[place], gradients[place]
        if upstream is None or node.operation is None:
            continue
        operands = [values[operand] for operand in node.operands]
        for operand, gradient in zip(node.operands, node.operation.gradients, strict=True):
            if operand in wanted:
                named = algebra.named(f"g{operand}")
                along_path = gradient(named, upstream, values[place], *operands)
                if gradients[operand] is not None:
                    along_path = named.cells("a + b", a=gradients[operand], b=along_path)
                gradients[operand] = along_path
    return gradients
