"""A lock on a session, held by the process that has it open and let go by the system at its end."""

import os
import sys
from pathlib import Path
from typing import BinaryIO

_PLACE = 2**30
"""Where Windows locks a byte: far behind the number of the process, which others read."""


def hold(path: Path) -> BinaryIO | None:
    """The locked file, to be kept open; None if another process has it. Raises OSError."""
    file = path.open("a+b")
    try:
        if not _lock(file):
            file.close()
            return None
        file.truncate(0)
        file.write(str(os.getpid()).encode())
        file.flush()
    except OSError:
        file.close()
        raise
    return file


def holder(path: Path) -> int | None:
    """The process that has held the lock last, if it can be told."""
    try:
        return int(path.read_bytes())
    except (OSError, ValueError):
        return None


if sys.platform == "win32":
    import msvcrt

    def _lock(file: BinaryIO) -> bool:
        file.seek(_PLACE)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True

else:
    import fcntl

    def _lock(file: BinaryIO) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
