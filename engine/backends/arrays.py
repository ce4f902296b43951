"""The NumPy backend, for networks that have outgrown plain Python."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.groups import groups
from engine.backends.retracing import Retracing
from engine.graph import Kind
from engine.kernels import Kernel, needed_inputs, numpy_kernel
from engine.state import State
from engine.values import Shape, Value

Array = NDArray[np.float64]


class ArrayValues(Mapping[str, Value]):
    """Values by name that are tuples to their readers, made when they are first asked for."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self.arrays = arrays
        self._values: dict[str, Value] = {}

    def __getitem__(self, name: str) -> Value:
        if name not in self._values:
            self._values[name] = _as_tuples(self.arrays[name].tolist())
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.arrays)

    def __len__(self) -> int:
        return len(self.arrays)


class Arrays(Retracing):
    """Trains and evaluates with generated NumPy code, all samples of a group at once."""

    def _trained(self, state: State, samples: int) -> State | None:
        count, stop = len(self.network.samples), state.trained + samples
        per_update = self.settings.samples_per_update(count)
        parts = list(groups(state.trained, stop, per_update, count))
        sums, names = state.gradient_sum, state.parameters
        with np.errstate(all="ignore"):
            parameters, new_sums, loss = self._kernel.train(
                [(self._samples(start, end), end - start, due) for start, end, due in parts],
                self._arrays(state.parameters),
                self._no_sums if sums is None else self._arrays(sums),
                self.settings.learning_rate / count,
                state.training_loss,
            )
            due = parts[-1].due
            if not (math.isfinite(loss) and _finite(parameters) and (due or _finite(new_sums))):
                return None
        sums = (
            None if due else ArrayValues(dict(zip(names, self._full_sums(new_sums), strict=True)))
        )
        return replace(
            state,
            trained=stop,
            parameters=ArrayValues(dict(zip(names, parameters, strict=True))),
            gradient_sum=sums,
            training_loss=float(loss),
        )

    def _evaluated(self, state: State, samples: int) -> State | None:
        stop = state.evaluated + samples
        arrays = self._arrays(state.parameters)
        with np.errstate(all="ignore"):
            inputs = self._samples(state.evaluated, stop)
            loss = self._kernel.evaluate(inputs, samples, arrays, state.evaluation_loss)
        if not math.isfinite(loss):
            return None
        return replace(state, evaluated=stop, evaluation_loss=float(loss))

    def _arrays(self, values: Mapping[str, Value]) -> Sequence[Array]:
        if isinstance(values, ArrayValues):
            return tuple(values.arrays.values())
        if values is self.network.parameters:
            return self._first_parameters
        return [np.array(value) for value in values.values()]

    @cached_property
    def _first_parameters(self) -> Sequence[Array]:
        """The parameters before training, which is where every run starts from."""
        return [np.array(value) for value in self.network.parameters.values()]

    @cached_property
    def _no_sums(self) -> Sequence[None]:
        return [None] * len(self._shapes)

    def _full_sums(self, sums: Sequence[Any]) -> list[Array]:
        """The sums with all the axes of their parameters' shapes."""
        return [np.broadcast_to(*pair) for pair in zip(sums, self._shapes, strict=True)]

    @cached_property
    def _shapes(self) -> list[Shape]:
        graph = self.network.graph
        return [graph.shape(name) for name in graph.names(Kind.PARAMETER)]

    def _samples(self, start: int, stop: int) -> tuple[Array, ...]:
        return tuple([values[start:stop] for values in self._inputs])

    @cached_property
    def _inputs(self) -> list[Array]:
        names = needed_inputs(self.network.graph)
        return [np.array([sample[name] for sample in self.network.samples]) for name in names]

    @cached_property
    def _kernel(self) -> Kernel:
        return numpy_kernel(self.network.graph)


def _finite(arrays: Sequence[Any]) -> bool:
    """Whether all cells are finite; a sum of squares, which is quick, nearly always tells."""
    squares = 0.0
    for array in arrays:
        squares += np.vdot(array, array)
    return math.isfinite(squares) or all(np.isfinite(array).all() for array in arrays)


def _as_tuples(lists: Any) -> Any:
    return tuple(map(_as_tuples, lists)) if isinstance(lists, list) else lists
