"""What a kiosk offers, what it is not given with, how far it goes, and its gate."""

import subprocess
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

import pytest
from driving import opened
from networks import two_branch

from engine import NetworkError
from tui.bounds import KIOSK
from tui.commands.app_options import add_app_options, check_kiosk_options, chosen_conditions
from tui.conditions import Conditions
from tui.kiosk.idle import Idle, Patience
from tui.program import main
from tui.screens.help import HelpScreen

STRANGER = Conditions(kiosk=True)


@pytest.mark.parametrize("key", ["ctrl+s", "ctrl+z"])
async def test_a_kiosk_has_no_key_for_files_or_the_process(key: str) -> None:
    async with opened(two_branch(5), conditions=STRANGER) as app:
        await app.press(key)
        await app.settled()
        assert len(app.app.screen_stack) == 1
        assert "save" not in app.text


async def test_its_help_and_footer_show_only_what_there_is() -> None:
    async with opened(two_branch(5), (140, 45), conditions=STRANGER) as app:
        await app.press("question_mark")
        await app.shows("─ help ─")
        assert isinstance(app.app.screen, HelpScreen)
        described = {binding.description for binding in app.app.screen._explained}
        assert {"Networks", "Quit"} < described
        assert "Save" not in described
        await app.press("escape", "m")
        await app.shows("two-layer")
        assert "File" not in app.text
        assert not app.app.screen.query("Input")


async def test_a_run_ends_where_it_is_bounded() -> None:
    async with opened(two_branch(5), epochs=KIOSK.epochs + 1, conditions=STRANGER) as app:
        await app.press("space")
        await app.shows("a run ends with epoch 100,000 here")
        app.training.trainer.move_by_epochs(10**9)
        await app.settled()
        await app.press("s")
        await app.at_rest(1)
        assert not app.snapshot.running


async def test_branches_are_bounded() -> None:
    async with opened(two_branch(5), conditions=STRANGER) as app:
        for number in range(1, KIOSK.branches + 3):
            await app.press("s")
            await app.at_rest(number)  # a change before the branch goes on would change that branch
            await app.press("c")
            await app.until(lambda number=number: app.snapshot.settings_chosen == number)
        await app.shows("Not changed", "20 branches")
        assert len(app.snapshot.branches) <= KIOSK.branches


def test_the_gate_refuses_all_that_touches_the_machine(tmp_path: Path) -> None:
    """In a process of its own: a hook cannot be taken out again."""
    (tmp_path / "secret").write_text("x")
    program = f"""
import ctypes, os, pathlib, pty, shutil, signal, socket, subprocess, tempfile, threading
import engine.presets
from importlib.util import find_spec
from tui.kiosk.gate import Gate
secret = {str(tmp_path / "secret")!r}
Gate().close()
tried = [
    lambda: open(secret), lambda: open(secret, "w"), lambda: open("new", "x"),
    lambda: os.open(secret, os.O_RDONLY), lambda: open("/etc/passwd"),
    lambda: open(os.path.join(os.path.dirname(os.__file__), "..", "..", "..", "etc", "passwd")),
    lambda: open(os.__file__, "a"), lambda: os.listdir("/"), lambda: list(os.scandir("/")),
    lambda: pathlib.Path(secret).unlink(), lambda: os.rename(secret, "y"), lambda: os.mkdir("z"),
    lambda: os.chmod(secret, 0), lambda: os.symlink(secret, "s"), lambda: os.truncate(secret, 0),
    lambda: os.system("true"), lambda: os.fork(), lambda: os.execv("/bin/sh", ["sh"]),
    lambda: os.posix_spawn("/bin/sh", ["sh"], {{}}), lambda: subprocess.run(["true"]),
    lambda: pty.spawn("sh"), lambda: os.kill(os.getpid(), signal.SIGSTOP), lambda: os.chdir("/"),
    lambda: socket.socket(), lambda: socket.getaddrinfo("localhost", 1),
    lambda: ctypes.CDLL(None), lambda: shutil.copy(secret, "y"), lambda: tempfile.mkdtemp(dir="."),
    lambda: __import__("pexpect"), lambda: os.putenv("A", "b"),
]
for number, attempt in enumerate(tried):
    outcome = []
    def carry_out():
        try:
            attempt()
        except (PermissionError, ImportError) as error:
            outcome.append("a kiosk" in str(error))
    thread = threading.Thread(target=carry_out)  # on another thread than where it was closed
    thread.start()
    thread.join()
    assert outcome == [True], number
import json.tool
assert find_spec("numpy") is find_spec("torch") is None
pathlib.Path(engine.presets.__file__).read_text()
print("closed", len(tried))
"""
    done = subprocess.run(
        [sys.executable, "-B", "-c", program], cwd=tmp_path, capture_output=True, text=True,
        check=False, env={"PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("closed 30\n", "")
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("--kiosk --resume", "a kiosk has no --resume"),
        ("--kiosk --transcript", "a kiosk has no --transcript"),
        ("--kiosk --backend numpy", "a kiosk trains without NumPy"),
        ("--idle 3", "only a kiosk ends by itself"),
        ("--kiosk --idle 0", "is no number above 0"),
    ],
)
def test_what_contradicts_a_kiosk_is_refused(
    words: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words.split())
    assert ended.value.code == 2
    assert sentence in capsys.readouterr().err


def test_a_kiosk_keeps_no_run() -> None:
    parser = ArgumentParser()
    add_app_options(parser)
    assert chosen_conditions(parser.parse_args([])).autosave
    assert not chosen_conditions(parser.parse_args(["--kiosk"])).autosave


@pytest.mark.parametrize("option", ["record", "check", "print"])
def test_a_demonstration_of_a_kiosk_writes_nothing(option: str) -> None:
    options = Namespace(kiosk=True, idle=None, **{option: "tour.cast"})
    with pytest.raises(NetworkError, match=f"a kiosk has no --{option}"):
        check_kiosk_options(options)


def test_idle_warns_once_and_ends() -> None:
    now = [0.0]
    idle = Idle(100.0, lambda: now[0])
    assert idle.due() is Patience.NOTHING
    now[0] = 71.0
    assert [idle.due(), idle.due()] == [Patience.WARNING, Patience.NOTHING]
    idle.touch()
    now[0] = 140.0
    assert idle.due() is Patience.NOTHING
    now[0] = 171.0
    assert idle.due() is Patience.END
