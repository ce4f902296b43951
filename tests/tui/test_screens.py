"""What the screens look like, and that they fit into every window."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from itertools import combinations
from time import monotonic

import pytest
from demonstrating import SHORT, demonstrate, script_of
from driving import LIMIT, Driver, opened
from goldens import assert_golden, golden, golden_names
from networks import DIVERGING, LONG_NAMES, TINY, network_of, two_branch
from textual.geometry import Region

from engine import (
    EpochLosses,
    LossHistory,
    Network,
    Position,
    Schedule,
    Settings,
    State,
    find_network,
    load_network,
)
from tui.widgets.big_numbers import BigNumbers


async def as_opened(app: Driver) -> None:
    """Leave it as it is."""


async def ten_epochs(app: Driver) -> None:
    await app.press("space")
    await app.at_rest(10)


async def ten_epochs_log(app: Driver) -> None:
    await ten_epochs(app)
    await app.press("y", "v", "n")
    await app.shows("log loss, recent epochs", "training sample 1")


async def diverged(app: Driver) -> None:
    await app.press("space")
    await app.shows("diverged: ")


async def scrolled(app: Driver) -> None:
    await app.settled()
    await app.press(*["right"] * 6, "down", "down")
    await app.until(lambda: "value 1–" not in app.text)


async def drawn(app: Driver) -> None:
    """Wait until all is there, for what lies behind a page is drawn when that opens."""
    await app.shows("Reset", "s Step", "m: other networks")
    await app.settled()


async def help_page(app: Driver) -> None:
    await drawn(app)
    await app.press("question_mark")
    await app.shows("─ help ─")


async def help_end(app: Driver) -> None:
    await help_page(app)
    page = app.app.screen.query_one("#help")
    await app.press("end")
    await app.until(lambda: page.max_scroll_y and page.scroll_offset.y == page.max_scroll_y)


async def stages_on(app: Driver, count: int) -> None:
    """Stage by stage, since each is brought into view from where the one before was."""
    for stage in range(1, count + 1):
        await app.press("full_stop")
        await app.until(lambda stage=stage: app.snapshot.position == Position(1, 1, stage))


async def backward_stage(app: Driver) -> None:
    """In the middle of a sample, at a gradient."""
    await stages_on(app, 13)
    await app.shows("stage 13 of 17")


async def update_stage(app: Driver) -> None:
    await stages_on(app, 17)
    await app.shows("stage 17 of 17, update")


async def why(app: Driver) -> None:
    """The published example, one step of the chain rule further."""
    await app.settled()
    await app.press(*["right"] * 5, "w", "enter")
    await app.shows("why ∂L/∂y₁")


async def two_paths(app: Driver) -> None:
    await app.settled()
    await app.press(*["right"] * 4, *["down"] * 9, "w")
    await app.shows("why ∂L/∂x₀")


async def whole_path(app: Driver) -> None:
    await app.shows("Reset", "s Step")
    await app.settled()
    await app.press(*["right"] * 5, "z")
    await app.shows("− levels", "∂L/∂A[0][1]")


async def branched(app: Driver) -> None:
    """Ten epochs, and five others from the fifth on."""
    await ten_epochs(app)
    await app.press(*"aaaaa", "c")
    await app.shows("branch b1")
    for epoch in range(6, 11):
        await app.press("s")
        await app.at_rest(epoch)
    await app.shows("done: epoch 10")


async def branches_page(app: Driver) -> None:
    await branched(app)
    await app.settled()
    await app.press("j")
    await app.shows("b1 left main")


async def edited(app: Driver) -> None:
    await app.settled()
    await app.press("right", "down", "i")
    await app.until(lambda: app.focused == "cell-editor")


async def graph(app: Driver) -> None:
    await app.press("g")
    await app.shows("epoch 0, own input")


async def graph_backward(app: Driver) -> None:
    """At the gradient of B, which comes eighth of the backward pass's ten."""
    await graph(app)
    await stages_on(app, 12)
    await app.shows("stage 12, backward: ∂L/∂B")


async def networks(app: Driver) -> None:
    await drawn(app)
    await app.press("m")
    await app.shows("shared-weight")
    await app.press("down", "down")
    await app.shows("published")


async def networks_wrong(app: Driver) -> None:
    await networks(app)
    await app.press("f")
    await app.until(lambda: app.focused == "network-path")
    await app.press(*"no/such.toml", "enter")
    await app.shows("no/such.toml: there is no such file")


