"""Every key, button and field, by its effect on the snapshot and on the screen."""

from dataclasses import replace
from itertools import groupby
from threading import Event

import pytest
from driving import LIMIT, Driver, opened
from networks import DIVERGING, network_of, two_branch
from pressing import presses
from textual import events
from textual.binding import Binding
from textual.widgets import Input, Select

import engine.settings
from engine import Backend, Schedule, as_matrix
from tui.app import BackpropApp
from tui.screens.help import HelpScreen
from tui.screens.presenting import PresentingScreen
from tui.trainer import Trainer
from tui.widgets.loss_chart import LossChart

NETWORK = two_branch(samples=20)
LARGE = two_branch(samples=2, sizes={"K": 12})
ENDLESS = 10**9

BINDINGS = [binding for binding in PresentingScreen.BINDINGS if isinstance(binding, Binding)]


# Training


@presses("train.step", "s")
async def test_s_trains_one_epoch() -> None:
    async with opened(NETWORK) as app:
        await app.shows("ready: epoch 0", "mean training loss –")
        await app.press("s")
        await app.at_rest(1)
        await app.shows("done: epoch 1")
        await app.press("s")
        snapshot = await app.at_rest(2)
        assert snapshot.state.losses is not None
        await app.shows(
            "done: epoch 2",
            f"mean training loss {snapshot.state.losses.mean_training_loss:.6g}",
            f"evaluation loss {snapshot.state.losses.evaluation_loss:.6g}",
        )
        cell = snapshot.state.parameters["A"]
        assert isinstance(cell, tuple)
        await app.shows(f"A {cell[0][0]:+.4f}")


@presses("train.run", "space")
async def test_space_runs_the_epochs_asked_for_and_the_app_stays_open() -> None:
    async with opened(NETWORK, epochs=3) as app:
        await app.press("space")
        await app.at_rest(3)
        await app.shows("done: epoch 3", "Run")
        await app.press("space")
        await app.at_rest(6)
        await app.shows("done: epoch 6")
        assert app.app.is_running


@presses("train.run", "space")
async def test_space_pauses_and_goes_on() -> None:
    async with opened(NETWORK, epochs=ENDLESS) as app:
        assert "Pause" not in app.text_of("#controls")
        await app.press("space")
        await app.until(lambda: app.snapshot.epochs_per_second)
        await app.shows("Pause", f" of {ENDLESS}", "░", "0%", "epochs/s", "left")
        await app.press("space")
        await app.until(lambda: not app.snapshot.running)
        paused = app.snapshot
        await app.shows("paused: epoch ")
        await app.until(lambda: "Pause" not in app.text_of("#controls"))
        assert "epochs/s" not in app.text
        await app.press("space")
        await app.until(lambda: app.snapshot.state.epoch > paused.state.epoch)
        assert app.snapshot.target == paused.target == ENDLESS


@presses("train.reset", "r")
async def test_r_starts_again_and_ends_a_run() -> None:
    async with opened(NETWORK, epochs=ENDLESS) as app:
        await app.settled()
        before = app.text_of("#numbers")
        await app.press("space")
        await app.until(lambda: app.snapshot.state.epoch > 1)
        await app.press("r")
        await app.at_rest(0)
        assert app.snapshot.state.parameters == NETWORK.parameters
        assert app.snapshot.history.epochs > 1
        await app.settled()
        assert app.text_of("#numbers") == before
        await app.shows("rewound: epoch 0 of ", "▲")


# Settings


async def choose(app: Driver, key: str, field: str, text: str) -> None:
    """Put another text into a field and press enter."""
    await app.press(key)
    await app.until(lambda: app.focused == field)
    await app.press(*text, "enter")


def field_text(app: Driver, field: str) -> str:
    widget = app.widget(f"#{field}")
    assert isinstance(widget, Input)
    return widget.value


@presses("edit.epochs", "e")
@presses("field.choose", "enter")
async def test_e_changes_how_many_epochs_run_runs() -> None:
    async with opened(NETWORK, epochs=10) as app:
        await choose(app, "e", "epochs", "4")
        await app.until(lambda: app.focused is None)
        await app.press("space")
        snapshot = await app.at_rest(4)
        assert snapshot.target == 4
        await app.shows("epochs 4 ", "done: epoch 4")


