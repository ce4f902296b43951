"""Everyone in turn, round after round, so that what else the machine does hits all alike."""

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from benchmarks.checking import Check, Reference, difference
from benchmarks.job import Job, Outcome, load_job
from benchmarks.ours import EVALUATIONS, GENERATED, OURS, PLAIN, Ours
from benchmarks.peers import Peer, Prepared
from engine import Schedule

_SHORTEST = 0.005
"""Seconds: an epoch that is shorter is trained again and again until it is not."""
_MOST_EPOCHS = 100
LONGER = 10
"""How many times more samples show whether the cost is proportional to their number."""


@dataclass(frozen=True)
class Plan:
    """What is measured.

    seconds: how long one measurement of one peer may take; who needs longer for all
        samples gets fewer.
    """

    sizes: Sequence[int]
    schedules: Sequence[Schedule]
    samples: int
    repeats: int
    seconds: float
    peers: Sequence[Peer]


@dataclass
class Measurement:
    """The times of one peer for one job, each in microseconds a sample.

    wanted: how many samples there are; samples: how many of them could be trained on.
    stable: whether the last epoch that was timed gave the numbers of the first.
    """

    peer: Peer
    schedule: Schedule
    size: int
    wanted: int
    samples: int
    note: str
    check: Check
    times: list[float] = field(default_factory=list)
    stable: bool = True

    @property
    def median(self) -> float:
        """The median of the times."""
        return median(self.times)

    @property
    def quartiles(self) -> tuple[float, float]:
        """Between which half of the times lie; of few times, the extremes."""
        if len(self.times) < 4:
            return min(self.times), max(self.times)
        low, _, high = quantiles(self.times, n=4, method="inclusive")
        return low, high

    @property
    def agreed(self) -> bool:
        """Whether its numbers are right, and always the same."""
        return self.check.agreed and self.stable


def measure(plan: Plan, say: Callable[[str], None], found: list[Measurement]) -> None:
    """Carry out the plan; what is found is added job by job, so that none is lost by Ctrl-C."""
    for schedule in plan.schedules:
        for size in plan.sizes:
            job = load_job(size, plan.samples, schedule)
            found += _side_by_side(plan, job, say)


def ratio(above: Measurement, below: Measurement) -> float:
    """How many times longer one takes than another: the median over the rounds they shared."""
    return median(one / other for one, other in zip(above.times, below.times, strict=True))


@dataclass
class _Racer:
    """Someone with a job: what came of its first epoch, and of the last one, as it left it."""

    peer: Peer
    prepared: Prepared
    measurement: Measurement
    first: Outcome
    last: Any = None

    def time(self) -> None:
        """One measurement: the mean of as many epochs as make it long enough for the clock."""
        gc.collect()
        total, epochs = 0.0, 0
        while total < _SHORTEST and epochs < _MOST_EPOCHS:
            took, self.last = _timed(self.prepared)
            total += took
            epochs += 1
        self.measurement.times.append(total / epochs / self.measurement.samples * 1e6)

    def finish(self) -> Measurement:
        """The measurement, with what only the last epoch can show."""
        distance = difference(self.prepared.outcome(self.last), self.first)
        self.measurement.stable = distance <= self.peer.tolerance
        return self.measurement


def _side_by_side(plan: Plan, job: Job, say: Callable[[str], None]) -> list[Measurement]:
    """Measure everyone for one job."""
    label = f"K = {job.size}, {job.settings.schedule.value}"
    most = _affordable(PLAIN, job, plan.seconds)
    reference = Reference(job, most)
    racers = []
    for peer, given in _starters(plan, job):
        say(f"{label}: {peer.title} warms up and is checked")
        against = reference if given is job else Reference(given, most)
        racer = _warmed_up(peer, given, plan.seconds, against)
        if racer is not None:
            racers.append(racer)
    gc.collect()
    gc.freeze()  # or each collection would go through all that the peers have imported
    try:
        for turn in range(1, plan.repeats + 1):
            for racer in racers:
                say(f"{label}: round {turn} of {plan.repeats}, {racer.peer.title}")
                racer.time()
    finally:
        gc.unfreeze()
    return [racer.finish() for racer in racers]


def _starters(plan: Plan, job: Job) -> list[tuple[Peer, Job]]:
    """Who takes part, with which job."""
    starters: list[tuple[Peer, Job]] = [(each, job) for each in (*plan.peers, *OURS)]
    if not job.batch:  # evaluation knows no schedule
        starters += [(each, job) for each in EVALUATIONS]
        if job.size == min(plan.sizes):
            longer = load_job(job.size, LONGER * job.count, job.settings.schedule)
            starters.append((GENERATED, longer))
    return [(peer, given) for peer, given in starters if peer.available() is not None]


def _warmed_up(peer: Peer, job: Job, seconds: float, reference: Reference) -> _Racer | None:
    """A peer whose first epoch is done and checked; None if it is not made for the job."""
    samples = _affordable(peer, job, seconds)
    prepared = peer.prepare(job.first(samples)) if samples else None
    if prepared is None:
        return None
    first = prepared.run()
    check = reference.check(
        peer, samples, first, evaluation=isinstance(peer, Ours) and peer.evaluation
    )
    measurement = Measurement(
        peer, job.settings.schedule, job.size, job.count, samples, prepared.note, check
    )
    return _Racer(peer, prepared, measurement, first)


def _affordable(peer: Peer, job: Job, seconds: float) -> int:
    """How many samples a peer can do in so many seconds; 0 if it is not made for the job.

    Tried with one sample, then with as many as would fit, until it is clear, because one
    sample alone bears all the overhead of an epoch. Twice each, because the first time may
    be that of a compiler.
    """
    samples = 1
    while True:
        prepared = peer.prepare(job.first(samples))
        if prepared is None:
            return 0
        took = min(_timed(prepared)[0] for _ in range(2))
        fitting = min(job.count, max(1, int(seconds / (took / samples))))
        if fitting == job.count or fitting < 2 * samples:
            return fitting
        samples = fitting


def _timed(prepared: Prepared) -> tuple[float, Any]:
    """One epoch from the start: how many seconds it took, and what it returned."""
    start = prepared.start()
    began = perf_counter()
    done = prepared.epoch(start)
    return perf_counter() - began, done
