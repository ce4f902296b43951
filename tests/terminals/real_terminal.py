"""A pseudo-terminal with the real program in it, and a terminal emulator that reads its bytes."""

import contextlib
import os
import re
import signal
import sys
import time
from collections.abc import Callable, Sequence
from difflib import unified_diff
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("needs a pseudo-terminal", allow_module_level=True)

import termios

import pexpect
import pyte

SMALL = ("--samples", "20", "--epochs", "3")
"""A run that is over at once."""

ENDLESS = ("--samples", "50", "--size", "K=96", "--epochs", "1000000", "--lr", "1e-9")
"""A run that is never over."""

LIMIT = 30.0
"""Seconds after which a test that waits in vain fails."""


class Terminal:
    """A terminal with a program running in it, in a folder.

    size: columns and rows.
    """

    def __init__(
        self,
        folder: Path,
        command: Sequence[str],
        environment: dict[str, str],
        size: tuple[int, int] = (80, 24),
    ) -> None:
        columns, rows = size
        self.output = b""
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self._program = pexpect.spawn(
            command[0],
            list(command[1:]),
            cwd=folder,
            env=environment,
            dimensions=(rows, columns),
            timeout=LIMIT,
        )

    @property
    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self.screen.display)

    def until(self, *texts: str) -> None:
        """Wait until all these texts are on the screen."""
        limit = time.monotonic() + LIMIT
        while not all(text in self.text for text in texts):
            assert time.monotonic() < limit, self.text
            assert self._read(), f"the program has ended:\n{self.text}"

    def until_it_shows(self, text: Sequence[str]) -> None:
        """Wait until these lines are all that is on the screen."""
        lines = [line.rstrip() for line in text]
        limit = time.monotonic() + LIMIT
        while (shown := self.text.split("\n")) != lines:
            assert time.monotonic() < limit, "\n".join(unified_diff(lines, shown, lineterm=""))
            with contextlib.suppress(pexpect.TIMEOUT):
                assert self._read(LIMIT / 10), f"the program has ended:\n{self.text}"

    def send(self, keys: str) -> None:
        self._program.send(keys)

    def kill(self, number: signal.Signals) -> None:
        self._program.kill(number)

    def resize(self, width: int, height: int) -> None:
        self.screen.resize(height, width)
        self._program.setwinsize(height, width)

    def click(self, text: str) -> None:
        """Click where a text is on the screen."""
        row = next(row for row, line in enumerate(self.screen.display) if text in line)
        column = self.screen.display[row].index(text)
        for end in "Mm":
            self.send(f"\x1b[<0;{column + 2};{row + 1}{end}")

    def sent_within(self, seconds: float) -> int:
        """How many bytes the program sends in so many seconds."""
        before, limit = len(self.output), time.monotonic() + seconds
        while (left := limit - time.monotonic()) > 0:
            with contextlib.suppress(pexpect.TIMEOUT):
                assert self._read(left), f"the program has ended:\n{self.text}"
        return len(self.output) - before

    def settled(self, seconds: float = 0.3) -> None:
        """Wait until it has sent nothing for so long."""
        limit = time.monotonic() + LIMIT
        while self.sent_within(seconds):
            assert time.monotonic() < limit, self.text

    def close(self) -> None:
        """Take the terminal away, as when its window is closed or the connection is lost."""
        self._program.ptyproc.fileobj.close()
        self._program.closed = self._program.ptyproc.closed = True

    def status(self) -> int:
        """Wait for the end of the program; its exit status, as a shell gives it."""
        while self._read():
            pass
        return self.status_without_terminal()

    def status_without_terminal(self) -> int:
        limit = time.monotonic() + LIMIT
        while self._program.isalive():
            assert time.monotonic() < limit
            time.sleep(0.02)
        if self._program.signalstatus is not None:
            return 128 + int(self._program.signalstatus)
        return int(self._program.exitstatus)

    def end(self) -> None:
        """End the program, and what it or a watcher of it has started, if it has not ended."""
        if self._program.isalive():
            os.killpg(self._program.pid, signal.SIGKILL)
            self._program.wait()
        if not self._program.closed:
            self._program.close()

    def _read(self, seconds: float = LIMIT) -> bool:
        """Take in what the program writes; False at its end."""
        try:
            new = self._program.read_nonblocking(65536, seconds)
        except pexpect.EOF:
            return False
        except pexpect.TIMEOUT as error:
            error.add_note(f"the screen:\n{self.text}")
            raise
        self.output += new
        self._stream.feed(new)
        return True

    def is_as_before(self) -> bool:
        """Whether all modes that were set are as a shell expects them."""
        modes = dict(re.findall(rb"\x1b\[\?(\d+)([hl])", self.output))
        shown, wrapped = modes.pop(b"25"), modes.pop(b"7")
        assert len(modes) >= 5
        left_on = [mode for mode, state in modes.items() if state == b"h"]
        pushed, popped = self.output.count(b"\x1b[>"), self.output.count(b"\x1b[<u")
        flags = termios.tcgetattr(self._program.child_fd)[3]
        cooked = flags & termios.ICANON and flags & termios.ECHO and flags & termios.ISIG
        return bool(shown == wrapped == b"h" and not left_on and pushed == popped and cooked)


Open = Callable[..., Terminal]
"""Open the program with these arguments; `before` is run by the shell that starts it."""