@presses("edit.learning_rate", "l")
@presses("field.choose", "enter")
async def test_l_changes_the_learning_rate() -> None:
    async with opened(NETWORK) as app:
        await choose(app, "l", "learning-rate", "5e-3")
        await app.until(lambda: app.snapshot.settings.learning_rate == 0.005)
        await app.until(lambda: app.focused is None)
        await app.shows("η 0.005  per-sample", "lr η 0.005")


@presses("edit.schedule", "c")
async def test_c_goes_through_the_schedules() -> None:
    async with opened(NETWORK) as app:
        for schedule, shown in (
            (Schedule.MINI_BATCH, "mini-batch of 32"),
            (Schedule.BATCH, "batch"),
            (Schedule.PER_SAMPLE, "per-sample"),
        ):
            await app.press("c")
            await app.until(lambda schedule=schedule: app.snapshot.settings.schedule is schedule)
            await app.shows(f"η 0.01  {shown}")
            await app.until(lambda s=schedule: s.value in app.text_of("#schedule"))
            has_size = schedule is Schedule.MINI_BATCH
            await app.until(lambda has=has_size: has == bool(app.widget("#batch-size").region))


@presses("edit.backend", "k")
async def test_k_goes_through_what_can_compute() -> None:
    pytest.importorskip("numpy")
    async with opened(NETWORK) as app:
        for backend, shown in (
            (Backend.PLAIN, "per-sample  by the plain engine"),
            (Backend.NUMPY, "per-sample  by NumPy"),
            (Backend.GENERATED, "per-sample"),
        ):
            await app.press("k")
            await app.until(lambda b=backend: app.snapshot.settings.backend is b)
            await app.shows(f"η 0.01  {shown}")
            before = app.snapshot.state.epoch
            await app.press("s")
            snapshot = await app.at_rest(before + 1)
            assert snapshot.state.losses is not None


async def test_k_says_that_numpy_is_missing_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine.settings, "find_spec", lambda name: None)
    async with opened(NETWORK, settings=replace(NETWORK.settings, backend=Backend.PLAIN)) as app:
        await app.press("k")
        await app.shows("the backend numpy needs NumPy", "pip install 'backprop-tui[numpy]'")
        await app.until(lambda: app.snapshot.settings.backend is Backend.GENERATED)


@presses("edit.schedule", "c")
async def test_c_twice_at_once_is_two_steps_further() -> None:
    async with opened(NETWORK) as app:
        for _ in range(2):
            app.app.post_message(events.Key("c", "c"))
        await app.until(lambda: app.snapshot.settings.schedule is Schedule.BATCH)
        orders: list[object] = []
        app.training.trainer.use = orders.append  # type: ignore[method-assign]
        await app.settled()
        assert not orders
        assert "batch" in app.text_of("#schedule")


@presses("edit.batch_size", "b")
async def test_b_changes_the_size_of_a_mini_batch() -> None:
    async with opened(NETWORK) as app:
        await app.press("c")
        await app.shows("mini-batch of 32")
        await choose(app, "b", "batch-size", "5")
        await app.until(lambda: app.snapshot.settings.batch_size == 5)
        assert app.snapshot.settings.schedule is Schedule.MINI_BATCH
        await app.shows("mini-batch of 5")


async def test_without_mini_batches_b_says_how_to_get_them_and_leaves_the_keys_alone() -> None:
    async with opened(NETWORK) as app:
        await app.press("b")
        sentence = "Only mini-batches have a size: choose that schedule first (c)."
        await app.until(lambda: toasts(app) == [sentence])
        assert app.focused is None
        await app.press("s")
        await app.at_rest(1)


async def test_settings_chosen_while_training_branch_and_count_at_once() -> None:
    network = two_branch(samples=1000)
    async with opened(network, epochs=ENDLESS) as app:
        await app.press("space")
        await app.until(lambda: app.snapshot.state.epoch > 1)
        await app.press("c")
        await app.until(lambda: app.snapshot.settings.schedule is Schedule.MINI_BATCH)
        await app.shows("mini-batch of 32", "branch b1")
        assert app.snapshot.running
        assert app.snapshot.target == ENDLESS


