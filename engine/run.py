"""A run: training as a pure function of network, data, settings and seed.

`advance` gives the state some samples later. Nothing is edited in place, so a state can be
shown, kept or continued from, and the same position always has the same bits.
"""

from dataclasses import dataclass
from functools import cached_property

from engine.backends import Steps, backend
from engine.backends.plain import Plain
from engine.network import Network
from engine.settings import Settings
from engine.state import EpochLosses, State


@dataclass(frozen=True)
class Run:
    """A network trained with the given settings."""

    network: Network
    settings: Settings

    def start(self) -> State:
        """The state before anything: epoch 0, nothing evaluated."""
        return State(0, 0, 0, False, self.network.parameters)

    def advance(self, state: State, samples: int) -> State:
        """The state so many training or evaluation samples later.

        Stops early at the end of an epoch, so that a caller sees each one, and where the
        run diverges; a diverged state is returned as it is. The backend numpy goes on to
        the end of the group of samples that it computes at once: to the next update, or
        1024 samples. The steps in which a run is advanced never change its bits.
        """
        if state.divergence is not None:
            return state
        if state.complete:
            state = State(state.epoch + 1, 0, 0, False, state.parameters, losses=state.losses)
        count = len(self.network.samples)
        training = 0 if state.epoch == 0 else min(samples, count - state.trained)
        if training:
            state = self._steps.trained(state, training)
        evaluating = min(samples - training, count - state.evaluated)
        if evaluating and state.divergence is None:
            state = self._steps.evaluated(state, evaluating)
        return state if state.evaluated < count else _completed(state, count)

    def train(self, state: State, samples: int) -> State:
        """The state exactly so many samples later, within an epoch, evaluating nothing.

        The backend numpy cannot stop within a group of samples. There the plain backend
        computes the state, which has other bits than NumPy would go on with.
        """
        if state.divergence is not None:
            return state
        after = self._steps.trained(state, samples)
        if after.trained > state.trained + samples:
            return Plain(self.network, self.settings).trained(state, samples)
        return after

    @cached_property
    def _steps(self) -> Steps:
        return backend(self.network, self.settings)


def _completed(state: State, count: int) -> State:
    if state.losses is not None and state.losses.epoch == state.epoch:  # evaluated once more
        mean_training_loss = state.losses.mean_training_loss
    else:
        mean_training_loss = state.training_loss / count if state.epoch else None
    losses = EpochLosses(state.epoch, mean_training_loss, state.evaluation_loss / count)
    return state._replace(complete=True, training_loss=0.0, evaluation_loss=0.0, losses=losses)
