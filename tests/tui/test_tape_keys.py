"""The keys of the tape, of cells, of explanations and of edits, by their effect on the screen."""

import pytest
from driving import Driver, opened
from networks import LONG_NAMES, network_of, two_branch
from pressing import presses
from textual import events
from textual.widgets import DataTable, Input

from engine import START, Cell, Pass, Position, find_network, load_network, stages
from tui.screens.branches import BranchesScreen
from tui.screens.paths import PathsScreen
from tui.screens.position import PositionScreen
from tui.widgets.loss_chart import LossChart
from tui.widgets.numbers_table import NumbersTable

NETWORK = two_branch(samples=20)
LARGE = two_branch(samples=2, sizes={"K": 12})
PUBLISHED = load_network(find_network("two-branch"), samples=20)


async def at(app: Driver, position: Position) -> None:
    """Wait until the tape is at rest at a position."""
    await app.until(lambda: app.snapshot.position == position and not app.snapshot.running)


def table(app: Driver) -> NumbersTable:
    widget = app.widget("#numbers")
    assert isinstance(widget, NumbersTable)
    return widget


# The tape


@presses("tape.next_stage", "full_stop")
@presses("tape.previous_stage", "comma")
async def test_stages_go_on_and_back_and_show_only_what_is_done() -> None:
    async with opened(NETWORK) as app:
        await app.press("full_stop")
        await at(app, Position(1, 1, 1))
        await app.shows("epoch 1, sample 1, stage 1 of 17, forward: y = x @ A", "y►")
        row = next(line for line in app.lines if line.startswith("u "))
        assert row.split("│")[0].split()[1:] == ["·", "·", "·"]
        await app.press(*["full_stop"] * 7)
        await at(app, Position(1, 1, 8))
        await app.shows("stage 8 of 17, backward: ∂L/∂w", "│►")
        await app.press("comma")
        await at(app, Position(1, 1, 7))
        await app.shows("stage 7 of 17, backward: ∂L/∂L")


async def test_the_stage_is_brought_into_view() -> None:
    async with opened(NETWORK, (60, 20)) as app:
        await app.press(*["full_stop"] * 13)
        await app.shows("stage 13 of 17, backward: ∂L/∂u", "│►")
        await app.press(*["full_stop"] * 3)
        await app.shows("stage 16 of 17, backward: ∂L/∂x", "│►")


async def test_the_update_shows_old_gradient_step_and_new() -> None:
    async with opened(NETWORK, (80, 45)) as app:
        await app.press(*["full_stop"] * 17)
        await at(app, Position(1, 1, 17))
        await app.shows("update", "value, → new", "gradient ∂L/∂…, → step")
        moment = app.snapshot.moment
        assert moment is not None
        update = moment.update
        for values in (update.old, update.new):
            assert isinstance(values["A"], tuple)
            await app.shows(f"{values['A'][0][0]:+.4f}")
        assert sum(line.startswith("→") for line in app.lines) == 3


@presses("tape.next_sample", "f")
@presses("tape.previous_sample", "d")
async def test_samples_go_on_and_back() -> None:
    async with opened(NETWORK) as app:
        await app.press("f", "f", "f")
        await at(app, Position(1, 3, 17))
        await app.shows("training sample 3 of 20")
        await app.press("d")
        await at(app, Position(1, 2, 17))
        await app.press("comma", "d")
        await at(app, Position(1, 1, 17))


@presses("tape.previous_epoch", "a")
@presses("tape.start", "home")
@presses("tape.end", "end")
async def test_epochs_go_back_and_the_tape_to_its_ends() -> None:
    async with opened(NETWORK, epochs=5) as app:
        await app.press("space")
        end = await app.at_rest(5)
        await app.press("a", "a")
        snapshot = await app.at_rest(3)
        assert snapshot.end == end.position
        await app.shows("▲", "rewound: epoch 3 of 5")
        await app.press("home")
        await at(app, START)
        await app.press("end")
        assert (await app.at_rest(5)).state == end.state


