"""Divergence, for backends that look at the numbers only after many samples.

What is infinite or NaN stays so: a parameter, since w - step · g is never finite again, and
a sum. So it is enough to look after the last sample. Where a number is not finite then, the
samples are gone through again, by halves, until one is left: for that the plain backend
finds the node.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from engine.backends.plain import Plain
from engine.network import Network
from engine.settings import Settings
from engine.state import State


@dataclass(frozen=True)
class Retracing(ABC):
    """A backend that goes fast over many samples, and back where it has to be exact."""

    network: Network
    settings: Settings

    def trained(self, state: State, samples: int) -> State:
        return _retraced(state, samples, self._trained, self._plain.trained)

    def evaluated(self, state: State, samples: int) -> State:
        return _retraced(state, samples, self._evaluated, self._plain.evaluated)

    @abstractmethod
    def _trained(self, state: State, samples: int) -> State | None:
        """The state so many samples later, or None where not all its numbers are finite."""

    @abstractmethod
    def _evaluated(self, state: State, samples: int) -> State | None:
        """The same for samples that are only evaluated."""

    @cached_property
    def _plain(self) -> Plain:
        return Plain(self.network, self.settings)


def _retraced(
    state: State,
    samples: int,
    fast: Callable[[State, int], State | None],
    plain: Callable[[State, int], State],
) -> State:
    """The state so many samples later, with the divergence if there is one."""
    after = fast(state, samples)
    if after is not None:
        return after
    if samples == 1:
        return plain(state, 1)
    half = samples // 2
    middle = _retraced(state, half, fast, plain)
    return middle if middle.divergence else _retraced(middle, samples - half, fast, plain)
