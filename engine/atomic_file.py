"""Writing a file so that it is complete or untouched, whatever happens meanwhile."""

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path

TEMPORARY = ".backprop-tui-"
"""What the name of a file begins with that is not complete yet."""


def replace_file(path: Path, text: str) -> None:
    """Put a text in place of a file's, when all of it is on the disk.

    A file that exists keeps its mode, and its text where that fails with an OSError.
    """
    path = path.resolve()
    if path.is_symlink():  # links in a loop, which resolve() takes for a name from 3.13 on
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    temporary = temporary_beside(path)
    try:
        with temporary.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            temporary.chmod(stat.S_IMODE(path.stat().st_mode))
        temporary.replace(path)
        sync_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def temporary_beside(path: Path) -> Path:
    """A new name in the folder of a file, where it can take the file's place at once."""
    return path.with_name(f"{TEMPORARY}{os.urandom(8).hex()}")


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the names in a folder, where the system lets us ask for that."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
