"""The page with a fault to be found: comparing, guessing, hints and the score."""

from collections.abc import Callable

import pytest
from driving import Driver, opened
from networks import LONG_NAMES, TINY, network_of, two_branch
from pressing import presses
from textual import events
from textual.widgets import OptionList

from engine import Network, find_network, load_network
from engine.mistakes import Mistake
from engine.practice import BugHunt, Score, start_hunt
from tui.screens.bug_hunt import BugHuntScreen
from tui.screens.paths import PathsScreen
from tui.widgets.comparison_table import ComparisonTable

NETWORK = two_branch(samples=20)
BROKEN = """
title = "No loss"
equations = "L = log(x) * w"
[inputs]
x = -1.0
[parameters]
w = 1.0
"""


def hunt_of(app: Driver, number: int = 0) -> BugHunt:
    """The hunt of that number on the sample in view."""
    return start_hunt(app.snapshot.trace, app.app.sitting.seed + number)


def solution(hunt: BugHunt) -> tuple[str, Mistake]:
    node = next(node for node in hunt.nodes if node in hunt.solutions)
    return node, next(mistake for mistake in hunt.mistakes if mistake in hunt.solutions[node])


def wrong(hunt: BugHunt) -> tuple[str, Mistake]:
    node, mistake = solution(hunt)
    return next((n, m) for n in hunt.nodes for m in hunt.mistakes if (n, m) != (node, mistake))


async def begin(app: Driver) -> BugHunt:
    await app.press("h")
    await app.until(lambda: isinstance(app.app.screen, BugHuntScreen))
    await app.shows("find the bug: ", "One step of this backward pass has a fault.")
    await app.until(lambda: app.focused == "nodes")
    return hunt_of(app, app.app.sitting.hunts)


def list_of(app: Driver, selector: str) -> OptionList:
    return app.app.screen.query_one(selector, OptionList)


def table_of(app: Driver) -> ComparisonTable:
    return app.app.screen.query_one(ComparisonTable)


def states(app: Driver) -> dict[str, str]:
    """What the list says of every node."""
    prompts = [str(option.prompt) for option in list_of(app, "#nodes").options]
    return {prompt.split()[1]: prompt.split()[0] for prompt in prompts}


async def go_down_to(app: Driver, selector: str, place: int) -> None:
    """Press up and down until the option at this place is chosen."""
    chosen = list_of(app, selector)
    while chosen.highlighted != place:
        before = chosen.highlighted
        assert before is not None
        await app.press("down" if before < place else "up")
        await app.until(lambda before=before: chosen.highlighted != before)


async def guess(app: Driver, hunt: BugHunt, node: str, mistake: Mistake) -> None:
    """Choose node and mistake with the keyboard."""
    await app.until(lambda: app.focused == "nodes")
    await go_down_to(app, "#nodes", hunt.nodes.index(node))
    await app.press("enter")
    await app.until(lambda: app.focused == "mistakes")
    await go_down_to(app, "#mistakes", hunt.mistakes.index(mistake))
    await app.press("enter")


def words(app: Driver) -> str:
    return " ".join(app.text.split())


# Opening and leaving


@presses("bug_hunt", "h")
@presses("hunt.back", "escape", "q")
async def test_h_opens_the_page_and_two_keys_lead_back() -> None:
    async with opened(NETWORK) as app:
        before = await app.settled()
        for key in ("escape", "q"):
            await begin(app)
            await app.press(key)
            await app.until(lambda: app.app.screen is app.training)
            assert await app.settled() == before


async def test_where_no_fault_would_show_that_is_said() -> None:
    async with opened(network_of(BROKEN)) as app:
        await app.press("h")
        await app.shows("no fault would show in the gradients", "choose another")
        assert app.app.screen is app.training


# The instrument


@presses("hunt.compare", "d")
async def test_d_compares_the_chosen_node() -> None:
    async with opened(NETWORK) as app:
        hunt = await begin(app)
        assert set(states(app).values()) == {"–"}
        for node in hunt.nodes[:3]:
            await go_down_to(app, "#nodes", hunt.nodes.index(node))
            await app.press("d")
            disagrees = bool(hunt.disagreeing(node, hunt.differences(node)))
            await app.until(lambda n=node, d=disagrees: states(app)[n] == ("≠" if d else "="))
            await app.shows(", by differences ")
        assert list(states(app).values()).count("–") == len(hunt.nodes) - 3
        content = table_of(app).content
        assert content is not None
        assert content.hidden == {(node, True) for node in hunt.nodes[3:]}


