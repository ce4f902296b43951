"""What kind of file a path leads to, told by what the file itself says."""

from pathlib import Path

from engine.network_file.text_file import read_text


def is_run_file(path: Path) -> bool:
    """Whether a file is meant to be a run, not a network file.

    Raises NetworkError where it cannot be read.
    """
    return begins_as_run(read_text(path))


def begins_as_run(text: str) -> bool:
    """Whether a text begins with a brace, as JSON does and no TOML."""
    return text.lstrip().startswith("{")