async def networks_unsaved(app: Driver) -> None:
    await networks(app)
    await app.press("escape", "s")
    await app.at_rest(1)
    await app.press("m")
    await app.shows("shared-weight")
    await app.press("down", "down")
    await app.shows("published")
    await app.press("enter")
    await app.shows("has not been saved")


async def observations(app: Driver) -> None:
    await app.shows("+1 more")
    await drawn(app)
    await app.press("exclamation_mark")
    await app.shows("! saturated sigmoid: s")


async def big_cell(app: Driver) -> None:
    """In large digits, in the middle of a sample."""
    await backward_stage(app)
    await app.press("asterisk")
    await app.shows("██  ██")


async def big_node(app: Driver) -> None:
    await drawn(app)
    await app.press("right", "right", "asterisk", "asterisk")
    await app.shows("►")


async def hiding(app: Driver) -> None:
    """A vector, of which a cell has been revealed."""
    await drawn(app)
    for left in (3, 2):
        await app.press("semicolon")
        await app.until(lambda left=left: len(app.snapshot.veiled) == left)
    await app.shows("; reveals y₁")


async def hiding_big(app: Driver) -> None:
    await hiding(app)
    await app.press("asterisk", "right", "asterisk")
    await app.until(lambda: [each.whole for each in app.training.query(BigNumbers)] == [True])
    await app.settled()


async def lesson(app: Driver) -> None:
    await drawn(app)
    await app.press("L")
    await app.shows("escape back")


async def save(app: Driver) -> None:
    await drawn(app)
    await app.press("ctrl+s")
    await app.shows("save the run as")


async def save_wrong(app: Driver) -> None:
    await save(app)
    await app.press("home", *"no/such/", "enter")
    await app.shows("Not saved")


async def practice(app: Driver) -> None:
    """A question to choose an answer to."""
    await app.press("x")
    await app.shows("Which gradient can it", "1 u")


async def practice_number(app: Driver) -> None:
    """A question for a number, after three others."""
    await practice(app)
    for _ in range(3):
        await app.press("1")
        await app.shows("n Next")
        await app.press("n")
        await app.shows("^g Show answer")
    await app.until(lambda: app.focused == "answer")


async def practice_answered(app: Driver) -> None:
    await practice_number(app)
    await app.press("w", "left_square_bracket", "0", "right_square_bracket", "enter")
    await app.shows("the factor 2 is missing")


async def hunt(app: Driver) -> None:
    await app.press("h")
    await app.shows("One step of this backward pass has a fault.")


async def hunt_compared(app: Driver) -> None:
    """All compared, in the order of the matrices' sizes, and a hint."""
    await hunt(app)
    await app.press("a")
    await app.until(lambda: not any(state in app.text for state in ("– A", "– B", "– C")))
    await app.press("h")
    await app.shows("Hint 1 of 5")


async def demo(app: Driver) -> None:
    """A caption below the app."""
    await drawn(app)
    await demonstrate(app, script_of(SHORT)).holds("Two stages")


async def demo_page(app: Driver) -> None:
    """A caption below a page, while it is paused."""
    await drawn(app)
    await demonstrate(app, script_of(SHORT)).holds("here they are")
    await app.press("space")
    await app.shows("paused  space")


async def training(app: Driver) -> None:
    """In the middle of a long run, at a moment that is made up."""
    await show_moment(app, running=True)
    await app.shows("epochs/s")


async def paused(app: Driver) -> None:
    """Paused within an epoch, with other settings from the next one on."""
    await show_moment(app, running=False)
    await app.shows("paused: ")


async def show_moment(app: Driver, running: bool) -> None:
    await app.settled()
    losses = EpochLosses(41, 3.25, 2.5)
    history = LossHistory.empty().with_epoch(EpochLosses(0, None, 20.0))
    for epoch in range(1, 42):
        history = history.with_epoch(EpochLosses(epoch, 40.0 / (epoch + 1), 35.0 / (epoch + 1)))
    state = State(42, 7, 0, False, app.snapshot.state.parameters, losses=losses)
    snapshot = replace(
        app.snapshot,
        state=state,
        history=history,
        target=100_000,
        running=running,
        settings=Settings(0.01, Schedule.MINI_BATCH, 8),
        epochs_per_second=1234.5 if running else None,
        progress=0.25,
    )
    app.training.show_all(snapshot)


@dataclass(frozen=True)
class Screen:
    """A screen to look at: a network, what is done with it, and the sizes of the window."""

    network: Callable[[], Network]
    prepare: Callable[[Driver], Awaitable[None]]
    sizes: tuple[tuple[int, int], ...] = ((80, 24),)


