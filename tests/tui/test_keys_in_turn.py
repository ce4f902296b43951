"""A key waits for the one before, but not for ever."""

import pytest
from driving import opened
from networks import two_branch
from textual import events
from textual.widgets import Static

from tui.keys_in_turn import Answered


class _Keeper(Static, can_focus=True):
    """Keeps every answer."""

    def on_answered(self, answer: Answered) -> None:
        answer.stop()


class _Goer(Static, can_focus=True):
    """Takes every answer along, for it goes at a key."""

    def on_key(self, event: events.Key) -> None:
        event.stop()
        self.screen.set_focus(None)
        self.remove()


@pytest.mark.parametrize("widget", [_Keeper, _Goer])
async def test_an_answer_that_does_not_come_is_not_waited_for(widget: type[Static]) -> None:
    async with opened(two_branch(5)) as app:
        await app.settled()
        added = widget()
        await app.training.mount(added)
        app.training.set_focus(added)
        for key in "ye17":
            app.app.post_message(events.Key(key, key))
        await app.shows("epochs 17")
        await app.until(lambda: app.app.keys_in_turn.idle)


async def test_what_the_mouse_does_has_its_turn_among_the_keys() -> None:
    async with opened(two_branch(5), epochs=3) as app:
        await app.settled()
        button = app.widget("#step").region
        app.app.post_message(events.Key("e", "e"))
        app.app.post_message(events.Key("7", "7"))
        for kind in (events.MouseDown, events.MouseUp):
            x, y = button.x + 2, button.y
            app.app.post_message(kind(None, x, y, 0, 0, 1, False, False, False, x, y))
        await app.at_rest(1)
        await app.shows("epochs 7")


async def test_an_answer_that_comes_once_more_is_none() -> None:
    async with opened(two_branch(5)) as app:
        await app.press("s")
        keys = app.app.keys_in_turn
        for number in range(keys._number + 1):
            app.app.post_message(Answered(number))
        await app.settled()
        await app.press("s")
        await app.at_rest(2)
        assert keys.idle
