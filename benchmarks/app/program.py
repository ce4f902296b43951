"""Our program: how it is started, and what its screen says about where training is."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from benchmarks.app.plan import Plan
from benchmarks.app.terminal import Terminal, opened

READY = re.compile(r"ready: epoch 0")
TRAINING = re.compile(r"(?<!done: )epoch [1-9]\d* of ")
MOST_EPOCHS = 1_000_000_000

_STATUS = re.compile(r"(?<!: )epoch (\d+)(?: of \d+)?(, evaluating)?(?:, sample (\d+))?")


@dataclass(frozen=True)
class Job:
    """The two-branch network of a size, with so many samples an epoch."""

    size: int
    samples: int

    @property
    def words(self) -> list[str]:
        """The options that ask for it; the learning rate is too small to diverge with."""
        return ["--size", f"K={self.size}", "--samples", str(self.samples), "--lr", "1e-9"]


@contextmanager
def app(plan: Plan, job: Job, epochs: int = MOST_EPOCHS) -> Iterator[Terminal]:
    """The app, open on the network and ready to train."""
    words = ["-m", "tui", *job.words, "--epochs", str(epochs)]
    with opened(words, plan.width, plan.height) as terminal:
        terminal.until(READY)
        yield terminal


def start_training(terminal: Terminal) -> None:
    """Press the key that runs all epochs and wait until the screen shows that they run."""
    terminal.press(" ")
    terminal.until(TRAINING)


def position(text: str, samples: int) -> float | None:
    """Epochs done according to the status line; None where it does not say how many.

    While an epoch is evaluated, which is half of it, the line has no number for it.
    """
    found = _STATUS.search(text)
    if found is None or found[2]:
        return None
    epoch, sample = int(found[1]), found[3]
    return float(epoch) if sample is None else epoch - 1 + int(sample) / (2 * samples)
