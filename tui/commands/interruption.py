"""Ctrl-C and SIGTERM as a request: the run stops, and its results are not lost."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType


@dataclass
class Interruption:
    """The signal that asked the run to stop, if one has."""

    signal: int | None = None

    @property
    def exit_status(self) -> int:
        """What shells expect of a program that a signal has stopped; 0 if none has."""
        return 0 if self.signal is None else 128 + self.signal


@contextmanager
def interruption() -> Iterator[Interruption]:
    """Within it, the first signal is only noted; a second one does what it always does.

    A signal that the program was started to ignore, as in the background of a shell,
    stays ignored.
    """
    noted = Interruption()
    before = {
        number: signal.getsignal(number)
        for number in (signal.SIGINT, signal.SIGTERM)
        if signal.getsignal(number) is not signal.SIG_IGN
    }

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    def note(number: int, _frame: FrameType | None) -> None:
        noted.signal = number
        restore()

    for number in before:
        signal.signal(number, note)
    try:
        yield noted
    finally:
        restore()
