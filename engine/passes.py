"""The forward pass and the backward pass: one sample in, every value and gradient out.

The forward pass walks the graph once and keeps every value, the trace. The backward pass
walks it once in the other direction: a node's gradient is the sum, over all uses of the
node, of what the chain rule sends back along that path.

Both walks are written for any algebra: with `tuples` they compute, and with the writers in
`kernels` they write the code that computes the same.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from engine.algebra import Algebra
from engine.graph import Graph, Kind
from engine.tuples import TUPLES
from engine.values import Value, zeros

Rule: TypeAlias = Callable[[int, int], Callable[..., Any] | None]
"""The gradient function along one path, by a node's place and the operand's number in it.

None leaves the path out. See `Operation.gradients` for what it takes and gives.
"""


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


def held(trace: Trace, name: str, value: Value) -> Trace:
    """The trace with a named node held at a value, and all that depends on it computed again.

    The node may be an intermediate: its own equation then does not count.
    """
    graph = trace.graph
    fixed = graph.places[name]
    kept = dict(enumerate(trace.by_node)) | {fixed: value}
    changed = {fixed}
    for place, node in enumerate(graph.nodes):
        if place != fixed and not changed.isdisjoint(node.operands):
            changed.add(place)
            del kept[place]
    places = range(len(graph.nodes))
    return Trace(graph, tuple(walk_forward(TUPLES, graph, places, kept.__getitem__, kept)))


def backward(trace: Trace, rule: Rule | None = None) -> Gradients:
    """The gradient of the loss with respect to every node, from the trace of one sample.

    rule: another gradient function for some paths; see `walk_backward`.
    """
    graph = trace.graph
    wanted = [place for place, node in enumerate(graph.nodes) if node.differentiated]
    gradients = walk_backward(TUPLES, graph, frozenset(wanted), trace.by_node, rule)
    return Gradients(
        graph,
        tuple(
            zeros(node.shape) if gradient is None else gradient
            for node, gradient in zip(graph.nodes, gradients, strict=True)
        ),
    )


def walk_forward(
    algebra: Algebra[Any],
    graph: Graph,
    places: Collection[int],
    leaf: Callable[[int], Any],
    known: Collection[int] = (),
) -> list[Any]:
    """The values of the nodes at these places, by place; None at all others.

    leaf: the value of the input or parameter at a place.
    known: places where `leaf` gives the value too, whatever the node is.
    """
    values: list[Any] = [None] * len(graph.nodes)
    for place in places:
        node = graph.nodes[place]
        if place in known:
            values[place] = leaf(place)
        elif node.operation is not None:
            operands = [values[operand] for operand in node.operands]
            values[place] = node.operation.forward(algebra.named(f"v{place}"), *operands)
        else:
            values[place] = node.constant if node.kind is Kind.CONSTANT else leaf(place)
    return values


def walk_backward(
    algebra: Algebra[Any],
    graph: Graph,
    wanted: Collection[int],
    values: Sequence[Any],
    rule: Rule | None = None,
) -> list[Any]:
    """The gradients of the nodes at the wanted places, by place; None where there is none.

    wanted: where a node is wanted, so is every node on a path from it to the loss.
    rule: the gradient function along every path; that of the node's operation if None.
    """
    gradients: list[Any] = [None] * len(graph.nodes)
    gradients[graph.places[graph.loss]] = 1.0
    for place in reversed(range(len(graph.nodes))):
        node, upstream = graph.nodes[place], gradients[place]
        if upstream is None or node.operation is None:
            continue
        operands = [values[operand] for operand in node.operands]
        for number, operand in enumerate(node.operands):
            gradient = rule(place, number) if rule else node.operation.gradients[number]
            if operand in wanted and gradient is not None:
                named = algebra.named(f"g{operand}")
                along_path = gradient(named, upstream, values[place], *operands)
                if gradients[operand] is not None:
                    along_path = named.cells("a + b", a=gradients[operand], b=along_path)
                gradients[operand] = along_path
    return gradients
