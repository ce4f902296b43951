"""What the worker thread hands to the screen: one frozen moment of the tape."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from engine import (
    Branch,
    Cell,
    Gradients,
    LossHistory,
    Moment,
    Network,
    Position,
    Settings,
    State,
    Trace,
)


@dataclass(frozen=True)
class BranchHistory:
    """A branch with its losses as far as it has come."""

    branch: Branch
    history: LossHistory


@dataclass(frozen=True)
class Snapshot:
    """A moment of the tape.

    network, settings: as they are here, with what was changed before.
    state: the run here or, within a sample, before it.
    position, end: where the tape is, and the furthest where its branch has been.
    moment: the sample in whose stages the tape is, if it is in any and they are shown.
    target: the epoch that was asked for.
    running: whether the worker is on its way there; seeking: to a position, not to train.
    inspected: the sample whose passes are shown: 0 for the file's own inputs, otherwise
        the number of a training sample.
    branch: that which the tape is on; branches: all of them, in the order they were made.
    run_file: where the run was opened from or saved to last.
    unsaved: whether epochs were trained or numbers changed since then.
    settings_chosen: how many choices of settings have been carried out.
    epochs_per_second: over the last seconds; None at rest or before it can be told.
    progress: how much of what was asked for is done, between 0 and 1.
    epochs_done: with the fraction of the one in progress.
    veiled: the cells of the sample that are hidden until they are asked for, in their order.
    """

    network: Network
    settings: Settings
    state: State
    position: Position
    end: Position
    moment: Moment | None
    target: int
    running: bool
    seeking: bool
    inspected: int
    history: LossHistory
    branch: Branch
    branches: tuple[BranchHistory, ...]
    run_file: Path | None
    unsaved: bool
    settings_chosen: int
    epochs_per_second: float | None
    progress: float
    epochs_done: float
    veiled: tuple[Cell, ...] = ()

    @property
    def trace(self) -> Trace:
        """The forward pass of the sample that is shown, at the weights of `state`."""
        return self._passes[0]

    @property
    def gradients(self) -> Gradients:
        """Its backward pass."""
        return self._passes[1]

    @cached_property
    def _passes(self) -> tuple[Trace, Gradients]:
        """Computed where they are first asked for: of most snapshots nobody sees the numbers."""
        if self.moment is not None:
            return self.moment.trace, self.moment.gradients
        network = self.network
        sample = network.samples[self.inspected - 1] if self.inspected else network.inputs
        return network.differentiate(sample, self.state.parameters)

    @property
    def training(self) -> bool:
        """Whether the worker is training; false while it evaluates the first weights or seeks."""
        return self.running and self.target > 0 and not self.seeking

    @property
    def seconds_left(self) -> float | None:
        """How long the epochs that were asked for will still take, if it can be told."""
        if not self.training or not self.epochs_per_second:
            return None
        return max(0.0, self.target - self.epochs_done) / self.epochs_per_second

    @property
    def parent_history(self) -> LossHistory | None:
        """The losses of the branch that this one left; None on the first."""
        return next(
            (each.history for each in self.branches if each.branch.name == self.branch.parent),
            None,
        )
