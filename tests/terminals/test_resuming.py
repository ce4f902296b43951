"""The real program, ended in every way that a connection or a machine ends it, and resumed."""

import os
import re
import signal
import time

import pytest
from real_terminal import ENDLESS, Open, Terminal

RUNNING = ("--samples", "50", "--epochs", "1000000", "--lr", "1e-9")
"""A run of short epochs that is never over."""

SHORT = ("--samples", "2", "--epochs", "200")

LINE = b"backprop-tui --resume goes on with the run where you left it."

LOST_SECONDS = 2.0
"""Within which a program ends that has lost its terminal."""


def epoch_on(app: Terminal) -> int:
    """The epoch that the screen says training has come to; 0 where it says none."""
    found = re.search(r"epoch (\d+)", app.text)
    return int(found[1]) if found else 0


def train(app: Terminal, epochs: int) -> int:
    """Train until the screen shows that so many epochs are done, and a save lies behind it."""
    app.until("ready: epoch 0", "q Quit")
    app.send(" ")
    while epoch_on(app) < epochs:
        assert app._read(), app.text
    return epoch_on(app)


def resume(terminal: Open) -> tuple[Terminal, int]:
    """Resume, and at which epoch."""
    app = terminal("--resume")
    app.until("Two branches that meet", "epoch", "q Quit")
    while not (epoch := epoch_on(app)):
        assert app._read(), app.text
    return app, epoch


def quit_(app: Terminal) -> None:
    app.send("q")
    assert app.status() == 0
    assert app.is_as_before()


def assert_none_left(app: Terminal) -> None:
    """No process of the program's group has outlived it."""
    with pytest.raises(ProcessLookupError):
        os.killpg(app._program.pid, 0)


def test_a_killed_run_is_resumed_and_goes_on(terminal: Open) -> None:
    app = terminal(*RUNNING)
    train(app, 1)
    seen = train_on_for_a_save(app)
    app.kill(signal.SIGKILL)
    assert app.status() == 128 + signal.SIGKILL
    again, epoch = resume(terminal)
    assert epoch >= seen
    assert "epochs 1000000" in again.text
    ends = {epoch + 1} if "done: epoch" in again.text else {epoch, epoch + 1}
    again.send("s")  # to the end of the epoch that it was killed in, or of the next
    while not ("done: epoch" in again.text and epoch_on(again) in ends):
        assert again._read(), again.text
    quit_(again)
    assert LINE in again.output


def train_on_for_a_save(app: Terminal) -> int:
    """Let it train until what the screen shows now must have been saved; that epoch."""
    seen, until = epoch_on(app), time.monotonic() + 2.0
    while time.monotonic() < until:
        assert app._read(), app.text
    return seen


@pytest.mark.parametrize(
    "before",
    [
        pytest.param("", id="as usual"),
        pytest.param("trap '' HUP", id="hangup ignored"),
        pytest.param("trap '' HUP; \"$@\"; exit", id="in a shell"),
    ],
)
@pytest.mark.parametrize("words", [RUNNING, ENDLESS], ids=["small", "large"])
def test_a_lost_connection_ends_it_within_two_seconds_and_the_run_is_resumed(
    before: str, words: tuple[str, ...], terminal: Open
) -> None:
    app = terminal(*words, before=before)
    seen = train(app, 1)
    app.close()
    lost = time.monotonic()
    assert app.status_without_terminal() != 0
    assert time.monotonic() - lost < LOST_SECONDS
    assert_none_left(app)
    again, epoch = resume(terminal)
    assert epoch >= seen
    quit_(again)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_keeps_the_run_as_it_is(number: signal.Signals, terminal: Open) -> None:
    app = terminal(*RUNNING)
    seen = train(app, 1)
    app.kill(number)
    assert app.status() == 128 + number
    again, epoch = resume(terminal)
    assert epoch >= seen
    quit_(again)


def test_two_sessions_at_once_are_both_resumed(terminal: Open) -> None:
    one, other = terminal(*SHORT), terminal("xor", "--epochs", "3")
    for app, epochs in ((one, 200), (other, 3)):
        app.until("ready: epoch 0", "q Quit")
        app.send(" ")
        app.until(f"done: epoch {epochs}")
    refused = terminal("--resume")
    assert refused.status() == 2
    assert b"the run that was kept last is still open in process" in refused.output
    quit_(one)
    quit_(other)
    first = terminal("--resume")
    first.until("Exclusive or", "epoch 3", "q Quit")
    second = terminal("--resume")
    second.until("Two branches that meet", "epoch 200", "q Quit")
    for app in (first, second):
        quit_(app)


def test_a_full_disk_is_a_warning_and_the_last_save_is_resumed(terminal: Open) -> None:
    words = ("--samples", "2", "--epochs", "20000")
    app = terminal(*words, before="ulimit -f 100")  # no file may have more than 50 or 100 KiB
    app.until("ready: epoch 0", "q Quit")
    app.send("s")
    app.until("done: epoch 1")
    app.send(" ")
    app.until("done: epoch 20001", "Not kept", "File too")
    app.send("q")
    assert app.status() == 0
    assert app.is_as_before()
    assert b"the run cannot be kept there (File too large)" in app.output
    assert LINE not in app.output
    again, epoch = resume(terminal)
    assert 1 <= epoch < 20001
    quit_(again)


def test_without_a_run_to_resume_that_is_said(terminal: Open) -> None:
    app = terminal("--resume")
    assert app.status() == 2
    assert b"no run has been kept yet; open one with backprop-tui" in app.output
