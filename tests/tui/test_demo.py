"""Demonstrations: the tour keeps its promises, and whoever watches has it in their hands."""

import re

import pytest
from demonstrating import SHORT, Demo, Seen, demonstrated, script_of
from legibility import illegible
from textual.widgets import Footer

from engine import START, Cell, Position, Schedule
from tui.demo.script import duration, reading_seconds
from tui.demo.script_file import TOUR, load_script
from tui.screens.branches import BranchesScreen
from tui.screens.training import TrainingScreen
from tui.snapshot import Snapshot
from tui.widgets.caption import Caption, Showing

SCRIPT = script_of(SHORT)
TITLES = [chapter.title for chapter in SCRIPT.chapters]


# The tour


async def test_the_tour_shows_what_it_says() -> None:
    await tour_shows_what_it_says((80, 24))


@pytest.mark.long
async def test_the_tour_shows_what_it_says_in_a_large_window_too() -> None:
    await tour_shows_what_it_says((140, 45))


async def tour_shows_what_it_says(size: tuple[int, int]) -> None:
    tour = load_script(TOUR)
    async with demonstrated(tour, size) as demo:
        await demo.ends()
        assert demo.ended == [None]
        seen = demo.clock.seen
        assert demo.player.showing.ended
    said = [step.say for chapter in tour.chapters for step in chapter.steps if step.say]
    assert len(seen) == len(said) + 1  # and that it has ended
    by_chapter = {chapter.title: of_chapter(seen, chapter.title) for chapter in tour.chapters}
    the_passes_go_stage_by_stage(by_chapter["Forward"], by_chapter["Backward"])
    one_cell_is_explained(by_chapter["Why this number?"])
    ten_epochs_are_trained(by_chapter["Ten epochs"])
    the_rate_is_raised_until_it_diverges(by_chapter["Too large a step"])
    it_is_rewound(by_chapter["Rewind"], by_chapter["Ten epochs"])
    it_branches(by_chapter["What if?"])
    the_gradients_are_checked(by_chapter["Is it right?"])
    for each in seen:
        assert shown(each.caption) in shown(each.screen)


def of_chapter(seen: list[Seen], title: str) -> list[Seen]:
    return [each for each in seen if each.chapter == title]


def shown(text: str) -> str:
    """A text as it is on the screen: words, wherever the lines break."""
    return " ".join(text.split())


def the_passes_go_stage_by_stage(forward: list[Seen], backward: list[Seen]) -> None:
    assert [stage(each) for each in forward] == [1, 2, 4, 6]
    assert [stage(each) for each in backward] == [7, 8, 9, 10, 12, 14, 16, 17]
    assert "stage 6 of 17, forward: L = sum(w ** 2)" in forward[-1].screen
    assert "stage 17 of 17, update" in backward[-1].screen
    sample = forward[-1].snapshot
    u, v, z = (number(sample, Cell(name, (0,))) for name in "uvz")
    assert f"{u:.6g} + {v:.6g} = {z:.6g}" in forward[2].caption
    w, gradient = number(sample, Cell("w", (0,))), number(sample, Cell("w", (0,), True))
    assert f"twice {w:.6g} is {gradient:.6g}" in backward[1].caption
    assert gradient == 2 * w
    first = number(sample, Cell("C", (0, 0), True))
    assert first == z * gradient
    assert f"{first:.6g}" in backward[2].caption


def stage(seen: Seen) -> int:
    assert seen.snapshot.position.epoch == seen.snapshot.position.sample == 1
    return seen.snapshot.position.stage


def number(snapshot: Snapshot, cell: Cell) -> float:
    return cell.number(snapshot.trace, snapshot.gradients)


def one_cell_is_explained(seen: list[Seen]) -> None:
    snapshot = seen[0].snapshot
    cell = number(snapshot, Cell("A", (0, 0), True))
    x, y = number(snapshot, Cell("x", (0,))), number(snapshot, Cell("y", (0,), True))
    assert "A[0][0] = 0.2512981" in seen[0].screen
    assert f"∂L/∂A[0][0] = {cell:.6g}" in seen[1].caption
    assert f"{x:.6g} · {y:.6g}" in seen[1].caption
    assert "why ∂L/∂A[0][0]" in seen[1].screen
    assert "why ∂L/∂y₀" in seen[2].screen
    assert "∂L/∂A = xᵀ · ∂L/∂y" in seen[3].screen
    assert "All the way to the loss" in seen[4].screen
    paths = re.findall(r"([\d.]+) = x₀ · σ′\(y₀\) · 2·w. · C\[0\]\[.\]", seen[4].screen)
    assert len(paths) == 3
    assert sum(map(float, paths)) == pytest.approx(cell, abs=1e-5)
    assert f"{cell:.6g}: that is the chain rule" in seen[4].caption


