"""What a stranger may send: keys, sequences of terminals, pastes, noise, windows of any size."""

import os
import random
import select
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from real_terminal import LIMIT, Terminal
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual.events import Key

from tui.careful_input import CarefulParser

PASTE, PASTED = b"\x1b[200~", b"\x1b[201~"
ESCAPE, QUESTION_MARK = b"\x1b[27u", b"\x1b[63;1;63u"
"""As kitty sends them, which no pause has to tell apart from the beginning of a sequence."""

USUAL_WINDOW = b"\x1b[48;24;80;0;0t"
"""Told now and then, for among the windows of EVIL is one that is slow to draw."""

HELP = "─ help ─"

PATIENCE = 4.0
"""Seconds after which help is asked for again: asking more often would keep it busy."""

KEYS = [
    *(bytes([byte]) for byte in range(256)),
    *(b"\x1b" + bytes([byte]) for byte in range(32, 127)),
    *(sequence.encode() for sequence in ANSI_SEQUENCES_KEYS),
    *(f"\x1b[{code};{modifiers}u".encode() for code in range(128) for modifiers in (1, 5)),
]
"""Every byte, every byte with alt, every sequence that Textual knows, all of kitty's protocol."""


def _leaves(key: bytes) -> bool:
    events = CarefulParser().feed(key.decode("latin-1"))
    return any(isinstance(event, Key) and event.key in ("q", "ctrl+q") for event in events)


LEAVING = [key for key in KEYS if _leaves(key)]
"""Keys that may end the program, in every form."""

TYPED = [key for key in KEYS if key not in LEAVING]

EVIL = [
    b"\x1b[97:65;2u",
    b"\x1b[1;1;1114112u",
    b"\x1b[99999999999;1u",
    b"\x1b[48;0;0;0;0t",
    b"\x1b[48;99999;99999;0;0t",
    b"\x1b[48;24;80;1;1t",
    b"\x1b[?2048;1$y",
    b"\x1b[?2048;2$y",
    b"\x1b[?2026;2$y",
    b"\x1b[<0;99999999;99999999M",
    b"\x1b[<35;0;-9m",
    b"\x1b[<64;3;3M",
    b"\x1b[M\xff\xff\xff",
    b"\x1b[I",
    b"\x1b[O",
    b"\x1b[99999;99999R",
    b"\x1b]52;c;eA==\x07",
    b"\x1b]0;x\x1b\\",
    b"\x1bP1$r0m\x1b\\",
    b"\xff\xfe\xc3\x28\xed\xa0\x80\xf4\x90\x80\x80",
    PASTE + b"\x1b[<0;1;1M; rm -rf ~ \x00\x03" + PASTED,
    PASTED,
    b"\x1b" * 40,
    b"\x1b[" + b"9" * 100 + b"m",
]


def noise(seed: int, count: int) -> Iterator[bytes]:
    """Inputs at random, the same ones for a seed; few of them end the program, which is to age."""
    drawn = random.Random(seed)
    for _ in range(count):
        match drawn.randrange(20):
            case 0:
                yield drawn.choice(EVIL)
            case 1:
                yield drawn.randbytes(drawn.randrange(1, 12)).translate(None, b"q\x11")
            case 2:
                x, y, button = drawn.randrange(1, 90), drawn.randrange(1, 30), drawn.randrange(70)
                yield f"\x1b[<{button};{x};{y}{drawn.choice('Mm')}".encode()
            case 3:
                text = bytes(drawn.choices(b"0123456789.e+-*/()[]xyA@ \x00\n/~", k=30))
                yield PASTE + text + PASTED
            case 4 if not drawn.randrange(4):
                yield USUAL_WINDOW
            case 5 if not drawn.randrange(500):
                yield drawn.choice(LEAVING)
            case _:
                yield drawn.choice(TYPED)


class Attack:
    """Sends to a program that may end in order, and is then opened again.

    open_program: opens it.
    """

    def __init__(self, open_program: Callable[[], Terminal]) -> None:
        self._open = open_program
        self.app = open_program()
        self.app.until("q Quit")
        self.opened = 1

    @property
    def fd(self) -> int:
        return int(self.app._program.child_fd)

    def send(self, data: bytes) -> None:
        """Give the program all of this, taking what it writes meanwhile."""
        limit = time.monotonic() + 10 * LIMIT
        while data:
            assert time.monotonic() < limit, "it takes no more"
            readable, writable, _ = select.select([self.fd], [self.fd], [], 1.0)
            if readable and not self._taken():
                self._again()
                return
            if writable:
                try:
                    data = data[os.write(self.fd, data[:1024]) :]
                except OSError:
                    self._again()
                    return

    def _taken(self) -> bool:
        try:
            self.app.output += os.read(self.fd, 65536)
        except OSError:
            return False
        assert b"Traceback" not in self.app.output
        assert b"error of its own" not in self.app.output
        self.app.output = self.app.output[-100_000:]
        return True

    def _again(self) -> None:
        """It has ended: in order, or this fails."""
        assert self.app.status_without_terminal() == 0, self.app.output[-4000:]
        self.app = self._open()
        self.app.until("q Quit")
        self.opened += 1

    def check_that_it_answers(self) -> None:
        """It shows its help when it is asked to, whatever was open."""
        limit = time.monotonic() + 10 * LIMIT
        while not self._helps():
            assert time.monotonic() < limit, self.app.text
        self.send(ESCAPE * 20)  # of the help, and of a list that has opened meanwhile
        self._paint_all()
        while HELP in self.app.text:  # the next key would be one of that page
            assert time.monotonic() < limit, self.app.text
            self._paint_all()
        self.app.output = b""

    def _helps(self) -> bool:
        """Ask for help once it has read all that was sent; whether it comes in time.

        It does not where the question came to a page that was going, or to a network that
        another was about to replace.
        """
        self.send(PASTED + ESCAPE * 20)
        self._paint_all()
        self.send(QUESTION_MARK)
        limit = time.monotonic() + PATIENCE
        while HELP not in self.app.text and time.monotonic() < limit:
            self._take_in(0.2)
        return HELP in self.app.text

    def _paint_all(self) -> None:
        """Have the whole screen sent again, as after a change of its size, to 80×24."""
        self.app.screen.reset()
        for columns in (81, 80):
            self.app._program.setwinsize(24, columns)
            self.send(f"\x1b[48;24;{columns};0;0t".encode())
            self._take_in(0.1)

    def _take_in(self, seconds: float) -> None:
        """See what is on the screen after so long."""
        try:
            self.app.sent_within(seconds)
        except AssertionError:
            self._again()

    def megabytes(self) -> float:
        """Memory that the program has in use; it is the child of what watches it."""
        process = Path(f"/proc/{self.app._program.pid}")
        (child,) = (process / "task" / process.name / "children").read_text().split()
        status = Path(f"/proc/{child}/status").read_text()
        lines = dict(line.split(":", 1) for line in status.splitlines())
        return int(lines["VmRSS"].split()[0]) / 1024
