import math
import re
from array import array
from collections.abc import Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine import LossHistory
from tui.chart import (
    HERE,
    PARENT_MARK,
    RECENT_EPOCHS,
    SMALLEST_HEIGHT,
    TRAINING_MARK,
    ChartView,
    Losses,
    draw_chart,
)

LINEAR, LOG = ChartView(), ChartView(logarithmic=True)
RECENT = ChartView(recent=True)

LOSSES = st.floats(allow_nan=True, allow_infinity=True) | st.sampled_from(
    [0.0, -0.0, 5e-324, 1e-310, 1.0, 2.0, 1e308, -1e308, math.nan, math.inf, -math.inf]
)
VIEWS = st.builds(ChartView, st.booleans(), st.booleans())


def history_of(
    evaluation: Sequence[float], mean_training: Sequence[float] | None = None
) -> LossHistory:
    """A history; without losses met during the epochs unless they are given."""
    training = [math.nan] * len(evaluation) if mean_training is None else mean_training
    return LossHistory(array("d", training), array("d", evaluation), len(evaluation))


def drawn(history: LossHistory, view: ChartView, width: int, height: int) -> list[str]:
    """The lines of the chart of one history."""
    return list(draw_chart(Losses(history), view, width, height).lines)


def plot_area(lines: list[str]) -> list[str]:
    """What is drawn right of the loss axis, line by line from the top."""
    return [line.split("┤")[-1].split("│")[-1] for line in lines if "┤" in line or "│" in line]


def heights_of(lines: list[str], column: int) -> list[int]:
    """Lines, counted from the top, in which a column of the plot area has a mark."""
    return [row for row, line in enumerate(plot_area(lines)) if line[column] != " "]


def labels(lines: list[str]) -> list[str]:
    """The labels of the loss axis, from the top."""
    return [line.split("┤")[0].strip() for line in lines if "┤" in line]


def epoch_labels(lines: list[str]) -> list[int]:
    return [int(label) for label in lines[-1].split()]


@settings(max_examples=200)
@given(
    losses=st.lists(st.tuples(LOSSES, LOSSES), max_size=12),
    view=VIEWS,
    width=st.integers(10, 90),
    height=st.integers(SMALLEST_HEIGHT, 40),
)
@example(losses=[], view=LINEAR, width=10, height=4)
@example(losses=[(0.0, 0.0), (0.0, 5e-324)], view=LINEAR, width=40, height=10)
@example(losses=[(0.0, 1e308), (0.0, 1.7e308)], view=LOG, width=40, height=10)
@example(losses=[(0.0, -1e308), (0.0, 1.7e308)], view=LINEAR, width=40, height=10)
@example(losses=[(math.inf, math.nan)], view=LOG, width=40, height=10)
@example(losses=[(0.0, -1.0), (-2.0, 0.0)], view=LOG, width=40, height=10)
def test_the_chart_has_exactly_its_size_whatever_the_losses(
    losses: list[tuple[float, float]], view: ChartView, width: int, height: int
) -> None:
    history = history_of([loss for _, loss in losses], [loss for loss, _ in losses])
    lines = drawn(history, view, width, height)
    assert len(lines) == height
    assert {len(line) for line in lines} == {width}


@given(
    losses=st.lists(st.floats(1e-9, 1e9), min_size=1, max_size=30),
    view=VIEWS,
    width=st.integers(20, 60),
)
def test_the_curves_lie_within_the_labels_of_the_axis(
    losses: list[float], view: ChartView, width: int
) -> None:
    lines = drawn(history_of(losses), view, width, 12)
    seen = losses[-RECENT_EPOCHS:] if view.recent else losses
    numbers = [float(label) for label in labels(lines)]
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[-1] <= min(seen) * (1 + 1e-3)
    assert numbers[0] >= max(seen) * (1 - 1e-3)


@pytest.mark.parametrize("view", [LINEAR, LOG, RECENT])
def test_without_any_loss_it_says_so(view: ChartView) -> None:
    for history in (LossHistory.empty(), history_of([math.nan] * 3, [math.inf] * 3)):
        lines = drawn(history, view, 40, 9)
        assert lines[4].strip() == "no losses to draw yet"
        assert " ".join("".join(lines).split()) == "no losses to draw yet"


@pytest.mark.parametrize("view", [LINEAR, LOG, RECENT])
@pytest.mark.parametrize("loss", [22.9, 1e-12, 1e12])
def test_one_loss_is_one_point_inside_the_axis(loss: float, view: ChartView) -> None:
    lines = drawn(history_of([loss]), view, 40, 12)
    marks = [character for line in plot_area(lines) for character in line if character != " "]
    assert len(marks) == 1
    assert epoch_labels(lines) == [0]
    lowest, highest = float(labels(lines)[-1]), float(labels(lines)[0])
    assert lowest <= loss <= highest


