"""The program in a terminal: keys and mouse, window, signals, colours, and how it leaves it."""

import random
import re
import signal

import pytest
from driving import opened
from networks import two_branch
from real_terminal import ENDLESS, SMALL, Open

from engine import as_matrix


def test_a_session_with_keys_and_mouse_leaves_the_terminal_as_it_was(terminal: Open) -> None:
    app = terminal("--samples", "20", "--size", "K=8", "--epochs", "3", "--lr", "1e-5")
    app.until("Two branches that meet", "ready: epoch 0", "A +0.8710", "q Quit")
    matrix = two_branch(20, sizes={"K": 8}).parameters["A"]
    third_row = f"{as_matrix(matrix)[2][0]:+.4f}"
    app.send("s")
    app.until("done: epoch 1")
    app.send(" ")
    app.until("done: epoch 4")
    app.click("Run")
    app.until("done: epoch 7")
    app.send("e")
    app.until("Choose", "Take back")
    app.send("2")
    app.until("epochs 2 ")
    app.send("\r")
    app.until("q Quit")
    app.send(" ")
    app.until("done: epoch 9")
    app.send("r")
    app.until("rewound: epoch 0 of ", "A +0.8710")
    app.send("\x1b[<65;10;10M")
    app.until(f"A {third_row}")
    app.send("\x1b[<64;10;10M")
    app.until("A +0.8710")
    app.send("q")
    assert app.status() == 0
    assert app.is_as_before()


def test_it_follows_the_window_and_ctrl_c_says_how_to_quit(terminal: Open) -> None:
    app = terminal(*SMALL)
    app.until("Two branches that meet", "q Quit")
    app.resize(120, 40)
    app.until("parameters", "trace", "q Quit")
    app.resize(59, 40)
    app.until("Please make the window larger")
    app.resize(60, 20)
    app.until("ready: epoch 0", "q Quit")
    app.send("\x03")
    app.until("Press q to quit the app")
    app.send("s")
    app.until("done: epoch 1")
    app.send("\x11")
    assert app.status() == 0
    assert app.is_as_before()


async def test_the_window_may_change_its_size_at_any_moment_while_it_trains(
    terminal: Open,
) -> None:
    async with opened(two_branch(), epochs=5000) as alone:
        await alone.press("space")
        await alone.at_rest(5000)
        await alone.shows("done: epoch 5000", "evaluation loss 0.000")
        drawn = await alone.settled()
    sizes = random.Random(6)
    app = terminal("--samples", "20", "--epochs", "5000", "--no-ascii")
    app.until("ready: epoch 0", "q Quit")
    app.send(" ")
    for _ in range(40):
        app.resize(sizes.randint(1, 200), sizes.randint(1, 60))
        app.sent_within(sizes.uniform(0.0, 0.03))
    app.resize(80, 24)
    app.until("done: epoch 5000")
    app.resize(60, 20)
    app.resize(80, 24)
    app.until_it_shows(drawn.splitlines())
    app.send("q")
    assert app.status() == 0
    assert app.is_as_before()


def test_it_quits_while_training_at_full_speed(terminal: Open) -> None:
    app = terminal(*ENDLESS)
    app.until("q Quit")
    app.send(" ")
    app.until("Pause", "of 1000000")
    app.send("q")
    assert app.status() == 0
    assert app.is_as_before()


def test_it_quits_while_it_evaluates_the_first_weights(terminal: Open) -> None:
    app = terminal("--samples", "20000", "--size", "K=16")
    app.until("evaluating the weights before training", "q Quit")
    app.send("q")
    assert app.status() == 0
    assert app.is_as_before()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_with_the_terminal_as_it_was(
    number: signal.Signals, terminal: Open
) -> None:
    app = terminal(*ENDLESS)
    app.until("q Quit")
    app.send(" ")
    app.until("Pause")
    app.kill(number)
    assert app.status() == 128 + number
    assert app.is_as_before()


@pytest.mark.parametrize("before", ["", "trap '' HUP"], ids=["as usual", "hangup ignored"])
def test_it_ends_when_the_terminal_goes_away_while_training(before: str, terminal: Open) -> None:
    app = terminal(*ENDLESS, before=before)
    app.until("q Quit")
    app.send(" ")
    app.until("Pause")
    app.close()
    assert app.status_without_terminal() != 0


TRUE, INDEXED, SIXTEEN, OWN = (
    r"[34]8;2;\d+;\d+;\d+",
    r"[34]8;5;\d+",
    r"[34][0-7]|(?:9|10)[0-7]",
    r"[34]9",
)


@pytest.mark.parametrize(
    ("environment", "allowed"),
    [
        pytest.param({"COLORTERM": "truecolor"}, {TRUE, OWN}, id="truecolor"),
        pytest.param({}, {INDEXED, OWN}, id="xterm-256color"),
        pytest.param({"TERM": "screen"}, {SIXTEEN, OWN}, id="screen"),
        pytest.param({"NO_COLOR": "1", "TERM": "xterm"}, {OWN}, id="xterm without colours"),
        pytest.param(
            {"NO_COLOR": "1", "TEXTUAL_THEME": "ansi-light"}, {OWN}, id="theme without colours"
        ),
    ],
)
def test_colours_are_those_the_terminal_has_and_type_shows_on_its_ground(
    environment: dict[str, str], allowed: set[str], terminal: Open
) -> None:
    app = terminal(*SMALL, **environment)
    app.until("Two branches that meet", "q Quit")
    app.send("s")
    app.until("done: epoch 1")
    for row in app.screen.buffer.values():
        for cell in row.values():
            assert cell.data == " " or cell.fg == "default" or cell.fg != cell.bg
    app.send("q")
    assert app.status() == 0
    styles = [style.decode() for style in re.findall(rb"\x1b\[([0-9;]*)m", app.output)]
    known = "|".join([r"\d", r"2\d", *allowed])
    assert [s for s in styles if not re.fullmatch(f"({known})(;({known}))*", s)] == []
    for kind in allowed:
        assert any(re.search(f"(^|;)({kind})(;|$)", style) for style in styles) or kind == OWN
