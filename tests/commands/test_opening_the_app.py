import sys
from types import SimpleNamespace

import pytest

from engine import (
    Position,
    Schedule,
    Settings,
    Tape,
    find_network,
    load_network,
)
from engine.run_file import load_run, save_run
from tui.commands.terminal import has_unicode
from tui.conditions import Ground
from tui.program import main


@pytest.fixture
def opened(monkeypatch):
    """What the app is opened with."""
    calls = []

    def run_app(opening, _conditions):
        tape = opening.tape
        calls.append((tape.network, tape.settings, opening.epochs))
        return 7

    monkeypatch.setitem(sys.modules, "tui.app", SimpleNamespace(run_app=run_app))
    return calls


@pytest.fixture
def conditions(monkeypatch):
    """The conditions that the app is opened under."""
    calls = []

    def run_app(_opening, conditions):
        calls.append(conditions)
        return 0

    monkeypatch.setitem(sys.modules, "tui.app", SimpleNamespace(run_app=run_app))
    return calls


@pytest.fixture
def start(monkeypatch):
    """Start the program on a terminal of this type, and where asked with a stream that is none."""

    def run(*words, term="xterm", no_terminal=None):
        with monkeypatch.context() as patch:
            patch.setenv("TERM", term)
            for name in ("stdin", "stdout", "stderr"):
                stream = getattr(sys, name)
                patch.setattr(stream, "isatty", lambda name=name: name != no_terminal)
            return main(words)

    return run


def test_nothing_named_opens_the_default_preset(opened, start):
    assert start() == 7
    network = load_network(find_network("two-branch"))
    assert opened == [(network, Settings(), 100)]


def test_a_file_brings_its_own_training(opened, start, line):
    assert start(str(line)) == 7
    network = load_network(line)
    assert opened == [(network, Settings(0.25, Schedule.BATCH, 3), 6)]


def test_every_option_reaches_the_app(opened, start):
    words = "--size K=4 --seed 5 --samples 9 --lr 0.5 --batch-size 2 --epochs 3"
    assert start(*words.split()) == 7
    network = load_network(find_network("two-branch"), sizes={"K": 4}, seed=5, samples=9)
    assert opened == [(network, Settings(0.5, Schedule.MINI_BATCH, 2), 3)]


def test_options_before_and_after_the_network(opened, start):
    assert start("--schedule", "batch", "xor", "--epochs", "3") == 7
    assert opened == [
        (load_network(find_network("xor")), Settings(2.0, Schedule.BATCH), 3),
    ]


def test_the_arguments_of_the_process_are_the_default(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["backprop-tui", "--version"])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 0
    assert capsys.readouterr().out.startswith("backprop-tui")


@pytest.fixture
def saved(line, tmp_path):
    """A run of the line, saved after two epochs."""
    network = load_network(line)
    tape = Tape(network, network.settings)
    tape.play(Position(2, 8, tape.ruler.stages))
    while not tape.arrived:
        tape.go_on(100)
    save_run(tmp_path / "saved", tape)  # no suffix: what it is, its content says
    return tmp_path / "saved"


def test_weights_reach_the_app_and_stay_with_a_saved_run(opened, start, line, tmp_path):
    weights = tmp_path / "weights.json"
    weights.write_text('{"a": 2.5}', encoding="utf-8")
    assert start(str(line), "--weights", str(weights)) == 7
    [(network, settings, _)] = opened
    assert network.parameters == {"a": 2.5}
    save_run(tmp_path / "run.json", Tape(network, settings))
    weights.unlink()
    assert start(str(tmp_path / "run.json")) == 7
    assert opened[1][0].parameters == {"a": 2.5}


def test_a_saved_run_opens_where_it_was_saved(opened, start, saved):
    assert start(str(saved)) == 7
    assert start(str(saved), "--epochs", "9") == 7
    tape = load_run(saved)
    assert opened == [(tape.network, tape.settings, 6), (tape.network, tape.settings, 9)]


