"""The forward pass and the backward pass: one sample in, every value and gradient out.

The forward pass walks the graph once and keeps every value, the trace. The backward pass
walks it once in the other direction: a node's gradient is the sum, over all uses of the
node, of what the chain rule sends back along that path.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.graph import Graph, Kind
from engine.values import Value, map_cells, zeros


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
    values: list[Value] = []
    for node in graph.nodes:
        if node.operation is not None:
            values.append(node.operation.forward(*[values[place] for place in node.operands]))
        elif node.kind is Kind.CONSTANT:
            values.append(node.constant)
        else:
            values.append(leaves[node.label])
    return Trace(graph, tuple(values))


def backward(trace: Trace) -> Gradients:
    """The gradient of the loss with respect to every node, from the trace of one sample."""
    graph, values = trace.graph, trace.by_node
    gradients: list[Value | None] = [None] * len(graph.nodes)
    gradients[graph.places[graph.loss]] = 1.0
    for place in reversed(range(len(graph.nodes))):
        node, upstream = graph.nodes[place], gradients[place]
        if upstream is None or node.operation is None:
            continue
        operands = [values[operand] for operand in node.operands]
        for operand, gradient in zip(node.operands, node.operation.gradients, strict=True):
            if graph.nodes[operand].differentiated:
                along_path = gradient(upstream, values[place], *operands)
                gradients[operand] = _added(gradients[operand], along_path)
    return Gradients(
        graph,
        tuple(
            zeros(node.shape) if gradient is None else gradient
            for node, gradient in zip(graph.nodes, gradients, strict=True)
        ),
    )


def _added(gradient: Value | None, along_path: Value) -> Value:
    if gradient is None:
        return along_path
    added: Value = map_cells(lambda a, b: a + b, gradient, along_path)
    return added
