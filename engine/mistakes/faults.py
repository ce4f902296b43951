"""Faults: one mistake at one place of a graph, and the backward pass that has it.

A fault sits at a use of a node: where an operation takes it as an operand, the backward pass
sends a gradient back along that path, and there it goes wrong. All that lies behind is then
computed from wrong numbers, as it would be in a person's code.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from engine.graph import Graph
from engine.operations import Mistake, Slip
from engine.passes import Gradients, Trace, backward
from engine.values import cells

_NEGLIGIBLE = 1e-9


class Use(NamedTuple):
    """A node's use: the operand of that number in the node at that place of the graph."""

    place: int
    operand: int


@dataclass(frozen=True)
class Fault:
    """A mistake, made at all of these uses of one node."""

    mistake: Mistake
    uses: tuple[Use, ...]


def possible_faults(graph: Graph) -> tuple[Fault, ...]:
    """Every fault that can happen in the backward pass, from the loss backward.

    Any path can have a wrong sign, and so can all paths of a node at once; of several paths
    one can be left out; the rest is what the operations' definitions list.
    """
    paths = _paths(graph)
    faults: list[Fault] = []
    for place in sorted(paths, reverse=True):
        uses = paths[place]
        for use in uses:
            faults.append(Fault(Mistake.SIGN, (use,)))
            faults += [Fault(slip.mistake, (use,)) for slip in _slips(graph, use)]
        if len(uses) > 1:
            faults.append(Fault(Mistake.SIGN, uses))
            faults += [Fault(Mistake.PATH, (use,)) for use in uses]
    return tuple(faults)


def faulty_backward(trace: Trace, fault: Fault) -> Gradients:
    """The whole backward pass with one fault in it."""
    graph = trace.graph

    def rule(place: int, operand: int) -> Callable[..., Any] | None:
        operation = graph.nodes[place].operation
        assert operation is not None
        right = operation.gradients[operand]
        use = Use(place, operand)
        if use not in fault.uses:
            return right
        if fault.mistake is Mistake.PATH:
            return None
        if fault.mistake is Mistake.SIGN:
            return lambda algebra, *values: algebra.cells("-g", g=right(algebra, *values))
        return slip_of(graph, fault.mistake, use).gradient

    return backward(trace, rule)


def slip_of(graph: Graph, mistake: Mistake, use: Use) -> Slip:
    """The definition of a mistake that an operation's own definition lists."""
    return next(slip for slip in _slips(graph, use) if slip.mistake is mistake)


def differing(right: Gradients, other: Gradients) -> frozenset[str]:
    """The named nodes whose gradients differ beyond rounding.

    That is by more than 1e-9 of the largest cell of the right one. A fault that changes no
    numbers (a symmetric matrix, a derivative that is 1) gives an empty set.
    """
    return frozenset(
        name
        for name in right
        if not _close(list(cells(right[name])), list(cells(other[name])), _NEGLIGIBLE)
    )


def steps_at_fault(graph: Graph, fault: Fault) -> frozenset[str]:
    """The named nodes whose own step is at fault: the first whose gradients go wrong.

    One, or several where the fault is inside an equation, before its parts go their ways.
    """
    ahead = [graph.nodes[place].operands[operand] for place, operand in fault.uses]
    found: set[str] = set()
    while ahead:
        node = graph.nodes[ahead.pop()]
        if node.named:
            found.add(node.label)
        elif node.differentiated:
            ahead += node.operands
    return frozenset(found)


def wrong_behind(graph: Graph, fault: Fault) -> frozenset[str]:
    """The named nodes that a fault can reach: those at fault, and all they are computed from."""
    reached = {graph.nodes[place].operands[operand] for place, operand in fault.uses}
    for place in reversed(range(len(graph.nodes))):
        if place in reached:
            reached.update(graph.nodes[place].operands)
    return frozenset(graph.nodes[place].label for place in reached if graph.nodes[place].named)


def paths_of(graph: Graph, place: int) -> tuple[Use, ...]:
    """The uses of a node along which a gradient comes back from the loss."""
    return _paths(graph).get(place, ())


def _paths(graph: Graph) -> dict[int, tuple[Use, ...]]:
    paths: dict[int, tuple[Use, ...]] = {}
    for place in graph.needed:
        for number, operand in enumerate(graph.nodes[place].operands):
            if graph.nodes[operand].differentiated:
                paths[operand] = (*paths.get(operand, ()), Use(place, number))
    return paths


def _slips(graph: Graph, use: Use) -> list[Slip]:
    node = graph.nodes[use.place]
    if node.operation is None or not node.operation.slips:
        return []
    shapes = [graph.nodes[operand].shape for operand in node.operands]
    return [slip for slip in node.operation.slips[use.operand] if slip.fits(*shapes)]


def _close(right: list[float], other: list[float], tolerance: float) -> bool:
    largest = max(map(abs, right))
    return all(
        a == b or abs(a - b) <= tolerance * largest or (a != a and b != b)
        for a, b in zip(right, other, strict=True)
    )
