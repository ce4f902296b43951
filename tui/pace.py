"""How many samples to train at a time: as many as take a few milliseconds, found by trying."""

from collections.abc import Callable

from engine import Run, State


class Pace:
    """Advances a run in steps that take between two times.

    shortest, longest: those times, in seconds.
    clock: seconds; no number of the run depends on it.
    """

    def __init__(self, shortest: float, longest: float, clock: Callable[[], float]) -> None:
        self._shortest = shortest
        self._longest = longest
        self._clock = clock
        self._samples = 1

    def advance(self, run: Run, state: State) -> State:
        """The state after one step, at the end of the epoch at the latest."""
        began = self._clock()
        state = run.advance(state, self._samples)
        took = self._clock() - began
        if took < self._shortest:
            self._samples = min(2 * self._samples, 2 * len(run.network.samples))
        elif took > self._longest:
            self._samples = max(self._samples // 2, 1)
        return state
