"""Whether all computed the same numbers: everyone against the plain engine."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from benchmarks.job import Job, Outcome
from benchmarks.ours import PLAIN, PLAIN_EVALUATION
from benchmarks.peers.peer import Peer
from engine import Matrix, cells


@dataclass(frozen=True)
class Check:
    """How far the numbers of a peer are from the plain engine's.

    samples: over how many samples both have trained.
    difference: the largest one of a weight, relative to the largest weight of its matrix,
        or of the loss; infinite where something is not finite.
    """

    samples: int
    difference: float
    allowed: float

    @property
    def agreed(self) -> bool:
        """Whether that is near enough."""
        return self.difference <= self.allowed


class Reference:
    """What the plain engine computes for a job; every number of samples is trained on once.

    most: as many samples as it can do in the time that one measurement may take.
    """

    def __init__(self, job: Job, most: int) -> None:
        self._job = job
        self._most = most
        self._outcomes: dict[tuple[int, bool], Outcome] = {}

    def check(self, peer: Peer, samples: int, outcome: Outcome, *, evaluation: bool) -> Check:
        """Check what a peer computed for the first samples.

        Where these are more than the plain engine can do, the peer is run once more.
        """
        checked = min(samples, self._most)
        job = self._job.first(checked)
        if checked < samples:
            prepared = peer.prepare(job)
            assert prepared is not None
            outcome = prepared.run()
        key = (checked, evaluation)
        if key not in self._outcomes:
            self._outcomes[key] = (PLAIN_EVALUATION if evaluation else PLAIN).prepare(job).run()
        return Check(checked, difference(outcome, self._outcomes[key]), peer.tolerance)


def difference(outcome: Outcome, reference: Outcome) -> float:
    """The largest relative difference of two outcomes; infinite for numbers that are not."""
    pairs = [(outcome.weights[name], reference.weights[name]) for name in reference.weights]
    found = [_relative(cells(ours), cells(theirs)) for ours, theirs in pairs if _same(ours, theirs)]
    if len(found) < len(pairs):
        return math.inf
    return max(*found, _relative([outcome.loss], [reference.loss]))


def _same(one: Matrix, other: Matrix) -> bool:
    return [len(row) for row in one] == [len(row) for row in other]


def _relative(found: Iterable[float], wanted: Iterable[float]) -> float:
    distance = largest = 0.0
    for one, other in zip(found, wanted, strict=True):
        if not (math.isfinite(one) and math.isfinite(other)):
            return math.inf
        distance = max(distance, abs(one - other))
        largest = max(largest, abs(other))
    return distance / largest if largest else (math.inf if distance else 0.0)