BAD_NUMBERS = {
    ("e", "epochs"): {
        text: f"the number of epochs '{text}' is no whole number from 1 to 1,000,000,000;"
        for text in ("0", "2.5", "1" * 24)
    },
    ("l", "learning-rate"): {
        "fast": "the learning rate 'fast' is no number;",
        "0": "the learning rate 0 is out of range;",
        "nan": "the learning rate nan is out of range;",
    },
    ("b", "batch-size"): {
        text: f"the batch size '{text}' is no whole number from 1 to 1,000,000,000;"
        for text in ("-4", "[b]")
    },
}


def toasts(app: Driver) -> list[str]:
    """The notifications on the screen, each as one line, without its frame."""
    texts = []
    for toast in app.app.screen.query("Toast"):
        x, y, width, height = toast.region
        lines = [line[x + 1 : x + width] for line in app.lines[y + 1 : y + height - 1]]
        texts.append(" ".join(" ".join(lines).split()))
    return texts


@pytest.mark.parametrize(("key", "field"), BAD_NUMBERS)
async def test_a_bad_number_changes_nothing_and_gets_one_sentence(key: str, field: str) -> None:
    async with opened(NETWORK) as app:
        if field == "batch-size":
            await app.press("c")
            await app.shows("mini-batch of 32")
        old = field_text(app, field)
        settings = app.snapshot.settings
        for text, problem in BAD_NUMBERS[key, field].items():
            await choose(app, key, field, text)
            await app.until(lambda: toasts(app))
            await app.settled()
            [toast] = toasts(app)
            assert toast.replace(" ", "").startswith("Notchanged" + problem.replace(" ", ""))
            assert toast.endswith(".")
            assert app.focused == field
            assert field_text(app, field) == text

            await app.press("escape")
            await app.until(lambda: app.focused is None)
            assert field_text(app, field) == old
            assert len(toasts(app)) == 1
            app.app.clear_notifications()
            await app.until(lambda: not toasts(app))
        await app.press("n")
        await app.until(lambda: app.snapshot.inspected == 1)
        assert app.snapshot.settings == settings
        await app.press("space")
        await app.until(lambda: app.snapshot.target == 10)


async def test_a_bad_number_is_taken_back_when_the_field_is_left() -> None:
    async with opened(NETWORK) as app:
        await app.press("l")
        await app.until(lambda: app.focused == "learning-rate")
        await app.press(*"x", "tab")
        await app.until(lambda: app.focused == "schedule")
        await app.until(lambda: field_text(app, "learning-rate") == "0.01")
        await app.until(lambda: toasts(app))
        assert len(toasts(app)) == 1


async def test_a_good_number_is_taken_over_when_the_field_is_left() -> None:
    async with opened(NETWORK) as app:
        await app.press("l")
        await app.until(lambda: app.focused == "learning-rate")
        await app.press(*"0.5", "tab")
        await app.until(lambda: app.snapshot.settings.learning_rate == 0.5)
        assert app.focused == "schedule"


@presses("field.leave", "escape")
async def test_escape_takes_back_what_was_typed() -> None:
    async with opened(NETWORK, epochs=10) as app:
        await app.press("e")
        await app.until(lambda: app.focused == "epochs")
        await app.press(*"77")
        await app.until(lambda: field_text(app, "epochs") == "77")
        await app.press("escape")
        await app.until(lambda: app.focused is None)
        await app.shows("epochs 10 ")
        await app.press("space")
        await app.until(lambda: app.snapshot.target == 10)


async def test_in_a_field_the_keys_are_only_text() -> None:
    keys = "srelcbnpoyvq"
    async with opened(NETWORK) as app:
        before = app.snapshot
        await app.press("e")
        await app.until(lambda: app.focused == "epochs")
        await app.press(*keys, "space", "question_mark")
        await app.until(lambda: field_text(app, "epochs") == keys + " ?")
        await app.press("escape", "o")
        await app.until(lambda: app.focused is None)
        await app.settled()
        assert app.snapshot.state == before.state
        assert app.snapshot.settings == before.settings
        assert app.snapshot.target == 0
        assert app.app.screen is app.training


# The sample that is shown


