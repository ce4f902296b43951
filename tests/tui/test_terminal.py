"""The real program in a real pseudo-terminal."""

import os
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from networks import two_branch

from engine import as_matrix

if sys.platform == "win32":
    pytest.skip("needs a pseudo-terminal", allow_module_level=True)

import termios

import pexpect
import pyte

LIMIT = 30.0
"""Seconds after which a test that waits in vain fails."""

ROOT = Path(__file__).parents[2]
SMALL = ("--samples", "20", "--epochs", "3")
ENDLESS = ("--samples", "50", "--size", "K=96", "--epochs", "1000000", "--lr", "1e-9")


class Terminal:
    """A terminal of 80×24 with the program running in it, in an empty home."""

    def __init__(self, home: Path, command: list[str], environment: dict[str, str]) -> None:
        self.output = b""
        self.screen = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self.screen)
        self._program = pexpect.spawn(
            command[0], command[1:], cwd=home, env=environment, dimensions=(24, 80), timeout=LIMIT
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
        """End the program if a test has failed before it did."""
        if self._program.isalive():
            self._program.kill(signal.SIGKILL)
            self._program.wait()
        if not self._program.closed:
            self._program.close()

    def _read(self) -> bool:
        """Take in what the program writes; False at its end."""
        try:
            new = self._program.read_nonblocking(65536, LIMIT)
        except pexpect.EOF:
            return False
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


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Open]:
    """Open the program in a terminal; afterwards, nothing is left behind and nothing was raised."""
    home = tmp_path / "home"
    home.mkdir()
    opened: list[Terminal] = []

    def open_terminal(*arguments: str, before: str = "", **environment: str) -> Terminal:
        command = [sys.executable, "-m", "tui", *arguments]
        if before:
            command = ["/bin/sh", "-c", f'{before}; exec "$@"', "sh", *command]
        usual = {"TERM": "xterm-256color", "LANG": "C.UTF-8", "PATH": os.environ["PATH"]}
        places = {"HOME": str(home), "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
        opened.append(Terminal(home, command, usual | places | environment))
        return opened[-1]

    yield open_terminal
    for one in opened:
        one.end()
        assert b"Traceback" not in one.output
        assert b"Error" not in one.output
    assert list(home.iterdir()) == []


def test_a_session_with_keys_and_mouse_leaves_the_terminal_as_it_was(terminal: Open) -> None:
    app = terminal("--samples", "20", "--size", "K=8", "--epochs", "3", "--lr", "1e-5")
    app.until("Two branches that meet", "ready: epoch 0", "A +0.8710", "q Quit")
    matrix = two_branch(20, sizes={"K": 8}).parameters["A"]
    third_row = f"{as_matrix(matrix)[2][0]:+.4f}"
    app.send("s")
    app.until("done: epoch 1")
    app.send(" ")
    app.until("done: epoch 4")
    app.click("Run")
    app.until("done: epoch 7")
    app.send("e")
    app.until("Choose", "Take back")
    app.send("2")
    app.until("epochs 2 ")
    app.send("\r")
    app.until("q Quit")
    app.send(" ")
    app.until("done: epoch 9")
    app.send("r")
    app.until("rewound: epoch 0 of ", "A +0.8710")
    app.send("\x1b[<65;10;10M")
    app.until(f"A {third_row}")
    app.send("\x1b[<64;10;10M")
    app.until("A +0.8710")
    app.send("q")
    assert app.status() == 0
    assert app.is_as_before()


def test_it_follows_the_window_and_ctrl_c_says_how_to_quit(terminal: Open) -> None:
    app = terminal(*SMALL)
    app.until("Two branches that meet", "q Quit")
    app.resize(120, 40)
    app.until("parameters", "trace", "q Quit")
    app.resize(59, 40)
    app.until("Please make the window larger")
    app.resize(60, 20)
    app.until("ready: epoch 0", "q Quit")
    app.send("\x03")
    app.until("Press q to quit the app")
    app.send("s")
    app.until("done: epoch 1")
    app.send("\x11")
    assert app.status() == 0
    assert app.is_as_before()


def test_it_quits_while_training_at_full_speed(terminal: Open) -> None:
    app = terminal(*ENDLESS)
    app.until("q Quit")
    app.send(" ")
    app.until("Pause", "of 1000000")
    app.send("q")
    assert app.status() == 0
    assert app.is_as_before()


def test_it_quits_while_it_evaluates_the_first_weights(terminal: Open) -> None:
    app = terminal("--samples", "20000", "--size", "K=16")
    app.until("evaluating the weights before training", "q Quit")
    app.send("q")
    assert app.status() == 0
    assert app.is_as_before()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_with_the_terminal_as_it_was(
    number: signal.Signals, terminal: Open
) -> None:
    app = terminal(*ENDLESS)
    app.until("q Quit")
    app.send(" ")
    app.until("Pause")
    app.kill(number)
    assert app.status() == 128 + number
    assert app.is_as_before()


@pytest.mark.parametrize("before", ["", "trap '' HUP"], ids=["as usual", "hangup ignored"])
def test_it_ends_when_the_terminal_goes_away_while_training(before: str, terminal: Open) -> None:
    app = terminal(*ENDLESS, before=before)
    app.until("q Quit")
    app.send(" ")
    app.until("Pause")
    app.close()
    assert app.status_without_terminal() != 0


TRUE, INDEXED, SIXTEEN, OWN = (
    r"[34]8;2;\d+;\d+;\d+",
    r"[34]8;5;\d+",
    r"[34][0-7]|(?:9|10)[0-7]",
    r"[34]9",
)


@pytest.mark.parametrize(
    ("environment", "allowed"),
    [
        pytest.param({"COLORTERM": "truecolor"}, {TRUE, OWN}, id="truecolor"),
        pytest.param({}, {INDEXED, OWN}, id="xterm-256color"),
        pytest.param({"TERM": "screen"}, {SIXTEEN, OWN}, id="screen"),
        pytest.param({"NO_COLOR": "1", "TERM": "xterm"}, {OWN}, id="xterm without colours"),
        pytest.param(
            {"NO_COLOR": "1", "TEXTUAL_THEME": "ansi-light"}, {OWN}, id="theme without colours"
        ),
    ],
)
def test_colours_are_those_the_terminal_has_and_type_shows_on_its_ground(
    environment: dict[str, str], allowed: set[str], terminal: Open
) -> None:
    app = terminal(*SMALL, **environment)
    app.until("Two branches that meet", "q Quit")
    app.send("s")
    app.until("done: epoch 1")
    for row in app.screen.buffer.values():
        for cell in row.values():
            assert cell.data == " " or cell.fg == "default" or cell.fg != cell.bg
    app.send("q")
    assert app.status() == 0
    styles = [style.decode() for style in re.findall(rb"\x1b\[([0-9;]*)m", app.output)]
    known = "|".join([r"\d", r"2\d", *allowed])
    assert [s for s in styles if not re.fullmatch(f"({known})(;({known}))*", s)] == []
    for kind in allowed:
        assert any(re.search(f"(^|;)({kind})(;|$)", style) for style in styles) or kind == OWN
