"""`backprop-tui demo`: what it plays, records, checks and prints, and what it refuses."""

import json
import re

import pytest

from tui.demo import DEMO_SUMMARY
from tui.demo.script_file import TOUR

SCRIPT = """
title = "In short"
samples = 4
[[chapter]]
title = "One"
[[chapter.step]]
press = "s"
say = "Epoch {epoch}."
"""


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "script.toml"
    path.write_text(SCRIPT, encoding="utf-8")
    return path


@pytest.fixture
def played(monkeypatch):
    """What the app is opened with, on a terminal."""
    calls = []

    def run_app(opening, conditions):
        calls.append((opening, conditions))
        return 0

    monkeypatch.setattr("tui.app.run_app", run_app)
    monkeypatch.setattr("tui.program.check_terminal", lambda: None)
    return calls


def test_the_tour_is_played(command, played):
    assert command("demo", "--fps", "5").status == 0
    [(opening, conditions)] = played
    assert opening.script.title == "Backpropagation in five minutes"
    assert opening.tape.network == opening.script.network
    assert conditions.frames_per_second == 5.0


def test_a_script_of_ones_own_is_played_at_another_speed(command, played, script):
    assert command("demo", script, "--speed", "2").status == 0
    [(opening, _)] = played
    assert opening.script.title == "In short"
    assert opening.script.seconds == (2.5 + 0.6) / 2  # to read, and for the key


def test_without_a_terminal_it_is_refused(command):
    result = command("demo")
    assert result.status == 2
    assert "the app needs a terminal" in result.err


def test_the_tour_is_printed_as_it_is(command):
    result = command("demo", "--print")
    assert (result.status, result.out) == (0, TOUR.read_text(encoding="utf-8"))


def test_a_script_is_printed_even_if_it_is_wrong(command, script):
    script.write_text("title = 3\n", encoding="utf-8")
    assert command("demo", script, "--print").out == "title = 3\n"


def test_it_is_recorded_without_a_terminal(command, script, tmp_path):
    cast = tmp_path / "script.cast"
    result = command("demo", script, "--record", cast, "--window", "60x20")
    assert (result.status, result.out, result.err) == (0, "", "")
    header, *events = map(json.loads, cast.read_text(encoding="utf-8").splitlines())
    assert (header["version"], header["width"], header["height"]) == (2, 60, 20)
    assert [event[2] for event in events if event[1] == "m"] == ["One"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["script.cast", "script.toml"]


def test_checking_says_how_long_it_takes(command, script):
    result = command("demo", script, "--check")
    assert (result.status, result.err) == (0, "")
    assert re.search(r"^In short\n\n +1  One +0:03\n\n +0:03$", result.out, re.MULTILINE)


def test_checking_finds_a_key_without_a_meaning(command, script):
    script.write_text(SCRIPT.replace('"s"', '"escape s ctrl+g"'), encoding="utf-8")
    result = command("demo", script, "--check")
    assert (result.status, result.out) == (2, "")
    assert f"{script}, line 6: the key 'ctrl+g' has no meaning where it is" in result.err


def test_a_recording_that_fails_leaves_what_was_there(command, script, tmp_path):
    cast = tmp_path / "script.cast"
    cast.write_text("before", encoding="utf-8")
    script.write_text(SCRIPT.replace("{epoch}", "{divergence}"), encoding="utf-8")
    assert command("demo", script, "--record", cast).status == 2
    assert cast.read_text(encoding="utf-8") == "before"


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("no.toml", "no.toml: there is no such file"),
        ("--speed 0", "--speed: '0' is no number above 0"),
        ("--speed nan", "--speed: 'nan' is no number above 0"),
        ("--window 80", "--window: '80' is no window from 60x20 to 400x150"),
        ("--window 59x20", "--window: '59x20' is no window"),
        ("--check --print", "not allowed with"),
        ("--record mine.toml", "--record mine.toml would replace a network file"),
        ("--record no/where.cast", "--record no/where.cast cannot be written"),
        ("--resume", "unrecognized arguments: --resume"),
    ],
)
def test_what_cannot_be_done_is_said(command, words, problem, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = command("demo", *words.split())
    assert (result.status, result.out) == (2, "")
    assert problem in result.err
    assert list(tmp_path.iterdir()) == []


def test_the_help_fits_and_the_program_lists_it(command):
    result = command("demo", "--help")
    assert result.status == 0
    assert max(map(len, result.out.splitlines())) <= 80
    assert result.out.count("\n  backprop-tui demo") >= 5
    assert re.search(rf"^  demo +{re.escape(DEMO_SUMMARY)}$", command("--help").out, re.MULTILINE)
    assert "write backprop-tui demo if you meant" in command("demmo").err
