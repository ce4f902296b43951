"""What a peer is: it says whether it is installed, and prepares a job so that it can be timed."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Protocol

from benchmarks.job import Job, Outcome
from engine import Matrix

CLOSE = 1e-9
"""How far a peer may be from the plain engine; it may add in another order."""
SAME = 0.0
"""For those that must have the plain engine's bits."""


@dataclass(frozen=True)
class Prepared:
    """A job in the form a peer wants it. Only `epoch` is timed; it may be called again and again.

    start: the weights before the epoch, fresh, in the peer's own form.
    epoch: trains from there; what it returns is complete, not a promise.
    outcome: that as plain floats.
    note: what a reader of the table should know.
    """

    start: Callable[[], Any]
    epoch: Callable[[Any], Any]
    outcome: Callable[[Any], Outcome]
    note: str = ""

    def run(self) -> Outcome:
        """The whole of it, once, untimed."""
        return self.outcome(self.epoch(self.start()))


class Peer(Protocol):
    """Whoever can train the network; a module is one.

    name: for the command line and the JSON; title: for the table.
    tolerance: how far its numbers may be, relatively, from the plain engine's.
    """

    @property
    def name(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def tolerance(self) -> float: ...

    def available(self) -> str | None:
        """The version, or None where it is not installed."""

    def prepare(self, job: Job) -> Prepared | None:
        """The job, ready to be timed; None for one that this peer is not made for."""


def package_version(package: str) -> str | None:
    """The version of an installed package, without importing it; None if there is none."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def outcome_of(rows: Any, loss: float) -> Outcome:
    """The outcome from A, B and C as anything made of rows of floats, such as lists."""
    a, b, c = (_matrix(each) for each in rows)
    return Outcome({"A": a, "B": b, "C": c}, loss)


def _matrix(rows: Any) -> Matrix:
    return tuple(tuple(map(float, row)) for row in rows)
