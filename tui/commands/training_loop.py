"""Training in slices of a few milliseconds, so that it can be shown and stopped."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from time import perf_counter

from engine import EpochLosses, Run, State
from tui.pace import Pace

_SHORT, _LONG = 0.005, 0.02
"""Seconds between which a slice lies."""


@dataclass(frozen=True)
class Trained:
    """What came out of a run.

    losses: of every complete epoch from 0 on.
    state: where it ended: at the end of the last epoch, diverged, or where it was stopped.
    stopped: whether it was stopped before its end.
    """

    run: Run
    losses: Sequence[EpochLosses]
    state: State
    stopped: bool


def train_in_slices(
    run: Run, epochs: int, show: Callable[[State], None], asked_to_stop: Callable[[], bool]
) -> Trained:
    """Train for so many epochs, until the run diverges or until asked to stop."""
    pace = Pace(_SHORT, _LONG, perf_counter)
    most = 2 * len(run.network.samples)
    state, losses = run.start(), list[EpochLosses]()
    while not _at_end(state, epochs):
        if asked_to_stop():
            return Trained(run, losses, state, stopped=True)
        state = pace.step(partial(run.advance, state), most)
        if state.complete and state.losses:
            losses.append(state.losses)
        show(state)
    return Trained(run, losses, state, stopped=False)


def _at_end(state: State, epochs: int) -> bool:
    return state.divergence is not None or (state.complete and state.epoch >= epochs)
