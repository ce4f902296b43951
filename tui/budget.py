"""How many bytes a second may be sent, and whether the next frame can be drawn yet."""

import time
from collections.abc import Callable

_AHEAD_SECONDS = 0.1
"""So much may still be on its way when a frame is drawn: nobody sees that it arrives later."""


class Budget:
    """A line that carries so many bytes a second: it is busy until it has carried what was sent.

    clock: seconds.
    """

    def __init__(
        self, bytes_per_second: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.bytes_per_second = bytes_per_second
        self._clock = clock
        self._at = clock()
        self._waiting = 0.0

    def spend(self, count: int) -> None:
        """So many bytes have been sent, whether they were allowed or not."""
        self._carry()
        self._waiting += count

    @property
    def free(self) -> bool:
        """Whether what was sent is about to have been carried away, so that more may be."""
        self._carry()
        return self._waiting <= _AHEAD_SECONDS * self.bytes_per_second

    def _carry(self) -> None:
        now = self._clock()
        self._waiting = max(0.0, self._waiting - (now - self._at) * self.bytes_per_second)
        self._at = now
