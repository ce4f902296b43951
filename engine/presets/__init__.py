"""The network files that come with the program, each with a lesson, found by name."""

import os
from difflib import get_close_matches
from pathlib import Path

from engine.errors import NetworkError

_FOLDER = Path(__file__).parent

_NAMES = (
    "two-branch",
    "neuron",
    "two-layer",
    "shared-weight",
    "xor",
    "softmax",
    "vanishing",
    "stuck",
    "diverging",
)


def preset_names() -> tuple[str, ...]:
    """The names of all presets, the default first, then as one learns from them."""
    return _NAMES


def find_network(name: str) -> Path:
    """The network file meant by a preset's name or a path.

    Raises NetworkError for a name that is neither. Anything with a suffix or a slash is a
    path, whether there is a file or not.
    """
    if name in _NAMES:
        return _FOLDER / f"{name}.toml"
    path = Path(name)
    if path.exists() or path.suffix or {"/", os.sep} & set(name):
        return path
    close = get_close_matches(name, _NAMES, n=1)
    known = ", ".join(_NAMES)
    raise NetworkError(
        f"there is no preset and no file {name!r}",
        f"write {close[0]} if you meant that" if close else f"name a file, or one of {known}",
    )