@pytest.mark.parametrize(
    "option",
    [
        "size K=2",
        "seed 3",
        "weights w.json",
        "samples 4",
        "lr 1",
        "schedule batch",
        "backend plain",
    ],
)
def test_a_saved_run_brings_its_own_settings(opened, start, saved, capsys, option):
    with pytest.raises(SystemExit) as end:
        start(str(saved), *f"--{option}".split())
    assert (end.value.code, opened) == (2, [])
    name = option.split()[0]
    assert f"{saved}: --{name} has no meaning with a saved run; leave it out;" in (
        capsys.readouterr().err
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{", "line 1: this is not JSON"),
        ("{}", "this is no saved run of backprop-tui;"),
        ('{"backprop-tui run": 99}', "the file was written by a newer version"),
    ],
)
def test_a_damaged_run_is_said_to_be_one(opened, start, tmp_path, capsys, text, problem):
    path = tmp_path / "run.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SystemExit) as end:
        start(str(path))
    assert (end.value.code, opened) == (2, [])
    assert problem in capsys.readouterr().err


@pytest.mark.parametrize("command", ["train", "gradients", "code"])
def test_commands_that_need_a_network_file_say_so(start, saved, capsys, command):
    with pytest.raises(SystemExit) as end:
        start(command, str(saved))
    assert end.value.code == 2
    error = capsys.readouterr().err
    assert f"{saved}: this is a saved run, not a network file; open it with backprop-tui" in error


@pytest.mark.parametrize("term", ["dumb", "unknown"])
def test_a_terminal_that_cannot_move_its_cursor(opened, start, capsys, term):
    with pytest.raises(SystemExit) as end:
        start(term=term)
    assert (end.value.code, opened) == (2, [])
    assert f"TERM is {term}; set TERM" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["stdin", "stdout"])
def test_no_terminal(opened, start, capsys, name):
    with pytest.raises(SystemExit) as end:
        start(no_terminal=name)
    assert (end.value.code, opened) == (2, [])
    assert "is not one; backprop-tui train trains" in capsys.readouterr().err


def test_frames_a_second_reach_the_app(conditions, start):
    assert (start(), start("--fps", "2.5")) == (0, 0)
    assert [given.frames_per_second for given in conditions] == [10.0, 2.5]


@pytest.mark.parametrize("frames", ["0", "-1", "61", "nan", "many"])
def test_frames_that_no_screen_can_draw_are_refused(conditions, start, capsys, frames):
    with pytest.raises(SystemExit) as end:
        start("--fps", frames)
    assert end.value.code == 2
    assert "is no number above 0 and up to 60" in capsys.readouterr().err
    assert conditions == []


def test_ascii_is_chosen_or_as_the_locale_says(conditions, start):
    assert (start(), start("--ascii"), start("--no-ascii")) == (0, 0, 0)
    assert [given.ascii_only for given in conditions] == [not has_unicode(), True, False]


def test_the_ground_is_chosen_or_as_the_terminal_says(conditions, start, monkeypatch):
    monkeypatch.delenv("COLORFGBG", raising=False)
    monkeypatch.delenv("TEXTUAL_THEME", raising=False)
    for ground in Ground:
        start("--theme", ground.value)
    start()
    monkeypatch.setenv("COLORFGBG", "0;15")
    start()
    start("--theme", "dark")
    monkeypatch.setenv("TEXTUAL_THEME", "nord")
    start()
    expected = [*Ground, None, Ground.LIGHT, Ground.DARK, None]
    assert [given.ground for given in conditions] == expected


def test_a_theme_that_is_none_of_the_three_is_refused(conditions, start, capsys):
    with pytest.raises(SystemExit) as end:
        start("--theme", "pink")
    assert end.value.code == 2
    assert "--theme: invalid choice: 'pink'" in capsys.readouterr().err
    assert conditions == []
