"""One session among many: it trains, keys are typed into it, and its memory is watched."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random

from benchmarks.app.program import Job, start_training
from benchmarks.app.terminal import NotShownError, Terminal

JOB = Job(3, 1000)
"""The default network: what most of a class would open."""

_PAUSES = 0.3, 1.7
"""Seconds between two keys: as irregular as users."""

_KILOBYTES = re.compile(r"^(Pss|Rss):\s+(\d+) kB$", re.MULTILINE)


@dataclass(frozen=True)
class Session:
    """What a session was like.

    times: from each key to the end of the frame with its effect, in milliseconds.
    memory: MiB at the end, by the names that Linux has for them.
    death: what it showed last if it ended, or did not answer, before it was told to.
    """

    times: list[float]
    memory: dict[str, float]
    death: str | None = None


def live(terminal: Terminal, seconds: float, seed: int) -> Session:
    """Train at full speed for so long, with a key every second or so."""
    times: list[float] = []
    try:
        start_training(terminal)
        _press_keys(terminal, seconds, Random(seed), times)
        return Session(times, memory_of(terminal.pid))
    except (NotShownError, OSError) as problem:
        return Session(times, {}, str(problem))


def _press_keys(terminal: Terminal, seconds: float, random: Random, times: list[float]) -> None:
    """Add to `times`, so that those before a death are not lost."""
    deadline = time.perf_counter() + seconds
    for key, effect in _keys():
        terminal.rest(random.uniform(*_PAUSES))
        if time.perf_counter() >= deadline:
            return
        pressed = terminal.press(key)
        times.append(1000 * (terminal.until(effect, pressed).time - pressed))


def _keys() -> Iterator[tuple[str, "re.Pattern[str]"]]:
    """One that goes to the trainer's thread and back, and one that the screen answers itself."""
    for turn in count():
        yield "n", re.compile(rf"training sample {turn % JOB.samples + 1} of ")
        yield "y", re.compile(r"─loss─" if turn % 2 else r"─log loss─")


def memory_of(pid: int) -> dict[str, float]:
    """MiB: PSS shares what several processes have mapped between them, RSS counts it to each."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    return {name: int(size) / 1024 for name, size in _KILOBYTES.findall(rollup)}
