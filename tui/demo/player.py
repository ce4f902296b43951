"""Plays a script on the app, by pressing its keys as a person would."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.events import Event, Key, MouseDown, MouseScrollDown, MouseScrollUp, Paste
from textual.screen import Screen
from textual.widgets import Input
from textual.worker import Worker

from engine import NetworkError, Tape
from tui.demo.caption_text import filled_in, left_open
from tui.demo.clock import Clock
from tui.demo.keys import events_of
from tui.demo.rest import WORKER, be_drawn, come_to_rest
from tui.demo.script import Chapter, Script, Step, reading_seconds
from tui.opening import Opening
from tui.widgets.caption import Caption, Showing

if TYPE_CHECKING:
    from tui.app import BackpropApp

_SLICE_SECONDS = 0.1
"""How soon a pause holds."""

_END = "That is the end. All is as you see it, and yours to go on with; space plays it again."


class Player:
    """A demonstration that is on its way, and what the keys of whoever watches do to it.

    open_anew: puts another tape in place of the one that is open.
    strict: whether a key without a meaning where it is pressed, or a caption about a number
        that is not there, ends it with an error, as while it is checked.
    begins: called at the beginning of each chapter.
    finished: called at the end of the last one, and with an error that ends it.
    """

    def __init__(
        self,
        app: "BackpropApp",
        script: Script,
        open_anew: Callable[[Opening], None],
        clock: Clock,
        *,
        strict: bool = False,
        begins: Callable[[Chapter], None] = lambda _: None,
        finished: Callable[[NetworkError | None], None] = lambda _: None,
    ) -> None:
        self.showing = Showing()
        self.is_over = False
        self._app = app
        self._script = script
        self._open_anew = open_anew
        self._clock = clock
        self._strict = strict
        self._begins = begins
        self._finished = finished
        self._asked = 0  # the chapter that is to be played
        self._as_opened = True
        self._hurrying = False
        self._arriving = False
        self._own: set[Key] = set()
        self._going = asyncio.Event()
        self._going.set()

    def begin(self) -> None:
        """Show the caption on every page, and play from the first chapter on."""
        self._app.screen_change_signal.subscribe(self._app, self._caption)
        self._go_to(0)

    # What whoever watches presses

    def takes(self, event: Event) -> bool:
        """Whether an event is for the demonstration; a key that is not ends it."""
        if self.is_over or (isinstance(event, Key) and (event.is_forwarded or event in self._own)):
            return False
        match event:
            case Key(key="space"):
                self._pause_or_go_on()
            case Key(key="left"):
                self._go_to(max(0, self._asked - 1))
            case Key(key="right"):
                self._go_to(min(len(self._script.chapters), self._asked + 1))
            case Key() | MouseDown() | MouseScrollUp() | MouseScrollDown() | Paste():
                self._end()
                if not (isinstance(event, Key) and self._leaves(event)):
                    self._keep_the_run()
                return False
            case _:
                return False
        return True

    def _pause_or_go_on(self) -> None:
        if self.showing.ended:
            self._go_to(0)
        elif self._going.is_set():
            self._going.clear()
            self._show(replace(self.showing, paused=True))
        else:
            self._going.set()
            self._show(replace(self.showing, paused=False))

    def _end(self) -> None:
        """Leave the app as it is."""
        self.is_over = True
        self._worker.cancel()
        for screen in self._app.screen_stack:
            screen.query(Caption).remove()

    def _leaves(self, event: Key) -> bool:
        """Whether a key ends the program: nobody goes on with the run then."""
        active = self._app.screen.active_bindings.get(event.key)
        return active is not None and active.binding.action in ("quit", "app.quit")

    def _keep_the_run(self) -> None:
        """From now on it is somebody's own."""
        autosave = self._app.training_screen.autosave
        if autosave is not None:
            autosave.held = False

    def _go_to(self, chapter: int) -> None:
        self._asked = chapter

        async def play() -> None:
            await self._play(chapter)

        self._worker: Worker[None] = self._app.run_worker(
            play, name=WORKER, group=WORKER, exclusive=True
        )

    # The script

    async def _play(self, wanted: int) -> None:
        """Play from the beginning of a chapter on.

        A run is a function of what was done to it, so what comes before is done again, without
        waiting: the chapter begins with the same bits as when all is watched.
        """
        await be_drawn(self._app)  # a key of what was played before may still be on its way
        try:
            for number in range(self._script.beginning_of(wanted), len(self._script.chapters)):
                self._hurrying = number < wanted
                self._asked = max(wanted, number)
                self._arriving = number == wanted and not self._going.is_set()
                await self._play_chapter(number)
        except NetworkError as error:
            self._finished(error)
            return
        self._asked = len(self._script.chapters)
        self._hurrying = False
        self._show(replace(self.showing, text=_END, done=1.0, keys="", ended=True))
        await be_drawn(self._app)
        await self._stay(reading_seconds(_END))
        self._finished(None)

    async def _play_chapter(self, number: int) -> None:
        chapter = self._script.chapters[number]
        if not (chapter.continues or self._as_opened):
            network = self._script.network
            tape = Tape(network, network.settings)
            self._open_anew(Opening(tape, network.epochs, script=self._script))
            self._as_opened = True
        await come_to_rest(self._app, self._clock)
        self._begins(chapter)
        self._show(
            Showing(
                self.showing.text if chapter.continues else "",
                chapter.title,
                number + 1,
                len(self._script.chapters),
                paused=not self._going.is_set(),
            )
        )
        for done, step in enumerate(chapter.steps):
            self._show(replace(self.showing, done=done / len(chapter.steps)))
            await self._perform(step)

    async def _perform(self, step: Step) -> None:
        if step.presses:
            self._show(replace(self.showing, keys=step.keys))
        for press in step.presses * step.times:
            for event in events_of(press):
                await self._press(event, step)
                if not self._arriving:
                    await self._stay(step.pace_of(press))
        self._arriving = False  # whoever has paused it and comes to a chapter sees its first step
        if step.say:
            self._show(replace(self.showing, text=self._filled_in(step)))
            await be_drawn(self._app)
        await self._stay(step.seconds)

    async def _press(self, event: Key, step: Step) -> None:
        if self._strict and not self._has_meaning(event):
            raise NetworkError(
                f"the key {event.character or event.key!r} has no meaning where it is pressed",
                "look which page is open there, and what has the focus",
                line=step.line,
            )
        self._as_opened = False
        self._own.add(event)
        self._app.post_message(event)
        await come_to_rest(self._app, self._clock)
        self._own.discard(event)

    def _has_meaning(self, event: Key) -> bool:
        typing = isinstance(self._app.focused, Input) and event.is_printable
        return typing or event.key in self._app.screen.active_bindings

    def _filled_in(self, step: Step) -> str:
        try:
            return filled_in(step.say, self._app.training_screen.trainer.snapshot)
        except NetworkError as error:
            if self._strict:
                raise error.located(line=step.line) from None
            return left_open(step.say)

    async def _stay(self, seconds: float) -> None:
        """Let people look, longer while they have paused it."""
        while seconds > 0.0 and not self._hurrying:
            await self._going.wait()
            await self._clock.stay(min(seconds, _SLICE_SECONDS))
            seconds -= _SLICE_SECONDS

    # The caption

    def _show(self, showing: Showing) -> None:
        self.showing = showing
        self._caption(self._app.screen)

    def _caption(self, screen: Screen[object]) -> None:
        """Have a screen show what there is to show."""
        if self.is_over or not screen.is_attached:
            return
        captions = screen.query(Caption)
        if captions:
            captions.first().showing = self.showing
        else:
            screen.mount(Caption(self.showing))