@presses("tape.position", "t")
@presses("position.back", "escape")
async def test_a_position_is_typed() -> None:
    async with opened(NETWORK) as app:
        await app.press("t")
        await app.until(lambda: isinstance(app.app.screen, PositionScreen))
        app.app.screen.query_one(Input).value = "4.7.3"
        await app.press("enter")
        await at(app, Position(4, 7, 3))
        await app.press("t")
        await app.until(lambda: isinstance(app.app.screen, PositionScreen))
        app.app.screen.query_one(Input).value = "4.77"
        await app.press("enter")
        await app.shows("there is no sample 77; write a sample from 1 to 20.")
        await app.press("escape")
        await app.until(lambda: app.app.screen is app.training)
        assert app.snapshot.position == Position(4, 7, 3)


@presses("tape.scrub_back", "less_than_sign")
@presses("tape.scrub_on", "greater_than_sign")
async def test_the_chart_is_scrubbed_by_keys_and_by_mouse() -> None:
    async with opened(NETWORK, (140, 45), epochs=300) as app:
        await app.press("space")
        await app.at_rest(300)
        await app.settled()
        chart = app.widget("#chart")
        assert isinstance(chart, LossChart)
        column = chart.epochs_a_column()
        assert column > 1
        await app.press("less_than_sign", "less_than_sign")
        await app.at_rest(300 - 2 * column)
        await app.press("greater_than_sign")
        await app.at_rest(300 - column)
        for event in (events.MouseMove, events.MouseDown, events.MouseUp):
            await app.mouse(event, "#chart")
        await app.until(lambda: 100 < app.snapshot.position.epoch < 200)


@presses("tape.branches", "j")
@presses("branches.back", "escape", "q", "j")
async def test_branches_are_compared_and_chosen() -> None:
    async with opened(NETWORK, epochs=2) as app:
        await app.press("space")
        await app.at_rest(2)
        await app.press("c")
        await app.shows("branch b1")
        await app.press("s")
        await app.at_rest(3)
        for key in ("escape", "q", "j"):
            await app.press("j")
            await app.until(lambda: isinstance(app.app.screen, BranchesScreen))
            await app.shows("main", "b1", "b1 left main at 2.20.17", "no epoch is done on both yet")
            await app.press(key)
            await app.until(lambda: app.app.screen is app.training)
        await app.press("j")
        await app.until(lambda: isinstance(app.app.screen, BranchesScreen))
        await app.until(lambda: app.app.screen.query_one(DataTable).row_count == 2)
        await app.press("up", "enter")
        await app.until(lambda: app.snapshot.branch.name == "main")
        await at(app, Position(2, 20, 17))


async def test_the_chart_overlays_a_branch_on_its_parent() -> None:
    async with opened(NETWORK, (140, 45), epochs=40) as app:
        await app.press("space")
        await app.at_rest(40)
        await app.press(*"aaaaaaaaaaaaaaaaaaaa", "c", "s")
        await app.at_rest(21)
        await app.press("s")
        await app.at_rest(22)
        await app.shows("∘ parent", "branch b1")
        assert "∘∘" in app.text_of("#chart")


BUTTONS = {
    "stage-on": Position(2, 3, 6),
    "stage-back": Position(2, 3, 4),
    "sample-on": Position(2, 3, 17),
    "sample-back": Position(2, 2, 17),
    "epoch-on": Position(2, 20, 17),
    "epoch-back": Position(1, 20, 17),
    "to-start": START,
    "to-end": Position(3, 20, 17),
}


@pytest.mark.parametrize("button", BUTTONS)
async def test_buttons_move_the_tape_as_the_keys_do(button: str) -> None:
    async with opened(NETWORK, epochs=3) as app:
        await app.press("space")
        await app.at_rest(3)
        app.training.trainer.seek(Position(2, 3, 5))
        await at(app, Position(2, 3, 5))
        await app.settled()
        await app.click(f"#{button}")
        await at(app, BUTTONS[button])


async def test_a_button_asks_for_a_position() -> None:
    async with opened(NETWORK) as app:
        await app.settled()
        await app.click("#go-to")
        await app.until(lambda: isinstance(app.app.screen, PositionScreen))