@pytest.mark.parametrize("view", [LINEAR, LOG, RECENT])
@pytest.mark.parametrize("loss", [3.5, 1e-12])
def test_a_constant_loss_is_a_level_line(loss: float, view: ChartView) -> None:
    lines = drawn(history_of([loss] * 50), view, 50, 15)
    columns = range(len(plot_area(lines)[0]))
    heights = {tuple(heights_of(lines, column)) for column in columns} - {()}
    assert len(heights) == 1
    assert len(next(iter(heights))) == 1


def test_a_constant_loss_of_zero_is_a_level_line_on_the_linear_axis_only() -> None:
    zeros = history_of([0.0] * 9)
    assert heights_of(drawn(zeros, LINEAR, 40, 12), 3)
    assert "no losses to draw yet" in "".join(drawn(zeros, LOG, 40, 12))


def test_the_curves_have_marks_of_their_own() -> None:
    both = drawn(history_of([4.0, 3.0, 2.0], [math.nan, 8.0, 7.0]), LINEAR, 40, 12)
    one = drawn(history_of([4.0, 3.0, 2.0]), LINEAR, 40, 12)
    assert TRAINING_MARK in "".join(both)
    assert TRAINING_MARK not in "".join(one)
    assert any("\u2801" <= character <= "\u28ff" for character in "".join(one))


def test_a_falling_loss_falls_from_the_upper_left_to_the_lower_right() -> None:
    area = plot_area(drawn(history_of([float(9 - n) for n in range(10)]), LINEAR, 60, 14))
    columns = [[row for row, line in enumerate(area) if line[c] != " "] for c in range(50)]
    tops = [min(rows) for rows in columns if rows]
    assert tops == sorted(tops)
    assert tops[0] <= 1
    assert tops[-1] >= len(area) - 2


def test_a_straight_line_on_the_logarithmic_axis_is_exponential_decay() -> None:
    lines = drawn(history_of([10.0**-n for n in range(13)]), LOG, 60, 15)
    assert {label[:2] for label in labels(lines)} == {"1e"}
    area = plot_area(lines)
    columns = [[row for row, line in enumerate(area) if line[c] != " "] for c in range(50)]
    steps = [min(rows) / (len(area) - 1) - n / 50 for n, rows in enumerate(columns) if rows]
    assert max(steps) - min(steps) < 0.2


def test_less_than_a_decade_has_plain_labels_on_the_logarithmic_axis() -> None:
    lines = drawn(history_of([2.0, 3.0, 4.0]), LOG, 40, 12)
    assert not any("e" in label for label in labels(lines))


@pytest.mark.parametrize("peak", [0.0, 1000.0])
@pytest.mark.parametrize("epoch", [0, 1, 54_321, 99_999])
def test_no_peak_is_lost_among_a_hundred_thousand_epochs(peak: float, epoch: int) -> None:
    losses = [500.0] * 100_000
    losses[epoch] = peak
    lines = drawn(history_of(losses), LINEAR, 60, 16)
    area = plot_area(lines)
    at_peak = area[0] if peak else area[-1]
    assert at_peak.strip()
    column = len(at_peak) - len(at_peak.lstrip())
    assert column == pytest.approx(epoch / 100_000 * len(at_peak), abs=1)


@pytest.mark.parametrize("view", [LINEAR, LOG])
def test_where_losses_are_not_finite_the_others_are_still_drawn(view: ChartView) -> None:
    losses = [4.0, 3.0, math.inf, math.nan, 2.0, -math.inf, 1.0, math.nan]
    lines = drawn(history_of(losses), view, 60, 14)
    assert float(labels(lines)[0]) >= 4.0
    assert float(labels(lines)[-1]) <= 1.0
    assert epoch_labels(lines)[-1] <= 7


@pytest.mark.parametrize("losses", [[1e308, 1.7e308], [5e-324, 1e-323], [5e-324, 1.7e308]])
@pytest.mark.parametrize("view", [LINEAR, LOG])
def test_at_the_ends_of_the_range_of_floats_labels_are_still_numbers(
    losses: list[float], view: ChartView
) -> None:
    lines = drawn(history_of(losses), view, 60, 14)
    assert all(math.isfinite(float(label)) for label in labels(lines))
    assert len(labels(lines)) > 1


def test_a_diverging_loss_sets_the_scale() -> None:
    losses = [16.0, 8.1e5, 1e25, 1e100, 1e250, math.inf]
    linear = drawn(history_of(losses), LINEAR, 60, 14)
    assert float(labels(linear)[0]) >= 1e250
    logarithmic = drawn(history_of(losses), LOG, 60, 14)
    assert float(labels(logarithmic)[0]) >= 1e250
    assert 1e-100 < float(labels(logarithmic)[-1]) <= 16.0


