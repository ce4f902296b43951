"""Resident memory over many epochs of a tiny network.

The app keeps both losses of every epoch, 16 bytes. Checkpoints and what the screen remembers
of its drawings are bounded, and full after as many epochs again; from then on nothing else
may grow.
"""

import re
from pathlib import Path

from benchmarks.app.figure import Figure
from benchmarks.app.plan import Plan
from benchmarks.app.program import Job, app, position, start_training
from benchmarks.app.terminal import NotShownError, Terminal

JOB = Job(3, 2)
TARGET = 3.0
"""MiB over the second 100,000 epochs: their losses, and as much again."""

_PARTS = 20

_DONE = re.compile(r"done: epoch (\d+)")
_LONGEST = 600.0
"""Seconds, for a hundred thousand epochs."""


def measure(plan: Plan) -> list[Figure]:
    """How memory grows in the first epochs after a tenth of them, and in as many more."""
    plan.say(f"memory, {2 * plan.epochs} epochs")
    with app(plan, JOB, 2 * plan.epochs) as terminal:
        samples = _watch(terminal, 2 * plan.epochs)
    first, last = samples[0], samples[-1]
    half = min(samples, key=lambda sample: abs(sample[0] - plan.epochs))
    details = {"epochs": [epoch for epoch, _ in samples], "MiB": [size for _, size in samples]}
    return [
        Figure("memory", "resident at the end", last[1], "MiB"),
        Figure("memory", _growth(first, half), half[1] - first[1], "MiB"),
        Figure("memory", _growth(half, last), last[1] - half[1], "MiB", TARGET, details=details),
    ]


def _growth(since: tuple[float, float], until: tuple[float, float]) -> str:
    return f"growth from epoch {since[0]:,.0f} to {until[0]:,.0f}"


def _watch(terminal: Terminal, epochs: int) -> list[tuple[float, float]]:
    """Epoch and memory in MiB after each twentieth of the run, as soon as the screen shows it."""
    start_training(terminal)
    samples: list[tuple[float, float]] = []
    part = 1
    for frame in terminal.frames(_LONGEST):
        done = _DONE.search(frame.text)
        where = float(done[1]) if done else position(frame.text, JOB.samples)
        if where is not None and where >= part * epochs / _PARTS:
            samples.append((where, _resident(terminal.pid)))
            part = int(_PARTS * where / epochs) + 1
        if done:
            return samples
    raise NotShownError(f"{epochs} epochs were not done in {_LONGEST:.0f} s")


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    kilobytes = re.search(r"^VmRSS:\s+(\d+) kB$", status, re.MULTILINE)
    assert kilobytes is not None
    return int(kilobytes[1]) / 1024
