"""Drives the app in tests: keys and clicks in, snapshots and the text of the screen out."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from time import monotonic

from textual import events
from textual._context import visible_screen_stack
from textual.geometry import Size
from textual.pilot import Pilot
from textual.widget import Widget

from engine import Network, Settings, Tape
from tui.app import SWITCH_INTERVAL_SECONDS, BackpropApp
from tui.ascii_signs import in_ascii
from tui.conditions import Conditions
from tui.opening import Opening
from tui.screens.presenting import PresentingScreen
from tui.snapshot import Snapshot

LIMIT = 30.0
"""Seconds after which a test that waits in vain fails."""

CHARACTERS = {
    "space": " ",
    "question_mark": "?",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
}


class Driver:
    """An open app."""

    def __init__(self, pilot: Pilot[None]) -> None:
        assert isinstance(pilot.app, BackpropApp)
        self.pilot = pilot
        self.app = pilot.app

    @property
    def training(self) -> PresentingScreen:
        return self.app.training_screen

    @property
    def snapshot(self) -> Snapshot:
        assert self.training.snapshot is not None
        return self.training.snapshot

    @property
    def focused(self) -> str | None:
        """The id of the widget that has the focus."""
        return self.app.focused.id if self.app.focused else None

    @property
    def lines(self) -> list[str]:
        """The text of the screen, with what lies behind a page."""
        visible_screen_stack.set(self.app._background_screens)
        strips = self.app.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip) for strip in strips]

    @property
    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self.lines) + "\n"

    def text_of(self, selector: str) -> str:
        """The text of the screen where a widget of the training screen is."""
        region = self.widget(selector).region
        lines = self.lines[region.y : region.bottom]
        return "\n".join(line[region.x : region.right].rstrip() for line in lines)

    def widget(self, selector: str) -> Widget:
        return self.training.query_one(selector)

    async def until(self, holds: Callable[[], object], look_every: float = 0.005) -> None:
        """Let the app work until this holds."""
        limit = monotonic() + LIMIT
        while not holds():
            assert monotonic() < limit, self.text
            await asyncio.sleep(look_every)

    async def shows(self, *texts: str) -> None:
        """Wait until all these texts are on the screen, in ASCII if that has only ASCII."""
        wanted = [in_ascii(text) for text in texts] if self.app.conditions.ascii_only else texts

        def shown() -> bool:
            screen = self.text
            return all(text in screen for text in wanted)

        await self.until(shown, look_every=0.02)

    async def at_rest(self, epoch: int) -> Snapshot:
        """Wait for the end of an epoch, and give its snapshot."""

        def arrived() -> bool:
            snapshot = self.training.snapshot
            return snapshot is not None and not snapshot.running and snapshot.state.epoch == epoch

        await self.until(arrived)
        return self.snapshot

    async def settled(self) -> str:
        """The text of the screen once nothing changes it any more."""
        text = ""
        while text != self.text:
            text = self.text
            await self.pilot.pause()
        return text

    def resize(self, width: int, height: int) -> None:
        """Change the size of the window; what it brings about is to be waited for."""
        size = Size(width, height)
        assert self.app._driver is not None
        self.app._driver._size = size  # type: ignore[attr-defined]
        self.app.post_message(events.Resize(size, size))

    async def resized(self, width: int, height: int) -> None:
        """Change the size of the window, and wait until the screen has it."""
        self.resize(width, height)
        await self.until(lambda: self.app.screen.size == (width, height))

    async def press(self, *keys: str) -> None:
        """Press keys, each when the one before is answered; the rest is to be waited for."""
        for key in keys:
            self.app.post_message(
                events.Key(key, CHARACTERS.get(key, key if len(key) == 1 else None))
            )
            await self.until(lambda: not self.app.message_queue_size, look_every=0)
            await self.until(lambda: self.app.keys_in_turn.idle or self.app._exit)
            await self.pilot.pause(0)

    async def tab_to(self, widget: str) -> None:
        """Press tab until the widget of this id has the focus."""
        while self.focused != widget:
            before = self.focused
            await self.press("tab")
            await self.until(lambda before=before: self.focused != before)

    async def click(self, selector: str) -> None:
        """Click the middle of a widget of the screen in front, as a terminal reports it."""
        for event in (events.MouseMove, events.MouseDown, events.MouseUp):
            await self.mouse(event, selector)

    async def wheel(self, selector: str, event: type[events.MouseEvent]) -> None:
        """Turn the wheel of the mouse over a widget of the screen in front."""
        await self.mouse(event, selector, button=0)

    async def mouse(self, event: type[events.MouseEvent], selector: str, button: int = 1) -> None:
        """Report one event of the mouse in the middle of a widget."""
        region = self.app.screen.query_one(selector).region
        x, y = region.x + region.width // 2, region.y + region.height // 2
        await self.mouse_at(event, x, y, button)

    async def mouse_at(
        self, event: type[events.MouseEvent], x: int, y: int, button: int = 1
    ) -> None:
        """Report one event of the mouse at a place of the screen."""
        self.app.post_message(
            event(None, x, y, 0, 0, button, False, False, False, screen_x=x, screen_y=y)
        )


@asynccontextmanager
async def opened(
    network: Network,
    size: tuple[int, int] = (80, 24),
    *,
    epochs: int = 10,
    settings: Settings | None = None,
    conditions: Conditions | None = None,
) -> AsyncIterator[Driver]:
    """The app, open on a network and ready."""
    app = BackpropApp(
        Opening(Tape(network, settings or network.settings), epochs), conditions or Conditions()
    )
    interval = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_INTERVAL_SECONDS)
    try:
        async with app.run_test(size=size, notifications=True) as pilot:
            driver = Driver(pilot)
            await driver.at_rest(0)
            yield driver
            # a network that has just been opened is still being furnished
            await driver.until(lambda: driver.training.snapshot or not app.is_running)
    finally:
        sys.setswitchinterval(interval)
