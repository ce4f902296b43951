"""How far a run may go and how often it may branch, where that is bounded: in a kiosk."""

from dataclasses import dataclass

from engine import NetworkError


@dataclass(frozen=True)
class Bounds:
    """What one visitor can have the program keep.

    epochs: the last epoch that a run comes to; branches: how many there are at most.
    """

    epochs: int
    branches: int

    def check_epoch(self, epoch: int) -> None:
        """Raise NetworkError for an epoch that is too far."""
        if epoch > self.epochs:
            raise NetworkError(
                f"a run ends with epoch {self.epochs:,} here", "run fewer, or go back with r"
            )

    def check_branching(self, branches: int) -> None:
        """Raise NetworkError where there are too many branches for another."""
        if branches >= self.branches:
            raise NetworkError(
                f"there are {branches} branches, and no room for another",
                "open the network again with m",
            )


KIOSK = Bounds(epochs=100_000, branches=20)
OPEN = Bounds(epochs=10**18, branches=10**9)
"""No bounds that anyone meets."""
