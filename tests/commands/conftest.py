import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import tui
from tui.program import main

ROOT = Path(tui.__file__).parents[1]
LEFT_OUT = (
    "FORCE_COLOR",
    "NO_COLOR",
    "TTY_COMPATIBLE",
    "TTY_INTERACTIVE",
    "LINES",
    "COLORTERM",
    "PYTHONUNBUFFERED",
)


@dataclass(frozen=True)
class Result:
    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        def refuse(constant: str) -> None:
            raise AssertionError(f"{constant} is not JSON")

        return json.loads(self.out, parse_constant=refuse)


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    ours = {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "COLUMNS": "80"}
    return {**kept, **ours, "TERM": "xterm-256color", **more}


@pytest.fixture(autouse=True)
def eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in LEFT_OUT:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture
def command() -> Callable[..., Result]:
    """Run the program inside this process, where it is fast."""

    def run(*words: object) -> Result:
        out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n", write_through=True)
        err = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                status = main([str(word) for word in words])
            except SystemExit as end:
                status = int(end.code or 0)
        return Result(status, out.buffer.getvalue().decode(), err.getvalue())  # type: ignore[attr-defined]

    return run


@pytest.fixture
def program(tmp_path: Path) -> Callable[..., Result]:
    """Run the real program, in this test's own folder, with its streams in pipes."""

    def run(*words: object, **more: str) -> Result:
        done = subprocess.run(
            [sys.executable, "-m", "tui", *map(str, words)],
            cwd=tmp_path,
            env=environment(**more),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
            check=False,
        )
        encoding = more.get("PYTHONIOENCODING", "utf-8")
        out, err = (
            stream.decode(encoding).replace(os.linesep, "\n")
            for stream in (done.stdout, done.stderr)
        )
        return Result(done.returncode, out, err)

    return run


@pytest.fixture
def network(tmp_path: Path) -> Callable[..., Path]:
    """Write a network file into this test's own folder."""

    def write(text: str, name: str = "network.toml") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def line(network: Callable[..., Path]) -> Path:
    """A network that learns the slope of a line, in no time."""
    return network(
        """\
title = "A line"
equations = '''
y = a * x
L = (y - t) ** 2
'''
[inputs]
x = 1.0
t = 3.0
[parameters]
a = 0.5
[data]
samples = 8
x = { uniform = [0.0, 1.0] }
[training]
learning_rate = 0.25
schedule = "batch"
batch_size = 3
epochs = 6
seed = 4
"""
    )


@pytest.fixture
def program_environment() -> dict[str, str]:
    """For tests that start the real program in their own way."""
    return environment()
