"""The plain backend: forward and backward pass of one sample after the other.

Made for reading, and what all others are held to.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from engine.divergence import first_non_finite
from engine.network import Network, Parameters
from engine.passes import forward
from engine.position import Position
from engine.settings import Settings
from engine.state import State
from engine.values import Value, all_finite, map_cells


@dataclass(frozen=True)
class Plain:
    """Trains and evaluates with the plain passes."""

    network: Network
    settings: Settings

    def trained(self, state: State, samples: int) -> State:
        count = len(self.network.samples)
        per_update = self.settings.samples_per_update(count)
        step = self.settings.learning_rate / count
        parameters, gradient_sum = state.parameters, state.gradient_sum
        loss, trained = state.training_loss, state.trained
        divergence = None
        for sample in self.network.samples[trained : trained + samples]:
            trace, gradients = self.network.differentiate(sample, parameters)
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
        return state._replace(
            trained=trained,
            parameters=parameters,
            gradient_sum=gradient_sum,
            training_loss=loss,
            divergence=divergence,
        )

    def evaluated(self, state: State, samples: int) -> State:
        network = self.network
        loss, evaluated = state.evaluation_loss, state.evaluated
        divergence = None
        for sample in network.samples[evaluated : evaluated + samples]:
            trace = forward(network.graph, {**state.parameters, **sample})
            if not math.isfinite(loss + trace.loss):
                position = Position(state.epoch, evaluated + 1)
                divergence = first_non_finite(trace, None, {}, position)
                break
            loss, evaluated = loss + trace.loss, evaluated + 1
        return state._replace(evaluated=evaluated, evaluation_loss=loss, divergence=divergence)


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
