"""When the app has come to rest: every key has had its effect, and that is on the screen."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

from textual.message_pump import MessagePump

from engine import Tape
from tui.demo.clock import Clock

if TYPE_CHECKING:
    from tui.app import BackpropApp

WORKER = "demo"
"""The name of the worker that plays, which does not wait for itself."""

_LOOK_SECONDS = 0.1

_LONGEST_SECONDS = 2.0
"""A page that is closed meanwhile answers no more."""


async def come_to_rest(app: "BackpropApp", clock: Clock) -> None:
    """Wait until the run is at rest, no page computes any more, and all is drawn."""
    await be_drawn(app)
    await _orders_carried_out(app)
    while (snapshot := app.training_screen.trainer.snapshot).running or _is_computing(app):
        await (clock.work if snapshot.training else asyncio.sleep)(_LOOK_SECONDS)
        await _orders_carried_out(app)
    await be_drawn(app)


async def be_drawn(app: "BackpropApp") -> None:
    """Wait until all messages have been handled, and what they have changed is drawn.

    Twice, since a layout that shows a scroll bar leads to another.
    """
    await _be_quiet(app)
    for _ in range(2):
        refreshed = asyncio.Event()
        if app.screen.call_after_refresh(refreshed.set):
            await _set(refreshed)
        await _be_quiet(app)


async def _be_quiet(app: "BackpropApp") -> None:
    """Wait until nobody has anything to tell anybody."""
    quiet = False
    while not quiet:
        pumps = [app, *app.screen.walk_children(with_self=True)]
        await _handled(pumps)
        await asyncio.sleep(0)
        quiet = not any(pump.message_queue_size for pump in pumps)


async def _orders_carried_out(app: "BackpropApp") -> None:
    """The trainer takes its orders one after the other, this one last."""
    loop = asyncio.get_running_loop()
    its_turn = asyncio.Event()

    def tell(_: Tape) -> None:
        loop.call_soon_threadsafe(its_turn.set)

    app.training_screen.trainer.with_tape(tell)
    await its_turn.wait()


def _is_computing(app: "BackpropApp") -> bool:
    return any(
        not worker.is_finished for worker in app.workers if worker.name not in ("trainer", WORKER)
    )


async def _handled(pumps: Iterable[MessagePump]) -> None:
    """Wait until each has handled what it has been sent up to now."""
    asked = [event for pump in pumps if (event := _asked(pump)) is not None]
    await _set(*asked)


def _asked(pump: MessagePump) -> asyncio.Event | None:
    event = asyncio.Event()
    return event if pump.call_later(event.set) else None


async def _set(*events: asyncio.Event) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(_LONGEST_SECONDS):  # wait_for loses a cancelling on 3.11
            for event in events:
                await event.wait()
