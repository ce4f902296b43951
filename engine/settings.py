"""How a run changes its weights: learning rate, schedule, batch size, and what computes."""

import math
from dataclasses import dataclass
from enum import Enum
from importlib.util import find_spec
from typing import TypeVar

from engine.errors import NetworkError

_E = TypeVar("_E", bound=Enum)


class Schedule(Enum):
    """After how many samples the weights change.

    Every schedule subtracts η/N times the sum of the gradients since the last change, N
    being the number of samples in an epoch: after each sample, after each mini-batch of
    `batch_size`, or once, after all, which is η times their mean. So a mini-batch of one
    is `per-sample`, a mini-batch of N is `batch`, and one η suits all three.
    """

    PER_SAMPLE = "per-sample"
    MINI_BATCH = "mini-batch"
    BATCH = "batch"


class Backend(Enum):
    """What computes the passes of training.

    `generated` is code made for the network; it gives the bits of `plain`, the engine's own
    passes, many times faster. `numpy` is made for large networks; it agrees within 1e-12.
    """

    GENERATED = "generated"
    PLAIN = "plain"
    NUMPY = "numpy"


@dataclass(frozen=True)
class Settings:
    """The settings of a run.

    learning_rate: η, greater than 0.
    batch_size: samples in a mini-batch, at least 1; used by that schedule only.

    Raises NetworkError for one that is out of range, or a backend that is not installed.
    """

    learning_rate: float = 0.01
    schedule: Schedule = Schedule.PER_SAMPLE
    batch_size: int = 32
    backend: Backend = Backend.GENERATED

    def __post_init__(self) -> None:
        if not (math.isfinite(self.learning_rate) and self.learning_rate > 0.0):
            raise NetworkError(
                f"the learning rate {self.learning_rate:g} is out of range",
                "give a number greater than 0, such as 0.01",
            )
        if self.batch_size < 1:
            raise NetworkError(
                f"the batch size {self.batch_size} is out of range",
                "give a whole number of at least 1",
            )
        if self.backend is Backend.NUMPY and find_spec("numpy") is None:
            raise NetworkError(
                "the backend numpy needs NumPy, which is not installed",
                "install it with pip install 'backprop-tui[numpy]', or choose another backend",
            )

    def samples_per_update(self, samples: int) -> int:
        """After how many of an epoch's samples the weights change."""
        if self.schedule is Schedule.PER_SAMPLE:
            return 1
        return samples if self.schedule is Schedule.BATCH else min(self.batch_size, samples)

    def samples_of_update(self, sample: int, samples: int) -> range:
        """The samples, counted from 1, that change the weights together with this one."""
        size = self.samples_per_update(samples)
        first = (sample - 1) // size * size + 1
        return range(first, min(first + size, samples + 1))


def parse_schedule(name: str) -> Schedule:
    """The schedule of that name; NetworkError if there is none."""
    return _member(Schedule, name, "schedule")


def parse_backend(name: str) -> Backend:
    """The backend of that name; NetworkError if there is none."""
    return _member(Backend, name, "backend")


def _member(kind: type[_E], name: str, word: str) -> _E:
    try:
        return kind(name)
    except ValueError:
        names = ", ".join(member.value for member in kind)
        raise NetworkError(f"there is no {word} {name!r}", f"choose one of {names}") from None
