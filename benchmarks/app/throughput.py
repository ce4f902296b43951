"""Epochs a second in the app, as a share of those of `train`, which has no screen.

In the app they are counted between two frames that say where training is. The command is
run for a single epoch and for many, so that starting and printing cancel out.
"""

import sys
import time
from statistics import median

from benchmarks.app.figure import Figure
from benchmarks.app.plan import Plan
from benchmarks.app.program import Job, app, position, start_training
from benchmarks.app.terminal import LIMIT, NotShownError, started

JOBS = (Job(3, 1000), Job(32, 20))
TARGET = 0.9

_WARM_UP = 0.5


def measure(plan: Plan) -> list[Figure]:
    """The share for a small and a larger network."""
    return [figure for job in JOBS for figure in _share(plan, job)]


def _share(plan: Plan, job: Job) -> list[Figure]:
    ours, plain = [], []
    for turn in range(1, plan.repeats + 1):
        plan.say(f"throughput, K = {job.size}, {turn} of {plan.repeats}: in the app")
        ours.append(_in_app(plan, job))
        plan.say(f"throughput, K = {job.size}, {turn} of {plan.repeats}: without a screen")
        plain.append(_without_screen(job, max(2, round(plan.seconds * ours[-1]))))
    shares = [one / other for one, other in zip(ours, plain, strict=True)]
    label = f"K = {job.size}, N = {job.samples}"
    details = {"shares": shares, "app": ours, "without_screen": plain}
    return [
        Figure("throughput", f"app, {label}", median(ours), "epochs/s"),
        Figure("throughput", f"without a screen, {label}", median(plain), "epochs/s"),
        Figure("throughput", f"share, {label}", median(shares), "×", TARGET, True, details),
    ]


def _in_app(plan: Plan, job: Job) -> float:
    with app(plan, job) as terminal:
        start_training(terminal)
        terminal.rest(_WARM_UP)
        seen = []
        for frame in terminal.frames(plan.seconds):
            where = position(frame.text, job.samples)
            if where is not None:
                seen.append((frame.time, where))
    if len(seen) < 2:
        raise NotShownError("no two frames say where training is")
    (since, start), (until, stop) = seen[0], seen[-1]
    return (stop - start) / (until - since)


def _without_screen(job: Job, epochs: int) -> float:
    once, often = _seconds(job, 1), _seconds(job, 1 + epochs)
    return epochs / max(1e-9, often - once)


def _seconds(job: Job, epochs: int) -> float:
    words = ["-m", "tui", "train", *job.words, "--epochs", str(epochs), "--json"]
    with started([sys.executable, *words]) as (process, begun):
        if process.wait(LIMIT):
            raise NotShownError(f"{' '.join(words)} failed")
        return time.perf_counter() - begun
