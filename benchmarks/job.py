"""The work that everyone is given: one epoch of the two-branch network, and what comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from engine import Matrix, Network, Schedule, Settings, Vector, find_network, load_network

NETWORK = "two-branch"
_LEARNING_RATE = 0.01
_LARGEST_STEP = 0.5
"""Times 1/K³: the curvature of the loss grows like K³, and a longer step would diverge."""


class Outcome(NamedTuple):
    """The weights after an epoch, and the sum of the losses met during it."""

    weights: Mapping[str, Matrix]
    loss: float


@dataclass(frozen=True)
class Job:
    """One epoch: forward and backward pass of every sample, and the updates.

    Per sample, the weights move by `step` times the gradient after each sample; per batch,
    by `step` times the sum of all gradients, once, at the end.
    """

    network: Network
    settings: Settings

    @property
    def size(self) -> int:
        """K: x is a vector of K, the weights A, B and C are K×K matrices."""
        return self.network.sizes["K"]

    @property
    def batch(self) -> bool:
        """Whether the weights change once, after all samples."""
        return self.settings.schedule is Schedule.BATCH

    @cached_property
    def weights(self) -> tuple[Matrix, Matrix, Matrix]:
        """A, B and C before the epoch."""
        return tuple(self.network.parameters[name] for name in "ABC")  # type: ignore[return-value]

    @cached_property
    def samples(self) -> tuple[Vector, ...]:
        """The x of every sample."""
        return tuple(sample["x"] for sample in self.network.samples)  # type: ignore[misc]

    @property
    def count(self) -> int:
        """N: how many samples the epoch has."""
        return len(self.network.samples)

    @property
    def step(self) -> float:
        """η/N, computed as the engine does, to the last bit."""
        return self.settings.learning_rate / self.count

    def first(self, count: int) -> "Job":
        """The same with the first samples only; the step stays as long as it is."""
        if count >= self.count:
            return self
        rate = self.settings.learning_rate * count / self.count
        return Job(
            replace(self.network, samples=self.network.samples[:count]),
            replace(self.settings, learning_rate=rate),
        )


def load_job(size: int, samples: int, schedule: Schedule) -> Job:
    """An epoch of so many samples of the two-branch network with K = `size`."""
    network = load_network(find_network(NETWORK), sizes={"K": size}, samples=samples)
    rate = min(_LEARNING_RATE, _LARGEST_STEP * samples / size**3)
    return Job(network, Settings(learning_rate=rate, schedule=schedule))
