"""Runs that are killed at random moments: what was kept is whole, and goes on with the same bits.

The child trains and keeps its run with the classes that the app uses (`kept_run`); each goes on
with what the one before has left.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from kept_run import SAMPLES
from networks import two_branch

from engine import START, Position, Tape
from engine.journal import load_journal, when_saved
from tui.sessions import find_session, sessions_folder

if sys.platform == "win32":
    pytest.skip("needs SIGKILL", allow_module_level=True)

ROOT = Path(__file__).parents[2]

MARGIN_SECONDS = 1.0
"""What a loaded machine may add to the second between two saves, for the writing."""


class Child:
    """The process, and what it has said of where it is: by time, the position."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.reports: list[tuple[float, Position]] = []

    def go_on(self, seconds: float, saves: int = 0) -> None:
        """Take in what it says until so many saves are complete, then for so long."""
        self._read()
        saved = last_save()
        for _ in range(saves):
            while last_save() == saved:
                self._read()
            saved = last_save()
        until = self.reports[-1][0] + seconds
        while self.reports[-1][0] < until:
            self._read()

    def kill(self) -> float:
        """Kill it, and when."""
        when = time.monotonic()
        self._process.kill()
        assert self._process.wait() == -signal.SIGKILL
        assert self._process.stdout is not None
        rest = self._process.stdout.read().splitlines(keepends=True)
        self.reports += [report(line) for line in rest if line.endswith("\n")]
        return when

    def _read(self) -> None:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, f"it has ended by itself, with status {self._process.wait()}"
        self.reports.append(report(line))


def report(line: str) -> tuple[float, Position]:
    when, epoch, sample = line.split()
    return float(when), Position(int(epoch), int(sample))


@contextmanager
def training(seconds: float) -> Iterator[Child]:
    """A child that keeps its run after so many seconds each time."""
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("kept_run.py")), str(seconds)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    try:
        yield Child(process)
    finally:
        process.kill()
        process.wait()


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A state directory of the test's own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def kept() -> Tape:
    """What was kept last."""
    session = find_session().session
    session.release()
    tape = load_journal(session.folder).tape
    while not tape.arrived:
        tape.go_on(100)
    return tape


def last_save() -> int | None:
    """When the last save was complete, if there was one."""
    folders = sessions_folder().glob("*")
    return max((when for folder in folders if (when := when_saved(folder))), default=None)


def assert_same_bits(tape: Tape, straight: Tape) -> None:
    """Bring the other tape there, which was never disturbed, and compare."""
    straight.play(tape.position)
    while not straight.arrived:
        straight.go_on(1000)
    assert tape.state == straight.state
    for losses, others in zip(tape.history.own(), straight.history.own(), strict=True):
        assert losses.tobytes() == others.tobytes()


def kill_and_resume(times: int) -> None:
    moments = random.Random(times)
    network = two_branch(SAMPLES)
    straight = Tape(network, network.settings)
    before = START
    for saves in moments.choices([0, 1, 2], k=times):
        with training(seconds=0.0) as child:
            child.go_on(moments.uniform(0.0, 0.1), saves)
            time.sleep(moments.uniform(0.0, 0.01))  # so that it is not always right after a word
            child.kill()
        if last_save() is None:
            continue  # killed before the first one
        tape = kept()
        assert tape.position > before or (tape.position == before and saves < 2)
        assert_same_bits(tape, straight)
        before = tape.position
    assert before > START
    assert len(list(sessions_folder().glob("*/run.json"))) == 1


def lose_at_most_a_second(times: int) -> None:
    moments = random.Random(times)
    for _ in range(times):
        with training(seconds=1.0) as child:
            child.go_on(moments.uniform(3.0, 4.0))
            killed = child.kill()
        long_ago = [p for when, p in child.reports if when < killed - 1.0 - MARGIN_SECONDS]
        assert long_ago[-1].epoch > long_ago[0].epoch
        position = kept().position
        assert (position.epoch, position.sample) >= (long_ago[-1].epoch, long_ago[-1].sample)


def test_killed_at_random_moments_the_run_goes_on_with_the_same_bits() -> None:
    kill_and_resume(4)


@pytest.mark.long
def test_killed_200_times_the_run_goes_on_with_the_same_bits() -> None:
    kill_and_resume(200)


def test_a_killed_run_has_lost_a_second_at_most() -> None:
    lose_at_most_a_second(1)


@pytest.mark.long
def test_20_killed_runs_have_lost_a_second_at_most() -> None:
    lose_at_most_a_second(20)
