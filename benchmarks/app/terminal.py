"""A program in a pseudo-terminal of its own, and the frames that it paints there."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from select import select

from benchmarks.app.glass import Glass

if sys.platform != "win32":
    import fcntl
    import struct
    import termios

ROOT = Path(__file__).parents[2]
"""The checkout that is measured."""

LIMIT = 60.0
"""Seconds after which a program that does not do what is waited for is given up."""

_GULP = 1 << 20
_STYLE = re.compile(rb"\x1b\[[0-9;]*m")
_FRAME_END = b"\x1b[?2026l"
_SYNC_QUERY, _SYNC_ANSWER = b"\x1b[?2026$p", b"\x1b[?2026;2$y"

# A leader of a session without a terminal gets the first one it opens, and with it SIGHUP
# should this process be killed: so the program never outlives the measurement.
_IN_TERMINAL = 'tty=$1; shift; exec "$@" <"$tty" >"$tty" 2>&1'


class NotShownError(Exception):
    """The program has ended, or did not show in time what was waited for."""


@dataclass(frozen=True)
class Frame:
    """The screen after one synchronised update: when its end arrived, and all its text."""

    time: float
    text: str


class Terminal:
    """The program's terminal, to be read all the time or else the program waits for us."""

    def __init__(
        self,
        process: "subprocess.Popen[bytes]",
        master: int,
        begun: float,
        size: tuple[int, int],
    ) -> None:
        self.pid = process.pid
        self.begun = begun
        self._master = master
        self._glass = Glass(*size)
        self._pending = b""

    def press(self, key: str) -> float:
        """Type a key; the time at which it was typed."""
        now = time.perf_counter()
        os.write(self._master, key.encode())
        return now

    def until_painted(self, word: str) -> float:
        """Wait for a word anywhere in the output, frame or not; the time of its arrival."""
        deadline = time.perf_counter() + LIMIT
        while time.perf_counter() < deadline:
            arrived = self._read(deadline)
            if word.encode() in _STYLE.sub(b"", self._pending):
                return arrived
        raise NotShownError(f"{word!r} was not painted in {LIMIT:.0f} s")

    def until(self, pattern: "re.Pattern[str]", after: float = 0.0) -> Frame:
        """The first frame with that pattern whose end arrives after a time."""
        for frame in self.frames(LIMIT):
            if frame.time > after and pattern.search(frame.text):
                return frame
        raise NotShownError(f"{pattern.pattern!r} was not painted in {LIMIT:.0f} s")

    def frames(self, seconds: float) -> Iterator[Frame]:
        """The frames that arrive in so many seconds, each as soon as it is complete."""
        deadline = time.perf_counter() + seconds
        while time.perf_counter() < deadline:
            arrived = self._read(deadline)
            *complete, self._pending = self._pending.split(_FRAME_END)
            for raw in complete:
                self._glass.feed(raw.decode(errors="replace"))
                yield Frame(arrived, self._glass.text)

    def rest(self, seconds: float) -> None:
        """Let so much time pass."""
        for _ in self.frames(seconds):
            pass

    def _read(self, deadline: float) -> float:
        """Take in what has arrived, or whatever arrives first before the deadline."""
        ready, _, _ = select([self._master], [], [], max(0.0, deadline - time.perf_counter()))
        if not ready:
            return time.perf_counter()
        try:
            new = os.read(self._master, _GULP)
        except OSError:  # EIO: nobody holds the other end any more
            new = b""
        arrived = time.perf_counter()
        if not new:
            raise NotShownError(
                f"the program has ended:\n{self._pending[-2000:].decode('utf-8', 'replace')}"
            )
        if _SYNC_QUERY in self._pending[-len(_SYNC_QUERY) :] + new:
            os.write(self._master, _SYNC_ANSWER)
        self._pending += new
        return arrived


@contextmanager
def opened(words: Sequence[str], width: int, height: int) -> Iterator[Terminal]:
    """Run Python with these words in a terminal of this size; afterwards it is gone for sure."""
    master, slave = os.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
    command = ["/bin/sh", "-c", _IN_TERMINAL, "sh", os.ttyname(slave), sys.executable, *words]
    try:
        with started(command) as (process, begun):
            yield Terminal(process, master, begun, (width, height))
    finally:
        os.close(slave)
        os.close(master)


@contextmanager
def started(command: Sequence[str]) -> Iterator[tuple[subprocess.Popen[bytes], float]]:
    """A process with a home of its own, and when it began; afterwards it is gone for sure."""
    with tempfile.TemporaryDirectory() as home:
        begun = time.perf_counter()
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env=environment(Path(home)),
            start_new_session=True,
        )
        try:
            yield process, begun
        finally:
            end(process)


def environment(home: Path) -> dict[str, str]:
    """That of a modern terminal, without the user's own settings.

    Nor PYTHONDONTWRITEBYTECODE, which an installed program, compiled by pip, knows nothing of.
    """
    kept = ("PATH", "LANG", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
    return {name: os.environ[name] for name in kept if name in os.environ} | {
        "HOME": str(home),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
    }


def end(process: "subprocess.Popen[bytes]") -> None:
    """Kill a program that leads a process group, and all of the group, and wait for it."""
    if process.returncode is None:  # or the number could be somebody else's by now
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
