"""A Textual driver that sends the terminal only what differs from what it shows."""

from threading import Lock
from typing import TYPE_CHECKING

from textual.driver import Driver

from tui.budget import Budget
from tui.painted import Painted

if TYPE_CHECKING:
    from tui.pointer import Pointer

_BEGIN, _END = "\x1b[?2026h", "\x1b[?2026l"
"""The marks around a frame, for terminals that draw all of one at once."""


class Line:
    """The line to the terminal: what it shows there, and what it may carry."""

    def __init__(self, bytes_per_second: float) -> None:
        self._painted = Painted()
        self.budget = Budget(bytes_per_second)
        self._frame: list[str] | None = None
        self._lock = Lock()

    def reduced(self, output: str) -> str:
        """What to send in place of this output; of a frame all of it when it is complete.

        Called by the thread that draws, and by the one that reads keys when it sets a mode.
        """
        with self._lock:
            return self._reduced(output)

    def resize(self, width: int, height: int) -> None:
        """The terminal has another size, and nobody knows what it shows."""
        with self._lock:
            self._painted.resize(width, height)

    def point(self, pointer: "Pointer | None") -> None:
        """Paint a pointer over all that is sent from now on, or none."""
        with self._lock:
            self._painted.pointer = pointer

    def _reduced(self, output: str) -> str:
        if output == _BEGIN:
            self._frame = []
            return ""
        if output == _END:
            parts, self._frame = "".join(self._frame or ()), None
            return self._counted(f"{_BEGIN}{parts}{_END}") if parts else ""
        difference = self._painted.difference(output)
        if self._frame is None:
            return self._counted(difference)
        self._frame.append(difference)
        return ""

    def _counted(self, output: str) -> str:
        self.budget.spend(len(output.encode()))
        return output


def economical(driver: type[Driver], line: Line) -> type[Driver]:
    """The driver of this platform, sending over this line."""

    class Economical(driver):  # type: ignore[misc, valid-type]
        def write(self, data: str) -> None:
            if output := line.reduced(data):
                super().write(output)

    return Economical