def ten_epochs_are_trained(seen: list[Seen]) -> None:
    before, *_, after = seen
    assert before.snapshot.state.epoch == 0
    assert "22.9488" in before.caption
    assert after.snapshot.state.epoch == after.snapshot.end.epoch == 10
    assert len(after.snapshot.network.samples) * 10 == 10_000  # as the caption says
    assert "2.1719" in seen[2].caption
    assert "log loss" in after.screen


def the_rate_is_raised_until_it_diverges(seen: list[Seen]) -> None:
    assert [each.snapshot.settings.learning_rate for each in seen] == [0.01, 0.1, 0.3, 3.0, 3.0]
    assert {each.snapshot.settings.schedule for each in seen} == {Schedule.BATCH}
    assert evaluation(seen[0]) > evaluation(seen[1]) > evaluation(seen[2])
    diverged = seen[3].snapshot
    assert diverged.state.divergence is not None
    assert str(diverged.state.divergence) in seen[3].caption
    assert "diverged: " in seen[3].screen
    history = diverged.history
    of_last = [history.losses(epoch).evaluation_loss for epoch in range(30, history.epochs)]
    assert of_last[1] < of_last[0]  # at first it falls, as is said
    assert of_last[3:] == sorted(of_last[3:])
    assert of_last[-1] > 1e100


def evaluation(seen: Seen) -> float:
    losses = seen.snapshot.state.losses
    assert losses is not None
    return losses.evaluation_loss


def it_is_rewound(seen: list[Seen], ten_epochs: list[Seen]) -> None:
    back, start, tenth = seen
    assert back.snapshot.position < back.snapshot.end
    assert back.snapshot.state.divergence is None
    assert evaluation(back) < 0.01
    assert start.snapshot.position == START
    assert tenth.snapshot.position == ten_epochs[-1].snapshot.position
    assert tenth.snapshot.state.parameters == ten_epochs[-1].snapshot.state.parameters


def it_branches(seen: list[Seen]) -> None:
    branched, listed = seen
    snapshot = branched.snapshot
    assert snapshot.branch.start == Position(10, 1000, 17)
    assert snapshot.settings.learning_rate == 0.02
    assert snapshot.parent_history is not None
    assert "∘" in branched.screen
    assert f"all {len(snapshot.branches)} branches" in listed.caption
    for each in snapshot.branches:
        assert f" {each.branch.name} " in listed.screen


def the_gradients_are_checked(seen: list[Seen]) -> None:
    names = len(seen[1].snapshot.trace)
    assert seen[1].screen.count(" agrees") >= names  # with PyTorch by its autograd, too
    assert "differs" not in seen[1].screen
    assert "check of the gradients" in seen[1].screen
    assert "check of the gradients" not in seen[2].screen


def test_the_tour_takes_about_five_minutes() -> None:
    tour = load_script(TOUR)
    assert 4.5 * 60 <= tour.seconds <= 5.5 * 60
    assert tour.seconds == sum(chapter.seconds for chapter in tour.chapters)


async def test_it_lasts_as_long_as_it_says() -> None:
    async with demonstrated(SCRIPT) as demo:
        await demo.ends()
        read = demo.clock.seconds - reading_seconds(demo.caption)  # that it has ended
        assert read == pytest.approx(SCRIPT.seconds, abs=0.5)
    faster = SCRIPT.faster(2.0)
    typed = 0.25 * len("3" + "0.5")
    assert faster.seconds == pytest.approx((SCRIPT.seconds - typed) / 2 + typed)
    assert duration(303.4) == "5:03"


# In the hands of whoever watches


async def test_space_pauses_and_goes_on() -> None:
    async with demonstrated(SCRIPT, hold="begins") as demo:
        await demo.holds("begins")
        await demo.app.press("space")
        await demo.app.shows("paused  space: go on")
        demo.clock.hold = None
        await demo.app.settled()
        assert "begins" in demo.caption
        assert not demo.app.snapshot.running
        await demo.app.press("space")
        await demo.ends()
        await demo.app.shows("the end  space: again")


async def test_the_arrows_move_between_chapters() -> None:
    async with demonstrated(SCRIPT, hold="begins") as demo:
        await demo.holds("begins")
        await demo.app.press("right")
        await demo.holds("Epoch 3")
        await demo.app.press("right")
        await demo.holds("2 branches")
        await demo.app.press("left")
        await demo.holds("Epoch 3")
        await demo.app.press("left")
        await demo.holds("begins")
        await demo.app.press("left")
        await demo.holds("begins")
        await demo.app.press("right", "right", "right", "right")
        await demo.ends()
        await demo.app.shows("That is the end.", "3/3 A branch")
        await demo.app.press("left")
        await demo.holds("2 branches")


@pytest.mark.parametrize("way", [["right"] * 2, ["right", "right", "right", "left"]])
async def test_a_chapter_has_the_same_bits_however_it_is_reached(way: list[str]) -> None:
    async with demonstrated(SCRIPT) as demo:
        await demo.holds("2 branches")
        watched, screen = state(demo), demo.app.text
    async with demonstrated(SCRIPT, hold="begins") as demo:
        await demo.holds("begins")
        demo.clock.hold = "2 branches"
        await demo.app.press(*way)
        await demo.holds("2 branches")
        assert state(demo) == watched
        assert demo.app.text == screen