@presses("sample.next", "n")
@presses("sample.previous", "p")
@presses("sample.own", "o")
async def test_n_p_and_o_go_through_the_samples() -> None:
    async with opened(NETWORK) as app:
        await app.shows("own input, loss 44.0612")
        for key, shown in (
            ("n", "training sample 1 of 20, loss"),
            ("n", "training sample 2 of 20, loss"),
            ("p", "training sample 1 of 20, loss"),
            ("p", "own input, loss 44.0612"),
            ("p", "training sample 20 of 20, loss"),
            ("n", "own input, loss 44.0612"),
            ("n", "training sample 1 of 20, loss"),
            ("o", "own input, loss 44.0612"),
        ):
            await app.press(key)
            await app.shows(shown)
        await app.press("n")
        await app.until(lambda: app.snapshot.inspected == 1)
        x = NETWORK.samples[0]["x"]
        assert isinstance(x, tuple)
        await app.shows("x " + " ".join(f"{cell:+.4f}" for cell in x if isinstance(cell, float)))


# The chart


@presses("chart.log", "y")
async def test_y_changes_the_loss_axis() -> None:
    async with opened(NETWORK) as app:
        linear = await app.settled()
        assert "─loss─" in linear
        await app.press("y")
        await app.shows("─log loss─", "1e1┤")
        assert app.training.query_one(LossChart).view.logarithmic
        await app.press("y")
        await app.shows("─loss─")
        assert await app.settled() == linear


@presses("chart.view", "v")
async def test_v_shows_the_recent_epochs_only() -> None:
    async with opened(two_branch(samples=1), epochs=150) as app:
        await app.press("space")
        await app.at_rest(150)
        whole = await app.settled()
        await app.press("v")
        await app.shows("─loss, recent epochs─")
        await app.settled()
        assert app.training.query_one(LossChart).view.recent
        epochs = [int(label) for label in app.text_of("#chart").splitlines()[-1].split()]
        assert min(epochs) >= 51
        await app.press("v")
        await app.shows("─loss─")
        assert await app.settled() == whole


# Scrolling


@presses("scroll.down", "down")
@presses("scroll.page_up", "pageup")
@presses("scroll.page_down", "pagedown")
async def test_pages_scroll_the_numbers_below_their_heading() -> None:
    async with opened(LARGE) as app:
        top = (await app.settled()).splitlines()
        assert top[5].startswith("A ")
        await app.press("pagedown")
        await app.until(lambda: app.widget("#numbers").scroll_offset.y > 5)
        assert app.lines[4].split("▁")[0].strip().startswith("value")
        page = int(app.widget("#numbers").scroll_offset.y)
        first_cells = [row[0] for name in "ABC" for row in as_matrix(LARGE.parameters[name])]
        await app.until(lambda: f" {first_cells[page]:+.4f} " in app.lines[5][:12])
        await app.press("pageup")
        await app.until(lambda: app.lines[5][2:25] == top[5][2:25])


async def test_the_wheel_scrolls_the_numbers() -> None:
    async with opened(LARGE) as app:
        table = app.widget("#numbers")
        await app.settled()
        await app.wheel("#numbers", events.MouseScrollDown)
        await app.until(lambda: table.scroll_offset.y > 0)
        for _ in range(3):
            await app.wheel("#numbers", events.MouseScrollUp)
        await app.until(lambda: table.scroll_offset.y == 0)


# Help


@presses("help", "question_mark")
@presses("help.back", "question_mark")
@presses("help.back", "escape")
@presses("help.back", "q")
async def test_help_opens_and_three_keys_lead_back() -> None:
    async with opened(NETWORK) as app:
        before = await app.settled()
        for key in ("escape", "q", "question_mark"):
            await app.press("question_mark")
            await app.shows("─ help ─", "Train one epoch")
            assert isinstance(app.app.screen, HelpScreen)
            await app.press(key)
            await app.until(lambda: app.app.screen is app.training)
            assert await app.settled() == before
        assert app.app.is_running


async def test_help_explains_every_key() -> None:
    async with opened(NETWORK, (100, 80)) as app:
        await app.press("question_mark")
        await app.shows("─ help ─")
        text = await app.settled()
        rows = [line.split("│")[1] for line in text.splitlines() if line.count("│") >= 2]
        for tooltip, group in groupby(BINDINGS, lambda binding: binding.tooltip):
            keys = [binding.key_display or binding.key for binding in group]
            named = [f"{keys[0]}…{keys[-1]}"] if len(keys) > 4 else keys
            assert any(row.split()[: len(named)] == named and tooltip in row for row in rows), keys


