"""The loss chart as lines of text: our choice of points, ticks and marks, drawn by plotext.

plotext raises on infinities and empty logarithmic axes and needs a second for a hundred
thousand points, so it is handed finite numbers only, at most four for each column,
on an axis that we have made logarithmic ourselves. What it draws carries no colour; the
curves differ by their marks, and whoever shows the lines may colour them by mark.
"""

import math
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from engine import LossHistory
from tui.numbers import short

EVALUATION_MARK = "braille"
TRAINING_MARK = "×"
PARENT_MARK = "∘"
HERE = "▲"

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

    def first_epoch(self, epochs: int) -> int:
        """The first epoch in view."""
        return max(0, epochs - RECENT_EPOCHS) if self.recent else 0


@dataclass(frozen=True)
class Losses:
    """What the chart shows.

    parent: the losses of the branch that this one left, drawn from there on.
    here: the epoch that is marked on the axis.
    """

    history: LossHistory
    parent: LossHistory | None = None
    here: int | None = None

    @property
    def epochs(self) -> int:
        """How many epochs there are to see."""
        parent = 0 if self.parent is None else self.parent.epochs
        return max(self.history.epochs, parent)


@dataclass(frozen=True)
class Chart:
    """The chart in lines of text, and which epochs its columns stand for.

    left: the first column right of the loss axis; first, last: the epochs of this column
    and the last one.
    """

    lines: Sequence[str]
    left: int = 0
    first: int = 0
    last: int = 0

    def epoch(self, column: int) -> int | None:
        """The epoch that a column stands for; None where there is none."""
        width = len(self.lines[0]) - self.left - 1
        if width < 1 or self.last == self.first or not 0 <= column - self.left <= width:
            return None
        return self.first + round((column - self.left) * (self.last - self.first) / width)

    def column(self, epoch: int) -> int:
        """The column of an epoch."""
        width = len(self.lines[0]) - self.left - 1
        return self.left + round((epoch - self.first) * width / (self.last - self.first))


def draw_chart(losses: Losses, view: ChartView, width: int, height: int) -> Chart:
    """The chart in exactly `height` lines of `width` characters; never raises for any losses."""
    history, parent = losses.history, losses.parent
    first = view.first_epoch(losses.epochs)
    segments = history.segments()
    curves = [
        []
        if parent is None
        else _curve(
            [(s.evaluation, s.first, s.stop) for s in parent.segments()],
            max(first, history.first),
            4 * width,
            view,
        ),
        _curve([(s.mean_training, s.first, s.stop) for s in segments], first, 4 * width, view),
        _curve([(s.evaluation, s.first, s.stop) for s in segments], first, 4 * width, view),
    ]
    if not any(curves):
        return Chart(_message("no losses to draw yet", width, height))
    low, high = _bounds([loss for curve in curves for _, loss in curve], view.logarithmic)
    ticks = _loss_ticks(low, high, max(3, height // 3), view.logarithmic)
    low, high = min(low, ticks[0][0]), max(high, ticks[-1][0])
    ticks = ticks[:: math.ceil((len(ticks) - 1) / (height - 3))]  # each label has its own line

    def heights(places: Iterable[float]) -> list[float]:
        """Places on the axis as fractions of it, which plotext can scale whatever their size."""
        return [min(1.0, max(0.0, (place - low) / (high - low))) for place in places]

    import plotext  # here, for it would delay the first screen

    plotext.clear_figure()
    plotext.theme("clear")
    plotext.limit_size(False, False)
    plotext.plot_size(width, height)
    plotext.xaxes(True, False)
    plotext.yaxes(True, False)
    last = max(first + 1, losses.epochs - 1)
    plotext.xlim(first, last)
    plotext.ylim(0.0, 1.0)
    marks = (PARENT_MARK, TRAINING_MARK, EVALUATION_MARK)
    for curve, mark in zip(curves, marks, strict=True):
        if curve:
            epochs, places = zip(*curve, strict=True)
            plotext.plot(epochs, heights(places), marker=mark)
    epoch_ticks = _epoch_ticks(first, losses.epochs - 1, max(2, width // 12))
    plotext.xticks(epoch_ticks, [str(epoch) for epoch in epoch_ticks])
    plotext.yticks(heights(place for place, _ in ticks), [label for _, label in ticks])
    lines = plotext.uncolorize(plotext.build()).splitlines()
    lines = [line.ljust(width)[:width] for line in lines[:height]]
    left = next((line.index(sign) for line in lines for sign in "┤│" if sign in line), -1) + 1
    chart = Chart(lines, left, first, last)
    return chart if losses.here is None else _marked(chart, losses.here)


def _marked(chart: Chart, epoch: int) -> Chart:
    """The chart with an epoch marked on its axis, if it is in view."""
    if not chart.first <= epoch <= chart.last:
        return chart
    column, lines = chart.column(epoch), list(chart.lines)
    axis = next(number for number, line in enumerate(lines) if "└" in line)
    lines[axis] = lines[axis][:column] + HERE + lines[axis][column + 1 :]
    return replace(chart, lines=lines)


def _message(text: str, width: int, height: int) -> list[str]:
    lines = [" " * width] * height
    lines[height // 2] = text.center(width)[:width]
    return lines


def _curve(
    pieces: Sequence[tuple["array[float]", int, int]], start: int, most: int, view: ChartView
) -> list[Point]:
    """About `most` points: the lowest and highest of each stretch, so that no peak is lost.

    pieces: losses, the epoch of the first, and the epoch where they end, in order.
    start: the first epoch to be seen.
    """
    epochs = sum(max(0, stop - max(start, first)) for _, first, stop in pieces)
    size = max(1, math.ceil(2 * epochs / most))
    points: list[Point] = []
    for losses, first, stop in pieces:
        for epoch in range(max(start, first), stop, size):
            stretch = losses[epoch - first : min(epoch + size, stop) - first]
            points += _extremes(stretch, epoch, view.logarithmic)
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