@presses("hunt.compare_all", "a")
async def test_a_compares_all_and_marks_every_cell_that_disagrees() -> None:
    async with opened(NETWORK, (80, 40)) as app:
        hunt = await begin(app)
        await app.press("a")
        await app.until(lambda: "–" not in states(app).values())
        await app.until(lambda: "…" not in states(app).values())
        found = [hunt.disagreeing(node, hunt.differences(node)) for node in hunt.nodes]
        assert states(app) == {
            node: "≠" if cells else "=" for node, cells in zip(hunt.nodes, found, strict=True)
        }
        count = sum(map(len, found))
        assert count
        await app.until(lambda: sum(line.count("≠") for line in table_lines(app)) == count)


def table_lines(app: Driver) -> list[str]:
    region = table_of(app).region
    return [line[region.x : region.right] for line in app.lines[region.y : region.bottom]]


async def test_a_large_network_is_compared_while_keys_are_answered() -> None:
    async with opened(two_branch(2, sizes={"K": 24})) as app:
        hunt = await begin(app)
        await app.press("a")
        await app.until(lambda: states(app)["y"] in "=≠")  # vectors first
        await app.until(lambda: "…" in states(app).values())
        await app.shows("%")
        await go_down_to(app, "#nodes", hunt.nodes.index("B"))
        await app.press("d")  # B before the others, which are not forgotten
        await app.until(lambda: states(app)["B"] in "=≠")
        await app.until(lambda: "…" in (states(app)["A"], states(app)["C"]))
        await app.press("n")
        await app.until(lambda: set(states(app).values()) == {"–"})
        await app.press("h")
        await app.shows("Hint 1 of 5")
        await app.press("a", "escape")
        await app.until(lambda: app.app.screen is app.training)
        await app.until(
            lambda: not any(worker.group == "differences" for worker in app.app.workers)
        )


@presses("hunt.equations", "e")
async def test_e_shows_the_equations_where_there_is_no_room_for_them() -> None:
    async with opened(NETWORK) as app:
        hunt = await begin(app)
        assert "u = sigmoid(y)" not in app.text
        await app.press("e")
        await app.shows("─equations─", "u = sigmoid(y)", "L = sum(w ** 2)")
        await app.press("e")
        await app.shows("─what is wrong?─", hunt.mistakes[0].value)
        await app.press("e")
        await app.shows("─equations─")
        await app.press("enter")
        await app.shows("─what is wrong?─")
        await app.until(lambda: app.focused == "mistakes")
        await app.shows("e Equations")
        await app.resized(140, 45)
        await app.shows("─what is wrong?─", "─equations─", "u = sigmoid(y)")
        await app.until(lambda: "e Equations" not in app.text)


@presses("comparison.up", "up")
@presses("comparison.down", "down")
@presses("comparison.left", "left")
@presses("comparison.right", "right")
async def test_arrows_in_the_table_point_at_cells() -> None:
    async with opened(NETWORK) as app:
        hunt = await begin(app)
        await app.press("tab")
        await app.until(lambda: app.focused == "mistakes")
        await app.press("tab")
        await app.until(lambda: app.focused == "numbers")
        table = table_of(app)
        for key in ("up", "right", "left", "down"):
            before = table.cursor
            await app.press(key)
            await app.until(lambda b=before: table.cursor != b)
            assert table.cursor is not None
            label = table.cursor.label("L")
            await app.shows(f"─∂L/∂{label} = ")
            if table.cursor.node in hunt.nodes:
                place = hunt.nodes.index(table.cursor.node)
                await app.until(lambda p=place: list_of(app, "#nodes").highlighted == p)


# Guesses


async def test_a_wrong_guess_counts_and_says_what_is_wrong_with_it() -> None:
    async with opened(NETWORK) as app:
        hunt = await begin(app)
        node, mistake = wrong(hunt)
        await guess(app, hunt, node, mistake)
        await app.until(lambda: f"✗ {hunt.guess(node, mistake).words}" in words(app))
        await app.shows("0 of 1 right")
        await app.until(lambda: app.focused == "nodes")
        assert app.app.sitting.hunts == 0


