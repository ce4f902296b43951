"""Making questions from a situation, spread over topics and nodes by a seed.

What is asked for can be answered and is no matter of rounding: no number that is 0, no
gradient that vanishes beside the others, no sign among the small cells of a matrix, no step
that leaves the loss where it is.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from types import MappingProxyType
from typing import TypeVar

from engine.cell import Cell, cells_of
from engine.equations import shortened
from engine.graph import Graph, Kind
from engine.mistakes.faults import paths_of
from engine.operations import COPY
from engine.passes import Gradients, Trace, forward
from engine.practice.questions import ChoiceQuestion, NumberQuestion, Question, Topic
from engine.stages import Pass, Stage, stages
from engine.values import cells, map_cells

_T = TypeVar("_T")
_VANISHING = 1e-12  # of the largest gradient of all: nothing but rounding
_NOTICEABLE = 1e-9
_CLEAR = 0.5  # of the largest cell of its node: its sign is no near thing
_CHOICES = 4
_STEPS = 3


@dataclass(frozen=True)
class Situation:
    """Where questions come from: the passes of the sample on the screen, and η."""

    trace: Trace
    gradients: Gradients
    learning_rate: float

    @property
    def graph(self) -> Graph:
        """The graph of the network."""
        return self.trace.graph


def ask(situation: Situation, seed: int, number: int = 0) -> Question:
    """The question of that number, from 0 on, in the series of this seed.

    A topic that has no good question here gives way to the next; the order of the backward
    pass can always be asked for.
    """
    topics = Random(f"{seed}:topics").sample(list(Topic), len(Topic))
    turn, first = divmod(number, len(topics))
    for topic in topics[first:] + topics[:first]:
        draw = _Draw(Random(f"{seed}:{topic.name}"), Random(f"{seed}:{number}"), turn)
        question = _MAKERS[topic](situation, draw)
        if question is not None:
            return question
    return _beginning(situation.graph, Random(f"{seed}:{number}"))


@dataclass(frozen=True)
class _Draw:
    """Draws for one question; `order` is that of the series, so that nodes take turns."""

    order: Random
    random: Random
    turn: int

    def by_turn(self, choices: Sequence[_T]) -> _T:
        return self.order.sample(choices, len(choices))[self.turn % len(choices)]


def _sign(situation: Situation, draw: _Draw) -> Question | None:
    loss = situation.graph.loss
    cell = _gradient_cell(situation, draw, _CLEAR)
    if cell is None:
        return None
    number = cell.number(situation.trace, situation.gradients)
    return ChoiceQuestion(
        Topic.SIGN,
        f"Is {cell.label(loss)} positive or negative? {_used(situation.graph, cell.node)}",
        _from_stage(situation.graph, Stage(Pass.BACKWARD, cell.node)),
        cell,
        "positive" if number > 0.0 else "negative",
        ("positive", "negative"),
        f"{cell.label(loss)} = {number:+.6g}.",
        _SIGN_WORDS,
    )


def _gradient(situation: Situation, draw: _Draw) -> Question | None:
    cell = _gradient_cell(situation, draw, _NOTICEABLE)
    if cell is None:
        return None
    used = _used(situation.graph, cell.node)
    return _number_question(
        Topic.GRADIENT, situation, cell, f"What is {cell.label(situation.graph.loss)}? {used}"
    )


def _value(situation: Situation, draw: _Draw) -> Question | None:
    graph, trace = situation.graph, situation.trace
    varying = _varying(graph)
    equations = {
        equation.name: equation.text
        for equation in graph.equations
        if graph.places[equation.name] in varying
        and graph.nodes[graph.places[equation.name]].operation is not COPY
        and any(math.isfinite(number) and number for number in cells(trace[equation.name]))
    }
    if not equations:
        return None
    node = draw.by_turn(list(equations))
    numbers = zip(cells_of(node, graph.shape(node)), cells(trace[node]), strict=True)
    cell = draw.random.choice([cell for cell, number in numbers if _askable(number, 0.0)])
    text = f"What is {cell.label(graph.loss)}? The equation is {shortened(equations[node])}."
    return _number_question(Topic.VALUE, situation, cell, text)


def _step(situation: Situation, draw: _Draw) -> Question | None:
    """At η, 10 η or 100 η, up to the first that raises the loss."""
    trace, loss = situation.trace, situation.trace.loss
    if not math.isfinite(loss):
        return None
    steps: list[tuple[float, float]] = []
    for power in range(_STEPS):
        rate = situation.learning_rate * 10.0**power
        after = _loss_after_step(situation, rate)
        if not abs(after - loss) <= _NOTICEABLE * max(abs(loss), abs(after)):
            steps.append((rate, after))
            if not after < loss:
                break
    if not steps:
        return None
    name = trace.graph.loss
    rate, after = draw.by_turn(steps)
    return ChoiceQuestion(
        Topic.STEP,
        f"Every parameter moves by −η times its gradient of this sample, with η = {rate:g}. "
        f"Does {name} of this sample rise or fall?",
        frozenset(),
        Cell(name),
        "falls" if after < loss else "rises",
        ("rises", "falls"),
        f"{name} goes from {loss:.6g} to {after:.6g}.",
        _STEP_WORDS,
    )


def _order(situation: Situation, draw: _Draw) -> Question | None:
    graph = situation.graph
    order = _backward_order(graph)
    places = []
    for known in range(1, len(order)):
        ready = [name for name in order[known:] if _takers(graph, name) <= set(order[:known])]
        later = [name for name in order[known:] if name not in ready]
        if later:
            places.append((known, ready, later))
    if not places:
        return None
    known, ready, later = draw.by_turn(places)
    solution = draw.random.choice(ready)
    others = draw.random.sample(later, min(len(later), _CHOICES - 1))
    choices = draw.random.sample([solution, *others], len(others) + 1)
    takers = sorted(_takers(graph, solution), key=order.index)
    known_there = "whose gradient is known" if len(takers) == 1 else "whose gradients are known"
    done = ", ".join(order[:known])
    if known > _CHOICES:
        done = f"all from {order[0]} back to {order[known - 1]}"
    return _order_question(
        graph,
        f"The backward pass has been through {done}. Which gradient can it compute next: "
        f"that of {' or '.join(choices)}?",
        solution,
        choices,
        f"{solution} goes into nothing but {' and '.join(takers)}, {known_there}.",
    )


def _beginning(graph: Graph, random: Random) -> Question:
    others = _backward_order(graph)[1:_CHOICES]
    choices = random.sample([graph.loss, *others], len(others) + 1)
    return _order_question(
        graph,
        f"With the gradient of which node does the backward pass begin: {', '.join(choices)}?",
        graph.loss,
        choices,
        f"It begins with the loss, and ∂{graph.loss}/∂{graph.loss} = 1.",
    )


_MAKERS: Mapping[Topic, Callable[[Situation, _Draw], Question | None]] = MappingProxyType(
    {
        Topic.SIGN: _sign,
        Topic.VALUE: _value,
        Topic.GRADIENT: _gradient,
        Topic.STEP: _step,
        Topic.ORDER: _order,
    }
)
_SIGN_WORDS = MappingProxyType(
    {"+": "positive", "-": "negative", "−": "negative", "p": "positive", "n": "negative"}
)
_STEP_WORDS = MappingProxyType({"r": "rises", "rise": "rises", "f": "falls", "fall": "falls"})


def _number_question(topic: Topic, situation: Situation, cell: Cell, text: str) -> Question:
    trace, gradients = situation.trace, situation.gradients
    kind = Pass.BACKWARD if cell.gradient else Pass.FORWARD
    return NumberQuestion(
        topic,
        f"{text} Give a number, or an expression over what is visible.",
        _from_stage(situation.graph, Stage(kind, cell.node)),
        cell,
        f"{cell.number(trace, gradients):#.6g}",
        trace,
        gradients,
    )


def _order_question(
    graph: Graph, text: str, solution: str, choices: Sequence[str], because: str
) -> Question:
    opens = next(cells_of(solution, graph.shape(solution), gradient=True))
    also = {
        f"{prefix}{name}": name
        for name in choices
        for prefix in (f"∂{graph.loss}/∂", f"d{graph.loss}/d")
    }
    return ChoiceQuestion(
        Topic.ORDER, text, frozenset(), opens, solution, tuple(choices), because, also
    )


def _gradient_cell(situation: Situation, draw: _Draw, least: float) -> Cell | None:
    """A gradient's cell that is at least so large beside the largest of its node."""
    graph, gradients = situation.graph, situation.gradients
    varying = _varying(graph) - {graph.places[graph.loss]}
    sizes = {name: _largest(situation, name) for name in gradients if graph.places[name] in varying}
    overall = max(sizes.values(), default=0.0)
    nodes = [name for name, size in sizes.items() if size > _VANISHING * overall]
    if not nodes:
        return None
    node = draw.by_turn(nodes)
    numbers = zip(cells_of(node, graph.shape(node), True), cells(gradients[node]), strict=True)
    return draw.random.choice(
        [cell for cell, number in numbers if _askable(number, least * sizes[node])]
    )


