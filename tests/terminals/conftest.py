import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from re import fullmatch

import pytest
from real_terminal import Open, Terminal
from ssh_server import Serve, SshServer

ROOT = Path(__file__).parents[2]


SESSIONS = Path(".local", "state", "backprop-tui", "sessions")
"""Where runs are kept, in the home folder."""


AS_INSTALLED = f"""\
#!{sys.executable}
import sys
from tui.program import main
sys.exit(main())
"""
"""The program as pip writes it to the `bin` of an environment."""


def is_kept(home: Path, file: Path) -> bool:
    """Whether a file is of a run that was kept, and complete."""
    ours = fullmatch(r"lock|run\.json|network\.json|[0-9]+\.(losses|checkpoints)", file.name)
    return ours is not None and file.parent.parent == home / SESSIONS


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Open]:
    """Open the program in a terminal; it raises nothing, and leaves nothing but kept runs."""
    home = tmp_path / "home"
    home.mkdir()
    opened: list[Terminal] = []

    def open_terminal(
        *arguments: str, before: str = "", size: tuple[int, int] = (80, 24), **environment: str
    ) -> Terminal:
        command = [sys.executable, "-m", "tui", *arguments]
        if before:
            command = ["/bin/sh", "-c", f'{before}; exec "$@"', "sh", *command]
        usual = {"TERM": "xterm-256color", "LANG": "C.UTF-8", "PATH": os.environ["PATH"]}
        places = {"HOME": str(home), "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
        opened.append(Terminal(home, command, usual | places | environment, size))
        return opened[-1]

    yield open_terminal
    for one in opened:
        one.end()
        assert b"Traceback" not in one.output
        assert b"Error" not in one.output
    assert [file for file in home.rglob("*") if file.is_file() and not is_kept(home, file)] == []


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Start an SSH server on which `backprop-tui` is installed; afterwards, nothing of it is left.

    Its sessions have a home of their own, for the server is also the machine of whoever tests.
    """
    home, installed = tmp_path / "home", tmp_path / "bin"
    home.mkdir()
    installed.mkdir()
    program = installed / "backprop-tui"
    program.write_text(AS_INSTALLED, encoding="utf-8")
    program.chmod(0o755)
    environment = {
        "HOME": str(home),
        "PATH": f"{installed}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "TMUX_TMPDIR": str(home),
    }
    servers: list[SshServer] = []

    def start(lines: str = "", within: Sequence[str] = (), **more: str) -> SshServer:
        servers.append(SshServer(lines, within, **environment | more))
        return servers[-1]

    yield start
    for one in servers:
        one.end()
