"""Keys that come faster than pages: none of them is an error, and what is one stays one."""

from collections.abc import Sequence

import pytest
from driving import Driver, opened
from networks import two_branch
from textual import events
from textual.app import ScreenStackError
from textual.css.query import NoMatches
from textual.widget import MountError

from tui.half_there import misses_what_is_not_there
from tui.screens.graph import GraphScreen


def at_once(app: Driver, keys: Sequence[str]) -> None:
    """Press keys as a fast typist or a paste does: none waits for the one before."""
    for key in keys:
        app.app.post_message(events.Key(key, key if len(key) == 1 else None))


async def test_what_is_given_twice_closes_one_page() -> None:
    async with opened(two_branch(5)) as app:
        await app.press("t")
        await app.shows("go to")
        at_once(app, ["enter", "enter", "enter"])
        await app.settled()
        await app.until(lambda: app.app.screen is app.training)
        at_once(app, ["ctrl+p", *"help", "enter", "enter", "escape", "escape"])
        await app.settled()
        await app.until(lambda: app.app.screen is app.training)


@pytest.mark.parametrize("key", ["i", "m", "w"])
async def test_a_key_behind_the_one_that_leaves_does_nothing(key: str) -> None:
    async with opened(two_branch(5)) as app:
        await app.press("down")
        at_once(app, ["q", key, key])
        await app.until(lambda: app.app._exit)


@pytest.mark.parametrize("page", ["g", "m", "x", "ctrl+p"])
async def test_keys_come_before_their_page_is_there_and_while_it_goes(page: str) -> None:
    async with opened(two_branch(5)) as app:
        keys = ["down", "pagedown", "n", "v", "w", "f", "d", "."]
        at_once(app, [page, *keys, "escape", *keys, page, "escape", "escape", page, *keys])
        await app.settled()
        await app.press(*["escape"] * 4)
        await app.settled()
        await app.press("question_mark")
        await app.shows("─ help ─")


async def test_a_list_without_room_has_no_pages_to_turn() -> None:
    async with opened(two_branch(5), (20, 2)) as app:
        await app.press("ctrl+p")
        await app.settled()
        await app.press("down", "down", "pageup", "pagedown", "escape")


async def test_on_a_page_that_is_there_they_are_errors() -> None:
    async with opened(two_branch(5)) as app:
        for error in (NoMatches(), MountError(), ScreenStackError()):
            assert not misses_what_is_not_there(error, app.training)
            assert not misses_what_is_not_there(error, app.app)
        try:
            raise KeyError(0)
        except KeyError as error:
            assert not misses_what_is_not_there(error, app.training)


async def test_a_page_whose_parts_are_taken_away_misses_them() -> None:
    async with opened(two_branch(5)) as app:
        await app.press("g")
        await app.until(lambda: isinstance(app.app.screen, GraphScreen))
        page = app.app.screen
        await app.settled()
        assert not misses_what_is_not_there(NoMatches(), page)
        await app.press("escape")
        await app.until(lambda: page._pruning or page._closed)
        assert misses_what_is_not_there(NoMatches(), page)


async def test_what_a_page_still_had_to_do_comes_when_another_is_there() -> None:
    async with opened(two_branch(5)) as app:
        await app.press("g")
        page = app.app.screen
        assert isinstance(page, GraphScreen)
        await app.press("escape")
        await app.until(lambda: not page.is_attached)
        app.training.call_after_refresh(page._show_stage)
        app.training.refresh()
        await app.settled()
        await app.press("question_mark")
        await app.shows("─ help ─")
