"""Opening other networks: presets with their lessons, files of one's own, saved runs."""

from pathlib import Path
from threading import Event

import pytest
from driving import LIMIT, Driver, opened
from networks import DIVERGING, TINY, network_of, two_branch
from pressing import presses
from textual import events

from engine import Position, Tape, find_network, load_network, preset_names
from engine.run_file import load_run, save_run
from tui.screens.networks import NetworksScreen, PresetList
from tui.trainer import Trainer

NETWORK = two_branch(samples=20)


async def networks(app: Driver) -> None:
    await app.press("m")
    await app.shows("shared-weight", "path of a network file or a saved run")
    await app.until(lambda: app.focused == "presets")


async def name_file(app: Driver, path: Path) -> None:
    """Write a path into the field and press enter."""
    await app.press("f")
    await app.until(lambda: app.focused == "network-path")
    await app.press(*str(path), "enter")


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.toml"
    path.write_text(TINY, encoding="utf-8")
    return path


@presses("networks.back", "escape", "q", "m")
async def test_three_keys_lead_back() -> None:
    async with opened(NETWORK) as app:
        before = await app.settled()
        for key in ("escape", "q", "m"):
            await networks(app)
            await app.press(key)
            await app.until(lambda: app.app.screen is app.training)
            assert await app.settled() == before


@presses("presets.down", "down")
@presses("presets.up", "up")
@presses("presets.first", "home")
@presses("presets.last", "end")
async def test_each_preset_shows_its_title_and_lesson() -> None:
    async with opened(NETWORK) as app:
        await networks(app)
        await app.shows("Two branches that meet", "x goes two ways")
        for key, shown in (
            ("down", "One neuron, one sample"),
            ("up", "x goes two ways"),
            ("end", "A learning rate that is too large"),
            ("home", "x goes two ways"),
        ):
            await app.press(key)
            await app.shows(shown)


async def test_the_list_begins_with_the_network_that_is_open() -> None:
    for name in ("two-branch", "neuron", "diverging"):
        async with opened(load_network(find_network(name))) as app:
            await networks(app)
            presets = app.app.screen.query_one(PresetList)
            assert presets.highlighted == preset_names().index(name)


@presses("networks.page_down", "pagedown")
@presses("networks.page_up", "pageup")
async def test_pages_scroll_the_lesson_and_leave_the_list_alone() -> None:
    async with opened(NETWORK, (60, 20)) as app:
        await networks(app)
        page = app.app.screen.query_one("#preset")
        await app.until(lambda: page.max_scroll_y > 0)
        await app.press("pagedown")
        await app.until(lambda: page.scroll_offset.y > 0)
        assert app.app.screen.query_one(PresetList).highlighted == 0
        await app.press("pageup")
        await app.until(lambda: page.scroll_offset.y == 0)


@presses("networks", "m")
@presses("presets.open", "enter")
async def test_enter_opens_a_preset_and_the_old_worker_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended = Event()
    work = Trainer.work

    def watched_work(trainer: Trainer) -> None:
        work(trainer)
        ended.set()

    monkeypatch.setattr(Trainer, "work", watched_work)
    async with opened(NETWORK) as app:
        old = app.training
        await networks(app)
        await app.press("down", "enter")
        await app.until(lambda: app.training is not old)
        await app.shows("A single neuron", "ready: epoch 0")
        assert app.app.screen is app.training
        await app.until(lambda: not old.is_attached)
        assert ended.wait(LIMIT)
        await app.press("s")
        await app.at_rest(1)
        await app.shows("done: epoch 1")


async def test_a_preset_is_opened_by_the_mouse() -> None:
    async with opened(NETWORK) as app:
        old = app.training
        await networks(app)
        await app.settled()
        x, y, *_ = app.app.screen.query_one(PresetList).region
        for event in (events.MouseMove, events.MouseDown, events.MouseUp):
            await app.mouse_at(event, x + 3, y + 2)
        await app.until(lambda: app.training is not old)
        await app.shows("Two layers")


