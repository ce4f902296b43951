"""Turns at the interpreter: the worker trains while the screen's thread waits, and not else.

Two threads that both want Python's interpreter at once hand it over every half millisecond.
A repaint then takes more than twice as long as alone, and every handing over costs the
worker some tenths of a millisecond. So they agree: a screen that has something to do lets
the worker end its slice, and the worker begins none before the screen has done.
"""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from selectors import DefaultSelector, SelectorKey
from threading import Lock
from time import monotonic

_LONGEST_WAIT_SECONDS = 0.1
"""After this the worker goes on: a screen that never rests must not stop the training."""

_LONGEST_SLICE_SECONDS = 0.01
"""After this the screen goes on: a sample of a very large network takes longer."""

_LOOK_SECONDS = 0.005
"""How long the screen's thread may go on without a look at what has happened meanwhile."""


class Turns:
    """Whose turn it is; without an event loop of ours, always the worker's."""

    def __init__(self) -> None:
        self._screen_works = Lock()
        self._worker_works = Lock()

    def event_loop(self) -> asyncio.AbstractEventLoop:
        """An event loop for the screen, which takes the screen's turns."""
        if sys.platform == "win32":
            return asyncio.new_event_loop()  # its loop has no selector
        return asyncio.SelectorEventLoop(_Selector(self._screen_works, self._worker_works))

    @contextmanager
    def worker(self) -> Iterator[None]:
        """A turn of the worker's, on its thread: begins when the screen waits."""
        if self._screen_works.acquire(timeout=_LONGEST_WAIT_SECONDS):
            self._screen_works.release()
        with self._worker_works:
            yield


class _Selector(DefaultSelector):
    """Takes a turn of the screen's whenever it does not wait."""

    def __init__(self, screen_works: Lock, worker_works: Lock) -> None:
        super().__init__()
        self._screen_works = screen_works
        self._worker_works = worker_works
        self._in_turn = False
        self._look_at = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[SelectorKey, int]]:
        work_waits = timeout is not None and timeout <= 0.0
        if work_waits and monotonic() < self._look_at:
            return []  # even a short look would hand the interpreter over
        if not work_waits:
            self._end_turn()
        try:
            return super().select(timeout)
        finally:
            self._begin_turn()
            self._look_at = monotonic() + _LOOK_SECONDS

    def close(self) -> None:
        self._end_turn()
        super().close()

    def _begin_turn(self) -> None:
        if self._in_turn:
            return
        self._screen_works.acquire()
        self._in_turn = True
        if self._worker_works.acquire(timeout=_LONGEST_SLICE_SECONDS):
            self._worker_works.release()

    def _end_turn(self) -> None:
        if self._in_turn:
            self._in_turn = False
            self._screen_works.release()
