"""The losses of all epochs so far, in a form that two threads can share."""

from array import array
from dataclasses import dataclass
from math import nan

from engine import EpochLosses


@dataclass(frozen=True, eq=False)
class LossHistory:
    """The losses of epochs 0 … epochs-1, as they were when it was handed out.

    The arrays grow behind it; what lies before `epochs` never changes. 16 bytes an epoch.
    """

    mean_training: "array[float]"
    evaluation: "array[float]"
    epochs: int

    @classmethod
    def empty(cls) -> "LossHistory":
        """A history of nothing, with arrays of its own."""
        return cls(array("d"), array("d"), 0)

    def with_epoch(self, losses: EpochLosses) -> "LossHistory":
        """The history one epoch later; only the latest history may be continued."""
        assert len(self.evaluation) == self.epochs == losses.epoch
        training = losses.mean_training_loss
        self.mean_training.append(nan if training is None else training)
        self.evaluation.append(losses.evaluation_loss)
        return LossHistory(self.mean_training, self.evaluation, self.epochs + 1)
