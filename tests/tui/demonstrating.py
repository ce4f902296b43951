"""Plays demonstrations in tests, in a time of their own in which nobody waits."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from driving import Driver, opened

from engine import NetworkError
from tui.demo.clock import Clock
from tui.demo.player import Player
from tui.demo.script import Script
from tui.demo.script_file import load_script
from tui.snapshot import Snapshot

SHORT = """
title = "In short"
network = "two-branch"
samples = 4

[[chapter]]
title = "Forward"
[[chapter.step]]
say = "This is where it begins: A[0][0] is {A[0][0]}."
[[chapter.step]]
press = "."
times = 2
say = "Two stages are done."

[[chapter]]
title = "Training"
[[chapter.step]]
press = 'e "3" enter space'
say = "Epoch {epoch}, loss {evaluation loss}."

[[chapter]]
title = "A branch"
continues = true
[[chapter.step]]
press = 'l "0.5" enter space'
say = "With η = {learning rate} there are {branches} branches."
[[chapter.step]]
press = "j"
say = "And here they are."
"""
"""A script that is over at once: three chapters, the last of which continues."""


def script_of(text: str) -> Script:
    """The script of a file with this text."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "script.toml"
        path.write_text(text, encoding="utf-8")
        return load_script(path)


@dataclass(frozen=True)
class Seen:
    """What is there while a caption is read."""

    chapter: str
    caption: str
    screen: str
    snapshot: Snapshot


@dataclass
class Watching(Clock):
    """A time in which captions are read at once, except one at which it stands still.

    hold: a part of that caption.
    """

    hold: str | None = None
    seconds: float = 0.0
    seen: list[Seen] = field(default_factory=list)
    demo: "Demo | None" = None

    async def stay(self, seconds: float) -> None:
        self._look()
        while self.held:
            await asyncio.sleep(0.005)
        self.seconds += seconds
        await asyncio.sleep(0)

    @property
    def held(self) -> bool:
        """Whether it stands still now."""
        return self.hold is not None and self.demo is not None and self.hold in self.demo.caption

    def _look(self) -> None:
        if self.demo is None:
            return
        showing, app = self.demo.player.showing, self.demo.app
        if showing.text and not (self.seen and self.seen[-1].caption == showing.text):
            snapshot = app.training.trainer.snapshot
            self.seen.append(Seen(showing.chapter, showing.text, app.text, snapshot))


@dataclass
class Demo:
    """A demonstration in an open app."""

    script: Script
    app: Driver
    player: Player
    clock: Watching
    ended: list[NetworkError | None]

    @property
    def caption(self) -> str:
        return self.player.showing.text

    async def holds(self, caption: str) -> None:
        """Let it go on to a caption with this text, and stand still there."""
        self.clock.hold = caption
        await self.app.until(lambda: self.clock.held)
        await self.app.shows(self.player.showing.chapter)
        await self.app.settled()

    async def ends(self) -> None:
        """Let it go on to its end, chapter by chapter."""
        self.clock.hold = None
        for number in range(1, len(self.script.chapters)):
            await self.app.until(lambda number=number: self.player.showing.number > number)
        await self.app.until(lambda: self.ended)


def demonstrate(
    app: Driver, script: Script, *, hold: str | None = None, strict: bool = True
) -> Demo:
    """Begin a demonstration in an open app."""
    ended: list[NetworkError | None] = []
    clock = Watching(hold)
    player = Player(app.app, script, app.app._open, clock, strict=strict, finished=ended.append)
    app.app.demo = player
    clock.demo = Demo(script, app, player, clock, ended)
    player.begin()
    return clock.demo


@asynccontextmanager
async def demonstrated(
    script: Script,
    size: tuple[int, int] = (80, 24),
    *,
    hold: str | None = None,
    strict: bool = True,
) -> AsyncIterator[Demo]:
    """A demonstration that has begun."""
    async with opened(script.network, size, epochs=script.network.epochs) as app:
        yield demonstrate(app, script, hold=hold, strict=strict)
