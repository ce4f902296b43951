"""Every screen in every look: all of it can be seen, read, and reached by keys."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from itertools import cycle, product

import pytest
from driving import Driver, opened
from fitting import misfits
from keyboard import unreachable
from legibility import illegible
from looks import PAGES, USUAL_PAGES
from rich.cells import cell_len

from tui.conditions import Conditions

SIZES = ((140, 45), (80, 24), (60, 20))
THEMES = ("textual-dark", "textual-light", "ansi-dark", "ansi-light")


@dataclass(frozen=True)
class Means:
    """What a terminal has to draw with."""

    colours: bool
    all_signs: bool

    def __str__(self) -> str:
        return f"{'' if self.colours else 'no '}colours, {'all signs' * self.all_signs or 'ASCII'}"


MEANS = [Means(colours, signs) for signs, colours in product((True, False), (True, False))]
LOOKS = list(product(MEANS, THEMES))
SOME = [
    (page, *look, size)
    for page, look, size in zip(
        USUAL_PAGES, cycle(LOOKS[::3] + LOOKS[1::3] + LOOKS[2::3]), cycle(SIZES)
    )
]
"""Each of these pages once, each theme with all means, and all means with each size."""


async def looks_right(
    page: str,
    means: Means,
    looks: Iterable[tuple[tuple[int, int], str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Look at a page in these sizes of the window and themes."""
    if not means.colours:
        monkeypatch.setenv("NO_COLOR", "1")
    screen, conditions = PAGES[page], Conditions(ascii_only=not means.all_signs)
    async with opened(screen.network(), SIZES[0], conditions=conditions) as app:
        await screen.prepare(app)
        for (width, height), theme in looks:
            app.app.theme = theme
            await app.resized(width, height)
            await app.settled()
            with suppress(AssertionError):
                await app.until(lambda: not wrong_with(app), look_every=0.05)
            assert wrong_with(app) == [], f"{width}×{height}, {theme}\n{app.text}"
        assert await unreachable(app) == []


def wrong_with(app: Driver) -> list[str]:
    """What cannot be seen or read."""
    width, height = app.app.screen.size
    if [cell_len(line) for line in app.lines] != [width] * height:
        return ["not yet drawn in this size"]
    wrong = misfits(app.app.screen) + illegible(app)
    if app.app.conditions.ascii_only and not app.text.isascii():
        wrong.append(f"not ASCII: {sorted(sign for sign in set(app.text) if not sign.isascii())}")
    return wrong


@pytest.mark.parametrize(("page", "means", "theme", "size"), SOME, ids=str)
async def test_all_of_a_screen_can_be_seen_and_read(
    page: str, means: Means, theme: str, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    await looks_right(page, means, [(size, theme)], monkeypatch)


@pytest.mark.long
@pytest.mark.parametrize("page", PAGES)
async def test_all_of_every_screen_can_be_seen_and_read_in_every_theme(
    page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await looks_right(page, MEANS[0], product(SIZES, THEMES), monkeypatch)


@pytest.mark.long
@pytest.mark.parametrize("page", PAGES)
async def test_all_of_every_screen_can_be_seen_and_read_in_ascii_without_colours(
    page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither changes what goes where: each size and theme once."""
    await looks_right(page, MEANS[-1], zip(cycle(SIZES), THEMES), monkeypatch)
