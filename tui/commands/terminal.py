"""Whether there is a terminal that can show more than lines of text."""

import os
import sys
from typing import TextIO

from engine import NetworkError

_REMEDY = "backprop-tui train trains without a screen"


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


def _terminal_type() -> str:
    """TERM; Windows does without."""
    return os.environ.get("TERM", "") or ("" if os.name == "posix" else "windows")
