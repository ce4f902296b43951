"""The conditions under which the app runs: what its line carries, and what it may do."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Conditions:
    """What holds for the whole program, whichever network is open.

    frames_per_second: how often the screen is looked after while a run is on its way.
    """

    frames_per_second: float = 10.0
