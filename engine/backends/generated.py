"""The backend that is chosen by itself: plain Python generated for the network."""

import math
from collections.abc import Sequence
from functools import cached_property
from types import MappingProxyType

from engine.backends.groups import Groups
from engine.backends.retracing import Retracing
from engine.graph import Kind
from engine.kernels import Kernel, loop_kernel, needed_inputs
from engine.state import State
from engine.values import Value, all_finite, filled, is_matrix, is_vector


class Generated(Retracing):
    """Trains and evaluates with generated code, to the bits of the plain backend."""

    def trained(self, state: State, samples: int) -> State:
        if self._per_update > 1 or state.gradient_sum is None:
            return super().trained(state, samples)
        # Another schedule has left a sum, for which code that updates every time has no place.
        after = self._plain.trained(state, 1)
        if samples == 1 or after.divergence is not None:
            return after
        return super().trained(after, samples - 1)

    def _trained(self, state: State, samples: int) -> State | None:
        start, stop, count = state.trained, state.trained + samples, len(self._samples)
        parameters: Sequence[Value] = tuple(state.parameters.values())
        sums: Sequence[Value] = ()
        due = True
        step, loss = self.settings.learning_rate / count, state.training_loss
        if self._per_update == 1:
            train = self.kernel.train
            parameters, loss = train(self._samples[start:stop], parameters, step, loss)
        else:
            parts = list(Groups(count, self._per_update).between(start, stop))
            due = parts[-1].due
            parameters, sums, loss = self.kernel.train(
                [(self._samples[part.start : part.stop], part.due) for part in parts],
                parameters,
                self._sums(state),
                step,
                loss,
            )
        if not (math.isfinite(loss) and _finite(parameters) and _finite(sums)):
            return None
        names = state.parameters
        return state._replace(
            trained=stop,
            parameters=MappingProxyType(dict(zip(names, parameters, strict=True))),
            gradient_sum=None if due else dict(zip(names, sums, strict=True)),
            training_loss=loss,
        )

    def _evaluated(self, state: State, samples: int) -> State | None:
        stop = state.evaluated + samples
        loss = self.kernel.evaluate(
            self._samples[state.evaluated : stop],
            tuple(state.parameters.values()),
            state.evaluation_loss,
        )
        if not math.isfinite(loss):
            return None
        return state._replace(evaluated=stop, evaluation_loss=loss)

    def _sums(self, state: State) -> Sequence[Value]:
        if state.gradient_sum is not None:
            return tuple(state.gradient_sum.values())
        return self._no_sums

    @cached_property
    def _no_sums(self) -> Sequence[Value]:
        """The sums of no gradients: -0.0, which changes no number that is added to it."""
        graph = self.network.graph
        return [filled(graph.shape(name), lambda: -0.0) for name in graph.names(Kind.PARAMETER)]

    @cached_property
    def _per_update(self) -> int:
        return self.settings.samples_per_update(len(self.network.samples))

    @cached_property
    def kernel(self) -> Kernel:
        """The code that is run."""
        return loop_kernel(self.network.graph, grouped=self._per_update > 1)

    @cached_property
    def _samples(self) -> list[tuple[Value, ...]]:
        names = needed_inputs(self.network.graph)
        return [tuple([sample[name] for name in names]) for sample in self.network.samples]


def _finite(values: Sequence[Value]) -> bool:
    """Whether all cells are finite; a sum, which is quick, nearly always tells."""
    return math.isfinite(sum(map(_sum, values))) or all(map(all_finite, values))


def _sum(value: Value) -> float:
    if is_matrix(value):
        return sum(map(sum, value))
    return sum(value) if is_vector(value) else value  # type: ignore[return-value]
