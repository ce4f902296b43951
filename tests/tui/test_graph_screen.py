"""The drawn graph in the app: its keys, and that it follows the tape."""

import re

from driving import Driver, opened
from networks import LONG_NAMES, network_of, two_branch
from pressing import presses

NETWORK = two_branch(samples=20)
STAGES = 6 + 10 + 1


async def draw(app: Driver) -> None:
    await app.press("g")
    await app.shows("□ input", "■ parameter")


def number_of(app: Driver, node: str) -> str:
    """What is written at the right of a node."""
    line = next(line for line in app.lines if re.search(rf"[□■●◆⊕]\W*  {node}\b", line))
    return re.split(r" {3,}", line.strip())[-1]


def marked(app: Driver) -> list[str]:
    return [line.split()[-1] for line in app.lines if line.startswith("►")]


@presses("graph.back", "escape", "q", "g")
async def test_three_keys_lead_back() -> None:
    async with opened(NETWORK) as app:
        before = await app.settled()
        for key in ("escape", "q", "g"):
            await draw(app)
            await app.press(key)
            await app.until(lambda: app.app.screen is app.training)
            assert await app.settled() == before
        assert app.app.is_running


@presses("graph", "g")
@presses("graph.turn", "v")
async def test_v_turns_from_values_to_gradients_and_back() -> None:
    async with opened(NETWORK) as app:
        await draw(app)
        await app.shows("↓", "epoch 0, own input, loss 44.0612", "◆      L = sum(w ** 2)")
        assert number_of(app, "L") == "44.0612"
        await app.press("v")
        await app.shows("gradient ∂L/∂…", "+ 2 paths add")
        assert number_of(app, "L") == "1"
        await app.press("v")
        await app.shows("├ used again below")
        assert number_of(app, "L") == "44.0612"


@presses("graph.next", "full_stop")
@presses("graph.previous", "comma")
async def test_the_tape_is_walked_through_and_what_is_to_come_is_not_shown() -> None:
    async with opened(NETWORK) as app:
        await draw(app)
        await app.press("full_stop")
        await app.shows("epoch 1, sample 1 of 20, stage 1, forward: y = x @ A")
        await app.settled()
        assert number_of(app, "y").startswith("[+")
        assert number_of(app, "u") == number_of(app, "L") == "···"
        await app.press("full_stop")
        await app.shows("stage 2, forward: u = sig")
        await app.settled()
        assert number_of(app, "u").startswith("[+")
        assert next(line for line in app.lines if line.startswith("►")).split()[-1] != "···"
        await app.press("comma", "comma")
        await app.shows("epoch 0, ")
        assert "►" not in "".join(line[0] for line in app.lines)


async def test_gradients_appear_with_the_backward_pass() -> None:
    async with opened(NETWORK) as app:
        await draw(app)
        await app.press(*["full_stop"] * 7)
        await app.shows("stage 7, backward: ∂L/∂L", "gradient ∂L/∂…")
        assert number_of(app, "w") == "···"
        await app.press("v")
        await app.shows("├ used again below")
        assert number_of(app, "w").startswith("[+")
        await app.press("full_stop")
        await app.shows("stage 8, backward: ∂L/∂w", "⊕ several paths")
        assert number_of(app, "w").startswith("[+")
        assert number_of(app, "C") == "···"


async def test_the_update_marks_every_parameter_and_the_tape_stays_there() -> None:
    async with opened(NETWORK) as app:
        await draw(app)
        await app.press(*["full_stop"] * STAGES)
        await app.shows(f"stage {STAGES}, update")
        await app.settled()
        assert len(marked(app)) == 3
        await app.press("escape")
        await app.until(lambda: app.app.screen is app.training)
        position = app.snapshot.position
        assert (position.epoch, position.sample, position.stage) == (1, 1, STAGES)


async def test_it_follows_a_run() -> None:
    async with opened(NETWORK, epochs=10**9) as app:
        await app.press("space")
        await draw(app)
        seen = app.snapshot.state.epoch
        await app.until(lambda: app.snapshot.state.epoch > seen)
        await app.until(lambda: not app.lines[1].startswith(f" epoch {seen},"))


async def test_a_long_graph_is_scrolled_by_keys_and_follows_the_stage() -> None:
    async with opened(network_of(LONG_NAMES), (60, 20)) as app:
        await draw(app)
        page = app.app.screen.query_one("#graph")
        await app.until(lambda: page.max_scroll_y > 0)
        await app.press("end")
        await app.until(lambda: page.scroll_offset.y == page.max_scroll_y)
        await app.press("full_stop")
        await app.until(lambda: any(line.startswith("►") for line in app.lines))


async def test_the_window_may_have_any_size() -> None:
    async with opened(NETWORK) as app:
        await draw(app)
        before = await app.settled()
        for size in ((1, 1), (30, 8), (200, 60), (60, 20)):
            await app.resized(*size)
            await app.settled()
        await app.shows("current stage", "value")
        await app.resized(80, 24)
        await app.until(lambda: app.text == before)


async def test_large_matrices_are_drawn() -> None:
    async with opened(two_branch(2, sizes={"K": 64})) as app:
        await draw(app)
        await app.shows("64×64, norm ")
