"""The stages of a sample: one equation forward, one node's gradient backward, the update.

Trainer, practice and worksheets go through a sample in this one order.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache

from engine.graph import Graph, Kind


class Pass(Enum):
    """What happens in a stage."""

    FORWARD = "forward"
    BACKWARD = "backward"
    UPDATE = "update"


@dataclass(frozen=True)
class Stage:
    """One stage; `node` is the equation evaluated or the node whose gradient is completed.

    The update has no node: every parameter moves by -η/N times the gradients since the last
    update, where one is due after this sample; else the gradients are added to those.
    """

    kind: Pass
    node: str = ""


@cache
def stages(graph: Graph) -> tuple[Stage, ...]:
    """The stages of every sample, in order."""
    return (
        *(Stage(Pass.FORWARD, equation.name) for equation in graph.equations),
        *(Stage(Pass.BACKWARD, name) for name in _backward_order(graph)),
        Stage(Pass.UPDATE),
    )


def _backward_order(graph: Graph) -> Iterator[str]:
    """Every named node, as soon as its gradient is complete, the loss first.

    A gradient is complete when every equation that uses the node has been gone through; so a
    parameter follows its own equation, where the order of computation would put all leaves
    last. Among nodes complete at once the leaves come first, parameters before inputs.
    """
    first_use: dict[int, str] = {}
    for place, node in enumerate(graph.nodes):
        for operand in node.operands:
            first_use.setdefault(operand, graph.nodes[place].label)
    leaves = [*graph.names(Kind.PARAMETER), *graph.names(Kind.INPUT)]
    for equation in reversed(graph.equations):
        yield equation.name
        for name in leaves:
            if first_use.get(graph.places[name]) == equation.name:
                yield name
