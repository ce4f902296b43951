"""The loss chart as lines of text: our choice of points, ticks and marks, drawn by plotext.

plotext raises on infinities and empty logarithmic axes and needs a second for a hundred
thousand points, so it is handed finite numbers only, at most four for each column,
on an axis that we have made logarithmic ourselves. What it draws carries no colour; the
two curves differ by their marks, and whoever shows the lines may colour them by mark.
"""

import math
from array import array
from collections.abc import Iterable
from dataclasses import dataclass

from engine import LossHistory
from tui.numbers import short

EVALUATION_MARK = "braille"
TRAINING_MARK = "×"

RECENT_EPOCHS = 100
"""How many epochs the recent view shows."""

SMALLEST_HEIGHT = 4
"""Axis, its labels, and two lines for the curves."""

Point = tuple[float, float]


@dataclass(frozen=True)
class ChartView:
    """How the chart looks at the history: a logarithmic loss axis, the recent epochs only."""

    logarithmic: bool = False
    recent: bool = False

    def first_epoch(self, history: LossHistory) -> int:
        """The first epoch in view."""
        return max(0, history.epochs - RECENT_EPOCHS) if self.recent else 0


def draw_chart(history: LossHistory, view: ChartView, width: int, height: int) -> list[str]:
    """The chart in exactly `height` lines of `width` characters; never raises for any losses."""
    first = view.first_epoch(history)
    curves = [
        _curve(losses, range(first, history.epochs), 4 * width, view.logarithmic)
        for losses in (history.mean_training, history.evaluation)
    ]
    if not any(curves):
        return _message("no losses to draw yet", width, height)
    low, high = _bounds([loss for curve in curves for _, loss in curve], view.logarithmic)
    ticks = _loss_ticks(low, high, max(3, height // 3), view.logarithmic)
    low, high = min(low, ticks[0][0]), max(high, ticks[-1][0])
    ticks = ticks[:: math.ceil((len(ticks) - 1) / (height - 3))]  # each label has its own line

    def heights(losses: Iterable[float]) -> list[float]:
        """Losses as fractions of the axis, which plotext can scale whatever their size."""
        return [min(1.0, max(0.0, (loss - low) / (high - low))) for loss in losses]

    import plotext  # here, for it would delay the first screen

    plotext.clear_figure()
    plotext.theme("clear")
    plotext.limit_size(False, False)
    plotext.plot_size(width, height)
    plotext.xaxes(True, False)
    plotext.yaxes(True, False)
    plotext.xlim(first, max(first + 1, history.epochs - 1))
    plotext.ylim(0.0, 1.0)
    for curve, mark in zip(curves, (TRAINING_MARK, EVALUATION_MARK), strict=True):
        if curve:
            epochs, losses = zip(*curve, strict=True)
            plotext.plot(epochs, heights(losses), marker=mark)
    epoch_ticks = _epoch_ticks(first, history.epochs - 1, max(2, width // 12))
    plotext.xticks(epoch_ticks, [str(epoch) for epoch in epoch_ticks])
    plotext.yticks(heights(place for place, _ in ticks), [label for _, label in ticks])
    lines = plotext.uncolorize(plotext.build()).splitlines()
    return [line.ljust(width)[:width] for line in lines[:height]]


def _message(text: str, width: int, height: int) -> list[str]:
    lines = [" " * width] * height
    lines[height // 2] = text.center(width)[:width]
    return lines


def _curve(losses: "array[float]", epochs: range, most: int, logarithmic: bool) -> list[Point]:
    """At most `most` points: the lowest and highest of each stretch, so that no peak is lost."""
    size = max(1, math.ceil(2 * len(epochs) / most))
    points: list[Point] = []
    for first in epochs[::size]:
        stretch = losses[first : min(first + size, epochs.stop)]
        points += _extremes(stretch, first, logarithmic)
    return points


def _extremes(stretch: "array[float]", first: int, logarithmic: bool) -> list[Point]:
    """The lowest and highest loss that the axis can show, as logarithms on a logarithmic one."""
    lowest, highest = min(stretch), max(stretch)
    finite = math.isfinite(lowest) and math.isfinite(highest)
    if not finite or (logarithmic and lowest <= 0.0):
        fit = [loss for loss in stretch if math.isfinite(loss) and (loss > 0 or not logarithmic)]
        if not fit:
            return []
        lowest, highest = min(fit), max(fit)
    places = sorted({stretch.index(lowest), stretch.index(highest)})
    return [
        (first + place, math.log10(stretch[place]) if logarithmic else stretch[place])
        for place in places
    ]


def _bounds(losses: list[float], logarithmic: bool) -> tuple[float, float]:
    """The range of the losses, kept within what plotext can scale, never of zero height."""
    most = 300.0 if logarithmic else 1e300
    low, high = (max(-most, min(end, most)) for end in (min(losses), max(losses)))
    if high - low <= max(1e-300, 1e-12 * max(abs(low), abs(high))):
        room = 0.5 if logarithmic or abs(high) <= 1e-300 else abs(high) / 2
        return low - room, high + room
    return low, high


def _loss_ticks(low: float, high: float, count: int, logarithmic: bool) -> list[tuple[float, str]]:
    """Places on the axis with their labels; they enclose the range, so that it rarely changes."""
    if not logarithmic:
        places = _round_places(low, high, count)
        return [(place, short(place, 4)) for place in places]
    if high - low < 1.0:
        places = _round_places(10.0**low, 10.0**high, count)
        if places[0] > 0.0:
            return [(math.log10(place), short(place, 4)) for place in places]
    step = max(1, round((high - low) / count))
    exponents = range(math.floor(low), math.ceil(high) + step, step)
    return [(float(exponent), f"1e{exponent}") for exponent in exponents]


def _round_places(low: float, high: float, count: int) -> list[float]:
    """Multiples of 1, 2 or 5 times a power of ten from below `low` to above `high`."""
    rough = (high - low) / count
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= rough)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [step * number for number in range(first, last + 1)]


def _epoch_ticks(first: int, last: int, count: int) -> list[int]:
    """Round epochs within the view, about so many, at least two unless it is a single one."""
    if last <= first:
        return [first]
    rough = max(1.0, (last - first) / count)
    power = 10 ** math.floor(math.log10(rough))
    steps = [factor * power for factor in (1, 2, 5, 10)]
    fitting = next(place for place, step in enumerate(steps) if step >= rough)
    for step in steps[fitting::-1]:
        ticks = list(range(-(-first // step) * step, last + 1, step))
        if len(ticks) > 1:
            break
    return ticks
