"""How thoroughly is measured, and in a terminal of which size."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """The size of the terminal, and of every measurement.

    repeats: runs of the app and of the command in turn, for the throughput.
    seconds: how long one run, or counting frames, takes.
    presses: of every key, at rest and again while training.
    paints: how often the app and an empty one are opened.
    epochs: how many are run before memory is watched, and then while it is.
    say: called with what is being done.
    """

    width: int
    height: int
    repeats: int
    seconds: float
    presses: int
    paints: int
    epochs: int
    say: Callable[[str], None] = lambda what: None
