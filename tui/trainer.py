"""Drives a tape on a worker thread: takes orders, goes on in slices, publishes snapshots.

Orders come in through a queue, one for each key press at most. Snapshots go out by
swapping one reference, and only when the screen has asked for a newer one, so nothing can
pile up and the engine does no work for frames that nobody sees.
"""

import time
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from engine import (
    START,
    Branch,
    Change,
    NetworkError,
    Position,
    Ruler,
    Settings,
    SettingsChange,
    Tape,
)
from tui.bounds import OPEN, Bounds
from tui.pace import Pace
from tui.snapshot import BranchHistory, Snapshot

if TYPE_CHECKING:
    from tui.autosave import Autosave

SLICE_SECONDS = 0.002
"""How long the engine runs before it looks for orders."""

_SHORTEST_STEP_SECONDS, _LONGEST_STEP_SECONDS = 0.002, 0.008
"""Between which the engine's single steps lie: it cannot be stopped within one."""

_RATE_WINDOW_SECONDS = 2.0

Order = Callable[[], None]


class Trainer:
    """A tape and the thread's side of everything a user can do with it.

    notify: called on the worker's thread when an order has been carried out and when the
        tape has come to where it was sent; the snapshot is then up to date.
    complain: called on the worker's thread with what is wrong with an order.
    clock: seconds, for slices and rates only; no number of the run depends on it.
    turn: around every slice, on the worker's thread; begins when it may go on.
    run_file: the saved run that the tape is from.
    autosave: keeps the run as it goes.
    bounds: how far it may go; an order beyond them is complained of.
    """

    def __init__(
        self,
        tape: Tape,
        notify: Callable[[], None],
        complain: Callable[[NetworkError], None],
        clock: Callable[[], float] = time.monotonic,
        turn: Callable[[], AbstractContextManager[None]] = nullcontext,
        run_file: Path | None = None,
        autosave: "Autosave | None" = None,
        bounds: Bounds = OPEN,
    ) -> None:
        self._tape = tape
        self._autosave = autosave
        self._next_save = 0.0
        self._run_file = run_file
        self._bounds = bounds
        self._kept = self._epochs_of_branches()
        self._notify = notify
        self._complain = complain
        self._turn = turn
        self._clock = clock
        self._orders: SimpleQueue[Order] = SimpleQueue()
        self._stopped = False
        self._wanted = False
        self._inspected = 0
        self._stages_shown = True
        self._settings_chosen = 0
        self._pace = Pace(_SHORTEST_STEP_SECONDS, _LONGEST_STEP_SECONDS, clock)
        self._asked = 0
        self._goal = tape.position
        self._seeking = True
        self._set_target(0)
        self._set_going()
        self._snapshot = self._frozen()

    # For the screen's thread: training

    @property
    def snapshot(self) -> Snapshot:
        """The latest snapshot; asking for it makes the worker publish a newer one."""
        self._wanted = True
        return self._snapshot

    def step(self) -> None:
        """Go to the end of this epoch or, from there and from epoch 0, of the next."""
        self._orders.put(self._step)

    def run(self, epochs: int) -> None:
        """Run so many epochs or, after a pause and if the number is the same, the rest of them."""
        self._orders.put(lambda: self._run_on(epochs))

    def pause(self) -> None:
        """Stop where the run is, even within an epoch."""
        self._orders.put(self._pause)

    def run_or_pause(self, epochs: int) -> None:
        """Pause if it is on its way when the order arrives, run so many epochs if not."""
        self._orders.put(lambda: self._run_or_pause(epochs))

    def reset(self) -> None:
        """Start again from the parameters before training, with the settings as they are."""
        self._orders.put(self._reset)

    def use(self, settings: Settings) -> None:
        """Train with other settings from here on."""
        self._orders.put(lambda: self._use(settings))

    def stop(self) -> None:
        """End `work` within a slice."""
        self._orders.put(self._stop)

    # For the screen's thread: the tape

    def move_by_stages(self, count: int) -> None:
        """Go so many stages on or, below 0, back."""
        self._orders.put(lambda: self._seek(self._ruler.moved_by_stages(self._goal, count), True))

    def move_by_samples(self, count: int) -> None:
        """Go so many samples on or back, and show the update of the last."""
        self._orders.put(lambda: self._seek(self._ruler.moved_by_samples(self._goal, count), True))

    def move_by_epochs(self, count: int) -> None:
        """Go so many epochs on or back, to the end of one."""
        self._orders.put(lambda: self._seek(self._ruler.moved_by_epochs(self._goal, count)))

    def seek(self, position: Position) -> None:
        """Go to a position."""
        within = position.stage != self._ruler.stages
        self._orders.put(lambda: self._seek(position, within))

    def seek_end(self) -> None:
        """Go to the furthest position that has been reached."""
        self._orders.put(lambda: self._seek(self._tape.end))

    def change(self, change: Change) -> None:
        """Change a number here; the run branches."""
        self._orders.put(lambda: self._change(change))

    def undo(self) -> None:
        """Take the last change back."""
        self._orders.put(lambda: self._turn_to(self._tape.undo))

    def switch(self, branch: str) -> None:
        """Go on with another branch, from where it has come to."""
        self._orders.put(lambda: self._turn_to(lambda: self._tape.switch(branch)))

    def inspect(self, sample: int) -> None:
        """Show the passes of another sample: 0 for the file's own inputs."""
        self._orders.put(lambda: self._inspect(sample))

    def inspect_by(self, step: int) -> None:
        """Show the passes of a sample so many further on or, below 0, back."""
        self._orders.put(lambda: self._inspect(self._shown_sample() + step))

    def save(self, path: Path, answer: Callable[[NetworkError | None], None]) -> None:
        """Write the run to a file; `answer` is called on the worker's thread, with what is wrong.

        A run that is being trained goes on from where it is.
        """
        self._orders.put(lambda: self._save(path, answer))

    def with_tape(self, use: Callable[[Tape], None]) -> None:
        """Have the worker do something with its tape, which it must leave as it is."""
        self._orders.put(lambda: use(self._tape))

    # On the worker's thread

    def work(self) -> None:
        """Carry out orders and go on until told to stop."""
        while not self._stopped:
            if order := self._next_order():
                self._carry_out(order)
                if self._stopped:
                    break
                self._publish()
                self._notify()
            else:
                with self._turn():
                    self._go_on_for_a_slice()
                if not self._running:
                    self._publish()
                    self._notify()
                elif self._wanted:
                    self._publish()
            self._keep()
        if self._autosave is not None:
            self._autosave.end(self._tape.record())

    def _next_order(self) -> Order | None:
        """The next order; waits for one while there is nothing to do."""
        try:
            return self._orders.get(block=not self._running)
        except Empty:
            return None

    def _carry_out(self, order: Order) -> None:
        try:
            order()
        except NetworkError as error:
            self._complain(error)

    def _keep(self) -> None:
        """Have the run saved: at rest as it is, on its way from time to time."""
        if self._autosave is None:
            return
        if self._running:
            now = self._clock()
            if now < self._next_save:
                return
            self._next_save = now + self._autosave.seconds
        self._autosave.keep(self._tape.record())

    def _go_on_for_a_slice(self) -> None:
        deadline = self._clock() + SLICE_SECONDS
        self._go_on()
        while self._running and self._clock() < deadline:
            self._go_on()

    def _go_on(self) -> None:
        self._pace.step(self._tape.go_on, 2 * self._ruler.samples)
        if self._tape.arrived:
            self._arrive()

    def _arrive(self) -> None:
        self._running = self._seeking = False
        self._goal = self._tape.position

    # The orders

    def _step(self) -> None:
        self._run_to(self._epochs_ended() + 1)

    def _run_on(self, epochs: int) -> None:
        ended = self._epochs_ended()
        if ended >= self._target or epochs != self._asked:
            self._run_to(ended + epochs)
        else:
            self._run_to(self._target)
        self._asked = epochs

    def _epochs_ended(self) -> int:
        """How many epochs lie before where the tape is, with their losses."""
        position = self._tape.position
        ended = self._tape.state.complete and position == self._ruler.end_of(position.epoch)
        return position.epoch if ended else max(0, position.epoch - 1)

    def _run_to(self, epoch: int) -> None:
        self._bounds.check_epoch(epoch)
        if epoch != self._target:
            self._set_target(epoch)
        self._asked = 0
        self._seeking = False
        self._goal = self._ruler.end_of(epoch)
        self._tape.play(self._goal)
        self._set_going()

    def _pause(self) -> None:
        self._tape.halt()
        self._running = self._seeking = False
        self._goal = self._tape.position

    def _run_or_pause(self, epochs: int) -> None:
        if self._running and self._target > 0:
            self._pause()
        else:
            self._run_on(epochs)

    def _reset(self) -> None:
        settings = self._tape.branch.settings
        self._asked = 0
        self._seek(START)
        if self._tape.settings != settings:
            known = next(filter(lambda b: _begins_with(b, settings), self._tape.branches), None)
            if known is None:
                self._change(SettingsChange(settings))
            else:
                self._tape.switch(known.name)
                self._seek(START)

    def _seek(self, position: Position, staged: bool = False) -> None:
        self._bounds.check_epoch(position.epoch)
        self._stages_shown = True
        self._asked = 0
        self._set_target(position.epoch)
        self._tape.aim(position, staged=staged)
        self._go_to(position)

    def _go_to(self, position: Position) -> None:
        self._goal = position
        self._seeking = True
        self._set_going()
        if not self._running:
            self._arrive()

    def _use(self, settings: Settings) -> None:
        self._settings_chosen += 1
        if settings != self._tape.settings:
            self._change(SettingsChange(settings))

    def _change(self, change: Change) -> None:
        """Change something; a run goes on to its target, a tape at rest stays where it is."""
        self._bounds.check_branching(len(self._tape.branches))
        goal, training = self._goal, self._running and not self._seeking
        self._tape.change(change)
        if training:
            self._tape.play(goal)
            self._set_going()
        else:
            self._go_to(self._tape.position)

    def _turn_to(self, move: Callable[[], None]) -> None:
        move()
        self._asked = 0
        self._set_target(self._tape.position.epoch)
        self._go_to(self._tape.position)

    def _save(self, path: Path, answer: Callable[[NetworkError | None], None]) -> None:
        from engine.run_file import save_run

        try:
            save_run(path, self._tape)
        except NetworkError as error:
            answer(error)
        else:
            self._run_file, self._kept = path, self._epochs_of_branches()
            answer(None)

    def _epochs_of_branches(self) -> list[tuple[Branch, int]]:
        """How many epochs every branch has come to: what saving keeps."""
        history_of = self._tape.history_of
        return [(b, max(1, history_of(b.name).epochs)) for b in self._tape.branches]

    def _inspect(self, sample: int) -> None:
        self._stages_shown = False
        self._inspected = sample % (self._ruler.samples + 1)

    def _stop(self) -> None:
        self._stopped = True

    @property
    def _ruler(self) -> Ruler:
        return self._tape.ruler

    def _set_target(self, epoch: int) -> None:
        self._target = epoch
        self._origin = self._epochs_done()

    def _set_going(self) -> None:
        self._running = not self._tape.arrived
        self._marks = deque([(self._clock(), self._epochs_done())])

    # Publishing

    def _publish(self) -> None:
        self._wanted = False
        self._snapshot = self._frozen()

    def _frozen(self) -> Snapshot:
        tape = self._tape
        moment = tape.moment() if self._stages_shown and not self._running else None
        return Snapshot(
            network=tape.network,
            settings=tape.settings,
            state=tape.state,
            position=tape.position,
            end=tape.end,
            moment=moment,
            target=self._target,
            running=self._running,
            seeking=self._seeking,
            inspected=self._inspected if moment is None else moment.sample,
            history=tape.history,
            branch=tape.branch,
            branches=tuple(
                BranchHistory(branch, tape.history_of(branch.name)) for branch in tape.branches
            ),
            run_file=self._run_file,
            unsaved=self._epochs_of_branches() != self._kept,
            settings_chosen=self._settings_chosen,
            epochs_per_second=self._rate(),
            progress=self._progress(),
            epochs_done=self._epochs_done(),
        )

    def _shown_sample(self) -> int:
        moment = self._tape.moment() if self._stages_shown else None
        return self._inspected if moment is None else moment.sample

    def _epochs_done(self) -> float:
        """Epochs done, with the fraction of the one in progress."""
        state = self._tape.state
        if state.complete or state.epoch == 0:
            return float(state.epoch)
        visits = state.trained + state.evaluated
        return state.epoch - 1 + visits / (2 * self._ruler.samples)

    def _progress(self) -> float:
        asked = self._target - self._origin
        return min(1.0, (self._epochs_done() - self._origin) / asked) if asked > 0 else 1.0

    def _rate(self) -> float | None:
        if not self._running:
            return None
        now, done = self._clock(), self._epochs_done()
        self._marks.append((now, done))
        while self._marks[1][0] < now - _RATE_WINDOW_SECONDS:
            self._marks.popleft()
        since, start = self._marks[0]
        return (done - start) / (now - since) if now > since else None


def _begins_with(branch: Branch, settings: Settings) -> bool:
    """Whether a branch is the run from the start with these settings, and nothing else changed."""
    only_settings = all(isinstance(change, SettingsChange) for change in branch.changes)
    return branch.start == START and only_settings and branch.settings == settings
