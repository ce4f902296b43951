"""What takes long to draw leaves the machine to the training."""

import pytest
from driving import opened
from networks import two_branch

from tui.rhythm import Rhythm
from tui.screens import training
from tui.widgets.numbers_table import NumbersTable

SHARE = 0.1


class Thread:
    """A screen's thread: time passes, and in some of it the thread works."""

    def __init__(self) -> None:
        self.now = self.worked = 0.0

    def draw(self, rhythm: Rhythm, frames: int, seconds: float) -> list[int]:
        """The frames of ten a second in which something is drawn that takes so long."""
        drawn = []
        for frame in range(frames):
            self.now = max(self.now, 0.1 * frame)
            if rhythm.begins(frame):
                drawn.append(frame)
                self.now += seconds
                self.worked += seconds
                rhythm.painted()
        return drawn


def rhythm_of(thread: Thread, frames: int) -> Rhythm:
    return Rhythm(frames, SHARE, lambda: thread.now, lambda: thread.worked)


def test_what_is_quickly_drawn_is_drawn_as_often_as_is_asked_for() -> None:
    thread = Thread()
    assert thread.draw(rhythm_of(thread, 3), 12, 0.001) == [0, 3, 6, 9]


def test_what_takes_longer_takes_no_more_than_its_share() -> None:
    thread = Thread()
    drawn = thread.draw(rhythm_of(thread, 2), 1000, 0.065)
    assert drawn[:3] == [0, 7, 14]
    assert SHARE * 0.9 < thread.worked / 100.0 <= SHARE


def test_time_in_which_others_work_does_not_count() -> None:
    thread = Thread()
    rhythm = rhythm_of(thread, 1)
    assert rhythm.begins(0)
    thread.now += 0.3
    rhythm.painted()
    assert rhythm.begins(1)


async def test_the_work_of_painting_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    events = []

    def noted(owner: type, name: str, event: str) -> None:
        method = getattr(owner, name)

        def note_and_call(self: object, *arguments: object) -> object:
            events.append(event)
            return method(self, *arguments)

        monkeypatch.setattr(owner, name, note_and_call)

    monkeypatch.setattr(training, "SHARE_OF_TABLE", 1.0)  # or a busy machine draws it once
    async with opened(two_branch(100), epochs=10**6) as app:
        noted(NumbersTable, "entitle", "changed")
        noted(NumbersTable, "render_lines", "painted")
        noted(Rhythm, "painted", "measured")
        await app.press("space")
        await app.until(lambda: events.count("changed") > 5)
        await app.press("space")
    changes = [place for place, event in enumerate(events) if event == "changed"]
    for place in changes[1:-2]:  # the first is that of the key, as is the last
        assert "painted" in events[place : events.index("measured", place)]
