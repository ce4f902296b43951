"""What the terminal is: whether there is one, which signs it has, and how light its ground is."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

from engine import NetworkError

_REMEDY = (
    "backprop-tui train trains without a screen, backprop-tui --transcript prints a step as text"
)


def is_terminal(stream: TextIO) -> bool:
    """Whether a stream leads to a terminal that can move its cursor."""
    return stream.isatty() and _terminal_type() not in ("dumb", "unknown", "")


def check_terminal() -> None:
    """Raise NetworkError, with the reason, where the app could not be shown or not be driven."""
    streams = {
        "standard input": sys.stdin,
        "standard output": sys.stdout,
        "standard error": sys.stderr,  # which Textual draws on
    }
    for name, stream in streams.items():
        if stream is None or not stream.isatty():
            raise NetworkError(f"the app needs a terminal, and {name} is not one", _REMEDY)
    if not is_terminal(sys.stdout):
        kind = f"TERM is {_terminal_type()}" if _terminal_type() else "TERM is not set"
        raise NetworkError(
            f"the app needs a terminal that can move its cursor, and {kind}",
            f"set TERM, as in TERM=xterm-256color; {_REMEDY}",
        )


def has_unicode(environment: Mapping[str, str] | None = None) -> bool:
    """Whether the terminal shows more than ASCII, by the names of the user's locale.

    By their names alone, as tmux does: over SSH they come from where the terminal is, and need
    not be installed here. The environment is by default the one that the program was given.
    """
    if os.name != "posix":
        return True
    given = _environment_given() if environment is None else environment
    names = (given.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    name = next(filter(None, names), "").lower()
    return "utf-8" in name or "utf8" in name


def _environment_given() -> Mapping[str, str]:
    """The environment as it was, for where it names no UTF-8, Python changes it to (PEP 538)."""
    try:
        entries = os.fsdecode(Path("/proc/self/environ").read_bytes()).split("\0")
    except OSError:
        return os.environ
    return dict(entry.split("=", 1) for entry in entries if "=" in entry)


def has_light_ground(environment: Mapping[str, str]) -> bool:
    """Whether the terminal says that its ground is light, by COLORFGBG, as some do."""
    return environment.get("COLORFGBG", "").rpartition(";")[2] in ("7", "15")


def _terminal_type() -> str:
    """TERM; Windows does without."""
    return os.environ.get("TERM", "") or ("" if os.name == "posix" else "windows")
