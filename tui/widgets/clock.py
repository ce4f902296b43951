"""A clock in the title line: the time of day, and how long the talk has been going on."""

from datetime import datetime

from textual.reactive import var
from textual.timer import Timer
from textual.widgets import Static


def now() -> datetime:
    """The time, with its zone, so that a change of summer time makes no talk longer."""
    return datetime.now().astimezone()


class Clock(Static):
    """Changes when a minute is over, and sends nothing in between.

    began: when it was started, which it counts from; None while it is not shown.
    """

    DEFAULT_CSS = """
    Clock {
        width: auto;
        height: 1;
        padding: 0 1;
        text-style: bold;
        background: $panel;
    }
    """

    began: var[datetime | None] = var(None)

    def __init__(self) -> None:
        super().__init__(id="clock")
        self._next: Timer | None = None

    def on_mount(self) -> None:
        self.watch(self.app, "clock_began", self._start)

    def _start(self, began: datetime | None) -> None:
        self.began = began

    def watch_began(self, began: datetime | None) -> None:
        self.display = began is not None
        self.screen.set_class(self.display, "-clock")
        self._tell()

    def _tell(self) -> None:
        """Show the time, until the next minute of the day or of the talk begins."""
        if self._next is not None:
            self._next.stop()
        if self.began is None:
            return
        time = now()
        talk = (time - self.began).total_seconds()
        self.update(f"{time:%H:%M}  {_minutes(talk)}")
        left = min(60.0 - time.second - time.microsecond / 1e6, 60.0 - talk % 60.0)
        self._next = self.set_timer(max(left, 0.001), self._tell)


def _minutes(seconds: float) -> str:
    hours, minutes = divmod(int(seconds) // 60, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min"
