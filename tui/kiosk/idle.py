"""How long nobody has touched anything."""

from collections.abc import Callable
from enum import Enum
from time import monotonic

WARNING_SECONDS = 30.0
"""How long before the end it is announced, if that is not half the time."""


class Patience(Enum):
    """What is due."""

    NOTHING = "nothing"
    WARNING = "warning"
    END = "end"


class Idle:
    """The time since the last touch; a run on its way is no touch.

    seconds: after how many it is over.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = monotonic) -> None:
        self.seconds = seconds
        self._clock = clock
        self._touched = clock()
        self._warned = False

    def touch(self) -> None:
        """A key, the mouse or a paste."""
        self._touched = self._clock()
        self._warned = False

    def due(self) -> Patience:
        """What is due now; a warning once."""
        left = self._touched + self.seconds - self._clock()
        if left <= 0.0:
            return Patience.END
        if self._warned or left > self.left_at_warning:
            return Patience.NOTHING
        self._warned = True
        return Patience.WARNING

    @property
    def left_at_warning(self) -> float:
        """Seconds between the warning and the end."""
        return min(WARNING_SECONDS, self.seconds / 2)
