"""A demonstration played without a terminal, into an asciicast: what one would have been sent.

The file format is asciicast, version 2: https://docs.asciinema.org/manual/asciicast/v2
"""

import asyncio
import json
import sys
from asyncio import Runner
from dataclasses import dataclass, field

from textual.driver import Driver
from textual.events import Resize
from textual.geometry import Size

from engine import NetworkError, Tape
from tui.app import SWITCH_INTERVAL_SECONDS, BackpropApp
from tui.conditions import Conditions
from tui.demo.clock import Clock
from tui.demo.player import Player
from tui.demo.script import Script
from tui.economical_driver import economical
from tui.opening import Opening

TERM, COLORTERM = "xterm-256color", "truecolor"
"""The terminal that the recording is for."""

_BEGIN, _END = "\x1b[?25l\x1b[2J\x1b[H", "\x1b[0m\x1b[?25h"


@dataclass
class Recording:
    """What a terminal is sent, and when; grows while the demonstration is played.

    size: its columns and rows.
    seconds: how long it is up to now.
    """

    title: str
    size: tuple[int, int]
    seconds: float = 0.0
    events: list[tuple[float, str, str]] = field(default_factory=list)

    def output(self, text: str) -> None:
        """The terminal is sent this now."""
        self._add("o", text)

    def mark(self, title: str) -> None:
        """A chapter begins now; players can go there."""
        self._add("m", title)

    def _add(self, kind: str, text: str) -> None:
        self.events.append((round(self.seconds, 3), kind, text))

    def text(self) -> str:
        """The recording as a file has it."""
        columns, rows = self.size
        header = {
            "version": 2,
            "width": columns,
            "height": rows,
            "duration": round(self.seconds, 3),
            "title": self.title,
            "env": {"TERM": TERM},
        }
        lines = [json.dumps(each, ensure_ascii=False) for each in (header, *self.events)]
        return "\n".join(lines) + "\n"


class _RecordedTime(Clock):
    """Nobody looks, so nothing is waited for; only how long training takes is real."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording

    async def stay(self, seconds: float) -> None:
        self._recording.seconds += seconds
        await asyncio.sleep(0)

    async def work(self, seconds: float) -> None:
        self._recording.seconds += seconds
        await asyncio.sleep(seconds)


def _recorder(recording: Recording) -> type[Driver]:
    """A driver that sends to a recording, and from which no key ever comes."""

    class Recorder(Driver):
        def write(self, data: str) -> None:
            recording.output(data)

        def start_application_mode(self) -> None:
            self.write(_BEGIN)
            size = Size(*recording.size)
            self.send_message(Resize(size, size))

        def disable_input(self) -> None:
            """There is none."""

        def stop_application_mode(self) -> None:
            self.write(_END)

    return Recorder


class _RecordedApp(BackpropApp):
    """The app as it plays a script to nobody."""

    CSS_PATH = "../screens/training.tcss"  # which Textual looks for beside the class's own module

    def __init__(self, script: Script, conditions: Conditions, recording: Recording) -> None:
        network = script.network
        self._recording = recording
        super().__init__(Opening(Tape(network, network.settings), network.epochs), conditions)
        self._played = script
        self._clock = _RecordedTime(recording)
        self.error: NetworkError | None = None

    def get_driver_class(self) -> type[Driver]:
        return economical(_recorder(self._recording), self.line)

    def on_mount(self) -> None:
        self.call_after_refresh(self._record)

    def _record(self) -> None:
        self.demo = Player(
            self,
            self._played,
            self._open,
            self._clock,
            strict=True,
            begins=lambda chapter: self._recording.mark(chapter.title),
            finished=self._finish,
        )
        self.demo.begin()

    def _finish(self, error: NetworkError | None) -> None:
        self.error = error
        self.exit()


def record(script: Script, conditions: Conditions, size: tuple[int, int]) -> Recording:
    """Play a script unseen, as fast as the machine can, and record it.

    Frames that are drawn while it trains depend on how fast that goes, and so does for how
    long it is seen; everything else is the same each time.
    Raises NetworkError, with the line of the step, for a key that has no meaning where it is
    pressed and for a caption about what is not there.
    """
    recording = Recording(script.title, size)
    app = _RecordedApp(script, conditions, recording)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_INTERVAL_SECONDS)
    try:
        with Runner(loop_factory=app.turns.event_loop) as runner:
            runner.run(app.run_async(size=size))
    finally:
        sys.setswitchinterval(interval)
    if app.error is not None:
        raise app.error
    return recording
