import subprocess
import sys

import pytest

SCREEN = {"textual", "plotext"}
NOT_ASKED_FOR = {*SCREEN, "rich", "numpy", "torch"}

SCRIPT = """
import sys
from tui.program import main
try:
    status = main(sys.argv[1:])
except SystemExit as end:
    status = end.code
print(status, *sorted({name.split(".")[0] for name in sys.modules}), file=sys.stderr)
"""


@pytest.fixture
def loaded(program_environment):
    """The exit status and the packages that a fresh interpreter has loaded at the end."""

    def run(*words):
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, *words],
            env=program_environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
            text=True,
            encoding="utf-8",
        )
        status, *packages = done.stderr.splitlines()[-1].split()
        return int(status), set(packages)

    return run


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("--version", 0),
        ("--help", 0),
        ("train --help", 0),
        ("gradients --json", 0),
        ("train xor --epochs 2 --json", 0),
        ("presets two-branch", 0),
        ("check --no-torch --json", 0),
        ("check --sweep A --json", 0),
        ("export --to torch", 0),
        ("worksheet --format latex", 0),
        ("--transcript", 0),
        ("train --epochs 0", 2),
        ("gradients missing.toml", 2),
        ("", 2),
    ],
)
def test_without_tables_there_is_no_rich(loaded, words, expected):
    status, packages = loaded(*words.split())
    assert status == expected
    assert "engine" in packages
    assert not packages & NOT_ASKED_FOR


@pytest.mark.parametrize("words", ["gradients", "train xor --epochs 2", "presets", "check"])
def test_tables_load_rich_and_no_screen(loaded, words):
    status, packages = loaded(*words.split())
    assert status == 0
    assert "rich" in packages
    assert not packages & SCREEN
