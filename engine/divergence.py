"""Divergence: where a run first left the range of floats."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.passes import Gradients, Trace
from engine.position import Position
from engine.values import Value, all_finite


@dataclass(frozen=True)
class Divergence:
    """The first node that became infinite or NaN, and when.

    stage: "forward", "backward" or "update" of a training sample, or "evaluation".
    """

    node: str
    stage: str
    position: Position

    def __str__(self) -> str:
        name = f"the gradient of {self.node}" if self.stage == "backward" else self.node
        return (
            f"{name} became non-finite in epoch {self.position.epoch}, "
            f"sample {self.position.sample}, {self.stage}"
        )


def first_non_finite(
    trace: Trace, gradients: Gradients | None, changed: Mapping[str, Value], position: Position
) -> Divergence:
    """The first non-finite value in the order of computation.

    gradients: None when the sample was only evaluated.
    changed: what the sample's update made, or its part of the next update.
    Where every value of the sample is finite, the sum of the losses is what overflowed.
    """
    nodes = trace.graph.nodes
    for node, value in zip(nodes, trace.by_node, strict=True):
        if not all_finite(value):
            stage = "evaluation" if gradients is None else "forward"
            return Divergence(node.label, stage, position)
    backwards = reversed(gradients.by_node) if gradients else ()
    for node, value in zip(reversed(nodes), backwards, strict=False):
        if node.differentiated and not all_finite(value):
            return Divergence(node.label, "backward", position)
    for name, value in changed.items():
        if not all_finite(value):
            return Divergence(name, "update", position)
    return Divergence(trace.graph.loss, "evaluation" if gradients is None else "forward", position)
