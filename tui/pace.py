"""How many samples to take at a time: as many as need a few milliseconds, found by trying."""

from collections.abc import Callable
from typing import TypeVar

_T = TypeVar("_T")


class Pace:
    """Takes steps that last between two times.

    shortest, longest: those times, in seconds.
    clock: seconds; no number of the run depends on it.
    """

    def __init__(self, shortest: float, longest: float, clock: Callable[[], float]) -> None:
        self._shortest = shortest
        self._longest = longest
        self._clock = clock
        self._samples = 1

    def step(self, go_on: Callable[[int], _T], most: int) -> _T:
        """What going on by some samples gives, at most so many."""
        began = self._clock()
        result = go_on(self._samples)
        took = self._clock() - began
        if took < self._shortest:
            self._samples = min(2 * self._samples, most)
        elif took > self._longest:
            self._samples = max(self._samples // 2, 1)
        return result
