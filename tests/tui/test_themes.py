"""Whether everything can be read, in every theme and without colours."""

import re

import pytest
from driving import Driver, opened
from legibility import colours, contrast, drawn_on
from networks import network_of, two_branch
from rich.color import Color
from rich.segment import Segment
from textual.theme import BUILTIN_THEMES

from tui.conditions import Conditions, Ground
from tui.heat import HEAT_LEVELS

LEVELS = [level / HEAT_LEVELS for level in range(-HEAT_LEVELS, HEAT_LEVELS + 1)]
ALL_LEVELS = network_of(f"""
title = "One of each"
equations = "L = sum((a - 0.01) ** 2)"
[parameters]
a = {LEVELS}
""")
"""A vector with a number of every heat level, and its gradient."""

VALUES = [f"{level:+.4f}" if level else "0.0000" for level in LEVELS]
"""How they are written: each with its sign."""

READY = "ready: epoch 0   m: other networks"

WIDE = (500, 24)
"""A window wide enough for all of them."""

TRUE_COLOR = sorted(name for name, theme in BUILTIN_THEMES.items() if not theme.ansi)
ANSI = sorted(name for name, theme in BUILTIN_THEMES.items() if theme.ansi)


def cells(drawn: list[Segment]) -> list[Segment]:
    """The numbers of the table."""
    return [part for part in drawn if re.fullmatch(r" *[+-]?\d\.\d{4,} *", part.text)]


def texts(drawn: list[Segment]) -> list[str]:
    return [part.text.strip() for part in drawn]


async def show(app: Driver, theme: str) -> list[Segment]:
    """Everything that is drawn in another theme."""
    app.app.theme = theme
    before: list[Segment] = []
    while before != (now := drawn_on(app)) or app.app.current_theme.name != theme:
        before = now
        await app.pilot.pause()
    return now


every_theme: dict[str, list[Segment]] = {}


async def in_every_theme(themes: list[str]) -> list[tuple[str, list[Segment]]]:
    """The same screen, drawn in each of these themes; it is drawn once for all tests."""
    if not every_theme:
        async with opened(ALL_LEVELS, WIDE) as app:
            for theme in TRUE_COLOR + ANSI:
                every_theme[theme] = await show(app, theme)
    return [(theme, every_theme[theme]) for theme in themes]


def distance(one: Color, other: Color) -> int:
    assert one.triplet is not None
    assert other.triplet is not None
    return sum(abs(a - b) for a, b in zip(one.triplet, other.triplet, strict=True))


async def test_numbers_of_every_heat_have_a_ground_of_their_own() -> None:
    for theme, drawn in await in_every_theme(TRUE_COLOR):
        grounds = [colours(part.style)[1] for part in cells(drawn)][: len(LEVELS)]
        cold = grounds[HEAT_LEVELS]
        depths = [distance(ground, cold) for ground in grounds]
        assert depths[HEAT_LEVELS:] == sorted(set(depths[HEAT_LEVELS:])), theme
        assert depths[HEAT_LEVELS::-1] == sorted(set(depths[: HEAT_LEVELS + 1])), theme
        assert len(set(grounds)) == len(LEVELS), theme


async def test_numbers_of_every_heat_are_legible() -> None:
    for theme, drawn in await in_every_theme(TRUE_COLOR):
        faint = [(part.text, contrast(part.style)) for part in cells(drawn)]
        assert len(faint) >= 2 * len(LEVELS)
        assert [cell for cell in faint if cell[1] < 4.5] == [], theme


async def test_every_word_is_legible() -> None:
    """Less is asked of title, buttons, fields and footer, whose colours are the themes' own."""
    for theme, drawn in await in_every_theme(TRUE_COLOR):
        assert {"One of each", "Step", "Quit", READY} - set(texts(drawn)) == set()
        faint = [(part.text, contrast(part.style)) for part in drawn]
        assert [word for word in faint if word[1] < 3.4] == [], theme


async def test_every_number_has_its_sign() -> None:
    for theme, drawn in await in_every_theme(TRUE_COLOR + ANSI):
        assert texts(cells(drawn))[: len(LEVELS)] == VALUES, theme


async def test_ansi_themes_use_colours_that_show_on_dark_and_on_light_grounds() -> None:
    """The terminal's own ground may be either; black, white, yellow and blue vanish on one."""
    for theme, drawn in await in_every_theme(ANSI):
        pairs = [colours(part.style) for part in drawn]
        assert {type_.number for type_, ground in pairs if ground.is_default} <= {None, 1, 5}, theme
        assert all(type_ != ground or type_.is_default for type_, ground in pairs), theme


async def test_ansi_themes_show_large_numbers_bold() -> None:
    for theme, drawn in await in_every_theme(ANSI):
        bold = [part.style is not None and bool(part.style.bold) for part in cells(drawn)]
        large = [abs(level) > 0.5 for level in LEVELS]
        assert bold[: len(LEVELS)] == large, theme


@pytest.mark.long  # among the others, test_looks.py has these pages in one theme each
@pytest.mark.parametrize(("keys", "says"), [("x1n1n1n", "2.16, or an expression"), ("ha", "≠ z")])
async def test_pages_of_practice_are_legible_in_every_theme(keys: str, says: str) -> None:
    async with opened(two_branch()) as app:
        for key in keys:
            await app.press(key)
            await app.settled()
        await app.shows(says)
        for theme in TRUE_COLOR:
            faint = [(part.text, contrast(part.style)) for part in await show(app, theme)]
            assert [word for word in faint if word[1] < 3.4] == [], theme
        for theme in ANSI:
            pairs = [colours(part.style) for part in await show(app, theme)]
            types = {type_.number for type_, ground in pairs if ground.is_default}
            assert types <= {None, 1, 5}, theme


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light", "ansi-dark", "ansi-light"])
async def test_without_colours_there_are_none_in_any_theme(
    theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(ALL_LEVELS, WIDE) as app:
        await show(app, theme)
        await app.press("tab")
        await app.until(lambda: app.focused == "step")
        await app.settled()
        drawn = drawn_on(app)
        assert all(colour.is_default for part in drawn for colour in colours(part.style))
        step = drawn[texts(drawn).index("Step")]
        assert step.style is not None
        assert step.style.reverse
        assert texts(cells(drawn))[: len(LEVELS)] == VALUES


async def test_a_terminal_of_sixteen_colours_gets_an_ansi_theme(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("COLORTERM")
    async with opened(two_branch()) as app:
        assert app.app.current_theme.ansi
    monkeypatch.setenv("TEXTUAL_THEME", "dracula")
    async with opened(two_branch()) as app:
        assert not app.app.current_theme.ansi


@pytest.mark.parametrize(
    ("ground", "sixteen", "theme"),
    [
        (None, False, "textual-dark"),
        (Ground.DARK, False, "textual-dark"),
        (Ground.LIGHT, False, "textual-light"),
        (Ground.TERMINAL, False, "ansi-dark"),
        (None, True, "ansi-dark"),
        (Ground.LIGHT, True, "ansi-light"),
        (Ground.TERMINAL, True, "ansi-dark"),
    ],
)
async def test_the_ground_asked_for_is_drawn_on(
    ground: Ground | None, sixteen: bool, theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if sixteen:
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.delenv("COLORTERM")
    async with opened(two_branch(), conditions=Conditions(ground=ground)) as app:
        assert app.app.current_theme.name == theme
