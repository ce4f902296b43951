"""The check that all of a screen can be seen finds what cannot."""

import pytest
from fitting import misfits
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Footer, Label, Static
from textual.widgets._footer import FooterKey

SIZE = (40, 10)


class Sample(App[None]):
    """A few widgets with a style sheet that is wrong, or not."""

    BINDINGS = [Binding(key, f"act('{key}')", f"A long word for {key}") for key in "abc"]
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, css: str, *, footer: bool = False) -> None:
        super().__init__()
        self.stylesheet.add_source(css)
        self._footer = footer

    def compose(self) -> ComposeResult:
        yield Label("some words on a line", id="one")
        yield Static("and others", id="two")
        with Vertical(id="box"):
            yield Static("a line\n" * 3 + "and the last one", id="lines")
        with VerticalScroll(id="scrolled"):
            yield Static("a line\n" * 30)
        if self._footer:
            yield Footer()


WELL = "Static, Label { width: auto; } #box { height: 4; } #scrolled { height: 2; }"


async def found(css: str, *, footer: bool = False) -> str:
    app = Sample(WELL + css, footer=footer)
    async with app.run_test(size=SIZE) as pilot:
        while footer and not app.query(FooterKey):
            await pilot.pause()
        await pilot.pause()
        return "; ".join(misfits(app.screen))


async def test_nothing_is_wrong_with_what_can_be_seen_or_scrolled_to() -> None:
    assert await found("") == ""


@pytest.mark.parametrize(
    ("css", "problem"),
    [
        ("#two { position: absolute; offset: 3 0; }", "Static#two and Label#one overlap"),
        ("Screen { overflow: hidden; } #two { offset: 35 0; }", "Static#two sticks out"),
        ("#box { height: 3; overflow: hidden; }", "Static#lines sticks out"),
        ("#lines { height: 3; }", "Static#lines is cut: 4 lines in 3"),
        ("#one { width: 9; height: 1; }", "Label#one is cut"),
        ("#one { width: 9; text-wrap: nowrap; }", "Label#one is cut: 20 columns in 9"),
    ],
)
async def test_what_cannot_be_seen_is_named(css: str, problem: str) -> None:
    assert problem in await found(css)


async def test_an_ellipsis_by_design_is_no_fault() -> None:
    assert await found("#one { width: 9; text-wrap: nowrap; text-overflow: ellipsis; }") == ""


async def test_a_footer_without_room_for_its_keys_is_named() -> None:
    assert "Footer#None is cut" in await found("#scrolled { height: 1; }", footer=True)


async def test_a_title_without_room_is_named() -> None:
    app = Sample(WELL + "#box { border: round red; height: 6; width: 12; }")
    async with app.run_test(size=SIZE) as pilot:
        app.query_one("#box").border_title = "a title that is too long"
        await pilot.pause()
        assert "the title 'a title that is too long' cut" in "; ".join(misfits(app.screen))
