"""The run is kept as it goes: when, what, and what happens where it cannot be."""

import asyncio
import errno
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from queue import SimpleQueue
from time import monotonic
from typing import Any

import pytest
from driving import Driver, opened
from networks import DIVERGING, TINY, network_of, two_branch

from engine import Cell, CellChange, NetworkError, Position, Schedule, Settings, Tape, TapeRecord
from engine.journal import Journal, load_journal
from tui.autosave import Autosave
from tui.conditions import Conditions
from tui.opening import Opening, opening_of_session
from tui.sessions import find_session, sessions_folder
from tui.snapshot import Snapshot
from tui.trainer import Trainer

LIMIT = 30.0
NETWORK = two_branch(samples=20)
TINY_NETWORK = network_of(TINY)
ENDLESS = 10**9
KEEPING = Conditions(autosave=True)


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state directory of the test's own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state"


def sessions() -> list[Path]:
    folder = sessions_folder()
    return sorted(folder.iterdir()) if folder.exists() else []


def gone(tape: Tape) -> Tape:
    while not tape.arrived:
        tape.go_on(50)
    return tape


def kept() -> Tape:
    """What was kept last, by a process that has ended."""
    session = find_session().session
    session.release()
    return gone(load_journal(session.folder).tape)


def saved(folder: Path) -> Tape:
    """What is kept in a session, which may be open."""
    return gone(load_journal(folder).tape)


class Worker:
    """A trainer with an autosave, on a thread of its own."""

    def __init__(self, opening: Opening, clock: Callable[[], float] | None = None) -> None:
        self.told: SimpleQueue[NetworkError | None] = SimpleQueue()
        self.autosave = Autosave(self.told.put, opening.epochs, opening.session)
        self._news = threading.Condition()
        more: dict[str, Any] = {"clock": clock} if clock else {}
        self.trainer = Trainer(
            opening.tape, self._notify, self._fail, autosave=self.autosave, **more
        )
        self.thread = threading.Thread(target=self.trainer.work, daemon=True)
        self.thread.start()

    def _notify(self) -> None:
        with self._news:
            self._news.notify_all()

    def _fail(self, error: NetworkError) -> None:
        raise AssertionError(error)

    def until(self, holds: Callable[[Snapshot], object]) -> Snapshot:
        with self._news:
            assert self._news.wait_for(lambda: holds(self.trainer.snapshot), LIMIT)
        return self.trainer.snapshot

    def at_rest(self, epoch: int) -> Snapshot:
        return self.until(lambda s: s.state.epoch == epoch and not s.running)


@contextmanager
def working(opening: Opening, clock: Callable[[], float] | None = None) -> Iterator[Worker]:
    worker = Worker(opening, clock)
    try:
        yield worker
    finally:
        worker.trainer.stop()
        worker.thread.join(LIMIT)
        assert not worker.thread.is_alive()


def opening(settings: Settings | None = None) -> Opening:
    return Opening(Tape(NETWORK, settings or NETWORK.settings), 10)


@contextmanager
def recorded(monkeypatch: pytest.MonkeyPatch) -> Iterator["SimpleQueue[TapeRecord]"]:
    """What is saved, in order."""
    saves: SimpleQueue[TapeRecord] = SimpleQueue()
    real = Journal.save

    def save(self: Journal, record: TapeRecord, epochs: int) -> None:
        real(self, record, epochs)
        saves.put(record)

    with monkeypatch.context() as patch:
        patch.setattr(Journal, "save", save)
        yield saves


# When


def test_what_was_never_trained_is_not_kept() -> None:
    with working(opening()) as worker:
        worker.at_rest(0)
        worker.trainer.inspect(3)
        worker.until(lambda s: s.inspected == 3)
    assert sessions() == []
    assert not worker.autosave.kept


def test_every_pause_is_kept_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with recorded(monkeypatch) as saves, working(opening(), clock=lambda: 0.0) as worker:
        worker.trainer.step()
        worker.at_rest(1)
        assert saves.get(timeout=LIMIT).position.epoch == 1
        worker.trainer.move_by_stages(3)
        record = saves.get(timeout=LIMIT)
        assert (record.position, record.staged) == (Position(2, 1, 3), True)
        worker.trainer.change(CellChange(Cell("A", (0, 0)), 0.5))
        assert saves.get(timeout=LIMIT).branch == "b1"
        worker.trainer.inspect(3)
        worker.until(lambda s: s.inspected == 3)
    assert saves.empty()