# Cells


@presses("cell.up", "up")
@presses("cell.down", "down")
@presses("cell.left", "left")
@presses("cell.right", "right")
async def test_arrows_point_at_cells_values_and_gradients() -> None:
    async with opened(PUBLISHED) as app:
        await app.press("right")
        await app.shows("─A[0][0] = 0.25129816473730215")
        for keys, cell in (
            (["right"], Cell("A", (0, 1))),
            (["right", "right"], Cell("A", (0, 0), gradient=True)),
            (["left"], Cell("A", (0, 2))),
            (["down"] * 3, Cell("B", (0, 2))),
            (["up"], Cell("A", (2, 2))),
            (["down"] * 30, Cell("L")),
            (["right", "right"], Cell("L", gradient=True)),
        ):
            await app.press(*keys)
            await app.until(lambda cell=cell: table(app).cursor == cell)
        await app.shows("∂L/∂L = 1.0")


async def test_pointing_scrolls_a_large_table() -> None:
    async with opened(LARGE) as app:
        assert "value 1–3 of 12" in await app.settled()
        await app.press(*["right"] * 6)
        await app.until(lambda: table(app).cursor == Cell("A", (0, 5)))
        await app.shows("value 4–6 of 12")
        await app.press(*["down"] * 40)
        await app.until(lambda: table(app).scroll_offset.y > 20)
        cell = table(app).cursor
        assert cell is not None
        assert table(app).region_of(cell) is not None


async def test_a_click_points_and_a_second_one_explains() -> None:
    async with opened(PUBLISHED) as app:
        await app.settled()
        place = table(app).region_of(Cell("y", (1,)))
        assert place is not None
        for clicks in range(1, 3):
            for event in (events.MouseMove, events.MouseDown, events.MouseUp):
                await app.mouse_at(event, place.x + 2, place.y)
            if clicks == 1:
                await app.until(lambda: table(app).cursor == Cell("y", (1,)))
                assert app.training.explained is None
        await app.shows("why y₁")


# Explanations


@presses("explain.cell", "w")
@presses("explain.follow", "enter")
@presses("explain.back", "backspace")
@presses("explain.close", "escape")
async def test_a_cell_is_explained_and_its_terms_followed_to_the_loss_and_back() -> None:
    async with opened(PUBLISHED) as app:
        await app.press(*["right"] * 5, "w")
        await app.shows("why ∂L/∂A[0][1]", "= x₀ · ∂L/∂y₁", "= 0.83115 · 3.2102", "= 2.6681")
        assert table(app).marked == {Cell("x", (0,)), Cell("y", (1,), gradient=True)}
        await app.shows("x +0.8311◂")
        await app.press("enter")
        await app.shows("why ∂L/∂y₁", "σ′(y₁) = u₁·(1 − u₁)")
        await app.press("enter", "enter", "enter")
        await app.shows("why ∂L/∂w₀", "= 2·w₀")
        await app.press("enter")
        await app.shows("why w₀")
        await app.press(*["backspace"] * 4)
        await app.shows("why ∂L/∂y₁")
        await app.press("escape")
        await app.until(lambda: app.training.explained is None)
        assert table(app).cursor == Cell("y", (1,), gradient=True)
        await app.press("escape")
        await app.until(lambda: table(app).cursor is None)
        await app.press("enter")
        await app.shows("why A[0][0]", "is a parameter")
        await app.press("w")
        await app.until(lambda: app.training.explained is None)


async def test_pages_scroll_a_long_explanation() -> None:
    async with opened(PUBLISHED, (60, 20)) as app:
        await app.press(*["right"] * 4, *["down"] * 9, "w")
        await app.shows("why ∂L/∂x₀")
        await app.press("pagedown", "pagedown")
        await app.shows("6 B[0][2]")
        await app.press("pageup", "pageup")
        await app.shows("= Σₖ ∂L/∂vₖ·B[0][k]")


