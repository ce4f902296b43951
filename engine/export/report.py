"""The results of a network as plain text, as one hands them in with an exercise."""

from collections.abc import Iterator, Mapping

from engine.errors import printable
from engine.export.layout import literal
from engine.graph import Kind
from engine.network import Network
from engine.run import Run
from engine.settings import Schedule, Settings
from engine.state import EpochLosses, State
from engine.values import Value

_MOST_EPOCHS = 20


def report(network: Network, settings: Settings, epochs: int) -> str:
    """Inputs, weights, both passes, then the losses and the weights of training.

    It trains for so many epochs, or until the run diverges.
    """
    trace, gradients = network.differentiate(network.inputs, network.parameters)
    losses, state = _trained(Run(network, settings), epochs)
    loss = network.graph.loss
    computed = {name: trace[name] for name in network.graph.names(Kind.INTERMEDIATE)}
    return "\n".join(
        [
            printable(network.title),
            "",
            *(f"    {printable(each.text)}" for each in network.graph.equations),
            *_section("Settings", _settings(network, settings, epochs)),
            *_section("Inputs", _values(network.inputs)),
            *_section("Weights before training", _values(network.parameters)),
            *_section("Forward pass", _values(computed)),
            *_section("Gradients", _values({f"∂{loss}/∂{n}": g for n, g in gradients.items()})),
            *_section("Losses", _losses(losses)),
            *_section(_after(state), _values(state.parameters)),
            "",
        ]
    )


def _trained(run: Run, epochs: int) -> tuple[list[EpochLosses], State]:
    """The losses of every epoch from 0 on, and the state at the end."""
    state, losses = run.start(), list[EpochLosses]()
    while state.divergence is None and not (state.complete and state.epoch >= epochs):
        state = run.advance(state, 2 * len(run.network.samples))
        if state.complete and state.losses:
            losses.append(state.losses)
    return losses, state


def _section(heading: str, lines: Iterator[str]) -> Iterator[str]:
    yield from ("", heading, "-" * len(heading))
    yield from lines


def _settings(network: Network, settings: Settings, epochs: int) -> Iterator[str]:
    yield f"learning rate: {settings.learning_rate!r}"
    if settings.schedule is Schedule.MINI_BATCH:
        yield f"schedule: mini-batches of {settings.batch_size}"
    else:
        yield f"schedule: {settings.schedule.value}"
    yield f"samples: {len(network.samples)}"
    yield f"epochs: {epochs}"
    yield f"seed: {network.seed}"


def _values(values: Mapping[str, Value]) -> Iterator[str]:
    for name, value in values.items():
        yield f"{name} = {literal(value)}"


def _losses(losses: list[EpochLosses]) -> Iterator[str]:
    """At most some twenty lines, evenly spread, the last epoch among them."""
    yield f"{'epoch':>9}  {'mean training loss':<22}  evaluation loss"
    every = -(-len(losses) // _MOST_EPOCHS)
    for each in losses:
        if each.epoch % every == 0 or each is losses[-1]:
            met = "" if each.mean_training_loss is None else repr(each.mean_training_loss)
            yield f"{each.epoch:>9}  {met:<22}  {each.evaluation_loss!r}"


def _after(state: State) -> str:
    if state.divergence is not None:
        return f"Weights before the run diverged: {state.divergence}"
    return f"Weights after epoch {state.epoch}"
