"""What the worker thread hands to the screen: one frozen moment of training."""

from dataclasses import dataclass

from engine import Gradients, LossHistory, Settings, State, Trace


@dataclass(frozen=True)
class Snapshot:
    """A moment of training.

    state: where the run is.
    settings: those of the epoch in progress; next_settings: from the next epoch on.
    target: the epoch that was asked for.
    running: whether the worker is on its way there.
    inspected: the sample whose passes are shown: 0 for the file's own inputs, otherwise
        the number of a training sample.
    trace, gradients: the passes of that sample at the weights of `state`.
    epochs_per_second: over the last seconds; None at rest or before it can be told.
    progress: how much of what was asked for is done, between 0 and 1.
    epochs_done: with the fraction of the one in progress.
    """

    state: State
    settings: Settings
    next_settings: Settings
    target: int
    running: bool
    inspected: int
    trace: Trace
    gradients: Gradients
    history: LossHistory
    epochs_per_second: float | None
    progress: float
    epochs_done: float

    @property
    def training(self) -> bool:
        """Whether the worker is training; false while it only evaluates the first weights."""
        return self.running and self.target > 0

    @property
    def seconds_left(self) -> float | None:
        """How long the epochs that were asked for will still take, if it can be told."""
        if not self.training or not self.epochs_per_second:
            return None
        return max(0.0, self.target - self.epochs_done) / self.epochs_per_second
