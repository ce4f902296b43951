"""The losses of all epochs so far, in a form that two threads can share."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from math import isnan, nan
from typing import NamedTuple

from engine.state import EpochLosses


class Segment(NamedTuple):
    """Losses from epoch `first` on; those from `stop` on are not to be looked at."""

    mean_training: "array[float]"
    evaluation: "array[float]"
    first: int
    stop: int


@dataclass(frozen=True, eq=False)
class LossHistory:
    """The losses of epochs 0 … epochs-1, as they were when it was handed out.

    The history of a branch has those of its parent before its own `first` epoch. The arrays
    grow behind it; what lies before `epochs` never changes. 16 bytes an epoch. What is not
    known, such as the mean training loss of epoch 0, is NaN.
    """

    mean_training: "array[float]"
    evaluation: "array[float]"
    epochs: int
    first: int = 0
    parent: "LossHistory | None" = None

    @classmethod
    def empty(cls) -> "LossHistory":
        """A history of nothing, with arrays of its own."""
        return cls(array("d"), array("d"), 0)

    def branched(self, first: int) -> "LossHistory":
        """A history that goes on from epoch `first`, at most `epochs`, in arrays of its own."""
        assert first <= self.epochs
        return LossHistory(array("d"), array("d"), first, first, self)

    def with_epoch(self, losses: EpochLosses) -> "LossHistory":
        """The history one epoch later; only the latest history may be continued."""
        assert self.first + len(self.evaluation) == self.epochs == losses.epoch
        training = losses.mean_training_loss
        return self.with_epochs([nan if training is None else training], [losses.evaluation_loss])

    def with_epochs(
        self, mean_training: Iterable[float], evaluation: Iterable[float]
    ) -> "LossHistory":
        """The history some epochs later, by their losses; only the latest may be continued."""
        self.mean_training.extend(mean_training)
        self.evaluation.extend(evaluation)
        assert len(self.mean_training) == len(self.evaluation)
        epochs = self.first + len(self.evaluation)
        return LossHistory(self.mean_training, self.evaluation, epochs, self.first, self.parent)

    def losses(self, epoch: int) -> EpochLosses:
        """The losses of an epoch before `epochs`."""
        assert epoch < self.epochs
        if epoch < self.first:
            assert self.parent is not None
            return self.parent.losses(epoch)
        training = self.mean_training[epoch - self.first]
        return EpochLosses(
            epoch, None if isnan(training) else training, self.evaluation[epoch - self.first]
        )

    def own(self, since: int = 0) -> "tuple[array[float], array[float]]":
        """Copies of the losses of its own epochs, without its parent's and the first `since`."""
        stop = self.epochs - self.first
        return self.mean_training[since:stop], self.evaluation[since:stop]

    def segments(self) -> list[Segment]:
        """All epochs in order: the part of every ancestor, then its own."""
        segments: list[Segment] = []
        history: LossHistory | None = self
        stop = self.epochs
        while history is not None:
            segments.append(Segment(history.mean_training, history.evaluation, history.first, stop))
            stop = history.first
            history = history.parent
        return [segment for segment in reversed(segments) if segment.first < segment.stop]