def test_on_its_way_a_run_is_kept_once_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    reads, times = [0], []

    def clock() -> float:
        reads[0] += 1
        return reads[0] / 250

    def keep(_self: Autosave, record: TapeRecord) -> None:
        if record.lines[0].head.epoch > 0:
            times.append(reads[0] / 250)

    monkeypatch.setattr(Autosave, "keep", keep)
    with working(opening(), clock) as worker:
        worker.trainer.run(ENDLESS)
        worker.until(lambda s: s.training)
        while len(times) < 5:
            worker.trainer.snapshot  # noqa: B018 - makes the worker publish a newer one
    seconds = [later - earlier for earlier, later in pairwise(times[:5])]
    assert all(1.0 <= each < 1.05 for each in seconds)


def test_the_end_is_kept_wherever_it_comes() -> None:
    with working(opening()) as worker:
        worker.trainer.run(ENDLESS)
        worker.until(lambda s: s.training)
        while worker.trainer.snapshot.state.epoch < 3:
            pass
    tape = kept()
    assert tape.position == worker.trainer._tape.position
    straight = Tape(NETWORK, NETWORK.settings)
    straight.aim(tape.position)
    assert tape.state == gone(straight).state
    assert worker.autosave.kept


# The same bits


@pytest.mark.parametrize("schedule", list(Schedule))
def test_a_run_goes_on_with_the_bits_of_one_that_was_not_disturbed(schedule: Schedule) -> None:
    settings = Settings(0.03, schedule, batch_size=3)
    straight = Tape(NETWORK, settings)
    straight.play(straight.ruler.end_of(4))
    gone(straight)
    for goal in (Position(1, 7, 17), Position(2, 20, 17), Position(3, 4, 9), Position(4, 20, 17)):
        resumed = opening_of_session(1) if sessions() else opening(settings)
        with working(resumed) as worker:
            worker.until(lambda s: not s.running)
            worker.trainer.seek(goal)
            worker.until(lambda s, goal=goal: s.position == goal and not s.running)
    assert len(sessions()) == 1
    tape = kept()
    assert tape.state == straight.state
    for resumed_losses, losses in zip(tape.history.own(), straight.history.own(), strict=True):
        assert resumed_losses.tobytes() == losses.tobytes()


def test_branches_and_changed_cells_are_resumed() -> None:
    with working(opening()) as worker:
        worker.trainer.run(3)
        worker.at_rest(3)
        worker.trainer.change(CellChange(Cell("A", (0, 0)), 0.75))
        worker.until(lambda s: s.branch.name == "b1" and not s.running)
        worker.trainer.run(2)
        before = worker.at_rest(5)
    with working(opening_of_session(1)) as worker:
        after = worker.until(lambda s: s.state.epoch == 5 and not s.running)
        assert after.state == before.state
        assert (after.branch, after.position) == (before.branch, before.position)
        assert [each.branch for each in after.branches] == [each.branch for each in before.branches]
        worker.trainer.switch("main")
        worker.until(lambda s: s.branch.name == "main" and s.state.epoch == 3 and not s.running)
    assert kept().branch.name == "main"
    assert len(sessions()) == 1


def test_a_run_that_has_diverged_is_kept() -> None:
    network = network_of(DIVERGING)
    with working(Opening(Tape(network, network.settings), 50)) as worker:
        worker.trainer.run(50)
        worker.until(lambda s: s.state.divergence and not s.running)
    assert kept().state.divergence == worker.trainer.snapshot.state.divergence


# Where it cannot be kept


def test_a_full_disk_is_said_once_and_the_newest_is_kept_when_there_is_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tui.autosave._SECONDS_UNTIL_NEXT_TRY", 0.001)
    tries = threading.Semaphore(0)

    def full(_number: int) -> None:
        tries.release()
        raise OSError(errno.ENOSPC, "No space left on device")

    with recorded(monkeypatch) as saves, working(opening()) as worker:
        worker.trainer.step()
        worker.at_rest(1)
        worker.trainer.step()
        worker.at_rest(2)
        while saves.get(timeout=LIMIT).position.epoch < 2:
            pass
        with monkeypatch.context() as patch:
            patch.setattr("os.fsync", full)
            worker.trainer.run(5)
            worker.at_rest(7)
            error = worker.told.get(timeout=LIMIT)
            assert "the run cannot be kept there (No space left on device); training goes on" in (
                str(error)
            )
            for _ in range(5):
                assert tries.acquire(timeout=LIMIT)
            assert saved(sessions()[0]).position.epoch == 2
            assert worker.autosave.error == error
        assert worker.told.get(timeout=LIMIT) is None
        assert worker.autosave.error is None
        assert saved(sessions()[0]).position.epoch == 7
    assert worker.told.empty()


