"""The NumPy backend, for networks that have outgrown plain Python."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any, TypeAlias

import numpy as np
from numpy import vdot
from numpy.typing import NDArray

from engine.backends.groups import Group, Groups
from engine.backends.retracing import Retracing
from engine.kernels import Kernel, needed_inputs, numpy_kernel
from engine.state import State
from engine.values import Shape, Value

Array = NDArray[np.float64]

MOST_SAMPLES = 1024
"""How many samples are computed at once at most; with more, their values leave the caches."""

_KEPT = 16
"""For how many steps the groups are kept."""

_Parts: TypeAlias = Sequence[tuple[tuple[Array, ...], int, bool]]


class ArrayValues(Mapping[str, Value]):
    """Values by name that are tuples to their readers, made when they are first asked for."""

    def __init__(self, names: Sequence[str], arrays: Sequence[Array]) -> None:
        self.arrays = arrays
        self._names = names
        self._values: dict[str, Value] = {}

    def __getitem__(self, name: str) -> Value:
        if name not in self._names:
            raise KeyError(name)
        if name not in self._values:
            array = self.arrays[self._names.index(name)]
            self._values[name] = _as_tuples(array.tolist())
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class Arrays(Retracing):
    """Trains and evaluates with generated NumPy code, all samples of a group at once.

    The last digits of NumPy's sums depend on how many numbers it is given at once. So no
    group is cut where the caller's step ends: a step goes on to the end of its last group.
    """

    def trained(self, state: State, samples: int) -> State:
        groups, start = self._training_groups, state.trained
        stop = groups.end(start + samples - 1)
        after = self._trained(state, stop - start)
        if after is None:
            return _one_by_one(state, groups.between(start, stop), super().trained)
        return after

    def evaluated(self, state: State, samples: int) -> State:
        groups, start = self._evaluation_groups, state.evaluated
        stop = groups.end(start + samples - 1)
        after = self._evaluated(state, stop - start)
        if after is None:
            return _one_by_one(state, groups.between(start, stop), super().evaluated)
        return after

    def _trained(self, state: State, samples: int) -> State | None:
        stop = state.trained + samples
        groups = self._groups_between(state.trained, stop)
        due = groups[-1][-1]
        sums = state.gradient_sum
        with np.errstate(all="ignore"):
            parameters, new_sums, loss = self._kernel.train(
                groups,
                self._arrays(state.parameters),
                self._no_sums if sums is None else self._arrays(sums),
                self.settings.learning_rate / len(self.network.samples),
                state.training_loss,
            )
            if not (math.isfinite(loss) and _finite(parameters) and (due or _finite(new_sums))):
                return None
        return state._replace(
            trained=stop,
            parameters=ArrayValues(self._names, parameters),
            gradient_sum=None if due else ArrayValues(self._names, self._full(new_sums)),
            training_loss=float(loss),
        )

    def _evaluated(self, state: State, samples: int) -> State | None:
        stop = state.evaluated + samples
        parameters = self._arrays(state.parameters)
        loss = state.evaluation_loss
        with np.errstate(all="ignore"):
            for start, end, _ in self._evaluation_groups.between(state.evaluated, stop):
                inputs = self._samples(start, end)
                loss = self._kernel.evaluate(inputs, end - start, parameters, loss)
        if not math.isfinite(loss):
            return None
        return state._replace(evaluated=stop, evaluation_loss=float(loss))

    @cached_property
    def _groups_between(self) -> Callable[[int, int], _Parts]:
        """The groups from one sample to before another, as the kernel takes them.

        Those of the last steps are kept, as a run is advanced alike in every epoch.
        """

        @lru_cache(_KEPT)
        def between(start: int, stop: int) -> _Parts:
            groups = self._training_groups.between(start, stop)
            return [(self._samples(start, end), end - start, due) for start, end, due in groups]

        return between

    @cached_property
    def _training_groups(self) -> Groups:
        count = len(self.network.samples)
        return Groups(count, self.settings.samples_per_update(count), MOST_SAMPLES)

    @cached_property
    def _evaluation_groups(self) -> Groups:
        count = len(self.network.samples)
        return Groups(count, count, MOST_SAMPLES)

    def _arrays(self, values: Mapping[str, Value]) -> Sequence[Array]:
        if isinstance(values, ArrayValues):
            return values.arrays
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

    def _full(self, sums: Sequence[Any]) -> Sequence[Array]:
        """The sums with all the axes of their parameters' shapes."""
        return [np.broadcast_to(*each) for each in zip(sums, self._shapes, strict=True)]

    @cached_property
    def _names(self) -> Sequence[str]:
        return list(self.network.parameters)

    @cached_property
    def _shapes(self) -> list[Shape]:
        return [self.network.graph.shape(name) for name in self._names]

    def _samples(self, start: int, stop: int) -> tuple[Array, ...]:
        return tuple([values[start:stop] for values in self._inputs])

    @cached_property
    def _inputs(self) -> list[Array]:
        names = needed_inputs(self.network.graph)
        return [np.array([sample[name] for sample in self.network.samples]) for name in names]

    @cached_property
    def _kernel(self) -> Kernel:
        return numpy_kernel(self.network.graph)


def _one_by_one(
    state: State, groups: Iterable[Group], exact: Callable[[State, int], State]
) -> State:
    """The state after these groups, or where it diverges."""
    for start, stop, _ in groups:
        state = exact(state, stop - start)
        if state.divergence is not None:
            break
    return state


def _finite(arrays: Sequence[Any]) -> bool:
    """Whether all cells are finite; a sum of squares, which is quick, nearly always tells."""
    squares = 0.0
    for array in arrays:
        squares += vdot(array, array)
    return math.isfinite(squares) or all(np.isfinite(array).all() for array in arrays)


def _as_tuples(lists: Any) -> Any:
    return tuple(map(_as_tuples, lists)) if isinstance(lists, list) else lists
