"""Sessions: runs that are kept as they go, each in a folder that one process holds at a time.

They lie in the user's state directory, named by when they were begun. A session stays there
after its process has ended, until 20 newer ones have been begun.
"""

import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from engine import NetworkError
from engine.journal import when_saved
from tui.session_lock import hold, holder

MOST_SESSIONS = 20
"""How many are kept; the ones that were saved to last."""

_LOCK = "lock"


@dataclass(frozen=True)
class Session:
    """A session that this process holds.

    folder: where its journal is.
    """

    folder: Path
    _lock: BinaryIO

    def release(self) -> None:
        """Let others go on with it; the end of the process does so, too."""
        self._lock.close()


def sessions_folder() -> Path:
    """Where the sessions of this user are."""
    from platformdirs import user_state_path

    return user_state_path("backprop-tui", appauthor=False) / "sessions"


def begin_session() -> Session:
    """A new session, for which old ones make room. Raises OSError where it cannot be made."""
    folder = sessions_folder()
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    for old in _newest_first(folder)[MOST_SESSIONS - 1 :]:
        _remove(old)
    begun = folder / f"{time.strftime('%Y-%m-%d-%H%M%S')}-{os.urandom(4).hex()}"
    begun.mkdir(mode=0o700)
    lock = hold(begun / _LOCK)
    if lock is None:
        raise OSError("another process has taken the folder")
    return Session(begun, lock)


@dataclass(frozen=True)
class Found:
    """A session to go on with.

    newer: the folder of a session that was saved to later, but is open in another process.
    """

    session: Session
    newer: Path | None


def find_session(number: int = 1) -> Found:
    """The session that was saved to last, the one before (2) and so on; open ones do not count.

    Raises NetworkError if there is none, or the sessions cannot be read.
    """
    folder = sessions_folder()
    try:
        return _found(_newest_first(folder), number)
    except OSError as error:
        raise NetworkError(
            f"the runs that were kept cannot be read ({error.strerror or error})",
            "see to it that you may read and write there",
            path=folder,
        ) from None


def process_of(folder: Path) -> str:
    """The process that has a session open, as `process 123`."""
    number = holder(folder / _LOCK)
    return "another process" if number is None else f"process {number}"


def _found(folders: list[Path], number: int) -> Found:
    newer: Path | None = None
    free = 0
    for folder in folders:
        if when_saved(folder) is None:
            continue
        lock = hold(folder / _LOCK)
        if lock is None:
            newer = folder if newer is None and free == 0 else newer
            continue
        free += 1
        if free == number:
            return Found(Session(folder, lock), newer)
        lock.close()
    if free:
        raise NetworkError(f"there is no kept run {number}", f"give a number up to {free}")
    if newer is not None:
        holding = holder(newer / _LOCK)
        killing = "" if holding is None else f", or end that with kill {holding}, which keeps it"
        raise NetworkError(
            f"the run that was kept last is still open in {process_of(newer)}",
            f"leave it there with q{killing}",
        )
    raise NetworkError(
        "no run has been kept yet", "open one with backprop-tui; its first epoch is kept already"
    )


def _newest_first(folder: Path) -> list[Path]:
    """The folders of all sessions, those that were saved to last first."""
    if not folder.is_dir():
        return []
    sessions = [(when_saved(each) or 0, each.name, each) for each in folder.iterdir()]
    return [each for _, _, each in sorted(sessions, reverse=True)]


def _remove(folder: Path) -> None:
    """Remove a session, if no process holds it."""
    lock = hold(folder / _LOCK)
    if lock is not None:
        shutil.rmtree(folder, ignore_errors=True)
        lock.close()