def xor() -> Network:
    return load_network(find_network("xor"))


def stuck() -> Network:
    return load_network(find_network("stuck"))


SCREENS = {
    "done": Screen(two_branch, ten_epochs, ((60, 20), (60, 24), (80, 24), (120, 40), (140, 45))),
    "ready": Screen(two_branch, as_opened),
    "log-recent": Screen(two_branch, ten_epochs_log, ((120, 40),)),
    "training": Screen(two_branch, training, ((60, 20), (80, 24))),
    "paused": Screen(two_branch, paused, ((60, 20), (80, 24))),
    "diverged": Screen(lambda: network_of(DIVERGING), diverged, ((60, 20), (80, 24))),
    "xor": Screen(xor, ten_epochs, ((80, 24), (120, 40))),
    "one-number": Screen(lambda: network_of(TINY), ten_epochs),
    "long-names": Screen(lambda: network_of(LONG_NAMES), ten_epochs, ((60, 20), (80, 24))),
    "large": Screen(lambda: two_branch(2, sizes={"K": 64}), scrolled, ((80, 24), (140, 45))),
    "help": Screen(two_branch, help_page, ((60, 20), (80, 24))),
    "help-end": Screen(two_branch, help_end),
    "stage": Screen(two_branch, backward_stage, ((60, 20), (80, 24), (140, 45))),
    "update": Screen(two_branch, update_stage, ((60, 20), (80, 24), (140, 45))),
    "why": Screen(two_branch, why, ((60, 20), (80, 24), (140, 45))),
    "two-paths": Screen(two_branch, two_paths, ((60, 20), (80, 24), (140, 45))),
    "whole-path": Screen(two_branch, whole_path, ((60, 20), (80, 24), (140, 45))),
    "branched": Screen(two_branch, branched, ((80, 24), (140, 45))),
    "branches": Screen(two_branch, branches_page, ((60, 20), (80, 24))),
    "editing": Screen(two_branch, edited),
    "graph": Screen(two_branch, graph, ((60, 20), (80, 24), (140, 45))),
    "graph-backward": Screen(two_branch, graph_backward, ((60, 20), (80, 24))),
    "graph-long-names": Screen(lambda: network_of(LONG_NAMES), graph, ((60, 20),)),
    "networks": Screen(two_branch, networks, ((60, 20), (80, 24), (140, 45))),
    "networks-wrong": Screen(two_branch, networks_wrong),
    "networks-unsaved": Screen(two_branch, networks_unsaved, ((60, 20),)),
    "stuck": Screen(stuck, as_opened, ((60, 20), (80, 24))),
    "observations": Screen(stuck, observations, ((60, 20), (80, 24))),
    "big-cell": Screen(two_branch, big_cell, ((60, 20), (80, 24), (140, 45))),
    "big-node": Screen(two_branch, big_node, ((60, 20), (80, 24), (140, 45))),
    "big-long-names": Screen(lambda: network_of(LONG_NAMES), big_node, ((60, 20), (140, 45))),
    "hiding": Screen(two_branch, hiding, ((60, 20), (80, 24), (140, 45))),
    "hiding-big": Screen(two_branch, hiding_big, ((80, 24),)),
    "lesson": Screen(two_branch, lesson, ((60, 20), (80, 24), (140, 45))),
    "save": Screen(two_branch, save, ((80, 24),)),
    "save-wrong": Screen(two_branch, save_wrong, ((60, 20),)),
    "practice": Screen(two_branch, practice, ((60, 20), (80, 24))),
    "practice-number": Screen(two_branch, practice_number, ((60, 20), (80, 24))),
    "practice-answered": Screen(two_branch, practice_answered, ((60, 20), (80, 24), (140, 45))),
    "hunt": Screen(two_branch, hunt, ((60, 20), (80, 24), (140, 45))),
    "hunt-compared": Screen(two_branch, hunt_compared, ((60, 20), (80, 24))),
    "demo": Screen(two_branch, demo, ((60, 20), (80, 24), (140, 45))),
    "demo-page": Screen(two_branch, demo_page, ((60, 20), (80, 24))),
    "too-small": Screen(two_branch, as_opened, ((59, 24), (80, 19), (20, 5))),
}

GOLDENS = {
    f"{name}-{width}x{height}": (screen, (width, height))
    for name, screen in SCREENS.items()
    for width, height in screen.sizes
}


