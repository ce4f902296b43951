"""Resident memory over many epochs of a tiny network.

The app keeps both losses of every epoch, 16 bytes; everything else has to stay as it is.
"""

import re
from pathlib import Path

from benchmarks.app.figure import Figure
from benchmarks.app.plan import Plan
from benchmarks.app.program import Job, app, position, start_training
from benchmarks.app.terminal import NotShownError, Terminal

JOB = Job(3, 2)
TARGET = 4.0
"""MiB from a tenth of the run to its end: the losses of 100,000 epochs, and as much again."""

_DONE = re.compile(r"done: epoch (\d+)")
_LONGEST = 600.0
"""Seconds, for a hundred thousand epochs."""


def measure(plan: Plan) -> list[Figure]:
    """How memory grows after the first tenth of the epochs."""
    plan.say(f"memory, {plan.epochs} epochs")
    with app(plan, JOB, plan.epochs) as terminal:
        samples = _watch(terminal, plan.epochs)
    first, last = samples[0], samples[-1]
    growth = last[1] - first[1]
    details = {"epochs": [epoch for epoch, _ in samples], "MiB": [size for _, size in samples]}
    what = f"growth from epoch {first[0]:,.0f} to {last[0]:,.0f}"
    return [
        Figure("memory", "resident at the end", last[1], "MiB"),
        Figure("memory", what, growth, "MiB", TARGET, details=details),
    ]


def _watch(terminal: Terminal, epochs: int) -> list[tuple[float, float]]:
    """Epoch and memory in MiB after each tenth of the run, as soon as the screen shows it."""
    start_training(terminal)
    samples: list[tuple[float, float]] = []
    tenth = 1
    for frame in terminal.frames(_LONGEST):
        done = _DONE.search(frame.text)
        where = float(done[1]) if done else position(frame.text, JOB.samples)
        if where is not None and where >= tenth * epochs / 10:
            samples.append((where, _resident(terminal.pid)))
            tenth = int(10 * where / epochs) + 1
        if done:
            return samples
    raise NotShownError(f"{epochs} epochs were not done in {_LONGEST:.0f} s")


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    kilobytes = re.search(r"^VmRSS:\s+(\d+) kB$", status, re.MULTILINE)
    assert kilobytes is not None
    return int(kilobytes[1]) / 1024
