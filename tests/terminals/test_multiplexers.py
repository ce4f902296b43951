"""Inside tmux and inside screen: keys, window, detached and attached again, all signs or ASCII."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from real_terminal import Terminal

ROOT = Path(__file__).parents[2]
APP = (sys.executable, "-m", "tui", "--samples", "20", "--epochs", "3")


@dataclass(frozen=True)
class Multiplexer:
    """How one is started, detached from with keys, attached to again, asked and ended."""

    name: str
    start: tuple[str, ...]
    detach: str
    attach: tuple[str, ...]
    end: tuple[str, ...]

    def command(self, words: tuple[str, ...]) -> list[str]:
        path = shutil.which(self.name)
        if path is None:
            pytest.skip(f"needs {self.name}: apt-get install {self.name}")
        return [path, *words]


TMUX = Multiplexer(
    "tmux",
    start=("-L", "test", "-f", "/dev/null", "new-session", "-s", "test"),
    detach="\x02d",
    attach=("-L", "test", "attach"),
    end=("-L", "test", "kill-server"),
)
SCREEN = Multiplexer(
    "screen",
    start=("-c", "/dev/null", "-S", "test"),
    detach="\x01d",
    attach=("-r", "test"),
    end=("-S", "test", "-X", "quit"),
)


class Session:
    """A multiplexer with the program in it, and the terminals attached to it."""

    def __init__(self, multiplexer: Multiplexer, folder: Path, **environment: str) -> None:
        (folder / "screens").mkdir(mode=0o700)
        self._multiplexer = multiplexer
        self._folder = folder
        self._environment = {
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "SHELL": "/bin/sh",
            "TMUX_TMPDIR": str(folder),
            "SCREENDIR": str(folder / "screens"),
            "PYTHONPATH": str(ROOT),
        } | environment
        self._terminals: list[Terminal] = []

    def start(self, *options: str) -> Terminal:
        return self._opened((*self._multiplexer.start, *APP, *options))

    def attached_again(self, size: tuple[int, int] = (80, 24)) -> Terminal:
        return self._opened(self._multiplexer.attach, size)

    def detached(self, terminal: Terminal) -> None:
        """Detach the terminal, whose multiplexer then ends; the program goes on."""
        terminal.send(self._multiplexer.detach)
        assert terminal.status() == 0
        assert b"detached" in terminal.output

    def end(self) -> None:
        command = self._multiplexer.command(self._multiplexer.end)
        subprocess.run(command, env=self._environment, capture_output=True, check=False)
        for terminal in self._terminals:
            terminal.end()

    def _opened(self, words: tuple[str, ...], size: tuple[int, int] = (80, 24)) -> Terminal:
        command = self._multiplexer.command(words)
        self._terminals.append(Terminal(self._folder, command, self._environment, size))
        return self._terminals[-1]


@pytest.fixture(params=[TMUX, SCREEN], ids=lambda multiplexer: multiplexer.name)
def multiplexer(request: pytest.FixtureRequest) -> Multiplexer:
    chosen: Multiplexer = request.param
    return chosen


@pytest.fixture
def sessions() -> Iterator[list[Session]]:
    opened: list[Session] = []
    yield opened
    for session in opened:
        session.end()


def test_a_demonstration_survives_being_detached(
    multiplexer: Multiplexer, sessions: list[Session], tmp_path: Path
) -> None:
    session = Session(multiplexer, tmp_path)
    sessions.append(session)
    app = session.start()
    app.until("ready: epoch 0", "gradient ∂L/∂…", "q Quit")
    app.send("s")
    app.until("done: epoch 1", "⠤⠤ evaluation", "×")
    app.resize(120, 40)
    app.until("parameters", "trace", "q Quit")
    app.resize(50, 20)
    app.until("Please make the window larger")
    app.resize(80, 24)
    app.until("done: epoch 1", "q Quit")
    app.send("?")
    app.until("─ help ─")
    app.send("q")
    app.send(" ")
    app.until("done: epoch 4", "q Quit")
    session.detached(app)
    app = session.attached_again((100, 30))
    app.until("done: epoch 4", "gradient ∂L/∂…", "q Quit")
    app.send("s")
    app.until("done: epoch 5")
    app.send("q")
    assert app.status() == 0


def test_it_is_ascii_inside_where_it_is_outside(
    multiplexer: Multiplexer, sessions: list[Session], tmp_path: Path
) -> None:
    session = Session(multiplexer, tmp_path, LANG="C")
    sessions.append(session)
    app = session.start("--theme", "light")
    app.until("ready: epoch 0", "gradient dL/d~", "q Quit")
    app.send("s")
    app.until("done: epoch 1", ".. evaluation")
    app.send("q")
    assert app.status() == 0
    assert app.output.isascii()
