"""The page that checks the gradients in view."""

import re

import pytest
from driving import opened
from networks import DIVERGING, network_of, two_branch
from pressing import presses

import tui.screens.check
from engine import NetworkError
from tui.screens.check import CheckScreen

NETWORK = two_branch(samples=20)
ROW = re.compile(r"│ +[xABCyuvzwL] +[139] .* agrees ")


@pytest.fixture
def no_pytorch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tui.screens.check, "pytorch_version", lambda: None)


@pytest.mark.usefixtures("no_pytorch")
@presses("check", "G")
@presses("check.back", "escape", "q", "G")
async def test_the_gradients_of_the_position_are_checked() -> None:
    async with opened(NETWORK) as app:
        await app.press("f", "f")
        await app.until(lambda: app.snapshot.position.sample == 2 and not app.snapshot.running)
        for key in ("escape", "q", "G"):
            await app.press("G")
            await app.until(lambda: isinstance(app.app.screen, CheckScreen))
            await app.shows(f"check of the gradients at {app.snapshot.position}")
            await app.shows("Against central differences of the loss", "PyTorch is not installed")
            await app.until(lambda: len(ROW.findall(app.text)) == 10)
            await app.press(key)
            await app.until(lambda: app.app.screen is app.training)


@pytest.mark.torch
async def test_pytorch_has_a_table_of_its_own() -> None:
    async with opened(NETWORK, (100, 45)) as app:
        await app.press("G")
        await app.shows("Against PyTorch", "exact", "all compared")


async def test_a_pytorch_that_cannot_be_loaded_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_trace: object) -> None:
        raise NetworkError("PyTorch cannot be loaded (no libc)", "install it")

    monkeypatch.setattr(tui.screens.check, "pytorch_version", lambda: "1.0")
    monkeypatch.setattr(tui.screens.check, "autograd", broken)
    async with opened(NETWORK, (100, 45)) as app:
        await app.press("G")
        await app.shows("agrees", "PyTorch cannot be loaded (no libc); install it.")


@pytest.mark.usefixtures("no_pytorch")
async def test_a_page_that_is_left_is_not_computed_to_its_end() -> None:
    async with opened(two_branch(samples=2, sizes={"K": 40})) as app:
        await app.press("G")
        await app.until(lambda: isinstance(app.app.screen, CheckScreen))
        screen = app.app.screen
        await app.press("escape")
        await app.until(lambda: app.app.screen is app.training)
        await app.until(lambda: all(w.is_finished for w in app.app.workers if w.node is screen))
        assert isinstance(screen, CheckScreen)
        assert not any(len(rows) == 10 for rows in screen._tables.values())


@pytest.mark.usefixtures("no_pytorch")
async def test_a_run_that_diverged_is_checked_where_it_stopped() -> None:
    async with opened(network_of(DIVERGING), epochs=10) as app:
        await app.press("space")
        await app.shows("diverged")
        await app.press("G")
        await app.shows("PyTorch is not installed")
