"""The state of a run at one position: everything there is to know of it."""

from collections.abc import Mapping
from typing import NamedTuple

from engine.divergence import Divergence
from engine.network import Parameters
from engine.values import Value


class EpochLosses(NamedTuple):
    """The two losses of a complete epoch.

    mean_training_loss: mean of the losses met during the epoch, each at the weights of its
        moment; None for epoch 0, which only evaluates the weights before training.
    evaluation_loss: mean loss of all samples at the weights after the epoch.
    """

    epoch: int
    mean_training_loss: float | None
    evaluation_loss: float


class State(NamedTuple):
    """A run at one position.

    A tuple, since every step makes one or two: a dataclass takes four times as long, which
    is a twentieth of an epoch of a small network in NumPy.

    epoch: the epoch in progress or, if `complete`, just finished; epoch 0 only evaluates.
    trained, evaluated: how many of the epoch's samples it has trained on, then evaluated.
    gradient_sum: of the samples since the last update; None right after an update.
    training_loss, evaluation_loss: sums over the samples of this epoch so far; 0 once it is
        complete, when `losses` has the means.
    losses: those of the last complete epoch; None before epoch 0 is complete.
    divergence: why the run has stopped for good; the parameters are the last finite ones.
    """

    epoch: int
    trained: int
    evaluated: int
    complete: bool
    parameters: Parameters
    gradient_sum: Mapping[str, Value] | None = None
    training_loss: float = 0.0
    evaluation_loss: float = 0.0
    losses: EpochLosses | None = None
    divergence: Divergence | None = None
