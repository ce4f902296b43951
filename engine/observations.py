"""Observations: what in a pass or a step keeps a network from learning, and why.

From numbers that are there anyway: the trace and the gradients of a sample, and losses
before and after a step. Where an operation is flat is a part of its definition, with the
reason for its limit; the other limits stand here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import hypot, isfinite, sqrt

from engine.cell import Cell, cells_of
from engine.graph import Graph, Kind, Node
from engine.network import Parameters
from engine.passes import Gradients, Trace, forward
from engine.state import EpochLosses
from engine.tuples import TUPLES
from engine.values import Value, cells, filled

LONGEST_RATIO = 1000.0
"""How many times smaller or larger a gradient may become on its way back.

All parameters share one learning rate. Beyond this ratio, one end of the network would need
a thousand steps for what the other does in one.
"""

FEWEST_STEPS = 3
"""How many equations a gradient must have come through to speak of a chain."""

LEAST_RISE = 0.01
"""By what part of itself the evaluation loss must rise in an epoch to be told.

Steps by the gradients of single samples make it tremble near a minimum, but by less.
"""

LEAST_OWN_RISE = 1e-6
"""The same for the loss of a sample, by a step along its own gradient, which cannot tremble.

A step that is short enough lowers that loss, so what is left is rounding.
"""

LEAST_LOSS = 1e-12
"""Losses below are taken for 0; how they move is rounding."""


@dataclass(frozen=True)
class Observation:
    """Something worth knowing about a node.

    heading: what it is, in a few words.
    sentence: why it matters, with the numbers in it.
    cell: the number that shows it best, if there is one on the screen.
    """

    node: str
    heading: str
    sentence: str
    cell: Cell | None = None


def observe(trace: Trace, gradients: Gradients) -> tuple[Observation, ...]:
    """What one sample shows: saturated and dead nodes, and gradients that vanish or explode.

    Only where the gradients of parameters pass. Intermediates are compared by the root mean
    square of their gradients, which does not depend on the number of cells; parts of
    equations are not compared, since their gradients are on no screen.
    """
    return (*_flat_nodes(trace), *_chains(gradients))


def observe_update(trace: Trace, changed: Parameters, step: float) -> tuple[Observation, ...]:
    """Whether a step along the gradient of one sample has raised that sample's own loss.

    changed: the parameters after the step.
    step: what the gradient was multiplied by, η/N.
    """
    graph = trace.graph
    inputs = {name: trace[name] for name in graph.names(Kind.INPUT)}
    after = forward(graph, {**inputs, **changed}).loss
    if not _raised(trace.loss, after, LEAST_OWN_RISE):
        return ()
    return (
        Observation(
            graph.loss,
            "step too long",
            f"The update has raised the loss of its own sample from {_number(trace.loss)} to "
            f"{_number(after)}: the gradient tells the slope at the old weights only, and the "
            f"step of {_number(step)} times the gradient went past the valley.",
            Cell(graph.loss),
        ),
    )


def observe_epoch(
    graph: Graph, before: EpochLosses, after: EpochLosses, learning_rate: float
) -> tuple[Observation, ...]:
    """Whether an epoch has raised the evaluation loss; `before` is the epoch before it."""
    old, new = before.evaluation_loss, after.evaluation_loss
    if not _raised(old, new, LEAST_RISE):
        return ()
    return (
        Observation(
            graph.loss,
            "learning rate too large",
            f"Epoch {after.epoch} has raised the evaluation loss from {_number(old)} to "
            f"{_number(new)}: at η = {_number(learning_rate)} the steps go past the valley that "
            "their gradients lead to; try a smaller one.",
        ),
    )


def _flat_nodes(trace: Trace) -> Iterator[Observation]:
    graph = trace.graph
    for place in graph.needed:
        node = graph.nodes[place]
        if node.operation is not None and not graph.trained.isdisjoint(node.operands):
            yield from _flat(node, trace.by_node[place], [trace.by_node[p] for p in node.operands])


def _flat(node: Node, result: Value, operands: list[Value]) -> Iterator[Observation]:
    """The observation of a node most of whose cells are where its operation is flat."""
    operation = node.operation
    if operation is None or operation.flat is None:
        return
    flat = operation.flat
    upstream = filled(node.shape, lambda: 1.0)
    derivatives = list(cells(operation.gradients[0](TUPLES, upstream, result, *operands)))
    there = sum(derivative <= flat.derivative for derivative in derivatives)
    if there < flat.share * len(derivatives):
        return
    least = min(range(len(derivatives)), key=derivatives.__getitem__)
    cell = list(cells_of(node.label, node.shape))[least] if node.named else None
    named = cell.label(node.label) if cell else f"a cell inside {node.label}"
    many = f" ({there} of {len(derivatives)} cells are like that)" if len(derivatives) > 1 else ""
    yield Observation(
        node.label,
        f"{flat.state} {operation.name}",
        f"The local derivative of {operation.name} at {named} is {_number(derivatives[least])}, "
        f"because {flat.reason}{many}, so {'no' if not any(derivatives) else 'hardly any'} "
        "gradient gets back through it.",
        cell,
    )


def _chains(gradients: Gradients) -> Iterator[Observation]:
    """Where the gradient has become much smaller or larger on its way to the first equations."""
    graph = gradients.graph
    behind = _behind(graph)
    sizes = {name: _size(gradients[name]) for name in behind}
    for name in behind:
        if not behind.keys().isdisjoint(graph.reads(name)):
            continue
        last = max(behind[name], key=sizes.__getitem__, default=name)
        near, far = sizes[last], sizes[name]
        if behind[name].get(last, 0) < FEWEST_STEPS or not (isfinite(near) and isfinite(far)):
            continue
        if far * LONGEST_RATIO < near:
            yield _chain(gradients, name, last, "vanishing", near, far)
        elif far > near * LONGEST_RATIO:
            yield _chain(gradients, name, last, "exploding", near, far)


def _behind(graph: Graph) -> dict[str, dict[str, int]]:
    """For every trained equation but the loss, which of the last ones follow it, how far on.

    The last equations are those that the loss reads; the distance is the number of equations
    on the longest way.
    """
    trained = {graph.nodes[place].label for place in graph.trained if graph.nodes[place].operands}
    names = [equation.name for equation in graph.equations if equation.name in trained]
    last = set(graph.reads(graph.loss))
    behind: dict[str, dict[str, int]] = {
        name: {name: 0} if name in last else {} for name in names if name != graph.loss
    }
    for user in reversed(list(behind)):
        for name in graph.reads(user):
            if name in behind:
                for end, distance in behind[user].items():
                    behind[name][end] = max(behind[name].get(end, 0), distance + 1)
    return behind


def _chain(
    gradients: Gradients, name: str, last: str, what: str, near: float, far: float
) -> Observation:
    graph = gradients.graph
    numbers = list(map(abs, cells(gradients[name])))
    largest = max(range(len(numbers)), key=numbers.__getitem__)
    cell = list(cells_of(name, graph.shape(name), gradient=True))[largest]
    if far == 0.0:
        compared = "nothing is left of it"
    elif what == "vanishing":
        compared = f"it is {_factor(near / far)} times smaller"
    else:
        compared = f"it is {_factor(far / near)} times larger"
    consequence = "hardly move" if what == "vanishing" else "jump"
    return Observation(
        name,
        f"{what} gradient",
        f"From ∂{graph.loss}/∂{last} back to ∂{graph.loss}/∂{name} the gradient has been "
        f"multiplied by every local derivative between them, and {compared}: at one learning "
        f"rate for all, the weights behind {name} {consequence} when those at {last} learn.",
        cell,
    )


def _size(gradient: Value) -> float:
    """The root mean square of the cells."""
    numbers = tuple(cells(gradient))
    return hypot(*numbers) / sqrt(len(numbers))


def _raised(before: float, after: float, least: float) -> bool:
    """Whether a finite loss has risen by more than that part of itself; NaN counts as a rise."""
    limit = max(before, LEAST_LOSS) * (1.0 + least)
    return isfinite(before) and not after <= limit


def _number(number: float) -> str:
    return f"{number:.3g}"


def _factor(factor: float) -> str:
    return f"{factor:,.0f}" if factor < 1e6 else f"{factor:.0e}"