async def test_help_scrolls_by_keys_and_wheel() -> None:
    async with opened(NETWORK) as app:
        await app.press("question_mark")
        await app.shows("Train one epoch")
        page = app.app.screen.query_one("#help")
        await app.until(lambda: page.max_scroll_y > 0)
        await app.press("end")
        await app.until(lambda: page.scroll_offset.y == page.max_scroll_y)
        assert "Train one epoch" not in app.text
        for _ in range(100):  # Textual does "end" in two parts, of which the second may come late
            await app.press("home")
            if page.scroll_offset.y == 0:
                break
        await app.shows("Train one epoch")
        await app.wheel("#help", events.MouseScrollDown)
        await app.until(lambda: page.scroll_offset.y > 0)


async def test_behind_the_help_training_goes_on_and_keys_do_nothing() -> None:
    async with opened(NETWORK, epochs=ENDLESS) as app:
        await app.press("space")
        await app.until(lambda: app.snapshot.state.epoch > 0)
        before = app.snapshot
        await app.press("question_mark")
        await app.shows("Train one epoch")
        await app.press(*"srcny", "space")
        seen = app.snapshot.state.epoch
        await app.until(lambda: app.snapshot.state.epoch > seen)
        await app.press("escape")
        await app.until(lambda: app.app.screen is app.training)
        assert app.snapshot.running
        assert app.snapshot.target == ENDLESS
        assert app.snapshot.settings == before.settings
        assert app.snapshot.inspected == 0


# Leaving


@presses("quit", "q")
async def test_q_leaves_the_program() -> None:
    async with opened(NETWORK) as app:
        await app.press("q")
        await app.until(lambda: not app.app.is_running)
    assert app.app.return_code == 0


@presses("quit", "q")
async def test_q_leaves_while_training_and_the_worker_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended = Event()
    work = Trainer.work

    def watched_work(trainer: Trainer) -> None:
        work(trainer)
        ended.set()

    monkeypatch.setattr(Trainer, "work", watched_work)
    async with opened(two_branch(samples=1000, sizes={"K": 24}), epochs=ENDLESS) as app:
        await app.press("space")
        await app.until(lambda: app.snapshot.state.epoch > 0)
        await app.press("q")
        await app.until(lambda: not app.app.is_running)
    assert ended.wait(LIMIT)
    assert app.app.return_code == 0


# Buttons


@pytest.mark.parametrize("way", ["mouse", "keyboard"])
async def test_buttons_do_what_the_keys_do(way: str) -> None:
    async def use(button: str) -> None:
        if way == "mouse":
            await app.click(f"#{button}")
        else:
            await app.tab_to(button)
            await app.press("enter")

    async with opened(NETWORK, epochs=3) as app:
        await use("step")
        await app.at_rest(1)
        await use("run")
        await app.at_rest(4)
        await use("reset")
        await app.at_rest(0)
        await app.shows("rewound: epoch 0 of 4")


async def test_the_run_button_pauses() -> None:
    async with opened(NETWORK, epochs=ENDLESS) as app:
        await app.click("#run")
        await app.shows("Pause")
        await app.until(lambda: app.snapshot.state.epoch > 0)
        await app.until(lambda: not app.widget("#run").has_class("-active"))
        await app.click("#run")
        await app.until(lambda: not app.snapshot.running)
        await app.shows("paused: epoch ", " Run ")


async def test_keys_work_after_a_button_was_clicked() -> None:
    async with opened(NETWORK, epochs=3) as app:
        await app.click("#step")
        await app.at_rest(1)
        await app.press("space")
        await app.at_rest(4)


# Fields and the list


async def test_a_number_typed_into_a_clicked_field_counts_for_the_button_clicked_next() -> None:
    async with opened(NETWORK, epochs=10) as app:
        await app.click("#epochs")
        await app.until(lambda: app.focused == "epochs")
        await app.settled()
        await app.press("end", "backspace", "backspace", "4")
        await app.until(lambda: field_text(app, "epochs") == "4")
        await app.mouse(events.MouseDown, "#run")
        await app.until(lambda: app.focused == "run")
        await app.settled()
        await app.mouse(events.MouseUp, "#run")
        await app.until(lambda: app.snapshot.target > 0)
        snapshot = await app.at_rest(app.snapshot.target)
        assert snapshot.target == 4


