from dataclasses import replace

import pytest
from driving import Driver, opened
from networks import two_branch

from engine import Schedule, Settings
from tui.snapshot import Snapshot
from tui.widgets.numbers_table import NumbersTable
from tui.widgets.status import Status, describe_settings, duration


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "0 s"),
        (12.4, "12 s"),
        (59.6, "1 min 0 s"),
        (185.0, "3 min 5 s"),
        (3599.7, "1 h 0 min"),
        (7800.0, "2 h 10 min"),
        (86_399.4, "23 h 59 min"),
        (86_399.6, "1 d 0 h"),
        (356_400.0, "4 d 3 h"),
        (1e12, "11574074 d 1 h"),
    ],
)
def test_a_time_to_wait_is_told_in_two_units(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        (Settings(), "η 0.01  per-sample"),
        (Settings(2.0, Schedule.BATCH, 7), "η 2  batch"),
        (Settings(1e-7, Schedule.MINI_BATCH, 7), "η 1e-7  mini-batch of 7"),
    ],
)
def test_settings_are_described_with_the_size_of_mini_batches_only(
    settings: Settings, text: str
) -> None:
    assert describe_settings(settings) == text


async def test_what_is_below_moves_down_at_most_while_it_trains_and_back_when_it_rests() -> None:
    async with opened(two_branch(samples=20), (60, 24)) as app:
        at_rest = app.training.trainer.snapshot
        long = replace(at_rest, target=10**9, running=True, seeking=False, epochs_per_second=1.0)
        short = replace(long, target=2, epochs_per_second=None)
        assert long.training
        rows = [await row_of_numbers(app, snapshot) for snapshot in (at_rest, short, long, short)]
        usual, before, full, after = rows
        assert before < full == after
        assert await row_of_numbers(app, at_rest) == usual


async def row_of_numbers(app: Driver, snapshot: Snapshot) -> int:
    """Where the numbers begin, below the status of this snapshot."""
    status, numbers = app.training.query_one(Status), app.training.query_one(NumbersTable)
    status.snapshot = snapshot
    size = status.size
    height = status.get_content_height(size, size, size.width)
    await app.until(lambda: status.size.height == height)
    await app.until(lambda: numbers.region.y == status.region.bottom)
    return numbers.region.y
