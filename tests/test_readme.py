"""What the README says is true: its commands run, its keys exist, its network file loads."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from textual.binding import Binding

from engine import Tape, find_network, load_network
from engine.export import EXPORTERS
from engine.journal import Journal
from tui.app import BackpropApp
from tui.demo.script_file import load_script
from tui.screens.presenting import PresentingScreen
from tui.sessions import begin_session

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
SETUP = re.findall(r"^python3 -m venv \.venv .*$", README, re.MULTILINE)
UNSEEN = {"--transcript", "--record", "--check", "--print"}
WORDS = ("gradients", "train", "check", "code", "worksheet", "export", "presets")


def commands() -> list[str]:
    """Every `backprop-tui …` in a code block or between backticks, once."""
    in_blocks = re.findall(r"^(?:\$ )?(backprop-tui .*)$", README, re.MULTILINE)
    in_text = re.findall(r"`(backprop-tui [^`]*)`", README)
    return list(dict.fromkeys(in_blocks + in_text))


def has_screen(command: str) -> bool:
    words = command.split()
    return words[1] not in WORDS and not UNSEEN.intersection(words)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working folder with the README's network file as mine.toml, and what else it reads."""
    script, network = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    (tmp_path / "lesson.toml").write_text(script, encoding="utf-8")
    (tmp_path / "mine.toml").write_text(network, encoding="utf-8")
    xor = load_network(find_network("xor"))
    weights = EXPORTERS["json"](xor, xor.settings, xor.epochs)
    (tmp_path / "weights.json").write_text(weights, encoding="utf-8")
    homework = re.search(r"```text\n(.*?)```", README, re.DOTALL)
    assert homework
    (tmp_path / "homework.txt").write_text(homework[1], encoding="utf-8")
    return tmp_path


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "TERM": "xterm-256color"}


def test_there_are_exactly_two_setup_commands_and_they_use_a_fresh_environment():
    assert len(SETUP) == 2
    assert SETUP[0].endswith(".venv/bin/backprop-tui")
    assert SETUP[1].endswith(".venv/bin/python -m pytest")


def test_the_network_file_loads(folder: Path):
    network = load_network(folder / "mine.toml")
    assert len(network.samples) == 50
    assert load_network(folder / "mine.toml", sizes={"K": 2}).sizes == {"K": 2}


@pytest.mark.parametrize("command", [c for c in commands() if not has_screen(c)])
def test_command_without_a_screen_runs(command: str, folder: Path):
    arguments, _, target = command.partition(" > ")
    done = subprocess.run(
        [sys.executable, "-m", "tui", *shlex.split(arguments)[1:]],
        cwd=folder,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    wrong = "homework" in arguments  # is told apart from right by the exit status
    assert (done.returncode, done.stderr) == (int(wrong), "")
    output = re.search(r" (?:-o|--record) (\S+)", command)
    assert ((folder / output[1]).read_text(encoding="utf-8") if output else done.stdout).strip()
    if target:
        (folder / target).write_text(done.stdout, encoding="utf-8")
        load = load_script if " demo " in command else load_network
        assert load(folder / target).title in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("command", list(filter(has_screen, commands())))
def test_command_with_a_screen_opens(command: str, folder: Path):
    import pexpect

    keep_a_run()
    child = pexpect.spawn(
        sys.executable,
        ["-m", "tui", *shlex.split(command)[1:]],
        cwd=str(folder),
        env=environment(),
        dimensions=(24, 80),
        encoding="utf-8",
        timeout=30,
    )
    child.expect("epoch 3" if "--resume" in command else "ready: epoch 0")
    child.send("q")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


def keep_a_run() -> None:
    """Keep a run of three epochs, as the app does."""
    network = load_network(find_network("two-branch"), samples=5)
    tape = Tape(network, network.settings)
    tape.play(tape.ruler.end_of(3))
    while not tape.arrived:
        tape.go_on(5)
    session = begin_session()
    Journal(session.folder).save(tape.record(), epochs=100)
    session.release()


def test_the_key_table_names_every_key_and_no_other():
    rows = re.findall(r"^\| (`.*`) \| (?!what)", README, re.MULTILINE)
    named = {key for row in rows for key in re.findall(r"`([^`]*)`", row)}
    all_bindings = (*PresentingScreen.BINDINGS, *BackpropApp.BINDINGS)
    bindings = [b for b in all_bindings if isinstance(b, Binding)]
    assert named == {binding.key_display or binding.key for binding in bindings}


def test_every_picture_exists():
    for picture in re.findall(r"!\[[^\]]*\]\(([^)]*)\)", README):
        assert (Path(__file__).parent.parent / picture).is_file()


def test_the_worked_example_has_the_numbers_that_are_printed():
    printed = subprocess.run(
        [sys.executable, "-m", "tui", "gradients"],
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout
    example = README[README.index("## A worked example") : README.index("## Network files")]
    numbers = re.findall(r"\d\.\d{6}", example)
    assert len(numbers) >= 4
    for number in numbers:
        assert f"+{number}" in printed


def test_the_homework_is_graded_as_printed(folder: Path):
    printed = subprocess.run(
        [sys.executable, "-m", "tui", "check", "--answers", "homework.txt"],
        cwd=folder,
        env=environment() | {"COLUMNS": "80"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    ).stdout
    example = README[README.index("## Check your homework") :]
    assert f"$ backprop-tui check --answers homework.txt\n{printed}```" in example


def test_the_transcript_begins_as_printed():
    printed = subprocess.run(
        [sys.executable, "-m", "tui", "--transcript", "neuron"],
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout
    shown = re.search(r"\$ backprop-tui --transcript neuron\n(.*?)```", README, re.DOTALL)
    assert shown
    assert printed.startswith(shown[1])
