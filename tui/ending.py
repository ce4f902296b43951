"""Ending in order when asked to by a signal, or all the same when that is no longer possible."""

import os
import select
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from queue import SimpleQueue
from threading import Thread, Timer
from types import FrameType

from textual.app import App

GRACE_SECONDS = 1.0
"""How long leaving in order may take: writing to a terminal that is gone can block for ever."""


@contextmanager
def ended_by_signals(app: App[None], at_first: Callable[[], None] = lambda: None) -> Iterator[None]:
    """While the app runs, SIGTERM and SIGHUP end it with the status 128 + number.

    The loss of the terminal does, too, where no signal tells of it: only the first process of
    a session gets one. The handler only passes the number on, through a queue that is safe in a
    handler, to a thread of its own: the main thread may be the one that hangs.

    at_first: called on that thread before the app is asked to exit.
    """
    arrived: SimpleQueue[int] = SimpleQueue()

    def pass_on(number: int, _frame: FrameType | None) -> None:
        arrived.put(number)

    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.signal(number, pass_on) for number in numbers}
    Thread(target=_end, args=(app, at_first, arrived), daemon=True).start()
    Thread(target=_await_hangup, args=(arrived,), daemon=True).start()
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(app: App[None], at_first: Callable[[], None], arrived: "SimpleQueue[int]") -> None:
    """Wait for a signal, then ask the app to exit, and see to it that the process ends."""
    status = 128 + arrived.get()
    watchdog = Timer(GRACE_SECONDS, os._exit, (status,))
    watchdog.daemon = True
    watchdog.start()
    at_first()
    with suppress(RuntimeError):  # the app is not running yet, or no longer
        app.call_from_thread(app.exit, None, status)


def _await_hangup(arrived: "SimpleQueue[int]") -> None:
    """Wait for the loss of the terminal, which costs nothing until then."""
    if not hasattr(select, "poll") or sys.__stdin__ is None or not sys.__stdin__.isatty():
        return
    terminal = select.poll()
    terminal.register(sys.__stdin__, 0)  # a hangup is reported without being asked for
    if any(event & select.POLLHUP for _, event in terminal.poll()):
        arrived.put(signal.SIGHUP)
