"""From starting the program to its first painted screen, beside an empty Textual app's."""

from statistics import median

from benchmarks.app import empty_app
from benchmarks.app.figure import Figure
from benchmarks.app.plan import Plan
from benchmarks.app.terminal import opened

TARGET = 1.3

_OURS = ["-m", "tui"]
_EMPTY = ["-m", empty_app.__name__]
_FIRST, _NUMBERS = "Two branches that meet", "∂L/∂"


def measure(plan: Plan) -> list[Figure]:
    """The ratio of the medians; and when the numbers are there, too."""
    ours, numbers, empty = [], [], []
    for turn in range(plan.paints + 1):
        plan.say(f"first paint, {turn} of {plan.paints}")
        first, all_of_it = _painted(plan, _OURS, _FIRST, _NUMBERS)
        (nothing,) = _painted(plan, _EMPTY, empty_app.WORD)
        if turn:  # the first one fills the caches
            ours.append(first)
            numbers.append(all_of_it)
            empty.append(nothing)
    details = {"app": ours, "app_with_numbers": numbers, "empty_app": empty}
    ratio = median(ours) / median(empty)
    return [
        Figure("first-paint", "app", median(ours), "ms"),
        Figure("first-paint", "app, with its numbers", median(numbers), "ms"),
        Figure("first-paint", "an empty Textual app", median(empty), "ms"),
        Figure("first-paint", "app / empty", ratio, "×", TARGET, details=details),
    ]


def _painted(plan: Plan, words: list[str], *texts: str) -> list[float]:
    """When each of the texts had been painted, in milliseconds from the start."""
    with opened(words, plan.width, plan.height) as terminal:
        return [1000 * (terminal.until_painted(text) - terminal.begun) for text in texts]
