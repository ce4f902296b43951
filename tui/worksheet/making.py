"""Making a worksheet: from one sample of a run, its passes and its update."""

from collections.abc import Iterable, Iterator
from random import Random

from engine import (
    Gradients,
    Graph,
    Kind,
    Moment,
    Network,
    NetworkError,
    Pass,
    Settings,
    Stage,
    Trace,
    Value,
    all_finite,
    as_matrix,
    describe,
    shape_of,
    stages,
)
from engine.explain import node_formula
from tui.numbers import short
from tui.worksheet.sheet import Block, Section, Sheet, Task

DIGITS = 5
"""So many significant digits have the numbers on a sheet."""

MOST_CELLS = 8
"""So many rows and columns fit on a page, and so much patience there is."""


def sheet_of(network: Network, settings: Settings, moment: Moment | None) -> Sheet:
    """The worksheet of a moment's sample, up to its stage.

    Without a moment it is that of the file's own inputs, at the weights before training and
    with no update. The network's seed chooses the checkpoints. Raises NetworkError for values
    too large for a sheet, and for numbers that are not finite.
    """
    _check_sizes(network.graph)
    order = stages(network.graph)
    if moment is None:
        done = len(order) - 1
        place = "The inputs of the file, at the weights before training."
        passes = _Passes(network, *network.differentiate(network.inputs, network.parameters))
    else:
        done = moment.position.stage
        place = _place(network, moment, len(order))
        passes = _Passes(network, moment.trace, moment.gradients)
    numbered = list(enumerate(order[:done], start=1))
    given = list(passes.given())
    sections = [passes.forward([(n, stage) for n, stage in numbered if stage.kind is Pass.FORWARD])]
    if backward := [(n, stage) for n, stage in numbered if stage.kind is Pass.BACKWARD]:
        sections.append(passes.backward(backward))
    if moment is not None and moment.stage.kind is Pass.UPDATE:
        update = _Update(network, settings, moment)
        given += update.given()
        sections.append(update.section())
    return Sheet(
        network.title,
        (place, _training(network, settings), _ADVICE),
        tuple(equation.text for equation in network.graph.equations),
        tuple(given),
        tuple(sections),
    )


_ADVICE = (
    f"All numbers are rounded to {DIGITS} significant digits. Compute with those on this sheet; "
    "the last digits of what you get may then differ from the answers, and more of them where "
    "nearly equal numbers are subtracted, as in 1 - 0.9999."
)


def _place(network: Network, moment: Moment, stages_in_all: int) -> str:
    position, count = moment.position, len(network.samples)
    place = f"Epoch {position.epoch}, sample {position.sample} of {count}"
    if position.stage < stages_in_all:
        place += f", stages 1 to {position.stage} of {stages_in_all}"
    return f"{place}."


def _training(network: Network, settings: Settings) -> str:
    return (
        f"Learning rate `η = {_written(settings.learning_rate)}`, `N = {len(network.samples)}`, "
        f"schedule {settings.schedule.value}, seed {network.seed}."
    )