def state(demo: Demo) -> object:
    snapshot = demo.app.snapshot
    curves = [
        [
            each.history.losses(epoch)
            for epoch in range(max(0, each.history.first), each.history.epochs)
        ]
        for each in snapshot.branches
    ]
    branches = [each.branch for each in snapshot.branches]
    return snapshot.state, snapshot.position, snapshot.settings, branches, curves


async def test_a_page_that_is_open_is_closed_by_going_to_another_chapter() -> None:
    async with demonstrated(SCRIPT) as demo:
        await demo.holds("here they are")
        assert isinstance(demo.app.app.screen, BranchesScreen)
        await demo.app.press("left")
        await demo.holds("Epoch 3")
        assert isinstance(demo.app.app.screen, TrainingScreen)
        assert len(demo.app.app.screen_stack) == 1


async def test_who_pauses_and_moves_on_sees_the_first_step_of_the_chapter() -> None:
    async with demonstrated(SCRIPT, hold="begins") as demo:
        await demo.holds("begins")
        await demo.app.press("space")
        demo.clock.hold = None
        await demo.app.press("right")
        await demo.app.shows("Epoch 3, loss ", "paused")
        await demo.app.settled()
        assert demo.player.showing.chapter == "Training"


async def test_any_other_key_takes_over_and_does_what_it_does() -> None:
    async with demonstrated(SCRIPT) as demo:
        await demo.holds("Epoch 3")
        await demo.app.press("s")
        await demo.app.at_rest(4)
        await demo.app.shows("done: epoch 4", "q Quit")
        assert not demo.app.app.screen.query(Caption)
        assert demo.app.widget("Footer").region.height == 1
        demo.clock.hold = None
        await demo.app.press("space", "left")
        await demo.app.at_rest(7)
        assert "demo" not in {worker.name for worker in demo.app.app.workers}
        assert demo.ended == []


async def test_a_click_takes_over_too() -> None:
    async with demonstrated(SCRIPT) as demo:
        await demo.holds("Epoch 3")
        await demo.app.click("#step")
        await demo.app.at_rest(4)
        assert demo.player.is_over


async def test_on_a_page_another_key_takes_over_as_well() -> None:
    async with demonstrated(SCRIPT) as demo:
        await demo.holds("here they are")
        await demo.app.press("escape")
        await demo.app.until(lambda: len(demo.app.app.screen_stack) == 1)
        await demo.app.shows("q Quit")
        assert not demo.app.app.screen.query(Caption)


async def test_it_begins_again_from_the_end() -> None:
    async with demonstrated(SCRIPT) as demo:
        await demo.ends()
        demo.ended.clear()
        await demo.app.press("space")
        await demo.holds("begins")
        assert demo.app.snapshot.position == START
        assert len(demo.app.snapshot.branches) == 1
        await demo.ends()
        assert demo.ended == [None]


# The caption


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (140, 45)])
async def test_the_caption_hides_nothing_but_the_footer(size: tuple[int, int]) -> None:
    async with demonstrated(SCRIPT, size, hold="begins") as demo:
        await demo.holds("begins")
        await demo.app.until(lambda: demo.app.app.screen.query_one(Caption).region.height)
        caption = demo.app.app.screen.query_one(Caption).region
        assert (caption.width, caption.bottom) == size
        for selector in ("#status", "#main", "#controls", "#numbers"):
            assert not demo.app.widget(selector).region.overlaps(caption)
        assert caption.contains_region(demo.app.app.screen.query_one(Footer).region)


async def test_the_caption_follows_the_window() -> None:
    async with demonstrated(SCRIPT, hold="begins") as demo:
        await demo.holds("begins")
        await demo.app.resized(59, 24)
        await demo.app.shows("Please make the window larger")
        assert "begins" not in demo.app.text
        await demo.app.resized(60, 20)
        await demo.app.shows("begins", "space: pause")
        assert re.search(r"1/3 Forward [█░]{8}", demo.app.text)


@pytest.mark.parametrize("colours", [True, pytest.param(False, marks=pytest.mark.long)])
async def test_the_caption_is_legible_in_every_theme(
    colours: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not colours:
        monkeypatch.setenv("NO_COLOR", "1")
    async with demonstrated(SCRIPT) as demo:
        await demo.holds("Two stages")
        for theme in demo.app.app.available_themes:
            demo.app.app.theme = theme
            await demo.app.settled()
            assert illegible(demo.app) == [], theme


def test_the_title_says_which_keys_were_pressed() -> None:
    step = SCRIPT.chapters[0].steps[1]
    assert step.keys == ". ×2"
    assert SCRIPT.chapters[1].steps[0].keys == "e 3 enter space"
    assert Showing().keys == ""