@pytest.mark.parametrize("way", ["mouse", "keyboard"])
async def test_the_schedule_is_picked_from_the_list(way: str) -> None:
    async with opened(NETWORK, epochs=3) as app:
        if way == "mouse":
            await app.click("#schedule")
            await app.until(lambda: app.training.query_one(Select).expanded)
            await app.until(lambda: app.training.query_one("SelectOverlay").region.height > 0)
            await app.settled()
            await app.click("SelectOverlay")  # in its middle: mini-batch
        else:
            await app.tab_to("schedule")
            await app.press("enter")
            await app.until(lambda: app.training.query_one(Select).expanded)
            await app.settled()
            await app.press("down", "enter")
        await app.until(lambda: app.snapshot.settings.schedule is Schedule.MINI_BATCH)
        await app.shows("mini-batch of 32")
        await app.until(lambda: app.focused is None)
        await app.press("space")
        await app.at_rest(3)


async def test_tab_goes_through_buttons_and_fields_and_each_says_what_it_is_for() -> None:
    async with opened(NETWORK) as app:
        places: list[str | None] = [None]
        for _ in range(6):
            await app.press("tab")
            await app.until(lambda: app.focused != places[-1])
            places.append(app.focused)
            assert app.app.focused is not None
            assert app.app.focused.tooltip
        assert places[1:] == ["step", "run", "reset", "epochs", "learning-rate", "schedule"]


# Divergence


async def test_a_diverged_run_says_so_and_can_be_reset() -> None:
    async with opened(network_of(DIVERGING), epochs=50) as app:
        await app.press("space")
        await app.shows("diverged: ", "became non-finite in epoch")
        for key in ("s", "space", "n", "y", "v"):
            await app.press(key)
            await app.settled()
        await app.shows("diverged: ")
        await app.press("r")
        await app.shows("rewound: epoch 0 of ")


# The command palette


async def test_the_palette_lists_every_command_and_finds_it_by_name() -> None:
    named = {b.description: b for b in BINDINGS if b.description}
    async with opened(NETWORK, (100, 170)) as app:
        await app.press("ctrl+p")
        await app.shows("Search for commands")
        await app.shows(*named)
        text = await app.settled()
        for title, binding in named.items():
            assert len([line for line in text.splitlines() if line.strip() == title]) == 1, title
            assert binding.tooltip in text or title == "Quit"
        assert "Keys" not in text


async def test_the_palette_runs_commands() -> None:
    async with opened(NETWORK) as app:
        for search, shown in (
            ("Step", "done: epoch 1"),
            ("Schedule", "mini-batch of 32"),
            ("Log", "─log loss─"),
            ("Epochs", "Take back"),
        ):
            await app.press("ctrl+p")
            await app.shows("Search for commands")
            await app.press(*search)
            await app.shows(search, "🔎")
            await app.settled()
            await app.press("enter")
            await app.shows(shown)
        assert app.focused == "epochs"


# The footer


async def test_the_footer_names_its_keys_in_full() -> None:
    keys = " ".join(
        f"{binding.key_display or binding.key} {binding.description}"
        for binding in PresentingScreen.BINDINGS
        if isinstance(binding, Binding) and binding.show
    )
    async with opened(NETWORK) as app:
        for width in (80, 60):
            await app.resized(width, 24)
            await app.until(lambda: app.lines[-1].startswith(keys))
            await app.press("e")
            await app.shows("⏎ Choose esc Take back")
            await app.press("escape")
            await app.until(lambda: app.lines[-1].startswith(keys))


# Typed ahead


async def test_keys_that_are_pressed_before_the_first_frame_are_not_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mounted = BackpropApp.on_mount

    def mounted_late(app: BackpropApp) -> None:
        assert not app.training_screen.query("Button, NumberField")
        for key in "cce":
            app.post_message(events.Key(key, key))
        mounted(app)

    monkeypatch.setattr(BackpropApp, "on_mount", mounted_late)
    async with opened(NETWORK) as app:
        await app.until(lambda: app.focused == "epochs")
        await app.press("7", "enter")
        await app.shows("η 0.01  batch", "epochs 7 ")
        assert app.snapshot.settings.schedule is Schedule.BATCH
        assert app.text_of("#schedule").split()[0] == "batch"