async def test_arrows_move_the_explanation_along() -> None:
    async with opened(PUBLISHED) as app:
        await app.press(*["right"] * 4, "w")
        await app.shows("why ∂L/∂A[0][0]")
        await app.press("down")
        await app.shows("why ∂L/∂A[1][0]", "= x₁ · ∂L/∂y₀")


@pytest.mark.parametrize("number", range(1, 10))
@presses("explain.follow_1", "1")
@presses("explain.follow_2", "2")
@presses("explain.follow_3", "3")
@presses("explain.follow_4", "4")
@presses("explain.follow_5", "5")
@presses("explain.follow_6", "6")
@presses("explain.follow_7", "7")
@presses("explain.follow_8", "8")
@presses("explain.follow_9", "9")
async def test_a_digit_goes_to_the_cell_of_that_number(number: int) -> None:
    async with opened(PUBLISHED, (140, 45)) as app:
        await app.press(*["right"] * 4, *["down"] * 9, "w")
        await app.shows("why ∂L/∂x₀", "through v: 15.595", "through y: 3.4169")
        names = [("v", True), ("B", False), ("v", True), ("B", False), ("v", True), ("B", False)]
        node, gradient = [*names, ("y", True), ("A", False), ("y", True)][number - 1]
        await app.press(str(number))
        await app.until(lambda: (app.training.explained or Cell("")).node == node)
        assert app.training.explained is not None
        assert app.training.explained.gradient is gradient
        await app.press("backspace")
        await app.shows("why ∂L/∂x₀")


async def test_arrow_keys_are_not_lost_while_the_table_has_no_room_yet() -> None:
    async with opened(PUBLISHED, (1, 1)) as app:
        await app.press(*["right"] * 4)
        await app.resized(140, 45)
        await app.press("w")
        await app.shows("why ∂L/∂A[0][0]")


@presses("explain.digits", "equals_sign")
async def test_all_digits_are_shown_on_demand() -> None:
    async with opened(PUBLISHED, (140, 45)) as app:
        await app.press(*["right"] * 4, "w")
        await app.shows("= 2.1648")
        await app.press("equals_sign")
        await app.shows("= 0.8311474366942035 · 2.6046", "= 2.164841106297983")
        await app.press("equals_sign")
        await app.shows("= 0.83115 · 2.6046")


@presses("explain.paths", "z")
@presses("paths.back", "escape", "q", "z")
@presses("paths.unfold", "plus", "greater_than_sign")
@presses("paths.fold", "minus", "less_than_sign")
@presses("paths.digits", "equals_sign")
async def test_the_whole_path_sum_unfolds_to_the_loss() -> None:
    async with opened(PUBLISHED, (100, 45)) as app:
        await app.press("z")
        await app.shows("Point at a cell first")
        await app.press(*["right"] * 5)
        for key in ("escape", "q", "z"):
            await app.press("z")
            await app.until(lambda: isinstance(app.app.screen, PathsScreen))
            await app.shows("∂L/∂A = xᵀ · ∂L/∂y   3×1 · 1×3 → 3×3")
            await app.shows("∂L/∂A[0][1] = x₀ · σ′(y₁) · Σₖ 2·wₖ·C[1][k]", "A ← y ← u ← z ← w ← L")
            terms = [line for line in app.lines if "· 2·w" in line and "= x₀" in line]
            assert [f"w{line.split('2·w')[1][0]}" for line in terms] == ["w₁", "w₀", "w₂"]
            await app.press(key)
            await app.until(lambda: app.app.screen is app.training)
        await app.press("z")
        await app.shows("All the way to the loss")
        for key, what in (
            ("minus", "Unfolded by 4 levels"),
            ("less_than_sign", "Unfolded by 3 levels"),
            ("plus", "Unfolded by 4 levels"),
            ("greater_than_sign", "All the way to the loss"),
        ):
            await app.press(key)
            await app.shows(what)
        await app.press("equals_sign")
        await app.shows("0.8311474366942035")