def _largest(situation: Situation, name: str) -> float:
    numbers = map(abs, cells(situation.gradients[name]))
    return max((number for number in numbers if math.isfinite(number)), default=0.0)


def _askable(number: float, least: float) -> bool:
    return math.isfinite(number) and number != 0.0 and abs(number) >= least


def _loss_after_step(situation: Situation, rate: float) -> float:
    graph, trace = situation.graph, situation.trace
    leaves = {name: trace[name] for name in graph.names(Kind.INPUT)}
    for name in graph.names(Kind.PARAMETER):
        leaves[name] = map_cells(lambda w, g: w - rate * g, trace[name], situation.gradients[name])
    return forward(graph, leaves).loss


def _from_stage(graph: Graph, stage: Stage) -> frozenset[Stage]:
    order = stages(graph)
    return frozenset(order[order.index(stage) :])


def _backward_order(graph: Graph) -> list[str]:
    needed = set(graph.needed)
    order = (stage.node for stage in stages(graph) if stage.kind is Pass.BACKWARD)
    return [name for name in order if graph.places[name] in needed]


def _takers(graph: Graph, name: str) -> set[str]:
    """The equations through which a gradient comes back to a node."""
    return {graph.nodes[use.place].label for use in paths_of(graph, graph.places[name])}


def _used(graph: Graph, name: str) -> str:
    takers = _takers(graph, name)
    lines = [shortened(line.text) for line in graph.equations if line.name in takers]
    listed = " and ".join(lines[:2]) if len(lines) <= 2 else f"{lines[0]} and {len(lines) - 1} more"
    return f"{name} goes into {listed}."


def _varying(graph: Graph) -> set[int]:
    """The places of all that depends on an input or a parameter."""
    varying: set[int] = set()
    for place, node in enumerate(graph.nodes):
        if node.kind in (Kind.INPUT, Kind.PARAMETER) or not varying.isdisjoint(node.operands):
            varying.add(place)
    return varying
