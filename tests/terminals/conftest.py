import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from real_terminal import Open, Terminal

ROOT = Path(__file__).parents[2]


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Open]:
    """Open the program in a terminal; afterwards, nothing is left behind and nothing was raised."""
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
    assert list(home.iterdir()) == []
