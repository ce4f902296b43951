"""Texts of whole screens, kept as files; GOLDENS=rewrite in the environment writes them anew."""

import os
from difflib import unified_diff
from pathlib import Path

import pytest

REWRITING = os.environ.get("GOLDENS") == "rewrite"
FOLDER = Path(__file__).parent.parent / "goldens"
REWRITE = "GOLDENS=rewrite python -m pytest tests/tui/test_screens.py"


def golden(name: str) -> str | None:
    """The text of the file of this name; None if there is none, or it is to be written anew."""
    path = FOLDER / f"{name}.txt"
    if REWRITING or not path.exists():
        return None
    return path.read_text(encoding="utf-8")


def assert_golden(name: str, text: str) -> None:
    """Fail, with what differs, unless the text is that of the file of this name."""
    path = FOLDER / f"{name}.txt"
    if REWRITING:
        path.write_text(text, encoding="utf-8", newline="\n")
    if not path.exists():
        pytest.fail(f"there is no {path}; write it by\n{REWRITE}", pytrace=False)
    expected = path.read_text(encoding="utf-8")
    if text != expected:
        lines = unified_diff(expected.splitlines(), text.splitlines(), "golden", "now", lineterm="")
        pytest.fail(
            "\n".join([f"the screen {name} has changed; if it should have:", REWRITE, *lines]),
            pytrace=False,
        )


def golden_names() -> set[str]:
    """The names of all goldens."""
    return {path.stem for path in FOLDER.glob("*.txt")}
