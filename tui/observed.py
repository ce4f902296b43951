"""What is worth knowing about what a snapshot shows, from the engine's observations."""

from collections.abc import Iterator

from engine import Pass
from engine.observations import Observation, observe, observe_epoch, observe_update
from tui.snapshot import Snapshot
from tui.stage_view import hidden


def observed(snapshot: Snapshot) -> tuple[Observation, ...]:
    """Of the last step and epoch, and of the sample in view; nothing of what is hidden."""
    return (*_of_update(snapshot), *_of_epoch(snapshot), *_of_sample(snapshot))


def _of_update(snapshot: Snapshot) -> tuple[Observation, ...]:
    """Of an update by the gradient of its own sample alone."""
    moment, samples = snapshot.moment, len(snapshot.network.samples)
    settings = snapshot.settings
    if moment is None or moment.stage.kind is not Pass.UPDATE:
        return ()
    if settings.samples_per_update(samples) > 1:
        return ()
    return observe_update(moment.trace, moment.update.new, settings.learning_rate / samples)


def _of_epoch(snapshot: Snapshot) -> tuple[Observation, ...]:
    state, history = snapshot.state, snapshot.history
    if not state.complete or not 0 < state.epoch < history.epochs:
        return ()
    return observe_epoch(
        snapshot.network.graph,
        history.losses(state.epoch - 1),
        history.losses(state.epoch),
        snapshot.settings.learning_rate,
    )


def _of_sample(snapshot: Snapshot) -> Iterator[Observation]:
    unknown = hidden(snapshot)
    for each in observe(snapshot.trace, snapshot.gradients):
        if (each.node, each.cell is not None and each.cell.gradient) not in unknown:
            yield each
