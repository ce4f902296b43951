"""The presenter's clock, at times that are made up."""

from datetime import UTC, datetime

import pytest
from driving import opened
from networks import two_branch
from pressing import presses

NETWORK = two_branch()


class Time:
    """A time that stands still until it is set."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("tui.widgets.clock.now", lambda: self._moment)

    def set(self, *moment: int) -> None:
        self._moment = datetime(2026, 11, *moment, tzinfo=UTC)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    time = Time(monkeypatch)
    time.set(25, 14, 5, 10)
    return time


@presses("presenter.clock", "T")
@pytest.mark.usefixtures("time")
@pytest.mark.parametrize("size", [(60, 20), (80, 24), (140, 45)])
async def test_the_clock_is_in_the_title_line_at_every_size(
    size: tuple[int, int],
) -> None:
    async with opened(NETWORK, size) as app:
        await app.shows("Reset", "s Step")
        before = await app.settled()
        await app.press("T")
        await app.shows("14:05  0 min")
        assert "14:05  0 min" in app.lines[0]
        assert "Two" in app.lines[0]
        await app.press("asterisk")
        await app.shows("█")
        assert "14:05  0 min" in app.lines[0]
        await app.press("escape", "T")
        await app.until(lambda: "14:05" not in app.text)
        await app.press("escape")
        await app.until(lambda: app.text == before)


async def test_it_changes_when_a_minute_is_over(time: Time) -> None:
    time.set(25, 23, 59, 59, 990_000)
    async with opened(NETWORK) as app:
        await app.press("T")
        await app.shows("23:59  0 min")
        time.set(26, 0, 0, 0)
        await app.shows("00:00  0 min")


@pytest.mark.parametrize(
    ("later", "shown"),
    [((25, 14, 34, 12), "14:34  29 min"), ((25, 16, 10, 9), "16:10  2 h 04 min")],
)
async def test_it_counts_from_when_it_was_started(
    later: tuple[int, ...], shown: str, time: Time
) -> None:
    async with opened(NETWORK) as app:
        await app.press("T")
        await app.shows("14:05  0 min")
        time.set(*later)
        await app.press("m")  # a network opened during the talk has the clock, too
        await app.shows("shared-weight")
        await app.press("down", "enter")
        await app.shows(shown)
