"""Painted frames a second while a network with 64×64 matrices trains.

A frame is what shows another sample number in the status line than the one before; that
the app writes some of them in two updates does not count twice. Evaluation has no number
there, so the time around it is left out. The app looks for news ten times a second, so ten
is also the most there can be.
"""

import re
from itertools import pairwise
from statistics import mean

from benchmarks.app.figure import Figure, percentile
from benchmarks.app.plan import Plan
from benchmarks.app.program import Job, app, start_training
from benchmarks.app.terminal import NotShownError, Terminal

JOB = Job(64, 1000)
TARGET = 9.8
"""Ten, but for how late the last frame may have been that was counted."""

_WARM_UP = 0.5
_STATUS = re.compile(r"epoch \d+ of \d+(, sample \d+)?")


def measure(plan: Plan) -> list[Figure]:
    """Frames a second, and the time between two."""
    plan.say(f"frames, K = {JOB.size}")
    with app(plan, JOB) as terminal:
        start_training(terminal)
        terminal.rest(_WARM_UP)
        between = _between(terminal, plan.seconds)
    if not between:
        raise NotShownError("no two frames were painted")
    details = {"between": between}
    label = f"K = {JOB.size}"
    return [
        Figure("frames", f"{label}, training", 1000 / mean(between), "/s", TARGET, True, details),
        Figure("frames", f"{label}, between two: p95", percentile(between, 0.95), "ms"),
        Figure("frames", f"{label}, between two: max", max(between), "ms"),
    ]


def _between(terminal: Terminal, seconds: float) -> list[float]:
    """Milliseconds between each two frames that follow each other within an epoch's training."""
    shown = [(0.0, "", False)]
    for frame in terminal.frames(seconds):
        status = _STATUS.search(frame.text)
        if status and status[0] != shown[-1][1]:
            shown.append((frame.time, status[0], status[1] is not None))
    return [
        1000 * (later - earlier)
        for (earlier, _, training), (later, _, still) in pairwise(shown)
        if training and still
    ]