@pytest.mark.parametrize("name", GOLDENS)
async def test_the_screen_is_as_it_was(name: str) -> None:
    screen, size = GOLDENS[name]
    async with opened(screen.network(), size) as app:
        await screen.prepare(app)
        text = await shown(app, name)
        assert len(app.lines) == size[1]
        assert {len(line) for line in app.lines} == {size[0]}
        assert_golden(name, text)


async def shown(app: Driver, name: str) -> str:
    """The screen as its golden has it, if it becomes so, or else once it has settled."""
    expected, limit = golden(name), monotonic() + LIMIT / 3
    while app.text != expected:
        if expected is None or monotonic() > limit:
            return await app.settled()
        await app.pilot.pause(0.01)
    return app.text


def test_no_golden_is_left_over() -> None:
    assert golden_names() == set(GOLDENS)


# Every size

PANES = (
    "#title",
    "#transport",
    "#status",
    "#numbers",
    "#chart",
    "#equations",
    "#controls",
    "Footer",
)
PARTS = ("#step", "#run", "#reset", "#epochs", "#learning-rate", "#schedule", "#batch-size")
WIDTHS = (60, 79, 80, 100, 119, 120, 200)
HEIGHTS = (20, 23, 24, 40, 60)


def regions(app: Driver, selectors: tuple[str, ...]) -> dict[str, Region]:
    """Where these widgets are, as far as they are shown."""
    places = {selector: app.widget(selector).region for selector in selectors}
    return {selector: region for selector, region in places.items() if region}


def misplaced(app: Driver) -> list[str]:
    """What is wrong with the places of panes, buttons and fields."""
    screen = app.app.screen.size.region
    controls = app.widget("#controls").region
    wrong = []
    for selectors, around in ((PANES, screen), (PARTS, controls)):
        places = regions(app, selectors)
        wrong += [f"{name} sticks out" for name in places if places[name] not in around]
        wrong += [
            f"{one} and {other} overlap"
            for one, other in combinations(places, 2)
            if places[one].overlaps(places[other])
        ]
    return wrong


def unreadable(app: Driver) -> list[str]:
    """Which parts of the screen do not show what they have to say."""
    expected = {
        "#status": "ready: epoch 0",
        "#numbers": "gradient ∂L/∂…",
        "#chart": "┤",
        "#step": "Step",
        "#run": "Run",
        "#reset": "Reset",
        "#epochs": "123456789",
        "#learning-rate": "0.000125",
        "#schedule": "mini-batch",
        "#batch-size": "1000",
        "Footer": "q Quit",
    }
    return [part for part, text in expected.items() if text not in app.text_of(part)]


async def test_in_every_window_all_parts_have_their_place_and_can_be_read() -> None:
    settings = Settings(0.000125, Schedule.MINI_BATCH, 1000)
    async with opened(two_branch(), settings=settings, epochs=123456789) as app:
        before = await app.settled()
        for width in WIDTHS:
            for height in HEIGHTS:
                await app.resized(width, height)
                await app.until(lambda: not misplaced(app) and not unreadable(app))
        await app.resized(80, 24)
        await app.until(lambda: app.text == before)


async def test_in_a_window_too_small_there_is_only_the_request_for_a_larger_one() -> None:
    words = "Please make the window larger: at least 60 columns and 20 rows."
    async with opened(two_branch()) as app:
        before = await app.settled()
        for size in ((59, 60), (200, 19), (59, 19), (25, 4)):
            await app.resized(*size)
            await app.until(lambda: " ".join(app.text.split()) == words)
        await app.resized(1, 1)
        await app.resized(80, 24)
        await app.until(lambda: app.text == before)


async def test_the_window_may_change_at_any_moment() -> None:
    sizes = [(80, 24), (1, 1), (160, 60), (59, 60), (60, 20), (140, 19), (3, 50)]
    async with opened(two_branch(20, sizes={"K": 12}), epochs=10**9) as app:
        await app.press("space")
        for key in ("question_mark", "escape", "y", "ctrl+p", "escape", "e", "escape", "v"):
            for size in sizes:
                app.resize(*size)
                await asyncio.sleep(0)
            await app.press(key)
        await app.resized(80, 24)
        await app.press("space")
        await app.until(lambda: not app.snapshot.running)
        await app.until(lambda: not misplaced(app))
        await app.shows("paused: epoch ", "log loss, recent epochs")


async def test_the_columns_of_a_large_network_follow_the_window() -> None:
    async with opened(two_branch(2, sizes={"K": 40})) as app:
        for width, columns in ((60, "1–3 of 40"), (80, "1–3 of 40"), (200, "1–7 of 40")):
            await app.resized(width, 30)
            await app.shows(f"value {columns}")