def test_a_disk_that_stays_full_does_not_hold_up_the_end(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.autosave._SECONDS_UNTIL_NEXT_TRY", LIMIT)
    state.write_text("no folder", encoding="utf-8")
    with working(opening()) as worker:
        worker.trainer.step()
        worker.at_rest(1)
        assert worker.told.get(timeout=LIMIT) is not None
    assert worker.told.empty()
    assert not worker.autosave.kept


def test_a_slow_disk_delays_no_training_and_only_the_newest_is_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with recorded(monkeypatch) as saves:
        slow = Journal.save
        entered, go_on = threading.Event(), threading.Event()

        def save(self: Journal, record: TapeRecord, epochs: int) -> None:
            entered.set()
            assert go_on.wait(LIMIT)
            slow(self, record, epochs)

        monkeypatch.setattr(Journal, "save", save)
        with working(opening()) as worker:
            for epoch in range(1, 6):
                worker.trainer.step()
                worker.at_rest(epoch)
                assert entered.wait(LIMIT)
            go_on.set()
            epochs = [saves.get(timeout=LIMIT).position.epoch for _ in range(2)]
        assert epochs == [1, 5]
        assert saves.empty()


def test_while_it_is_held_nothing_is_kept() -> None:
    with working(opening()) as worker:
        worker.autosave.held = True
        worker.trainer.step()
        worker.at_rest(1)
    assert sessions() == []
    assert not worker.autosave.kept
    with working(opening()) as worker:
        worker.autosave.held = True
        worker.trainer.step()
        worker.at_rest(1)
        worker.autosave.held = False
    assert kept().position.epoch == 1


# In the app


async def trained(app: Driver, epoch: int) -> None:
    await app.press("s")
    await app.at_rest(epoch)
    await app.until(lambda: app.training.autosave is not None and app.training.autosave.kept)


async def test_the_app_keeps_its_run_and_how_many_epochs_run_runs() -> None:
    async with opened(NETWORK, conditions=KEEPING) as app:
        assert not app.app.kept
        await app.press("e", "7", "enter")
        await app.until(lambda: app.training._epochs == 7)
        await trained(app, 1)
        assert app.app.kept
    await let_go()
    assert opening_of_session(1).epochs == 7


async def test_nothing_is_kept_where_that_is_not_wanted() -> None:
    async with opened(NETWORK) as app:
        await app.press("s")
        await app.at_rest(1)
        assert not app.app.kept
    assert sessions() == []


async def test_another_network_has_a_session_of_its_own() -> None:
    async with opened(NETWORK, conditions=KEEPING) as app:
        await trained(app, 1)
        await app.press("m")
        await app.shows("Networks", "xor")
        for name in ("down", "enter"):
            await app.press(name)
        await app.shows("has not been saved")
        await app.press("y")
        await app.until(lambda: len(app.app.training_screen.trainer.snapshot.network.samples) != 20)
        await app.at_rest(0)
        await let_go()
        assert app.app.kept
        await trained(app, 1)
        assert len(sessions()) == 2
    await let_go(2)
    assert kept().network.title != NETWORK.title


async def let_go(number: int = 1) -> None:
    """Wait until so many sessions can be resumed: the thread that saves lets go of them last."""
    limit = monotonic() + LIMIT
    while True:
        try:
            find_session(number).session.release()
            return
        except NetworkError:
            assert monotonic() < limit
            await asyncio.sleep(0.005)


async def test_a_run_that_cannot_be_kept_is_a_warning_on_the_screen(state: Path) -> None:
    state.write_text("no folder", encoding="utf-8")
    async with opened(NETWORK, (100, 24), conditions=KEEPING) as app:
        await app.press("s")
        await app.at_rest(1)
        await app.shows("Not kept", "cannot be kept there")
        state.unlink()
        await app.shows("The run is kept again.")
    await let_go()
    assert kept().position.epoch == 1


async def test_a_later_run_that_is_still_open_is_mentioned() -> None:
    notice = "A run that was kept later is still open, in process 77."
    tape = Tape(TINY_NETWORK, TINY_NETWORK.settings)
    from tui.app import BackpropApp

    app = BackpropApp(Opening(tape, 5, notice=notice), KEEPING)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await Driver(pilot).shows("A run that was kept later")
