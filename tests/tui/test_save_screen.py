"""Saving a run from the app."""

from pathlib import Path

import pytest
from driving import Driver, opened
from networks import two_branch
from pressing import presses
from textual.widgets import Input

from engine.run_file import load_run
from tui.opening import typed_path
from tui.screens.confirm import ConfirmScreen
from tui.screens.save import SaveScreen

NETWORK = two_branch(samples=20)
ENDLESS = 10**9


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder of the test's own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def save_as(app: Driver, path: object) -> None:
    await app.press("ctrl+s")
    await app.shows("save the run as")
    app.app.screen.query_one(Input).value = str(path)
    await app.press("enter")


async def saved(app: Driver, path: str) -> None:
    await app.shows(f"Saved to {path}")
    await app.until(lambda: app.app.screen is app.training)


@presses("save", "ctrl+s")
async def test_the_run_is_saved_under_the_name_of_its_network(here: Path) -> None:
    async with opened(NETWORK) as app:
        await app.press("s")
        state = (await app.at_rest(1)).state
        assert app.snapshot.unsaved
        await app.press("ctrl+s")
        await app.shows("save the run as", "two-branch.run.json", "enter save, escape back")
        await app.press("enter")
        await saved(app, "two-branch.run.json")
        await app.until(lambda: not app.snapshot.unsaved)
        assert app.snapshot.run_file == Path("two-branch.run.json")
    tape = load_run(here / "two-branch.run.json")
    while not tape.arrived:
        tape.go_on(100)
    assert tape.state == state


async def test_the_path_of_last_time_is_offered_and_not_asked_for_again(here: Path) -> None:
    async with opened(NETWORK) as app:
        await save_as(app, "mine.json")
        await saved(app, "mine.json")
        await app.press("s")
        await app.at_rest(1)
        app.app.clear_notifications()
        await app.press("ctrl+s")
        await app.shows("│ mine.json")
        await app.press("enter")
        await saved(app, "mine.json")
    assert load_run(here / "mine.json").end.epoch == 1


async def test_another_file_is_replaced_only_when_asked_to(here: Path) -> None:
    (here / "other.json").write_text("old", encoding="utf-8")
    async with opened(NETWORK) as app:
        await save_as(app, "other.json")
        await app.shows("other.json exists already. Replace it?")
        await app.press("n")
        await app.until(lambda: isinstance(app.app.screen, SaveScreen))
        assert (here / "other.json").read_text(encoding="utf-8") == "old"
        await app.press("enter")
        await app.until(lambda: isinstance(app.app.screen, ConfirmScreen))
        await app.press("y")
        await saved(app, "other.json")
    assert load_run(here / "other.json").network == NETWORK


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("nowhere/run.json", "Not saved: nowhere/run.json: the run cannot be saved"),
        ("mine.toml", "Not saved: mine.toml: the run would replace a network file;"),
        (".", "Not saved: .: the run cannot be saved"),
        ("  ", "Not saved: no file is named; write the path of one."),
    ],
)
async def test_what_is_wrong_is_said_and_the_path_can_be_corrected(path: str, problem: str) -> None:
    async with opened(NETWORK) as app:
        await save_as(app, path)
        await app.shows(problem)
        assert app.app.screen.query_one(Input).value == path
        app.app.screen.query_one(Input).value = "right.json"
        await app.press("enter")
        await saved(app, "right.json")


@presses("save.back", "escape")
async def test_escape_saves_nothing(here: Path) -> None:
    async with opened(NETWORK) as app:
        await app.press("ctrl+s")
        await app.shows("save the run as")
        await app.press("escape")
        await app.until(lambda: app.app.screen is app.training)
    assert not list(here.iterdir())


async def test_a_run_is_saved_while_it_trains_and_goes_on(here: Path) -> None:
    async with opened(NETWORK, epochs=ENDLESS) as app:
        await app.press("space")
        await app.until(lambda: app.snapshot.state.epoch > 1)
        await save_as(app, "running.json")
        await saved(app, "running.json")
        epoch = app.snapshot.state.epoch
        await app.until(lambda: app.snapshot.state.epoch > epoch)
        assert app.snapshot.unsaved
    assert load_run(here / "running.json").end.epoch >= 1


def test_a_path_may_begin_with_the_home_folder(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(here))
    assert typed_path(" ~/run.json ") == here / "run.json"
    assert typed_path("a b/run.json") == Path("a b/run.json")
