"""Recordings of demonstrations: valid, the same each time, and a terminal shows them rightly."""

import json
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pyte
import pytest
from demonstrating import SHORT, script_of

from engine import NetworkError
from tui.conditions import Conditions
from tui.demo.recording import Recording, record
from tui.demo.script import Script
from tui.demo.script_file import TOUR, load_script

SCRIPT = script_of(SHORT)


def events_of(recording: Recording) -> tuple[dict[str, Any], list[tuple[float, str, str]]]:
    """The header and the events of the file."""
    header, *events = map(json.loads, recording.text().splitlines())
    return header, [tuple(event) for event in events]


def captions(script: Script) -> list[str]:
    return [step.say for chapter in script.chapters for step in chapter.steps if step.say]


def shown(screen: pyte.Screen) -> str:
    return " ".join(" ".join(screen.display).split())


def check_cast(recording: Recording, script: Script, size: tuple[int, int]) -> None:
    """The file is an asciicast, and shows every caption in order, for the time it takes."""
    header, events = events_of(recording)
    assert header["version"] == 2
    assert (header["width"], header["height"]) == size
    assert header["title"] == script.title
    assert header["duration"] == events[-1][0]
    assert all(kind in "om" and isinstance(text, str) for _, kind, text in events)
    assert all(before[0] <= after[0] for before, after in pairwise(events))
    marks = [text for _, kind, text in events if kind == "m"]
    assert marks == [chapter.title for chapter in script.chapters]
    screen = pyte.Screen(*size)
    stream = pyte.Stream(screen)
    to_come = [caption.split("{")[0].strip() for caption in captions(script)]
    for _, kind, text in events:
        if kind == "o":
            stream.feed(text)
        if to_come and to_come[0] in shown(screen):
            del to_come[0]
    assert to_come == []
    assert "That is the end." in shown(screen)
    assert not screen.cursor.hidden


@pytest.mark.parametrize("size", [(60, 20), (140, 45)])
def test_a_recording_shows_every_caption_in_order(size: tuple[int, int]) -> None:
    recording = record(SCRIPT, Conditions(), size)
    check_cast(recording, SCRIPT, size)
    training = 5.0  # seconds that it may take on a busy machine, and are in the recording
    assert SCRIPT.seconds <= recording.seconds <= SCRIPT.seconds + 6.0 + training


def test_apart_from_training_it_is_the_same_each_time() -> None:
    still = replace(SCRIPT, chapters=SCRIPT.chapters[:1])
    first, second = (record(still, Conditions(), (80, 24)) for _ in range(2))
    assert final(first) == final(second)
    assert first.seconds == second.seconds
    assert painted_times(first) == painted_times(second)


def painted_times(recording: Recording) -> list[tuple[float, str]]:
    """What the terminal shows at the end of each moment at which something is sent."""
    screen = pyte.Screen(*recording.size)
    stream = pyte.Stream(screen)
    shows: dict[float, str] = {}
    for seconds, kind, text in recording.events:
        if kind == "o":
            stream.feed(text)
            shows[seconds] = shown(screen)
    return list(shows.items())


def final(recording: Recording) -> str:
    return painted_times(recording)[-1][1]


def test_ascii_only_is_recorded_as_such() -> None:
    still = replace(SCRIPT, chapters=SCRIPT.chapters[:1])
    recording = record(still, Conditions(ascii_only=True), (80, 24))
    assert all(text.isascii() for _, kind, text in recording.events if kind == "o")


WRONG_STEPS = [
    ("press = 'enter ctrl+g'", "the key 'ctrl+g' has no meaning where it is pressed"),
    ("press = 'l \"0.5\" enter'\nsay = '{divergence}'", "nothing has diverged there"),
    ("press = 'm down enter'\nsay = '{A[2][2]}'", "'A[2][2]' is no"),
]


@pytest.mark.parametrize(("step", "problem"), WRONG_STEPS)
def test_what_has_no_meaning_is_found_by_playing(step: str, problem: str) -> None:
    text = f'title = "Wrong"\n[[chapter]]\ntitle = "One"\n[[chapter.step]]\n{step}\n'
    with pytest.raises(NetworkError) as raised:
        record(script_of(text.replace("[[", "samples = 4\n[[", 1)), Conditions(), (80, 24))
    assert problem in raised.value.problem
    assert raised.value.line == 5


@pytest.mark.long
@pytest.mark.parametrize("size", [(60, 20), (80, 24), (140, 45)])
def test_the_tour_is_recorded_and_takes_five_minutes(size: tuple[int, int]) -> None:
    tour = load_script(TOUR)
    recording = record(tour, Conditions(), size)
    check_cast(recording, tour, size)
    assert 4 * 60 <= recording.seconds <= 6 * 60
