"""The app over SSH, with sshd, ssh and tmux as Debian has them: keys, colours, dropped lines."""

import re
import shutil
import signal
import time
from os import kill

import pytest
from readme_blocks import block, blocks
from real_terminal import LIMIT, Terminal
from ssh_server import Serve, SshServer, needs_ssh

pytestmark = needs_ssh

COMMANDS = re.findall(r"^ssh -t host (.*)$", "".join(blocks("Over SSH", "sh")), re.MULTILINE)
"""The README's commands, from the name of the host on."""

APP, RESUME, IN_TMUX = "backprop-tui", "backprop-tui --resume", "tmux new -A -s demo backprop-tui"

OPTIONS = "--size K=8 --samples 50 --epochs 1000000 --lr 1e-9"
"""A run at full speed that is never over."""

LONG_SILENCE = block("Over SSH", "sshdconfig", "ClientAlive")
SHORT_SILENCE = "ClientAliveInterval 1\nClientAliveCountMax 1\n"

MOST_SECONDS = 2.0
"""In which a dropped connection leaves nothing behind."""


def epoch(app: Terminal) -> int:
    """The epoch on the screen."""
    found = re.search(r"epoch (\d+)", app.text)
    assert found, app.text
    return int(found[1])


def reaches(app: Terminal, least: int) -> int:
    """Wait until the run has come to this epoch; the one on the screen then."""
    limit = time.monotonic() + LIMIT
    while epoch(app) < least:
        assert time.monotonic() < limit, app.text
        app.sent_within(0.1)
    return epoch(app)


@pytest.fixture
def server(serve: Serve) -> SshServer:
    return serve()


def train(app: Terminal) -> None:
    app.until("ready: epoch 0", "q Quit")
    app.send(" ")
    app.until("Pause", "of 1000000")


def test_it_opens_by_keys_follows_the_window_and_leaves_the_terminal_as_it_was(
    server: SshServer,
) -> None:
    app = server.open(f"{APP} --samples 20 --epochs 3")
    app.until("Two branches that meet", "ready: epoch 0", "q Quit")
    app.send("s")
    app.until("done: epoch 1")
    app.resize(120, 40)
    app.until("parameters", "trace", "q Quit")
    app.resize(59, 40)
    app.until("Please make the window larger")
    app.resize(60, 20)
    app.until("done: epoch 1", "q Quit")
    app.send("q")
    assert app.status() == 0
    assert app.is_as_before()
    assert b"Traceback" not in app.output
    assert server.seconds_until_nothing_is_left() < MOST_SECONDS


def test_without_a_terminal_it_says_what_it_needs(server: SshServer) -> None:
    app = server.open(APP, "-T")
    assert app.status() == 2
    assert "the app needs a terminal" in app.text


@pytest.mark.parametrize(
    ("environment", "colours", "other"),
    [
        pytest.param({}, r"[34]8;5;\d+", r"[34]8;2;", id="xterm-256color"),
        pytest.param(
            {"COLORTERM": "truecolor"}, r"[34]8;5;\d+", r"[34]8;2;", id="COLORTERM, which is lost"
        ),
        pytest.param({"TERM": "screen"}, r"[34][0-7]", r"[34]8;", id="screen"),
    ],
)
def test_colours_are_those_of_the_terminal_that_ssh_tells_of(
    environment: dict[str, str], colours: str, other: str, server: SshServer
) -> None:
    app = server.open(f"{APP} --samples 20", **environment)
    app.until("ready: epoch 0", "q Quit")
    app.send("q")
    assert app.status() == 0
    styles = [style.decode() for style in re.findall(rb"\x1b\[([0-9;]*)m", app.output)]
    assert any(re.search(f"(^|;){colours}(;|$)", style) for style in styles)
    assert [style for style in styles if re.search(f"(^|;){other}", style)] == []


def test_a_killed_client_leaves_nothing_behind_on_the_server(server: SshServer) -> None:
    app = server.open(f"{APP} {OPTIONS}")
    train(app)
    app.kill(signal.SIGKILL)
    assert server.seconds_until_nothing_is_left() < MOST_SECONDS


def test_a_killed_connection_leaves_nothing_behind_on_the_server(server: SshServer) -> None:
    app = server.open(f"{APP} {OPTIONS}")
    train(app)
    for pid in server.session_servers():
        kill(pid, signal.SIGKILL)
    assert server.seconds_until_nothing_is_left() < MOST_SECONDS


@pytest.mark.parametrize(
    ("lines", "most_seconds"),
    [
        pytest.param(SHORT_SILENCE, 4.0, id="short"),
        pytest.param(LONG_SILENCE, 30.0, id="README", marks=pytest.mark.long),
    ],
)
def test_a_silent_connection_is_ended(lines: str, most_seconds: float, serve: Serve) -> None:
    """The client stops reading and answering, as a laptop does whose lid is closed."""
    server = serve(lines)
    app = server.open(APP)
    app.until("ready: epoch 0", "q Quit")
    app.settled()
    app.kill(signal.SIGSTOP)
    try:
        most_seconds += MOST_SECONDS
        assert server.seconds_until_nothing_is_left(most_seconds) < most_seconds
    finally:
        app.kill(signal.SIGCONT)


def test_after_a_lost_connection_resume_goes_on_where_it_was(server: SshServer) -> None:
    app = server.open(f"{APP} {OPTIONS}")
    train(app)
    shown = reaches(app, 1)
    app.kill(signal.SIGKILL)
    server.seconds_until_nothing_is_left()
    app = server.open(RESUME)
    app.until(": epoch ", "q Quit")  # done, or paused if it was lost within an epoch
    resumed = epoch(app)
    assert resumed >= shown
    app.send(" ")
    reaches(app, resumed + 1)
    app.send("q")
    assert app.status() == 0


def test_the_commands_are_those_of_the_readme() -> None:
    assert {APP, RESUME, IN_TMUX} <= set(COMMANDS)


@pytest.mark.skipif(shutil.which("tmux") is None, reason="needs Debian's tmux")
def test_in_tmux_it_goes_on_without_a_connection(server: SshServer) -> None:
    command = f"{IN_TMUX} {OPTIONS}"
    app = server.open(command)
    train(app)
    app.send("\x02d")  # Ctrl+B, d: detach
    assert app.status() == 0
    app = server.open(command)
    app.until("Pause", "of 1000000")
    left = epoch(app)
    app.kill(signal.SIGKILL)
    app = server.open(command)
    app.until("Pause", "of 1000000")
    assert epoch(app) >= left
    reaches(app, left + 1)
    app.send("q")
    assert app.status() == 0
    assert server.seconds_until_nothing_is_left() < MOST_SECONDS
