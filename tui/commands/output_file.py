"""Files that results are written to: each is complete or untouched."""

import errno
import os
import sys
from pathlib import Path
from typing import TextIO

from engine import NetworkError, replace_file, temporary_beside


def check_output_file(option: str, path: Path, suffix: str) -> None:
    """Raise NetworkError if a file could not be written; nothing is left behind or changed.

    option: the option that names it; suffix: how the name of such a file ends.
    """
    if path.suffix == ".toml":
        raise NetworkError(
            f"{option} {path} would replace a network file", f"name a file that ends in {suffix}"
        )
    try:
        if _is_replaceable(path):
            _check_replaceable(path)
    except OSError as error:
        raise NetworkError(
            f"{option} {path} cannot be written ({error.strerror or error})",
            "name a file in a folder that you may write to",
        ) from None


def write_output_file(path: Path, text: str) -> None:
    """Write a text to a file.

    A file that exists is replaced when all is written, and kept where that fails with an
    OSError. What is no file, such as a pipe, is written to.
    """
    stream = _standard_stream(path)
    if stream is not None:
        stream.write(text)
    elif _is_replaceable(path):
        replace_file(path, text)
    else:
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)


def _is_replaceable(path: Path) -> bool:
    """Whether this is a file or will be; not a terminal or a pipe."""
    return not path.exists() or path.is_file() or path.is_dir()


def _check_replaceable(path: Path) -> None:
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if path.exists() and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    temporary = temporary_beside(path.resolve())
    temporary.touch(exist_ok=False)
    temporary.unlink()


def _standard_stream(path: Path) -> TextIO | None:
    """Standard output or error, where the path leads to it as /dev/stdout does."""
    for descriptor, stream in ((1, sys.stdout), (2, sys.stderr)):
        try:
            if os.path.samestat(path.stat(), os.fstat(descriptor)):
                return stream
        except OSError:
            continue
    return None
