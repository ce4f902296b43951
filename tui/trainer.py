"""Drives a run on a worker thread: takes orders, trains in slices, publishes snapshots.

Orders come in through a queue, one for each key press at most. Snapshots go out by
swapping one reference, and only when the screen has asked for a newer one, so nothing can
pile up and the engine does no work for frames that nobody sees.
"""

import time
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from queue import Empty, SimpleQueue

from engine import LossHistory, Network, Run, Settings
from tui.pace import Pace
from tui.snapshot import Snapshot

SLICE_SECONDS = 0.002
"""How long the engine runs before it looks for orders."""

_SHORTEST_STEP_SECONDS, _LONGEST_STEP_SECONDS = 0.002, 0.008
"""Between which the engine's single steps lie: it cannot be stopped within one."""

_RATE_WINDOW_SECONDS = 2.0

Order = Callable[[], None]


class Trainer:
    """A run and the thread's side of everything a user can do with it.

    notify: called on the worker's thread when an order has been carried out and when the
        epochs asked for are done; the snapshot is then up to date.
    clock: seconds, for slices and rates only; no number of the run depends on it.
    turn: around every slice, on the worker's thread; begins when it may go on.
    """

    def __init__(
        self,
        network: Network,
        settings: Settings,
        notify: Callable[[], None],
        clock: Callable[[], float] = time.monotonic,
        turn: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        self._network = network
        self._notify = notify
        self._turn = turn
        self._clock = clock
        self._orders: SimpleQueue[Order] = SimpleQueue()
        self._stopped = False
        self._wanted = False
        self._next_settings = settings
        self._inspected = 0
        self._pace = Pace(_SHORTEST_STEP_SECONDS, _LONGEST_STEP_SECONDS, clock)
        self._run = Run(network, settings)
        self._state = self._run.start()
        self._history = LossHistory.empty()
        self._asked = 0
        self._aim_at(0)
        self._set_going()
        self._snapshot = self._frozen()

    # For the screen's thread

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
        """Pause if it is training when the order arrives, run so many epochs if not."""
        self._orders.put(lambda: self._run_or_pause(epochs))

    def reset(self) -> None:
        """Start again from the parameters before training, with the settings as they are."""
        self._orders.put(lambda: self._start(self._next_settings))

    def use(self, settings: Settings) -> None:
        """Train with other settings from the next epoch on."""
        self._orders.put(lambda: self._use(settings))

    def inspect(self, sample: int) -> None:
        """Show the passes of another sample: 0 for the file's own inputs."""
        self._orders.put(lambda: self._inspect(sample))

    def inspect_by(self, step: int) -> None:
        """Show the passes of a sample so many further on or, below 0, back."""
        self._orders.put(lambda: self._inspect(self._inspected + step))

    def stop(self) -> None:
        """End `work` within a slice."""
        self._orders.put(self._stop)

    # On the worker's thread

    def work(self) -> None:
        """Carry out orders and train until told to stop."""
        while not self._stopped:
            if order := self._next_order():
                order()
                if self._stopped:
                    return
                self._publish()
                self._notify()
                continue
            with self._turn():
                self._train_for_a_slice()
            if not self._running:
                self._publish()
                self._notify()
            elif self._wanted:
                self._publish()

    def _next_order(self) -> Order | None:
        """The next order; waits for one while there is nothing to train."""
        try:
            return self._orders.get(block=not self._running)
        except Empty:
            return None

    def _train_for_a_slice(self) -> None:
        deadline = self._clock() + SLICE_SECONDS
        self._advance()
        while self._running and self._clock() < deadline:
            self._advance()

    def _advance(self) -> None:
        self._state = self._pace.advance(self._run, self._state)
        if self._state.complete:
            assert self._state.losses is not None
            self._history = self._history.with_epoch(self._state.losses)
            self._adopt_settings()
        reached = self._state.complete and self._state.epoch >= self._target
        if reached or self._state.divergence is not None:
            self._running = False

    def _adopt_settings(self) -> None:
        if self._run.settings != self._next_settings:
            self._run = Run(self._network, self._next_settings)

    # The orders

    def _start(self, settings: Settings) -> None:
        self._run = Run(self._network, settings)
        self._state = self._run.start()
        self._history = LossHistory.empty()
        self._asked = 0
        self._aim_at(0)
        self._set_going()

    def _step(self) -> None:
        begun = self._state.epoch > 0 and not self._state.complete
        self._aim_at(self._state.epoch if begun else self._state.epoch + 1)
        self._set_going()

    def _run_on(self, epochs: int) -> None:
        arrived = self._state.complete and self._state.epoch >= self._target
        if arrived or epochs != self._asked:
            self._aim_at(max(0, self._history.epochs - 1) + epochs)
        self._asked = epochs
        self._set_going()

    def _aim_at(self, epoch: int) -> None:
        self._target = epoch
        self._origin = self._position()

    def _set_going(self) -> None:
        self._running = self._state.divergence is None
        self._marks = deque([(self._clock(), self._position())])

    def _pause(self) -> None:
        self._running = False

    def _run_or_pause(self, epochs: int) -> None:
        if self._running and self._target > 0:
            self._pause()
        else:
            self._run_on(epochs)

    def _use(self, settings: Settings) -> None:
        self._next_settings = settings
        if self._state.complete:
            self._adopt_settings()

    def _inspect(self, sample: int) -> None:
        self._inspected = sample % (len(self._network.samples) + 1)

    def _stop(self) -> None:
        self._stopped = True

    # Publishing

    def _publish(self) -> None:
        self._wanted = False
        self._snapshot = self._frozen()

    def _frozen(self) -> Snapshot:
        network, state = self._network, self._state
        sample = network.samples[self._inspected - 1] if self._inspected else network.inputs
        trace, gradients = network.differentiate(sample, state.parameters)
        return Snapshot(
            state=state,
            settings=self._run.settings,
            next_settings=self._next_settings,
            target=self._target,
            running=self._running,
            inspected=self._inspected,
            trace=trace,
            gradients=gradients,
            history=self._history,
            epochs_per_second=self._rate(),
            progress=self._progress(),
            epochs_done=self._position(),
        )

    def _position(self) -> float:
        """Epochs done, with the fraction of the one in progress."""
        if self._state.complete or self._state.epoch == 0:
            return float(self._state.epoch)
        visits = self._state.trained + self._state.evaluated
        return self._state.epoch - 1 + visits / (2 * len(self._network.samples))

    def _progress(self) -> float:
        asked = self._target - self._origin
        return (self._position() - self._origin) / asked if asked > 0 else 1.0

    def _rate(self) -> float | None:
        if not self._running:
            return None
        now, position = self._clock(), self._position()
        self._marks.append((now, position))
        while self._marks[1][0] < now - _RATE_WINDOW_SECONDS:
            self._marks.popleft()
        since, start = self._marks[0]
        return (position - start) / (now - since) if now > since else None
