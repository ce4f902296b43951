"""What a demonstration is: chapters of steps, each of which presses keys and says something."""

import math
from dataclasses import dataclass, replace

from engine import Network

CHARACTERS_PER_SECOND = 20.0
"""How fast a caption is read: as subtitles are made for."""

LOOK_SECONDS = 1.5
"""How long it takes to find on the screen what a caption speaks of."""

TYPING_SECONDS = 0.25
"""From one character that is typed to the next."""


@dataclass(frozen=True)
class Press:
    """A key, or text that is typed into the field that has the focus.

    name: the key as the README names it, or the text.
    """

    name: str
    typed: bool = False

    @property
    def events(self) -> int:
        """How many keys that are on the keyboard."""
        return len(self.name) if self.typed else 1


@dataclass(frozen=True)
class Step:
    """Keys, pressed one after the other, and what is said when all that they do is done.

    say: the caption, which stays until the next one; empty for a step that only presses keys.
    seconds: how long it stays.
    pace: seconds from one key to the next.
    times: how often all of them are pressed.
    line: where the step is in its file, from 1.
    """

    say: str
    presses: tuple[Press, ...]
    seconds: float
    pace: float
    times: int = 1
    line: int | None = None

    @property
    def total_seconds(self) -> float:
        """How long it takes, apart from the training in it."""
        typing = sum(self.pace_of(each) * each.events for each in self.presses)
        return self.seconds + self.times * typing

    def pace_of(self, press: Press) -> float:
        """Seconds after each of the key events of a press."""
        return TYPING_SECONDS if press.typed else self.pace

    @property
    def keys(self) -> str:
        """What it presses, in a few words: l 0.5 enter, or . ×5."""
        times = f" ×{self.times}" if self.times > 1 else ""
        return " ".join(press.name for press in self.presses) + times


@dataclass(frozen=True)
class Chapter:
    """A part of a demonstration that one can go to.

    continues: whether it begins with what the chapter before it ends with; if not, with the
        network as it was opened.
    """

    title: str
    steps: tuple[Step, ...]
    continues: bool = False

    @property
    def seconds(self) -> float:
        """How long it takes, apart from the training in it."""
        return sum(step.total_seconds for step in self.steps)


@dataclass(frozen=True)
class Script:
    """A whole demonstration, on one network."""

    title: str
    network: Network
    chapters: tuple[Chapter, ...]

    @property
    def seconds(self) -> float:
        """How long it takes, apart from the training in it."""
        return sum(chapter.seconds for chapter in self.chapters)

    def faster(self, speed: float) -> "Script":
        """The same for people who read so many times as fast."""
        return replace(
            self, chapters=tuple(_faster_chapter(chapter, speed) for chapter in self.chapters)
        )

    def beginning_of(self, chapter: int) -> int:
        """The last chapter, up to this one, that begins with the network as it was opened."""
        while chapter > 0 and (chapter >= len(self.chapters) or self.chapters[chapter].continues):
            chapter -= 1
        return chapter


def _faster_chapter(chapter: Chapter, speed: float) -> Chapter:
    return replace(
        chapter,
        steps=tuple(
            replace(step, seconds=step.seconds / speed, pace=step.pace / speed)
            for step in chapter.steps
        ),
    )


def reading_seconds(caption: str) -> float:
    """How long a caption stays if nothing else is said: to the half second above."""
    return math.ceil(2 * (LOOK_SECONDS + len(caption) / CHARACTERS_PER_SECOND)) / 2


def duration(seconds: float) -> str:
    """Minutes and seconds: 5:03."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"
