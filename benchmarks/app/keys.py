"""From a key press to the end of the first frame that shows its effect.

Two keys take different ways: `n` goes to the trainer's thread and comes back as another
sample's numbers, `y` changes the chart at once. Both change words, by which the frame is
known among those that training paints anyway. `?` opens another screen, and is told only.
"""

import re
from collections.abc import Iterator
from random import Random

from benchmarks.app.figure import Figure, percentile
from benchmarks.app.plan import Plan
from benchmarks.app.program import Job, app, start_training
from benchmarks.app.terminal import Terminal

JOB = Job(3, 1000)
AT_REST, TRAINING = 33.0, 50.0
"""Targets in milliseconds."""

_PAUSES = 0.03, 0.2
"""Seconds: as irregular as a user, so that no press keeps step with the frames."""
_SEED = 1

Press = tuple[str, "re.Pattern[str]"]


def measure(plan: Plan) -> list[Figure]:
    """Times at rest, then while training at full speed."""
    with app(plan, JOB) as terminal:
        figures = _all_keys(plan, terminal, "at rest", AT_REST)
    with app(plan, JOB) as terminal:
        start_training(terminal)
        return figures + _all_keys(plan, terminal, "training", TRAINING)


def _all_keys(plan: Plan, terminal: Terminal, when: str, target: float) -> list[Figure]:
    figures = []
    random = Random(_SEED)
    for name, presses, key_target in (
        ("n sample", _samples(plan.presses), target),
        ("y log axis", _axes(plan.presses), target),
        ("? help", _help(plan.presses), None),
    ):
        plan.say(f"keys, {when}: {name}")
        times = []
        for key, effect in presses:
            terminal.rest(random.uniform(*_PAUSES))
            pressed = terminal.press(key)
            times.append(1000 * (terminal.until(effect, pressed).time - pressed))
        figures += _figures(f"{name}, {when}", times, key_target)
    return figures


def _samples(count: int) -> Iterator[Press]:
    for sample in range(1, count + 1):
        shown = (sample - 1) % JOB.samples + 1
        yield "n", re.compile(rf"training sample {shown} of ")


def _axes(count: int) -> Iterator[Press]:
    for turn in range(count):
        yield "y", re.compile(r"─loss─" if turn % 2 else r"─log loss─")


def _help(count: int) -> Iterator[Press]:
    """Opening and closing in turn."""
    for turn in range(count):
        yield ("q", re.compile(r"Quit")) if turn % 2 else ("?", re.compile(r"─ help ─"))


def _figures(what: str, times: list[float], target: float | None) -> list[Figure]:
    details = {"times": times}
    return [
        Figure("keys", f"{what}: p50", percentile(times, 0.5), "ms"),
        Figure("keys", f"{what}: p95", percentile(times, 0.95), "ms", target, details=details),
        Figure("keys", f"{what}: max", max(times), "ms"),
    ]
