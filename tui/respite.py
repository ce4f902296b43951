"""How long a busy machine is left alone after a frame, so that keys are answered soon."""

import time
from collections.abc import Callable

QUICK_SECONDS = 0.05
"""A frame that was on the screen sooner than this was drawn on a machine with time to spare."""

_FACTOR = 2.0
"""So many times as long as a frame took, the next is not begun: most keys then find no frame
in their way, and other sessions find the machine free."""


class Respite:
    """The time after a slow frame in which no other is begun. Keys do not ask.

    clock: seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._until = clock()

    @property
    def over(self) -> bool:
        """Whether the next frame may be begun."""
        return self.clock() >= self._until

    def after_frame(self, began: float) -> None:
        """A frame that was begun at that time is on the screen."""
        now = self.clock()
        if now - began > QUICK_SECONDS:
            self._until = now + _FACTOR * (now - began)
