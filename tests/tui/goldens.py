"""Texts of whole screens, kept as files; GOLDENS=rewrite in the environment writes them anew."""

import os
from difflib import unified_diff
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent / "goldens"
REWRITE = "GOLDENS=rewrite python -m pytest tests/tui/test_screens.py"


def assert_golden(name: str, text: str) -> None:
    """Fail, with what differs, unless the text is that of the file of this name."""
    path = FOLDER / f"{name}.txt"
    if os.environ.get("GOLDENS") == "rewrite":
        path.write_text(text, encoding="utf-8", newline="\n")
    if not path.exists():
        pytest.fail(f"there is no {path}; write it by\n{REWRITE}", pytrace=False)
    golden = path.read_text(encoding="utf-8")
    if text != golden:
        lines = unified_diff(golden.splitlines(), text.splitlines(), "golden", "now", lineterm="")
        pytest.fail(
            "\n".join([f"the screen {name} has changed; if it should have:", REWRITE, *lines]),
            pytrace=False,
        )


def golden_names() -> set[str]:
    """The names of all goldens."""
    return {path.stem for path in FOLDER.glob("*.txt")}
