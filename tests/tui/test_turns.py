"""The turns of screen and worker, with an event loop and a thread of the test's own."""

import asyncio
import sys
from collections.abc import Iterator
from threading import Event, Thread

import pytest

from tui import turns
from tui.turns import Turns

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="its event loop takes no turns")

LONG = 30.0


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither goes on because the other takes too long."""
    monkeypatch.setattr(turns, "_LONGEST_WAIT_SECONDS", LONG)
    monkeypatch.setattr(turns, "_LONGEST_SLICE_SECONDS", LONG)


@pytest.fixture
def shared() -> Turns:
    return Turns()


@pytest.fixture
def loop(shared: Turns) -> Iterator[asyncio.AbstractEventLoop]:
    loop = shared.event_loop()
    yield loop
    loop.close()


def slices(shared: Turns, done: list[str]) -> Thread:
    """A worker that has one slice to do."""

    def work() -> None:
        with shared.worker():
            done.append("worker")

    return Thread(target=work, daemon=True)


async def ended(thread: Thread) -> None:
    while thread.is_alive():
        await asyncio.sleep(0.001)


def test_the_worker_waits_until_the_screen_has_done(
    shared: Turns, loop: asyncio.AbstractEventLoop
) -> None:
    done: list[str] = []
    worker = slices(shared, done)

    async def screen() -> None:
        await asyncio.sleep(0.001)
        worker.start()
        worker.join(0.05)
        done.append("screen")
        await ended(worker)

    loop.run_until_complete(screen())
    assert done == ["screen", "worker"]


def test_the_screen_waits_until_the_worker_has_ended_its_slice(
    shared: Turns, loop: asyncio.AbstractEventLoop
) -> None:
    done: list[str] = []
    arrived = asyncio.Event()

    def on_screen() -> None:
        done.append("screen")
        arrived.set()

    def work() -> None:
        with shared.worker():
            loop.call_soon_threadsafe(on_screen)
            Event().wait(0.05)
            done.append("worker")

    worker = Thread(target=work, daemon=True)

    async def screen() -> None:
        await asyncio.sleep(0.001)
        loop.call_later(0.001, worker.start)
        await arrived.wait()

    loop.run_until_complete(screen())
    worker.join(LONG)
    assert done == ["worker", "screen"]


def test_a_screen_that_never_rests_does_not_stop_the_worker(
    shared: Turns, loop: asyncio.AbstractEventLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "_LONGEST_WAIT_SECONDS", 0.001)
    done: list[str] = []
    worker = slices(shared, done)

    async def screen() -> None:
        await asyncio.sleep(0.001)
        worker.start()
        worker.join(LONG)

    loop.run_until_complete(screen())
    assert done == ["worker"]


def test_a_very_long_slice_does_not_stop_the_screen(
    shared: Turns, loop: asyncio.AbstractEventLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "_LONGEST_SLICE_SECONDS", 0.001)
    with shared.worker():
        loop.run_until_complete(asyncio.sleep(0.001))


def test_when_the_screen_is_gone_the_worker_need_not_wait(
    shared: Turns, loop: asyncio.AbstractEventLoop
) -> None:
    loop.run_until_complete(asyncio.sleep(0.001))
    loop.close()
    done: list[str] = []
    worker = slices(shared, done)
    worker.start()
    worker.join(LONG)
    assert done == ["worker"]


def test_work_that_never_ends_still_hears_of_what_happens(
    loop: asyncio.AbstractEventLoop,
) -> None:
    """Callbacks that follow each other without a pause do not shut out other threads' calls."""
    heard = Event()

    async def screen() -> None:
        Thread(target=loop.call_soon_threadsafe, args=(heard.set,), daemon=True).start()
        while not heard.is_set():
            await asyncio.sleep(0)

    loop.run_until_complete(asyncio.wait_for(screen(), LONG))
