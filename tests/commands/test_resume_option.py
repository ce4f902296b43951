"""`--resume`: what it opens, and what it does not go with."""

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from engine import Tape, find_network, load_network
from engine.journal import Journal
from tui.conditions import Conditions
from tui.opening import Opening
from tui.program import main
from tui.sessions import begin_session


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A state directory of the test's own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Opening]:
    """What the app is opened with."""
    calls: list[Opening] = []

    def run_app(opening: Opening, conditions: Conditions) -> int:
        assert conditions.autosave
        calls.append(opening)
        return 0

    monkeypatch.setitem(sys.modules, "tui.app", SimpleNamespace(run_app=run_app))
    return calls


def start(words: str) -> int:
    """Start the program on a terminal."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TERM", "xterm")
        for name in ("stdin", "stdout", "stderr"):
            patch.setattr(getattr(sys, name), "isatty", lambda: True)
        return main(words.split())


def keep(preset: str, epochs: int) -> None:
    network = load_network(find_network(preset), samples=4)
    tape = Tape(network, network.settings)
    while not tape.arrived:
        tape.go_on(4)
    session = begin_session()
    Journal(session.folder).save(tape.record(), epochs)
    session.release()


def test_the_last_run_is_opened_with_what_run_runs(opened: list[Opening]) -> None:
    keep("xor", 70)
    keep("two-branch", 80)
    assert start("--resume") == 0
    [opening] = opened
    assert (opening.tape.network.title, opening.epochs) == ("Two branches that meet", 80)
    assert opening.session is not None
    opening.session.release()


def test_the_one_before_is_opened_by_its_number(opened: list[Opening]) -> None:
    keep("xor", 70)
    keep("two-branch", 80)
    assert start("--resume 2 --epochs 9") == 0
    [opening] = opened
    assert (opening.tape.network.title, opening.epochs) == ("Exclusive or, from a data file", 9)
    assert opening.session is not None
    opening.session.release()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("xor --resume", "--resume opens the run that was kept last, not 'xor'; leave one of th"),
        ("two-branch --resume", "not 'two-branch'; leave one of them out."),
        ("--resume --lr 1", "--lr has no meaning with a saved run; leave it out;"),
        ("--resume --size K=4", "--size has no meaning with a saved run; leave it out;"),
        ("--resume --weights w.json", "--weights has no meaning with a saved run;"),
        ("--resume 0", "'0' is no whole number from 1 to"),
        ("--resume last", "'last' is no whole number from 1 to"),
        ("--resume 2", "there is no kept run 2; give a number up to 1."),
    ],
)
def test_what_does_not_go_with_it_is_said(
    words: str, sentence: str, opened: list[Opening], capsys: pytest.CaptureFixture[str]
) -> None:
    keep("xor", 70)
    with pytest.raises(SystemExit) as end:
        start(words)
    assert (end.value.code, opened) == (2, [])
    assert sentence in capsys.readouterr().err


def test_where_nothing_was_kept_that_is_said(
    opened: list[Opening], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        start("--resume")
    assert (end.value.code, opened) == (2, [])
    assert "no run has been kept yet; open one with backprop-tui" in capsys.readouterr().err