@presses("networks.file", "f")
async def test_a_file_of_ones_own_is_opened(tiny: Path) -> None:
    async with opened(NETWORK) as app:
        await networks(app)
        await name_file(app, tiny)
        await app.shows("One number", "ready: epoch 0")
        await app.press("space")
        await app.at_rest(5)


async def test_a_saved_run_is_opened_where_it_was(tiny: Path) -> None:
    network = load_network(tiny)
    tape = Tape(network, network.settings)
    tape.play(Position(7, 1, tape.ruler.stages))
    while not tape.arrived:
        tape.go_on(10)
    run = tiny.with_name("saved")
    save_run(run, tape)
    async with opened(NETWORK) as app:
        old = app.training
        await networks(app)
        await name_file(app, run)
        await app.until(lambda: app.training is not old)
        await app.shows("One number", "epoch 7")
        assert (await app.at_rest(7)).state == tape.state
        assert app.snapshot.run_file == run
        assert not app.snapshot.unsaved
        await app.press("s")
        await app.at_rest(8)
        assert load_run(run).end == Position(7, 1, tape.ruler.stages)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (None, "there is no such file; check its path."),
        ('equations = "L = (w - t) ** 2"\n[parameters]\nw = 1.0\n', "line 1:"),
        ("{", "line 1: this is not JSON"),
        ("[1]", "open.toml, line 1:"),
    ],
)
async def test_what_is_wrong_with_a_file_is_said_and_all_stays_as_it_is(
    tmp_path: Path, text: str | None, problem: str
) -> None:
    path = tmp_path / "open.toml"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    async with opened(NETWORK) as app:
        await app.press("s")
        await app.at_rest(1)
        old, state = app.training, app.snapshot.state
        await networks(app)
        await name_file(app, path)
        await app.until(lambda: problem.replace(" ", "") in "".join(app.text.split()))
        assert app.focused == "network-path"
        await app.press("escape")
        await app.until(lambda: app.app.screen is old)
        assert app.snapshot.state is state
        await app.press("s")
        await app.at_rest(2)


async def test_an_empty_field_is_no_file() -> None:
    async with opened(NETWORK) as app:
        await networks(app)
        await app.press("f", "enter")
        await app.shows("no file is named; write the path of one.")


# What has not been saved


@presses("confirm.no", "n", "escape")
@presses("confirm.yes", "y")
async def test_a_run_that_has_been_trained_is_not_left_without_being_asked() -> None:
    async with opened(NETWORK) as app:
        await app.press("s")
        await app.at_rest(1)
        old = app.training
        await networks(app)
        for key in ("n", "escape"):
            await app.press("down", "enter")
            await app.shows("has not been saved")
            await app.press("enter")  # alone does nothing
            await app.settled()
            await app.press(key)
            await app.until(lambda: isinstance(app.app.screen, NetworksScreen))
            assert app.training is old
        await app.press("enter")
        await app.shows("has not been saved")
        await app.press("y")
        await app.until(lambda: app.training is not old)
        await app.shows("ready: epoch 0")


@pytest.mark.parametrize(("button", "leaves"), [("#yes", True), ("#no", False)])
async def test_the_buttons_answer_too(button: str, leaves: bool) -> None:
    async with opened(network_of(DIVERGING)) as app:
        await app.press("s")
        await app.at_rest(1)
        old = app.training
        await networks(app)
        await app.press("enter")
        await app.shows("has not been saved")
        await app.settled()
        await app.click(button)
        if leaves:
            await app.until(lambda: app.training is not old)
        else:
            await app.until(lambda: isinstance(app.app.screen, NetworksScreen))


async def test_one_opens_network_after_network() -> None:
    async with opened(NETWORK) as app:
        for title in ("A single neuron", "Two layers"):
            await networks(app)
            await app.press("down", "enter")
            await app.shows(title, "ready: epoch 0")
        assert len(app.app.screen_stack) == 1
        await app.press("q")
        await app.until(lambda: not app.app.is_running)