@pytest.mark.parametrize("epochs", [1, 2, 3, 11, 42, 60, 101, 180, 1001, 100_000])
@pytest.mark.parametrize("width", [24, 60, 120])
def test_epoch_labels_are_round_increasing_and_within_the_run(epochs: int, width: int) -> None:
    lines = drawn(history_of([1.0 / (1 + n) for n in range(epochs)]), LINEAR, width, 12)
    shown = epoch_labels(lines)
    assert shown[0] == 0
    assert shown == sorted(set(shown))
    assert shown[-1] <= max(0, epochs - 1)
    assert len(shown) > 1 or epochs == 1
    step = shown[1] - shown[0] if len(shown) > 1 else 1
    assert str(step).rstrip("0") in {"1", "2", "5"}
    assert shown == [step * n for n in range(len(shown))]


def test_an_epoch_label_stands_below_its_tick() -> None:
    lines = drawn(history_of([1.0 / (1 + n) for n in range(11)]), LINEAR, 60, 12)
    ticks = [place for place, mark in enumerate(lines[-2]) if mark == "┬"]
    labels = list(re.finditer(r"\d+", lines[-1]))
    assert [int(label.group()) for label in labels] == [0, 2, 4, 6, 8, 10]
    for tick, label in zip(ticks, labels, strict=True):
        assert label.start() - 1 <= tick <= label.end()


def test_the_recent_view_shows_the_last_epochs_only() -> None:
    history = history_of([1e6, *(float(n % 7 + 1) for n in range(1, 1000))])
    assert RECENT.first_epoch(history.epochs) == 1000 - RECENT_EPOCHS
    assert LINEAR.first_epoch(history.epochs) == 0
    lines = drawn(history, RECENT, 60, 14)
    assert float(labels(lines)[0]) < 20
    assert min(epoch_labels(lines)) >= 1000 - RECENT_EPOCHS
    assert max(epoch_labels(lines)) <= 999
    assert len(epoch_labels(lines)) > 1
    assert float(labels(drawn(history, LINEAR, 60, 14))[0]) >= 1e6


def test_the_recent_view_of_a_short_run_is_the_whole_run() -> None:
    history = history_of([5.0, 4.0, 3.0])
    assert drawn(history, RECENT, 60, 14) == drawn(history, LINEAR, 60, 14)


@pytest.mark.parametrize("view", [LINEAR, LOG])
@pytest.mark.parametrize("height", range(SMALLEST_HEIGHT, 16))
def test_a_label_stands_at_its_height_in_low_charts_too(height: int, view: ChartView) -> None:
    for low, high in ((1.0, 22.0), (35.0, 50.0), (1e-3, 9.0), (1.0, 1.1), (1e-9, 1e9)):
        lines = drawn(history_of([low, high]), view, 60, height)
        rows = [row for row, line in enumerate(lines) if "┤" in line]
        places = [float(label) for label in labels(lines)]
        if view.logarithmic:
            places = [math.log10(place) for place in places]
        assert places == sorted(set(places), reverse=True)
        assert len(places) > 1
        per_row = (places[0] - places[-1]) / (rows[-1] - rows[0])
        for row, place in zip(rows, places, strict=True):
            assert (places[0] - place) / per_row == pytest.approx(row - rows[0], abs=1.01)


def test_epochs_beyond_the_history_are_not_drawn() -> None:
    """The arrays grow behind a history that was handed out."""
    grown = LossHistory(array("d", [math.nan] * 4), array("d", [1.0, 2.0, 900.0, 900.0]), 2)
    assert drawn(grown, LINEAR, 40, 12) == drawn(history_of([1.0, 2.0]), LINEAR, 40, 12)


def test_a_branch_is_drawn_over_the_rest_of_its_parent() -> None:
    parent = history_of([float(20 - n) for n in range(20)])
    branch = LossHistory(array("d", [math.nan] * 5), array("d", [1.0] * 5), 15, 10, parent)
    lines = draw_chart(Losses(branch, parent), LINEAR, 60, 14).lines
    area = plot_area(list(lines))
    first = min(line.index(PARENT_MARK) for line in area if PARENT_MARK in line)
    assert first >= 60 * 10 // 20 - 6
    assert max(len(line.rstrip()) for line in area if PARENT_MARK in line) == len(area[0])
    assert PARENT_MARK not in "".join(drawn(branch, LINEAR, 60, 14))


@given(
    epochs=st.integers(2, 300),
    width=st.integers(30, 120),
    view=VIEWS,
    data=st.data(),
)
def test_columns_and_epochs_belong_together(
    epochs: int, width: int, view: ChartView, data: st.DataObject
) -> None:
    chart = draw_chart(Losses(history_of([2.0, 1.0] * epochs)), view, width, 12)
    epoch = data.draw(st.integers(chart.first, chart.last))
    column = chart.column(epoch)
    assert chart.left <= column < width
    back = chart.epoch(column)
    assert back is not None
    assert chart.column(back) == column
    assert chart.epoch(chart.left) == chart.first
    assert chart.epoch(width - 1) == chart.last
    assert chart.epoch(chart.left - 1) is None


def test_a_place_is_marked_on_the_axis() -> None:
    losses = Losses(history_of([1.0] * 11), here=10)
    lines = draw_chart(losses, LINEAR, 60, 12).lines
    [marked] = [line for line in lines if HERE in line]
    assert marked.index(HERE) == 59
