"""How often something is drawn that takes long: as seldom as leaves the machine to the training."""

import time
from collections.abc import Callable


class Rhythm:
    """The frames in which something is drawn: the first, and from then on never all of them.

    frames: it is drawn at the most in every frame of so many.
    share: of the time of the screen's thread that the frames with it may take.
    clock, work: seconds; those that have passed, and those in which that thread has worked.
    """

    def __init__(
        self,
        frames: int,
        share: float,
        clock: Callable[[], float] = time.monotonic,
        work: Callable[[], float] = time.thread_time,
    ) -> None:
        self._frames = frames
        self._share = share
        self._clock = clock
        self._work = work
        self._next_frame = 0
        self._not_before = self._began = clock()
        self._work_before = 0.0

    def begins(self, frame: int) -> bool:
        """Whether it is to be drawn in this frame; then `painted` is called next."""
        self._began, self._work_before = self._clock(), self._work()
        if frame < self._next_frame or self._began < self._not_before:
            return False
        self._next_frame = frame + self._frames
        return True

    def painted(self) -> None:
        """The frame with it is on the screen."""
        self._not_before = self._began + (self._work() - self._work_before) / self._share
