"""Keeps the run as it goes: saves it to a session's journal, on a thread of its own.

The worker hands in a record of its tape and goes on; only the newest one that waits is
written. So a slow disk delays nothing but the saving itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Condition, Thread
from typing import TYPE_CHECKING

from engine import NetworkError, TapeRecord

if TYPE_CHECKING:
    from engine.journal import Journal
    from tui.sessions import Session

SECONDS = 1.0
"""How long a run goes on between two saves."""

_SECONDS_UNTIL_NEXT_TRY = 1.0

_LONGEST_END_SECONDS = 5.0
"""How long the end waits for a disk that does not answer."""


@dataclass(frozen=True)
class _Save:
    record: TapeRecord
    epochs: int


class Autosave:
    """Keeps one run; a session is begun when there is something to keep.

    tell: called on the thread that saves with what is wrong, once, and with None when saving
        works again.
    epochs: how many Run runs, which is kept as well.
    session: the session that the run is from, if it is resumed; it is gone on with.
    seconds: how long a run goes on between two saves.
    held: whether nothing is kept yet, as while a demonstration plays: the run is nobody's.
    """

    def __init__(
        self,
        tell: Callable[[NetworkError | None], None],
        epochs: int,
        session: "Session | None" = None,
        seconds: float = SECONDS,
        *,
        held: bool = False,
    ) -> None:
        self.epochs = epochs
        self.seconds = seconds
        self.held = held
        self._tell = tell
        self._session = session
        self._journal: Journal | None = None
        self._thread: Thread | None = None
        self._news = Condition()
        self._waiting: _Save | None = None
        self._ending = False
        self._saved: _Save | None = None
        self._error: NetworkError | None = None

    @property
    def kept(self) -> bool:
        """Whether there is something to resume."""
        return self._saved is not None

    @property
    def error(self) -> NetworkError | None:
        """Why the run is not kept any more, if it is not."""
        return self._error

    def keep(self, record: TapeRecord) -> None:
        """Save this as soon as the disk allows, unless it is as saved before."""
        if self.held:
            return
        if self._thread is None:
            if self._session is None and not _is_worth_keeping(record):
                return
            self._thread = Thread(target=self._work, name="autosave", daemon=True)
            self._thread.start()
        with self._news:
            self._waiting = _Save(record, self.epochs)
            self._news.notify()

    def end(self, record: TapeRecord) -> None:
        """Save this as the last, and let the session go."""
        self.keep(record)
        with self._news:
            self._ending = True
            self._news.notify()
        if self._thread is not None:
            self._thread.join(_LONGEST_END_SECONDS)

    # On the thread of its own

    def _work(self) -> None:
        while (save := self._next()) is not None:
            if save != self._saved:
                self._write(save)
        if self._session is not None:
            self._session.release()

    def _next(self) -> _Save | None:
        """What is to be saved next; None at the end."""
        with self._news:
            self._news.wait_for(lambda: self._waiting is not None or self._ending)
            save, self._waiting = self._waiting, None
            return save

    def _write(self, save: _Save) -> None:
        try:
            self._opened_journal().save(save.record, save.epochs)
        except (OSError, NetworkError) as error:
            if self._error is None:
                self._error = _explained(error)
                self._tell(self._error)
            self._try_later(save)
        else:
            self._saved = save
            if self._error is not None:
                self._error = None
                self._tell(None)

    def _opened_journal(self) -> "Journal":
        from engine.journal import Journal
        from tui.sessions import begin_session

        if self._session is None:
            self._session = begin_session()
        if self._journal is None:
            self._journal = Journal(self._session.folder)
        return self._journal

    def _try_later(self, save: _Save) -> None:
        """Wait, then try again with the newest; at the end that is over."""
        with self._news:
            if not self._ending:
                self._waiting = self._waiting or save
                self._news.wait_for(lambda: self._ending, _SECONDS_UNTIL_NEXT_TRY)


def _is_worth_keeping(record: TapeRecord) -> bool:
    """Whether anything was trained or changed."""
    first = record.lines[0]
    return len(record.lines) > 1 or first.head.epoch > 0 or bool(first.changes)


def _explained(error: OSError | NetworkError) -> NetworkError:
    from tui.sessions import sessions_folder

    reason = error.problem if isinstance(error, NetworkError) else error.strerror or str(error)
    return NetworkError(
        f"the run cannot be kept there ({reason})",
        "training goes on; make room there, or save the run elsewhere with ctrl+s",
        path=sessions_folder(),
    )
