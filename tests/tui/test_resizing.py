"""The window may get any size at any moment, on every page, also while it trains."""

import random
from collections.abc import Iterable

import pytest
from driving import Driver, opened
from fitting import misfits
from looks import PAGES
from networks import two_branch
from textual.screen import Screen

from engine import Settings
from tui.screens.branches import BranchesScreen
from tui.screens.bug_hunt import BugHuntScreen
from tui.screens.check import CheckScreen
from tui.screens.graph import GraphScreen
from tui.screens.help import HelpScreen
from tui.screens.lesson import LessonScreen
from tui.screens.networks import NetworksScreen
from tui.screens.observations import ObservationsScreen
from tui.screens.paths import PathsScreen
from tui.screens.position import PositionScreen
from tui.screens.practice import PracticeScreen
from tui.screens.presenting import PresentingScreen
from tui.screens.save import SaveScreen

WORDS = "Please make the window larger: at least 60 columns and 20 rows."

EDGES = [(1, 1), (200, 60), (59, 60), (60, 19), (60, 20), (80, 24), (200, 1), (2, 40), (120, 23)]
"""Of what there may be and of the layouts."""

NARROW = [(width, 24) for width in range(1, 9)]
"""Where Textual itself fails to draw some widgets, unless they are kept wider."""

REACHED_BY: dict[str, type[Screen[object]]] = {
    "": PresentingScreen,
    "question_mark": HelpScreen,
    "t": PositionScreen,
    "j": BranchesScreen,
    "z": PathsScreen,
    "g": GraphScreen,
    "m": NetworksScreen,
    "L": LessonScreen,
    "exclamation_mark": ObservationsScreen,
    "G": CheckScreen,
    "x": PracticeScreen,
    "h": BugHuntScreen,
    "ctrl+s": SaveScreen,
}
"""Pages by the keys that lead to them."""


def at_random(number: int, seed: str) -> Iterable[tuple[int, int]]:
    """So many sizes of a window."""
    sizes = random.Random(seed)
    return [(sizes.randint(1, 200), sizes.randint(1, 60)) for _ in range(number)]


async def resize(app: Driver, sizes: Iterable[tuple[int, int]], seed: str) -> None:
    """Give the window these sizes, and the app more time or less in between."""
    turns = random.Random(seed)
    for width, height in sizes:
        app.resize(width, height)
        for _ in range(turns.randrange(3)):
            await app.pilot.pause(0)


async def shows_what_it_should(app: Driver) -> None:
    """In a window that is too small the request for a larger one, else all that it has."""
    await app.resized(50, 12)
    await app.until(lambda: " ".join(app.text.split()) == WORDS)
    await app.resized(80, 24)
    await app.until(lambda: len(app.lines) == 24 and not misfits(app.app.screen), look_every=0.02)


async def resize_while_it_trains(
    pages: Iterable[str], sizes_of_each: Iterable[tuple[int, int]]
) -> None:
    settings = Settings(learning_rate=1e-9)
    async with opened(two_branch(), epochs=1_000_000, settings=settings) as app:
        await app.press("right", "down", "space")
        await app.until(lambda: app.snapshot.running and app.snapshot.state.epoch > 0)
        for key in pages:
            page = REACHED_BY[key]
            await app.press(*[key] * bool(key))
            await app.until(lambda page=page: type(app.app.screen) is page)
            await resize(app, sizes_of_each, key)
            await shows_what_it_should(app)
            assert type(app.app.screen) is page
            await app.press(*["escape"] * bool(key))
            await app.until(lambda: app.app.screen is app.training)
        before = app.snapshot.state.epoch
        await app.until(lambda: app.snapshot.running and app.snapshot.state.epoch > before)


async def test_a_page_is_whole_after_sizes_that_changed_while_it_trains() -> None:
    await resize_while_it_trains(["", "z", "g"], EDGES)


@pytest.mark.long
async def test_every_page_is_whole_after_sizes_that_changed_while_it_trains() -> None:
    await resize_while_it_trains(REACHED_BY, [*EDGES, *at_random(10, "while it trains")])


@pytest.mark.long
@pytest.mark.parametrize("page", PAGES)
async def test_what_a_page_shows_and_its_focus_are_whole_after_many_sizes(page: str) -> None:
    screen = PAGES[page]
    async with opened(screen.network(), (80, 24)) as app:
        await screen.prepare(app)
        await app.settled()
        focused = app.focused
        await resize(app, [*NARROW, *at_random(20, page)], page)
        await shows_what_it_should(app)
        assert app.focused == focused
