"""Ending in order when asked to by a signal, or all the same when that is no longer possible."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import SimpleQueue
from threading import Thread, Timer
from types import FrameType

from textual.app import App

GRACE_SECONDS = 1.0
"""How long leaving in order may take: writing to a terminal that is gone can block for ever."""


@contextmanager
def ended_by_signals(app: App[None]) -> Iterator[None]:
    """While the app runs, SIGTERM and SIGHUP end it with the status 128 + number.

    The handler only passes the number on, through a queue that is safe in a handler, to a
    thread of its own: the main thread may be the one that hangs.
    """
    arrived: SimpleQueue[int] = SimpleQueue()

    def pass_on(number: int, _frame: FrameType | None) -> None:
        arrived.put(number)

    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.signal(number, pass_on) for number in numbers}
    Thread(target=_end, args=(app, arrived), daemon=True).start()
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(app: App[None], arrived: "SimpleQueue[int]") -> None:
    """Wait for a signal, then ask the app to exit, and see to it that the process ends."""
    status = 128 + arrived.get()
    watchdog = Timer(GRACE_SECONDS, os._exit, (status,))
    watchdog.daemon = True
    watchdog.start()
    with suppress(RuntimeError):  # the app is not running yet, or no longer
        app.call_from_thread(app.exit, None, status)