class _Passes:
    """The forward and the backward pass of a sample."""

    def __init__(self, network: Network, trace: Trace, gradients: Gradients) -> None:
        self._graph = network.graph
        self._trace = trace
        self._gradients = gradients
        self._random = Random(network.seed)

    def given(self) -> Iterator[Block]:
        """The inputs, then the parameters."""
        for kind in (Kind.INPUT, Kind.PARAMETER):
            for name in self._graph.names(kind):
                value = self._trace[name]
                yield _block(name, value, f"{kind.value}, {describe(shape_of(value))}")

    def forward(self, done: list[tuple[int, Stage]]) -> Section:
        """The equations of these stages; the loss is a checkpoint."""
        tasks = (
            self._task(number, stage, [(0, 0)] if stage.node == self._graph.loss else [])
            for number, stage in done
        )
        return Section("Forward pass", (), tuple(tasks))

    def backward(self, done: list[tuple[int, Stage]]) -> Section:
        """The gradients of these stages, the loss first, which needs no computation."""
        (start, first), *others = done
        trained = set(self._graph.names(Kind.PARAMETER))
        tasks = (
            self._task(number, stage, self._one_cell(stage) if stage.node in trained else [])
            for number, stage in others
        )
        label = _gradient_label(self._graph, first.node)
        remark = f"It starts with `{label} = 1`, which is number {start}."
        return Section("Backward pass", (remark,), tuple(tasks))

    def _task(self, number: int, stage: Stage, checkpoints: Iterable[tuple[int, int]]) -> Task:
        """The numbers of one equation, or the gradient of one node."""
        gradient = stage.kind is Pass.BACKWARD
        value = (self._gradients if gradient else self._trace)[stage.node]
        label = _gradient_label(self._graph, stage.node) if gradient else stage.node
        formula = node_formula(self._trace, self._gradients, stage.node, gradient)
        return Task(
            number,
            _block(label, value, describe(shape_of(value))),
            (formula.product, formula.cell) if formula.product else (formula.cell,),
            formula.definitions,
            frozenset(checkpoints),
        )

    def _one_cell(self, stage: Stage) -> Iterator[tuple[int, int]]:
        """A cell to check, so that one slip does not spoil all; none where it is the only one."""
        rows = as_matrix(self._gradients[stage.node])
        if len(rows) * len(rows[0]) > 1:
            yield self._random.randrange(len(rows)), self._random.randrange(len(rows[0]))


class _Update:
    """What is done with a sample's gradients."""

    def __init__(self, network: Network, settings: Settings, moment: Moment) -> None:
        self._graph = network.graph
        self._count = len(network.samples)
        self._rate = settings.learning_rate
        self._moment = moment
        since = settings.samples_of_update(moment.sample, self._count)
        self._first, self._last = since[0], since[-1]

    def given(self) -> Iterator[Block]:
        """The gradients of earlier samples, added up since the last update."""
        last = self._moment.sample - 1
        samples = f"samples {self._first} to {last}" if self._first < last else f"sample {last}"
        for name, value in (self._moment.before.gradient_sum or {}).items():
            yield _block(self._sum_label(name), value, f"of {samples}")

    def section(self) -> Section:
        """A step for every parameter, or only sums where the update is not due yet."""
        step = f"{_written(self._rate)} / {self._count} = {_written(self._rate / self._count)}"
        remark = f"Here `η/N = {step}`."
        if not self._moment.update.due:
            remark = (
                f"The parameters change after sample {self._last}, by the sum of the gradients of "
                f"samples {self._first} to {self._last}. Until then the gradients are added up."
            )
        tasks = (task for name in self._moment.update.old for task in self._tasks(name))
        return Section("Update", (remark,), tuple(tasks))

    def _tasks(self, name: str) -> Iterator[Task]:
        update = self._moment.update
        gradient = _gradient_label(self._graph, name)
        if self._moment.before.gradient_sum is not None:
            total = self._sum_label(name)
            rule = f"{total} ← {total} + {gradient}"
            yield self._task(total, update.gradients[name], rule)
            gradient = total
        if update.due:
            step = f"Δ{name}"
            yield self._task(step, update.step[name], f"{step} = −η/N · {gradient}")
            yield self._task(name, update.new[name], f"{name} ← {name} + {step}")

    def _task(self, label: str, value: Value, rule: str) -> Task:
        return Task(None, _block(label, value, describe(shape_of(value))), (rule,))

    def _sum_label(self, name: str) -> str:
        return f"Σ {_gradient_label(self._graph, name)}"


def _gradient_label(graph: Graph, name: str) -> str:
    return f"∂{graph.loss}/∂{name}"


def _check_sizes(graph: Graph) -> None:
    for name in graph.places:
        if any(size > MOST_CELLS for size in graph.shape(name)):
            raise NetworkError(
                f"{name} is a {describe(graph.shape(name))}, too large for a worksheet",
                f"choose sizes up to {MOST_CELLS}",
            )


def _block(label: str, value: Value, note: str) -> Block:
    if not all_finite(value):
        raise NetworkError(
            f"{label} is not finite here", "choose an earlier position or a smaller learning rate"
        )
    rows = tuple(tuple(map(_written, row)) for row in as_matrix(value))
    return Block(label, note, shape_of(value), rows)


def _written(number: float) -> str:
    return short(number + 0.0, DIGITS)  # -0.0 + 0.0 is 0.0
