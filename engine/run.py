"""A run: training as a pure function of network, data, settings and seed.

A `State` is everything there is to know at a position of a run; `advance` gives the state
some samples later. Nothing is edited in place, so a state can be shown, kept or continued
from, and the same position always has the same bits.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import NamedTuple

from engine.divergence import Divergence, Position, first_non_finite
from engine.network import Network, Parameters
from engine.passes import backward, forward
from engine.settings import Settings
from engine.values import Value, all_finite, map_cells


class EpochLosses(NamedTuple):
    """The two losses of a complete epoch.

    mean_training_loss: mean of the losses met during the epoch, each at the weights of its
        moment; None for epoch 0, which only evaluates the weights before training.
    evaluation_loss: mean loss of all samples at the weights after the epoch.
    """

    epoch: int
    mean_training_loss: float | None
    evaluation_loss: float


@dataclass(frozen=True)
class State:
    """A run at one position.

    epoch: the epoch in progress or, if `complete`, just finished; epoch 0 only evaluates.
    trained, evaluated: how many of the epoch's samples it has trained on, then evaluated.
    gradient_sum: of the samples since the last update; None right after an update.
    training_loss, evaluation_loss: sums over the samples of this epoch so far.
    losses: those of the last complete epoch; None before epoch 0 is complete.
    divergence: why the run has stopped for good; the parameters are the last finite ones.
    """

    epoch: int
    trained: int
    evaluated: int
    complete: bool
    parameters: Parameters
    gradient_sum: Mapping[str, Value] | None = None
    training_loss: float = 0.0
    evaluation_loss: float = 0.0
    losses: EpochLosses | None = None
    divergence: Divergence | None = None

    @property
    def position(self) -> Position:
        """The epoch, and the number of its samples trained on."""
        return Position(self.epoch, self.trained)


@dataclass(frozen=True)
class Run:
    """A network trained with the given settings."""

    network: Network
    settings: Settings

    def start(self) -> State:
        """The state before anything: epoch 0, nothing evaluated."""
        return State(0, 0, 0, False, self.network.parameters)

    def advance(self, state: State, samples: int) -> State:
        """The state at most `samples` training or evaluation samples later.

        Stops early at the end of an epoch, so that a caller sees each one, and where the
        run diverges; a diverged state is returned as it is. The steps in which a run is
        advanced do not change its bits.
        """
        if state.divergence is not None:
            return state
        if state.complete:
            state = State(state.epoch + 1, 0, 0, False, state.parameters, losses=state.losses)
        count = len(self.network.samples)
        training = 0 if state.epoch == 0 else min(samples, count - state.trained)
        state = self._trained(state, training)
        if state.divergence is None and (state.epoch == 0 or state.trained == count):
            state = self._evaluated(state, min(samples - training, count - state.evaluated))
        return state

    def _trained(self, state: State, samples: int) -> State:
        """Train on the next samples: gradients at the current weights, updates when due."""
        network = self.network
        count = len(network.samples)
        per_update = self.settings.samples_per_update(count)
        step = self.settings.learning_rate / count
        parameters, gradient_sum = state.parameters, state.gradient_sum
        loss, trained = state.training_loss, state.trained
        divergence = None
        for sample in network.samples[trained : trained + samples]:
            trace = forward(network.graph, {**parameters, **sample})
            gradients = backward(trace)
            new_loss = loss + trace.loss
            new_sum = {name: _added(gradient_sum, name, gradients[name]) for name in parameters}
            due = (trained + 1) % per_update == 0 or trained + 1 == count
            moved = _moved(parameters, new_sum, step) if due else parameters
            changed = moved if due else new_sum
            if not (math.isfinite(new_loss) and all(map(all_finite, changed.values()))):
                position = Position(state.epoch, trained + 1)
                divergence = first_non_finite(trace, gradients, changed, position)
                break
            loss, trained, parameters = new_loss, trained + 1, moved
            gradient_sum = None if due else new_sum
        return replace(
            state,
            trained=trained,
            parameters=parameters,
            gradient_sum=gradient_sum,
            training_loss=loss,
            divergence=divergence,
        )

    def _evaluated(self, state: State, samples: int) -> State:
        """Add up the losses of the next samples at fixed weights, and end the epoch."""
        network = self.network
        count = len(network.samples)
        loss, evaluated = state.evaluation_loss, state.evaluated
        for sample in network.samples[evaluated : evaluated + samples]:
            trace = forward(network.graph, {**state.parameters, **sample})
            if not math.isfinite(loss + trace.loss):
                position = Position(state.epoch, evaluated + 1)
                divergence = first_non_finite(trace, None, {}, position)
                return replace(
                    state, evaluated=evaluated, evaluation_loss=loss, divergence=divergence
                )
            loss, evaluated = loss + trace.loss, evaluated + 1
        state = replace(state, evaluated=evaluated, evaluation_loss=loss)
        if evaluated < count:
            return state
        mean_training_loss = state.training_loss / count if state.epoch else None
        losses = EpochLosses(state.epoch, mean_training_loss, loss / count)
        return replace(state, complete=True, losses=losses)


def _added(gradient_sum: Mapping[str, Value] | None, name: str, gradient: Value) -> Value:
    if gradient_sum is None:
        return gradient
    added: Value = map_cells(lambda a, b: a + b, gradient_sum[name], gradient)
    return added


def _moved(parameters: Parameters, gradients: Mapping[str, Value], step: float) -> Parameters:
    """w - step · ∂L/∂w for every parameter."""
    return MappingProxyType(
        {
            name: map_cells(lambda w, g: w - step * g, value, gradients[name])
            for name, value in parameters.items()
        }
    )
