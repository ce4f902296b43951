"""The trainer without an app: on a real thread, and in step with a clock of our own."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import FrozenInstanceError, fields
from pathlib import Path
from queue import SimpleQueue

import pytest
from networks import DIVERGING, TINY, network_of, two_branch

from engine import (
    START,
    Cell,
    CellChange,
    EpochLosses,
    Network,
    NetworkError,
    Position,
    Run,
    Schedule,
    Settings,
    State,
    Tape,
    all_finite,
    stages,
)
from tui.snapshot import Snapshot
from tui.trainer import Trainer

LIMIT = 30.0
"""Seconds after which a test that waits in vain fails."""

NETWORK = two_branch(samples=20)
SETTINGS = NETWORK.settings
FASTER = Settings(learning_rate=0.05, schedule=Schedule.MINI_BATCH, batch_size=4)
TINY_NETWORK = network_of(TINY)
ENDLESS = 10**9


class Worker:
    """A trainer on a thread of its own."""

    def __init__(self, network: Network, settings: Settings) -> None:
        self._news = threading.Condition()
        self.notified = 0
        self.complaints: list[NetworkError] = []
        self.trainer = Trainer(Tape(network, settings), self._notify, self.complaints.append)
        self.thread = threading.Thread(target=self.trainer.work, daemon=True)

    def _notify(self) -> None:
        with self._news:
            self.notified += 1
            self._news.notify_all()

    def until(self, holds: Callable[[Snapshot], object]) -> Snapshot:
        """The first snapshot seen for which it holds; wakes up when the trainer notifies."""
        snapshots: list[Snapshot] = []

        def seen() -> bool:
            snapshots.append(self.trainer.snapshot)
            return bool(holds(snapshots[-1]))

        with self._news:
            assert self._news.wait_for(seen, LIMIT), snapshots[-1]
        return snapshots[-1]

    def at_rest(self, epoch: int) -> Snapshot:
        """The snapshot at the end of an epoch."""
        return self.until(lambda s: s.state.epoch == epoch and not s.running)

    def watch(self, holds: Callable[[Snapshot], object]) -> Snapshot:
        """Like `until`, for what happens without a notice: looks at every new snapshot."""
        limit = threading.Event()
        timer = threading.Timer(LIMIT, limit.set)
        timer.start()
        try:
            while not holds(snapshot := self.trainer.snapshot):
                assert not limit.is_set(), snapshot
            return snapshot
        finally:
            timer.cancel()


@contextmanager
def working(network: Network = NETWORK, settings: Settings = SETTINGS) -> Iterator[Worker]:
    """A worker that has evaluated the weights before training."""
    worker = Worker(network, settings)
    worker.thread.start()
    try:
        worker.at_rest(0)
        yield worker
    finally:
        worker.trainer.stop()
        worker.thread.join(LIMIT)
        assert not worker.thread.is_alive()


def fail(error: NetworkError) -> None:
    """For trainers whose orders are all in order."""
    raise AssertionError(error)


class SteppingClock:
    """A clock that goes on by four milliseconds when it is read, and gives orders on its way."""

    def __init__(self) -> None:
        self.reads = 0
        self.plan: dict[int, Callable[[], None]] = {}

    def __call__(self) -> float:
        self.reads += 1
        self.plan.pop(self.reads, lambda: None)()
        return self.reads / 250


def headless(
    network: Network, *parts: tuple[Settings, int]
) -> tuple[list[EpochLosses], list[State]]:
    """The losses and the state after every epoch, of so many epochs with each of the settings."""
    states: list[State] = []
    state = Run(network, parts[0][0]).start()
    for settings, epochs in parts:
        run, target = Run(network, settings), epochs + (states[-1].epoch if states else 0)
        while state.divergence is None and not (state.complete and state.epoch >= target):
            state = run.advance(state, 7)
            if state.complete:
                states.append(state)
    losses = [state.losses for state in states]
    return [loss for loss in losses if loss is not None], states


def assert_same_bits(snapshot: Snapshot, losses: list[EpochLosses]) -> None:
    """The history has the losses of these epochs, bit for bit."""
    history = snapshot.history
    assert [history.losses(epoch) for epoch in range(history.epochs)] == losses


def assert_consistent(snapshot: Snapshot, network: Network) -> None:
    """The parts of a snapshot belong to the same moment."""
    state, history = snapshot.state, snapshot.history
    sample = network.samples[snapshot.inspected - 1] if snapshot.inspected else network.inputs
    trace, gradients = network.differentiate(sample, state.parameters)
    assert snapshot.trace.by_node == trace.by_node
    assert snapshot.gradients.by_node == gradients.by_node
    assert history.epochs == (state.epoch + 1 if state.complete else state.epoch)
    assert 0.0 <= snapshot.progress <= 1.0
    if state.losses is not None:
        assert state.losses == history.losses(history.epochs - 1)


# On a thread


def test_it_begins_by_evaluating_the_weights_before_training() -> None:
    with working() as worker:
        snapshot = worker.at_rest(0)
        assert snapshot.state.parameters == NETWORK.parameters
        assert_same_bits(snapshot, headless(NETWORK, (SETTINGS, 0))[0])
        assert snapshot.state.losses is not None
        assert snapshot.state.losses.mean_training_loss is None
        assert not snapshot.training
        assert snapshot.target == 0


def test_step_trains_one_epoch() -> None:
    with working() as worker:
        for epoch in (1, 2, 3):
            worker.trainer.step()
            snapshot = worker.at_rest(epoch)
        losses, states = headless(NETWORK, (SETTINGS, 3))
        assert_same_bits(snapshot, losses)
        assert snapshot.state.parameters == states[-1].parameters


def test_a_step_asked_for_before_the_first_weights_are_evaluated_is_not_lost() -> None:
    worker = Worker(NETWORK, SETTINGS)
    worker.trainer.step()
    worker.thread.start()
    first = worker.at_rest(1)
    worker.trainer.reset()
    worker.at_rest(0)
    worker.trainer.step()
    again = worker.at_rest(1)
    worker.trainer.stop()
    worker.thread.join(LIMIT)
    assert again.state == first.state


@pytest.mark.parametrize(
    "settings",
    [SETTINGS, FASTER, Settings(learning_rate=0.02, schedule=Schedule.BATCH)],
    ids=lambda settings: settings.schedule.value,
)
def test_a_run_has_the_same_bits_as_one_without_a_thread(settings: Settings) -> None:
    with working(settings=settings) as worker:
        worker.trainer.run(30)
        snapshot = worker.at_rest(30)
        losses, states = headless(NETWORK, (settings, 30))
        assert_same_bits(snapshot, losses)
        assert snapshot.state.parameters == states[-1].parameters
        assert snapshot.state.losses == losses[-1]


def test_a_second_run_goes_on_where_the_first_ended() -> None:
    with working() as worker:
        worker.trainer.run(2)
        worker.at_rest(2)
        worker.trainer.run(3)
        assert_same_bits(worker.at_rest(5), headless(NETWORK, (SETTINGS, 5))[0])


def test_every_snapshot_seen_while_training_is_consistent() -> None:
    losses, _ = headless(NETWORK, (SETTINGS, 60))
    with working() as worker:
        worker.trainer.run(60)
        seen: list[Snapshot] = []

        def arrived(snapshot: Snapshot) -> bool:
            if not seen or snapshot is not seen[-1]:
                seen.append(snapshot)
            return snapshot.state.epoch == 60 and not snapshot.running

        worker.watch(arrived)
    for snapshot in seen:
        assert_consistent(snapshot, NETWORK)
        assert_same_bits(snapshot, losses[: snapshot.history.epochs])
    places = [(s.state.epoch, s.state.trained, s.state.evaluated) for s in seen]
    assert places == sorted(places)


def test_a_snapshot_cannot_be_changed() -> None:
    with working() as worker:
        snapshot = worker.at_rest(0)
        for part in (snapshot, snapshot.trace, snapshot.gradients, snapshot.history):
            for field in fields(part):
                with pytest.raises(FrozenInstanceError):
                    setattr(part, field.name, None)
        for name in snapshot.state._fields:
            with pytest.raises(AttributeError):
                setattr(snapshot.state, name, None)
        parameters = dict(snapshot.state.parameters)
        worker.trainer.run(2)
        worker.at_rest(2)
        assert snapshot.state.epoch == 0
        assert snapshot.state.parameters == parameters
        assert snapshot.history.epochs == 1


def test_pause_stops_at_once_and_run_then_does_the_rest() -> None:
    with working() as worker:
        worker.trainer.run(ENDLESS)
        worker.watch(lambda s: s.state.epoch >= 1)
        worker.trainer.pause()
        paused = worker.until(lambda s: not s.running)
        assert paused.target == ENDLESS
        worker.trainer.run(ENDLESS)
        later = worker.watch(lambda s: s.history.epochs > paused.history.epochs + 1)
        assert later.target == ENDLESS
        worker.trainer.pause()
        end = worker.until(lambda s: not s.running)
        epochs = end.history.epochs
        assert_same_bits(end, headless(NETWORK, (SETTINGS, epochs - 1))[0])


def test_reset_starts_again_with_the_same_bits() -> None:
    with working() as worker:
        worker.trainer.run(4)
        first = worker.at_rest(4)
        worker.trainer.reset()
        again = worker.at_rest(0)
        assert again.state.parameters == NETWORK.parameters
        assert again.history is first.history
        assert (again.position, again.end) == (START, first.position)
        assert again.target == 0
        worker.trainer.run(4)
        second = worker.at_rest(4)
        assert second.state == first.state
        assert_same_bits(second, headless(NETWORK, (SETTINGS, 4))[0])


def test_reset_ends_a_run() -> None:
    with working() as worker:
        worker.trainer.run(ENDLESS)
        worker.watch(lambda s: s.state.epoch >= 1)
        worker.trainer.reset()
        snapshot = worker.at_rest(0)
        assert snapshot.state.losses == headless(NETWORK, (SETTINGS, 0))[0][0]


def test_stop_ends_the_thread_while_it_trains() -> None:
    worker = Worker(two_branch(samples=1000, sizes={"K": 24}), SETTINGS)
    worker.thread.start()
    worker.trainer.run(ENDLESS)
    worker.watch(lambda s: s.target == ENDLESS)
    worker.trainer.stop()
    worker.thread.join(LIMIT)
    assert not worker.thread.is_alive()
    assert worker.trainer.snapshot.target == ENDLESS


def test_new_settings_count_at_once_between_epochs() -> None:
    with working() as worker:
        worker.trainer.run(2)
        worker.at_rest(2)
        worker.trainer.use(FASTER)
        snapshot = worker.until(lambda s: s.settings == FASTER)
        assert snapshot.state.epoch == 2
        worker.trainer.run(2)
        losses, _ = headless(NETWORK, (SETTINGS, 2), (FASTER, 2))
        assert_same_bits(worker.at_rest(4), losses)


def test_reset_keeps_the_new_settings() -> None:
    with working() as worker:
        worker.trainer.use(FASTER)
        worker.trainer.run(2)
        worker.at_rest(2)
        worker.trainer.reset()
        worker.at_rest(0)
        worker.trainer.run(2)
        assert_same_bits(worker.at_rest(2), headless(NETWORK, (FASTER, 2))[0])


@pytest.mark.parametrize(("asked", "shown"), [(0, 0), (1, 1), (20, 20), (21, 0), (-1, 20)])
def test_inspect_shows_the_passes_of_a_sample_and_goes_round(asked: int, shown: int) -> None:
    with working() as worker:
        worker.trainer.step()
        worker.at_rest(1)
        before = worker.notified
        worker.trainer.inspect(asked)
        snapshot = worker.until(lambda s: worker.notified > before)
        assert snapshot.inspected == shown
        assert_consistent(snapshot, NETWORK)
        assert snapshot.state.epoch == 1


def test_samples_can_be_inspected_while_it_trains() -> None:
    with working() as worker:
        worker.trainer.run(ENDLESS)
        worker.watch(lambda s: s.state.epoch >= 1)
        worker.trainer.inspect(7)
        inspected = worker.until(lambda s: s.inspected == 7)
        assert inspected.running
        assert_consistent(inspected, NETWORK)
        later = worker.watch(lambda s: s.state.epoch > inspected.state.epoch)
        assert later.inspected == 7
        assert_consistent(later, NETWORK)


def test_each_order_and_each_arrival_is_announced_once() -> None:
    with working() as worker:
        assert worker.notified == 1
        worker.trainer.inspect(1)
        worker.until(lambda s: worker.notified == 2)
        worker.trainer.run(10)
        worker.until(lambda s: worker.notified == 4)
        assert worker.at_rest(10).state.epoch == 10
        assert worker.notified == 4


def test_divergence_stops_the_run_at_the_last_finite_state() -> None:
    network = network_of(DIVERGING)
    losses, _ = headless(network, (network.settings, 50))
    with working(network, network.settings) as worker:
        worker.trainer.run(50)
        snapshot = worker.until(lambda s: s.state.divergence is not None)
        assert not snapshot.running
        assert snapshot.target == 50
        assert_same_bits(snapshot, losses)
        assert all(map(all_finite, snapshot.state.parameters.values()))
        assert snapshot.state.epoch == len(losses)
        assert snapshot.epochs_per_second is None

        before = worker.notified
        worker.trainer.run(50)
        worker.trainer.step()
        again = worker.until(lambda s: worker.notified == before + 2)
        assert again.state == snapshot.state
        assert not again.running

        worker.trainer.reset()
        assert worker.at_rest(0).state.divergence is None


def test_a_network_without_data_trains_on_its_one_sample() -> None:
    network = TINY_NETWORK
    with working(network, network.settings) as worker:
        worker.trainer.run(5)
        snapshot = worker.at_rest(5)
        assert_same_bits(snapshot, headless(network, (network.settings, 5))[0])
        worker.trainer.inspect(1)
        inspected = worker.until(lambda s: s.inspected == 1)
        assert inspected.trace.by_node == snapshot.trace.by_node


# In step with a clock


def worked_with_a_pause(
    when_paused: Callable[[Trainer, Snapshot], None],
) -> list[Snapshot]:
    """Run three epochs, pausing now and then within one; all snapshots that were announced."""
    clock = SteppingClock()
    snapshots: list[Snapshot] = []

    def notify() -> None:
        snapshot = trainer.snapshot
        snapshots.append(snapshot)
        if snapshot.running:
            return
        if snapshot.state.epoch == 3 and snapshot.state.complete:
            trainer.stop()
            return
        if not snapshot.state.complete:
            when_paused(trainer, snapshot)
        clock.plan[clock.reads + 13] = trainer.pause
        trainer.run(3)

    trainer = Trainer(Tape(NETWORK, SETTINGS), notify, fail, clock)
    trainer.work()
    assert not all(s.state.complete or s.running for s in snapshots)
    return snapshots


def test_it_pauses_within_an_epoch_and_goes_on_to_the_same_bits() -> None:
    snapshots = worked_with_a_pause(lambda trainer, snapshot: None)
    assert any(0 < s.state.trained < 20 and not s.running for s in snapshots)
    for snapshot in snapshots:
        assert_consistent(snapshot, NETWORK)
        assert snapshot.target in (0, 3)
    assert_same_bits(snapshots[-1], headless(NETWORK, (SETTINGS, 3))[0])


def test_settings_chosen_within_an_epoch_count_from_there_on() -> None:
    chosen_at: list[State] = []

    def choose(trainer: Trainer, snapshot: Snapshot) -> None:
        if not chosen_at and 0 < snapshot.state.trained < 20:
            chosen_at.append(snapshot.state)
            trainer.use(FASTER)

    snapshots = worked_with_a_pause(choose)
    last = snapshots[-1]
    assert last.settings == FASTER
    assert [each.branch.name for each in last.branches] == ["main", "b1"]
    run, state = Run(NETWORK, FASTER), chosen_at[0]
    while not (state.complete and state.epoch == 3):
        state = run.advance(state, 20)
    assert last.state == state


def test_reset_within_an_epoch_takes_the_settings_chosen_in_it() -> None:
    reset: list[bool] = []

    def choose_and_reset(trainer: Trainer, _snapshot: Snapshot) -> None:
        if not reset:
            reset.append(True)
            trainer.use(FASTER)
            trainer.reset()

    snapshots = worked_with_a_pause(choose_and_reset)
    assert snapshots[-1].settings == FASTER
    assert_same_bits(snapshots[-1], headless(NETWORK, (FASTER, 3))[0])
    assert snapshots[-1].branch.start == START


def test_a_step_within_an_epoch_ends_it() -> None:
    clock = SteppingClock()
    epochs: list[tuple[int, bool]] = []

    def notify() -> None:
        state = trainer.snapshot.state
        if trainer.snapshot.running:
            return
        epochs.append((state.epoch, state.complete))
        if state.epoch == 0:
            clock.plan[clock.reads + 7] = trainer.pause
            trainer.run(3)
        elif state.complete:
            trainer.stop()
        else:
            trainer.step()

    trainer = Trainer(Tape(NETWORK, SETTINGS), notify, fail, clock)
    trainer.work()
    assert list(dict.fromkeys(epochs)) == [(0, True), (1, False), (1, True)]


def test_rate_and_time_left_are_told_by_the_clock() -> None:
    """Each read of the clock is four milliseconds, so rates do not depend on the machine."""
    clock = SteppingClock()
    seen: list[Snapshot] = []

    def notify() -> None:
        snapshot = trainer.snapshot
        seen.append(snapshot)
        if snapshot.state.epoch == 0 and not snapshot.running:
            trainer.run(400)
            for reads in range(clock.reads + 20, clock.reads + 900, 20):
                clock.plan[reads] = lambda: trainer.inspect(0)
        elif not snapshot.running:
            trainer.stop()

    trainer = Trainer(Tape(TINY_NETWORK, TINY_NETWORK.settings), notify, fail, clock)
    trainer.work()
    rates = [s.epochs_per_second for s in seen if s.epochs_per_second]
    assert rates
    for snapshot in seen:
        if snapshot.epochs_per_second:
            done = snapshot.history.epochs - 1
            assert snapshot.seconds_left is not None
            left = snapshot.seconds_left * snapshot.epochs_per_second
            assert 400 - done - 1 < left < 400 - done + 1e-6
            assert 25 < snapshot.epochs_per_second < 250
    progress = [s.progress for s in seen if s.target == 400]
    assert progress == sorted(progress)
    assert progress[0] == 0.0
    assert progress[-1] == 1.0
    assert seen[-1].epochs_per_second is None
    assert seen[-1].seconds_left is None


def test_orders_in_a_burst_count_each_from_the_one_before() -> None:
    """As keys do that repeat faster than snapshots come back."""
    with working() as worker:
        worker.at_rest(0)
        for _ in range(5):
            worker.trainer.inspect_by(1)
        worker.until(lambda s: s.inspected == 5)
        worker.trainer.run_or_pause(ENDLESS)
        worker.trainer.run_or_pause(ENDLESS)
        worker.trainer.inspect_by(-1)
        snapshot = worker.until(lambda s: s.inspected == 4)
        assert not snapshot.running
        assert snapshot.target > 0


def test_progress_goes_on_where_it_was_after_a_pause() -> None:
    with working() as worker:
        worker.trainer.run(1000)
        worker.watch(lambda s: s.target == 1000 and s.progress > 0.005)
        worker.trainer.pause()
        paused = worker.until(lambda s: not s.running)
        worker.trainer.run(1000)
        again = worker.until(lambda s: s.running)
        assert again.target == 1000
        assert again.progress >= paused.progress > 0.0


# The tape


def test_stages_go_on_and_back_and_hide_nothing_of_the_way() -> None:
    names = [stage.node for stage in stages(NETWORK.graph)]
    with working() as worker:
        for count in range(1, 4):
            worker.trainer.move_by_stages(1)
            snapshot = worker.until(lambda s, n=count: s.position == Position(1, 1, n))
            assert snapshot.moment is not None
            assert snapshot.moment.stage.node == names[count - 1]
            assert snapshot.inspected == 1
        worker.trainer.move_by_stages(-2)
        assert worker.until(lambda s: s.position == Position(1, 1, 1)).state.epoch == 0
        worker.trainer.move_by_stages(-5)
        assert worker.until(lambda s: s.position == START).moment is None


def test_a_burst_of_moves_counts_each_from_the_one_before() -> None:
    with working() as worker:
        for _ in range(40):
            worker.trainer.move_by_stages(1)
        worker.until(lambda s: s.position == Position(1, 3, 6) and not s.running)
        for _ in range(5):
            worker.trainer.move_by_samples(1)
        worker.until(lambda s: s.position == Position(1, 7, 17) and not s.running)
        for _ in range(3):
            worker.trainer.move_by_epochs(1)
        worker.until(lambda s: s.position == Position(3, 20, 17) and not s.running)
        worker.trainer.move_by_epochs(-2)
        snapshot = worker.at_rest(1)
        assert snapshot.state == headless(NETWORK, (SETTINGS, 1))[1][-1]
        assert snapshot.end == Position(3, 20, 17)


def test_seeking_goes_anywhere_and_run_goes_on_from_there() -> None:
    with working() as worker:
        worker.trainer.run(10)
        end = worker.at_rest(10)
        worker.trainer.seek(Position(4, 7, 3))
        assert worker.until(lambda s: s.position == Position(4, 7, 3) and not s.running).moment
        worker.trainer.run(2)
        snapshot = worker.at_rest(5)
        assert snapshot.state == headless(NETWORK, (SETTINGS, 5))[1][-1]
        assert snapshot.history is end.history
        worker.trainer.seek_end()
        assert worker.at_rest(10).state == end.state


def test_a_long_way_to_a_position_can_be_stopped() -> None:
    with working() as worker:
        worker.trainer.seek(Position(ENDLESS // 20, 1, 17))
        worker.watch(lambda s: s.state.epoch >= 1)
        worker.trainer.run_or_pause(3)
        snapshot = worker.until(lambda s: not s.running)
        assert not snapshot.seeking
        assert 1 <= snapshot.state.epoch < ENDLESS // 20


def test_a_change_while_it_trains_branches_and_training_goes_on() -> None:
    with working() as worker:
        worker.trainer.run(ENDLESS)
        worker.watch(lambda s: s.state.epoch >= 2)
        worker.trainer.use(FASTER)
        snapshot = worker.until(lambda s: s.branch.name == "b1")
        assert snapshot.running
        assert snapshot.settings_chosen == 1
        later = worker.watch(lambda s: s.state.epoch > snapshot.state.epoch + 2)
        assert (later.settings, later.target) == (FASTER, ENDLESS)
        worker.trainer.switch("main")
        main = worker.until(lambda s: s.branch.name == "main" and not s.running)
        assert main.settings == SETTINGS
        assert main.position == main.end


def test_a_cell_is_changed_and_the_change_taken_back() -> None:
    with working() as worker:
        worker.trainer.run(2)
        before = worker.at_rest(2)
        worker.trainer.change(CellChange(Cell("A", (0, 0)), 0.75))
        changed = worker.until(lambda s: s.branch.name == "b1" and not s.running)
        assert changed.trace["A"][0][0] == 0.75  # type: ignore[index]
        worker.trainer.undo()
        after = worker.until(lambda s: s.branch.name == "main" and not s.running)
        assert after.state == before.state
        worker.trainer.undo()
        worker.until(lambda s: worker.complaints)
        assert "nothing has been changed" in str(worker.complaints[0])


def test_other_samples_can_be_looked_at_between_stages() -> None:
    with working() as worker:
        worker.trainer.seek(Position(1, 3, 4))
        worker.until(lambda s: s.inspected == 3 and s.moment)
        worker.trainer.inspect_by(1)
        snapshot = worker.until(lambda s: s.inspected == 4)
        assert snapshot.moment is None
        worker.trainer.move_by_stages(1)
        assert worker.until(lambda s: s.position == Position(1, 3, 5)).inspected == 3


# Saving


def saved(worker: Worker, path: Path) -> NetworkError | None:
    """Save the run, and wait for the answer."""
    answers: SimpleQueue[NetworkError | None] = SimpleQueue()
    worker.trainer.save(path, answers.put)
    return answers.get(timeout=LIMIT)


def test_what_was_trained_or_changed_since_saving_is_unsaved(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    with working(TINY_NETWORK) as worker:
        fresh = worker.at_rest(0)
        assert (fresh.unsaved, fresh.run_file) == (False, None)
        worker.trainer.step()
        assert worker.at_rest(1).unsaved
        assert saved(worker, path) is None
        assert worker.until(lambda s: not s.unsaved).run_file == path
        worker.trainer.seek(START)
        assert not worker.at_rest(0).unsaved
        worker.trainer.change(CellChange(Cell("w"), 2.0))
        assert worker.until(lambda s: s.branch.name == "b1").unsaved


def test_what_could_not_be_saved_stays_unsaved(tmp_path: Path) -> None:
    with working(TINY_NETWORK) as worker:
        worker.trainer.step()
        worker.at_rest(1)
        error = saved(worker, tmp_path / "nowhere" / "run.json")
        assert error is not None
        assert worker.complaints == []
        snapshot = worker.at_rest(1)
        assert (snapshot.unsaved, snapshot.run_file) == (True, None)