async def test_what_is_still_to_come_is_not_explained() -> None:
    async with opened(NETWORK) as app:
        await app.press("full_stop", *["right"] * 4, "w")
        await app.shows("why ∂L/∂A[0][0]", "go on with .")
        await app.shows("∂L/∂A[0][0] = ·")
        await app.press("z")
        await app.until(lambda: app.app.screen is app.training)
        order = [stage for stage in stages(NETWORK.graph) if stage.kind is Pass.BACKWARD]
        steps = 6 + [stage.node for stage in order].index("A")
        await app.press(*["full_stop"] * steps)
        await app.shows("= x₀ · ∂L/∂y₀")


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
@pytest.mark.parametrize("network", [network_of(LONG_NAMES), LARGE], ids=["long names", "large"])
async def test_every_cell_of_any_network_can_be_explained(network, size) -> None:  # type: ignore[no-untyped-def]
    async with opened(network, size) as app:
        await app.press("right", "w")
        for key in ["down"] * 12 + ["right"] * 12 + ["up"] * 12:
            await app.press(key)
        await app.settled()
        cell = app.training.explained
        assert cell is not None
        await app.shows(f"why {cell.label(network.graph.loss)}"[:14])


# Editing


@presses("edit.cell", "i")
@presses("edit.undo", "u")
async def test_a_cell_is_edited_in_place_and_the_edit_taken_back() -> None:
    async with opened(PUBLISHED) as app:
        await app.press("s")
        await app.at_rest(1)
        before = app.snapshot.state
        await app.press("i")
        await app.shows("Point at a cell first")
        await app.press("right", "i")
        await app.until(lambda: app.focused == "cell-editor")
        field = app.app.focused
        assert isinstance(field, Input)
        field.value = "0.5"
        await app.press("enter")
        await app.until(lambda: app.snapshot.branch.name == "b1" and not app.snapshot.running)
        await app.shows("A[0][0] = 0.5", "branch b1")
        await app.until(lambda: not app.training.query("#cell-editor"))
        await app.press("u")
        await app.until(lambda: app.snapshot.branch.name == "main" and not app.snapshot.running)
        assert app.snapshot.state == before
        await app.press("u")
        await app.shows("nothing has been changed")


async def test_a_bad_number_is_said_and_escape_leaves_the_cell_as_it_was() -> None:
    async with opened(PUBLISHED) as app:
        await app.press("right", "i")
        await app.until(lambda: app.focused == "cell-editor")
        field = app.app.focused
        assert isinstance(field, Input)
        field.value = "much"
        await app.press("enter")
        await app.shows("'much' is no number")
        await app.press("escape")
        await app.until(lambda: not app.training.query("#cell-editor"))
        assert len(app.snapshot.branches) == 1
        assert app.snapshot.branch.changes == ()


async def test_only_what_can_become_a_number_can_be_typed() -> None:
    async with opened(PUBLISHED) as app:
        await app.press("right", "i")
        await app.until(lambda: app.focused == "cell-editor")
        field = app.app.focused
        assert isinstance(field, Input)
        await app.press(*"-1x.q5wee-3")
        await app.until(lambda: field.value == "-1.5e-3")
        await app.press("enter")
        await app.until(lambda: app.snapshot.trace["A"][0][0] == -0.0015)  # type: ignore[index]


async def test_targets_and_inputs_of_a_sample_can_be_edited_but_results_cannot() -> None:
    network = load_network(find_network("xor"))
    async with opened(network) as app:
        await app.press("s")
        await app.at_rest(1)
        await app.press("n", "n", "right")
        await app.until(lambda: app.snapshot.inspected == 2)
        while table(app).cursor != Cell("t", (0,)):
            await app.press("down")
        await app.press("i")
        await app.until(lambda: app.focused == "cell-editor")
        field = app.app.focused
        assert isinstance(field, Input)
        field.value = "0.25"
        await app.press("enter")
        await app.until(lambda: app.snapshot.branch.name == "b1" and not app.snapshot.running)
        assert app.snapshot.network.samples[1]["t"] == (0.25,)
        assert app.snapshot.trace["t"] == (0.25,)
        await app.press("down", "i")
        await app.shows("Only inputs and parameters")