@presses("hunt.new", "n")
@presses("hunt.explain", "w")
async def test_a_right_guess_ends_the_hunt_and_n_begins_another() -> None:
    async with opened(NETWORK) as app:
        hunt = await begin(app)
        await app.press("w")  # would give it away
        await app.settled()
        assert isinstance(app.app.screen, BugHuntScreen)
        node, mistake = solution(hunt)
        await guess(app, hunt, node, mistake)
        await app.until(lambda: f"✓ {hunt.guess(node, mistake).words}" in words(app))
        await app.shows("1 of 1 right", "w Why", "n New")
        assert "h Hint" not in app.text
        await app.press("enter")  # does not count any more
        await app.press("w")
        await app.until(lambda: isinstance(app.app.screen, PathsScreen))
        await app.shows(f"why ∂L/∂{node}")
        await app.press("escape")
        await app.until(lambda: isinstance(app.app.screen, BugHuntScreen))
        assert app.app.sitting.guesses == Score(1, 1, 1)
        assert app.app.sitting.hunts == 1
        await app.press("n")
        await app.shows("One step of this backward pass has a fault.", "h Hint", "1 of 1 right")
        following = hunt_of(app, 1)
        assert following.fault != hunt.fault
        await guess(app, following, *solution(following))
        await app.shows("✓ Found", "2 of 2 right, streak 2")


@presses("hunt.hint", "h")
async def test_hints_come_one_at_a_time_and_the_last_gives_the_hunt_up() -> None:
    async with opened(NETWORK) as app:
        hunt = await begin(app)
        count = len(hunt.hints)
        for number, hint in enumerate(hunt.hints, 1):
            assert app.app.sitting.guesses == Score()
            await app.press("h")
            await app.until(lambda n=number, h=hint: f"Hint {n} of {count}: {h}" in words(app))
        await app.shows("0 of 1 right", "w Why")
        assert app.app.sitting.hunts == 1
        await app.press("h")
        await app.settled()
        assert app.app.sitting.guesses == Score(0, 1, 0)


async def test_the_mouse_is_enough() -> None:
    async with opened(NETWORK, (140, 45)) as app:
        hunt = await begin(app)
        await app.settled()
        node, mistake = solution(hunt)
        await click(app, f"– {node} ")
        await app.until(lambda: list_of(app, "#nodes").highlighted == hunt.nodes.index(node))
        await click(app, mistake.value[:30])
        await app.shows("✓ Found")
        await click(app, next(line for line in app.lines if line.startswith("A "))[:12])
        await app.shows("─∂L/∂A[0][0] = ")


async def click(app: Driver, text: str) -> None:
    """Click in the middle of a text on the screen."""
    await app.settled()
    y = next(n for n, line in enumerate(app.lines) if text in line)
    x = app.lines[y].index(text) + len(text) // 2
    for event in (events.MouseMove, events.MouseDown, events.MouseUp):
        await app.mouse_at(event, x, y)


async def test_another_fault_may_be_asked_for_and_known_differences_are_there_at_once() -> None:
    async with opened(NETWORK) as app:
        await begin(app)
        await app.press("a")
        await app.until(lambda: set(states(app).values()) <= {"=", "≠"})
        await app.press("n")
        await app.until(lambda: set(states(app).values()) == {"–"})
        hunt = hunt_of(app, 1)
        await app.press("a")
        await app.until(lambda: set(states(app).values()) <= {"=", "≠"})
        assert {node for node, state in states(app).items() if state == "≠"} == {
            node for node in hunt.nodes if hunt.disagreeing(node, hunt.differences(node))
        }
        assert app.app.sitting.guesses == Score()


async def test_the_score_outlives_the_page() -> None:
    async with opened(NETWORK) as app:
        hunt = await begin(app)
        await guess(app, hunt, *solution(hunt))
        await app.shows("1 of 1 right")
        await app.press("escape")
        await app.until(lambda: app.app.screen is app.training)
        following = await begin(app)
        await app.shows("1 of 1 right")
        assert following.fault == hunt_of(app, 1).fault


# Any network, any window

NETWORKS: dict[str, Callable[[], Network]] = {
    "xor": lambda: load_network(find_network("xor")),
    "softmax": lambda: load_network(find_network("softmax")),
    "vanishing": lambda: load_network(find_network("vanishing")),
    "stuck": lambda: load_network(find_network("stuck")),
    "shared-weight": lambda: load_network(find_network("shared-weight")),
    "one number": lambda: network_of(TINY),
    "long names": lambda: network_of(LONG_NAMES),
}


@pytest.mark.parametrize("name", NETWORKS)
async def test_every_network_has_a_bug_to_find_in_a_small_window(name: str) -> None:
    async with opened(NETWORKS[name](), (60, 20)) as app:
        hunt = await begin(app)
        await app.press("a")
        await app.until(lambda: set(states(app).values()) <= {"=", "≠"})
        await app.settled()
        assert table_of(app).size.height >= 4
        assert list_of(app, "#nodes").size.height >= 4
        assert list_of(app, "#mistakes").size.height >= 4
        node, mistake = solution(hunt)
        assert states(app)[node] == "≠"
        await guess(app, hunt, node, mistake)
        await app.shows("✓ Found: ", "1 of 1 right", "n New")
