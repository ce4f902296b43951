"""The transcript of one step: what is given, both passes stage by stage, update and losses."""

from collections.abc import Iterator

from engine import (
    Cell,
    EpochLosses,
    Gradients,
    Kind,
    Moment,
    NetworkError,
    Pass,
    Settings,
    Stage,
    Tape,
    Trace,
    forward,
    printable,
    shape_of,
    stages,
)
from engine.explain import explain, node_formula
from tui.transcript.spelling import formula, gradient_label, sentence
from tui.transcript.values import DIGITS, MOST, ValueLines, number_text, shape_text


def transcript_of(tape: Tape, *, everything: bool = False) -> Iterator[str]:
    """The lines of the sample in whose stages a tape is, up to its stage.

    Between samples, as at the start, they are about the file's own inputs, without an update.
    everything: whether large vectors and matrices are written in full.
    """
    return _Transcript(tape, ValueLines(everything)).lines()


class _Transcript:
    def __init__(self, tape: Tape, values: ValueLines) -> None:
        self._network = tape.network
        self._settings = tape.settings
        self._state = tape.state
        self._moment = tape.moment()
        self._values = values
        self._order = stages(self._network.graph)
        self._trace, self._gradients = self._passes()

    def lines(self) -> Iterator[str]:
        """All of it; a blank line stands before every heading."""
        yield from self._heading()
        yield from self._given()
        count = len(self._order) - 1 if self._moment is None else self._moment.position.stage
        for number, stage in enumerate(self._order[:count], start=1):
            yield from ("", f"Stage {number} of {len(self._order)}: {self._described(stage)}")
            if stage.kind is Pass.FORWARD:
                yield from self._forward(stage.node)
            elif stage.kind is Pass.BACKWARD:
                yield from self._backward(stage.node)
            elif self._moment is not None:
                yield from self._update(self._moment)
        yield from self._losses()
        if self._values.incomplete:
            yield from ("", f"Left out: rows, columns and cells from {MOST} on; --all prints them")

    # What is given

    def _heading(self) -> Iterator[str]:
        network, loss = self._network, self._network.graph.loss
        yield printable(network.title)
        yield f"Step: {self._place()}"
        yield f"Learning rate: {number_text(self._settings.learning_rate)}"
        yield f"Schedule: {_schedule(self._settings, len(network.samples))}"
        yield f"Seed: {network.seed}"
        for name, size in network.sizes.items():
            yield f"Size: {name} = {size}"
        yield f"Numbers: rounded to {DIGITS} significant digits"
        yield "Rows, columns and cells: counted from 0"
        name = next(iter(network.graph.places))
        gradient = gradient_label(loss, name)
        yield f"Gradients: {gradient} is the gradient of {loss} with respect to {name}"
        yield from ("", "Equations")
        for equation in network.graph.equations:
            yield printable(equation.text.expandtabs())

    def _given(self) -> Iterator[str]:
        for kind, heading in ((Kind.INPUT, "Inputs"), (Kind.PARAMETER, "Parameters")):
            names = [*self._network.graph.names(kind)]
            if names:
                yield from ("", heading)
            for name in names:
                value = self._trace[name]
                yield f"{name}, {kind.value}: {shape_text(shape_of(value))}"
                yield from self._values.of(name, value)

    def _place(self) -> str:
        if self._moment is None:
            return "the inputs of the file, without an update"
        position = self._moment.position
        return f"epoch {position.epoch}, sample {position.sample} of {len(self._network.samples)}"

    def _passes(self) -> tuple[Trace, Gradients]:
        if self._moment is not None:
            return self._moment.trace, self._moment.gradients
        return self._network.differentiate(self._network.inputs, self._state.parameters)

    # The stages

    def _described(self, stage: Stage) -> str:
        graph = self._network.graph
        if stage.kind is Pass.FORWARD:
            [text] = [each.text for each in graph.equations if each.name == stage.node]
            return f"forward, {printable(text.expandtabs())}"
        if stage.kind is Pass.BACKWARD:
            return f"backward, gradient of {stage.node}"
        return "update"

    def _forward(self, name: str) -> Iterator[str]:
        graph = self._network.graph
        operation = graph.nodes[graph.places[name]].operation
        assert operation is not None
        whose = f"Every cell of {name} is" if graph.shape(name) else f"{name} is"
        yield f"Rule: {whose} {sentence(operation.rule)}."
        yield from self._formulas(name, gradient=False)
        yield from self._values.of(name, self._trace[name])

    def _backward(self, name: str) -> Iterator[str]:
        yield from self._rules(name)
        yield from self._formulas(name, gradient=True)
        label = gradient_label(self._network.graph.loss, name)
        yield from self._values.of(label, self._gradients[name])

    def _rules(self, name: str) -> Iterator[str]:
        """The rules of the first cell, which are those of all cells, along every path."""
        first = Cell(name, (0,) * len(self._network.graph.shape(name)), gradient=True)
        try:
            explanation = explain(self._trace, self._gradients, first)
        except NetworkError as error:
            yield f"Rule: {error.problem}."
            return
        yield f"Rule: {sentence(explanation.rule)}"
        if len(explanation.shares) > 1:
            for share in explanation.shares:
                yield f"Path through {share.through}: {sentence(share.rule)}"

    def _formulas(self, name: str, *, gradient: bool) -> Iterator[str]:
        try:
            written = node_formula(self._trace, self._gradients, name, gradient)
        except NetworkError as error:
            yield f"Formula: {error.problem}."
            return
        if written.product:
            yield f"Formula: {formula(written.product, times='@')}"
        what = "Every cell" if self._network.graph.shape(name) else "Formula"
        yield f"{what}: {formula(written.cell)}"
        for definition in written.definitions:
            yield f"Where: {formula(definition)}"

    # The update

    def _update(self, moment: Moment) -> Iterator[str]:
        rate, count = self._settings.learning_rate, len(self._network.samples)
        since = self._settings.samples_of_update(moment.sample, count)
        yield f"Rule: {_update_rule(since)}"
        if not moment.update.due:
            yield f"Due: no, after sample {since[-1]}; until then gradients are added up"
        else:
            yield "Due: yes"
            yield (
                f"Learning rate by number of samples: {number_text(rate)} / {count} = "
                f"{number_text(rate / count)}"
            )
        for name in moment.update.old:
            yield from self._update_of(name, moment, since)

    def _update_of(self, name: str, moment: Moment, since: range) -> Iterator[str]:
        update, gradient = moment.update, f"Gradient of {name}"
        yield from self._values.of(f"Old {name}", update.old[name])
        yield from self._values.of(gradient, moment.gradients[name])
        if len(since) > 1:
            label = f"{gradient}, summed since sample {since[0]}"
            yield from self._values.of(label, update.gradients[name])
        if update.due:
            yield from self._values.of(f"Step of {name}", update.step[name])
            yield from self._values.of(f"New {name}", update.new[name])

    # The losses

    def _losses(self) -> Iterator[str]:
        moment = self._moment
        yield from ("", "Losses")
        yield f"Loss of this sample: {number_text(self._trace.loss)}"
        if moment is not None and moment.stage.kind is Pass.UPDATE and moment.update.due:
            sample = self._network.samples[moment.sample - 1]
            after = forward(self._network.graph, {**moment.update.new, **sample})
            yield f"Loss of this sample after the update: {number_text(after.loss)}"
        if self._state.losses is not None:
            yield from _epoch_losses(self._state.losses)
        if self._state.divergence is not None:
            yield f"Diverged: {self._state.divergence}"


def _schedule(settings: Settings, samples: int) -> str:
    size = settings.samples_per_update(samples)
    every = "sample" if size == 1 else f"{size} samples"
    return f"{settings.schedule.value}, an update after every {every}"


def _update_rule(since: range) -> str:
    gradients = "its gradient" if len(since) == 1 else "the sum of its gradients since the last one"
    return (
        f"An update adds to every parameter its step: minus the learning rate, divided by the "
        f"number of samples, times {gradients}."
    )


def _epoch_losses(losses: EpochLosses) -> Iterator[str]:
    where = f"epoch {losses.epoch}"
    if losses.mean_training_loss is not None:
        yield f"Mean training loss of {where}: {number_text(losses.mean_training_loss)}"
    yield f"Evaluation loss after {where}: {number_text(losses.evaluation_loss)}"
