"""The app: theme, command palette and the first screen."""

import gc
import os
import sys
from asyncio import Runner
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from textual._context import active_message_pump
from textual.actions import ActionParseResult
from textual.app import SystemCommand
from textual.binding import Binding
from textual.dom import DOMNode
from textual.driver import Driver
from textual.events import DescendantFocus, Event, InputEvent, Resize
from textual.screen import Screen

from engine import NetworkError
from tui.careful_input import careful
from tui.commands.failure import complain
from tui.conditions import Conditions, Ground
from tui.economical_driver import Line, economical
from tui.ending import ended_by_signals
from tui.half_there import misses_what_is_not_there
from tui.keys_in_turn import Answered, FromTerminal, KeysInTurn
from tui.opening import Opening
from tui.presenting import PresentingApp
from tui.resizing import settle_in_the_last_size
from tui.screens.presenting import PresentingScreen
from tui.stage_view import sample_title
from tui.turns import Turns
from tui.widgets.too_small import HORIZONTAL_BREAKPOINTS, VERTICAL_BREAKPOINTS, TooSmall

if TYPE_CHECKING:
    from textual.filter import LineFilter

    from tui.demo.player import Player
    from tui.demo.script import Script
    from tui.sitting import Sitting, SittingChanged

SWITCH_INTERVAL_SECONDS = 0.0005
"""How long the worker may keep the interpreter from another thread at a time.

Screen and worker take turns, but the screen has to wake up first, and the threads that read
keys and write to the terminal take none. At Python's default each waits ten times as long.
"""

_THEMES = {
    Ground.DARK: "textual-dark",
    Ground.LIGHT: "textual-light",
    Ground.TERMINAL: "ansi-dark",
}
_ANSI_THEMES = {
    Ground.DARK: "ansi-dark",
    Ground.LIGHT: "ansi-light",
    Ground.TERMINAL: "ansi-dark",
}

LONGEST_TEXT = 4096
"""As long as a path may be; of the fields that set no length of their own."""


class BackpropApp(PresentingApp):
    """backprop-tui, opened on the run of one network."""

    TITLE = "backprop-tui"
    CSS_PATH = "screens/training.tcss"  # Textual does not load it for a default screen itself
    DEFAULT_MODE = "network 1"
    HORIZONTAL_BREAKPOINTS = HORIZONTAL_BREAKPOINTS
    VERTICAL_BREAKPOINTS = VERTICAL_BREAKPOINTS
    LARGEST_WINDOW: tuple[int, int] | None = None
    """Columns and rows of the largest that is drawn; None where any is."""

    def __init__(self, opening: Opening, conditions: Conditions) -> None:
        settle_in_the_last_size()
        self.conditions = conditions
        self.line = Line(conditions.bytes_per_second)
        # Without colours the terminal's own two remain, told apart by bold, underline and reverse.
        super().__init__(ansi_color=True if "NO_COLOR" in os.environ else None)
        self.turns = Turns()
        self.keys_in_turn = KeysInTurn(self, super().on_event)
        if not conditions.animated:
            self.animation_level = "none"
        self._ascii_filters = _ascii_filters() if conditions.ascii_only else []
        self._opened = 1
        self.training_screen = PresentingScreen(opening, self.turns, conditions, self.line.budget)
        self._sitting: Sitting | None = None
        self._kept_before = False
        self._script = opening.script
        self.demo: Player | None = None

    def get_driver_class(self) -> type[Driver]:
        """The platform's driver, but one that sends only what has changed, and reads anything."""
        driver = careful(super().get_driver_class(), self.LARGEST_WINDOW)
        return economical(driver, self.line)

    def on_resize(self, event: Resize) -> None:
        """Paint all of the screen again, even if by now its size is the one before."""
        self.line.resize(*event.size)
        self.line.budget.bytes_per_second = self.conditions.bytes_for(*event.size)
        self.refresh()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """A cursor does not blink: at rest, nothing is sent. No field takes in all there is."""
        from textual.widgets import Input

        if isinstance(event.widget, Input):
            event.widget.cursor_blink = False
            event.widget.max_length = event.widget.max_length or LONGEST_TEXT

    def get_default_screen(self) -> Screen[None]:
        """Open on the training screen."""
        return self.training_screen

    def on_mount(self) -> None:
        self.add_mode(self.DEFAULT_MODE, self.get_default_screen)  # so that it can be removed
        self._fit_theme_to_terminal()
        self._ask_for_room(self.screen)
        self.screen_change_signal.subscribe(self, self._ask_for_room)
        self.call_after_refresh(_collect_garbage_from_now_on)
        if self._script is not None:
            self.call_after_refresh(self._demonstrate, self._script)

    def _demonstrate(self, script: "Script") -> None:
        from tui.demo.clock import Clock
        from tui.demo.player import Player

        self.demo = Player(self, script, self._open, Clock())
        self.demo.begin()

    async def on_event(self, event: Event) -> None:
        """A demonstration looks at every key before the app does, which answers them in turn."""
        if self._is_for_demo(event):
            return
        if isinstance(event, FromTerminal) and not event.is_forwarded:
            await self.keys_in_turn.take(event)
        else:
            await super().on_event(event)

    async def on_answered(self, answer: Answered) -> None:
        """Go on with the keys that have come since."""
        await self.keys_in_turn.answered(answer)

    def _is_for_demo(self, event: Event) -> bool:
        if self.demo is None:  # what is typed before it begins is nobody's wish
            return self._script is not None and isinstance(event, InputEvent)
        return self.demo.takes(event)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Every key of the screen as a command, next to Textual's own.

        Without its panel of keys, which the layout has no room for; our help has them all.
        """
        left_out = {"Keys"} if self.conditions.offers("screenshot") else {"Keys", "Screenshot"}
        commands = [c for c in super().get_system_commands(screen) if c.title not in left_out]
        yield from commands
        known = {command.title for command in commands}
        for binding in (*screen.BINDINGS, *self.BINDINGS):
            if not isinstance(binding, Binding) or not self.conditions.offers(binding.action):
                continue
            if binding.description not in {"", *known}:
                yield SystemCommand(
                    binding.description,
                    binding.tooltip,
                    lambda action=binding.action: self.call_next(self.run_action, action, screen),
                )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self.conditions.offers(action) and super().check_action(action, parameters)

    def action_networks(self) -> None:
        """Choose another network, or read the lessons."""
        from tui.screens.networks import NetworksScreen

        page = NetworksScreen(self.training_screen.trainer, files=self.conditions.offers("file"))
        self.push_screen(page, self._open)

    def _open(self, opening: Opening | None) -> None:
        """Put another network in place of the one that is open, whose worker then ends.

        Each network is a mode of the app: a first screen cannot be replaced within one.
        """
        if opening is None:
            return
        before = self.current_mode
        self._kept_before = self.kept
        self._opened += 1
        self.training_screen = PresentingScreen(
            opening, self.turns, self.conditions, self.line.budget
        )
        self.add_mode(f"network {self._opened}", lambda: self.training_screen)
        self.switch_mode(f"network {self._opened}")
        self.remove_mode(before)

    @property
    def kept(self) -> bool:
        """Whether a run has been kept, which can be resumed."""
        autosave = self.training_screen.autosave
        return self._kept_before or (autosave is not None and autosave.kept)

    def stop_training(self) -> None:
        """Have the worker keep the run and end; from any thread."""
        self.training_screen.trainer.stop()

    @property
    def sitting(self) -> "Sitting":
        """How practice has gone since the program was started."""
        if self._sitting is None:
            from tui.sitting import Sitting

            self._sitting = Sitting(self.training_screen.trainer.snapshot.network.seed)
        return self._sitting

    def on_sitting_changed(self, event: "SittingChanged") -> None:
        """Keep what a page of practice would forget when it is closed."""
        self._sitting = event.sitting

    def action_practise(self) -> None:
        """Ask questions about the sample in view."""
        from engine.practice import Situation
        from tui.screens.practice import PracticeScreen

        if self.training_screen.keeps_a_secret():
            return
        snapshot = self.training_screen.trainer.snapshot
        rate = snapshot.settings.learning_rate
        situation = Situation(snapshot.trace, snapshot.gradients, rate)
        self.push_screen(PracticeScreen(situation, sample_title(snapshot), self.sitting))

    def action_hunt(self) -> None:
        """Plant a fault in the backward pass of the sample in view."""
        from tui.screens.bug_hunt import BugHuntScreen

        if self.training_screen.keeps_a_secret():
            return
        snapshot = self.training_screen.trainer.snapshot
        try:
            page = BugHuntScreen(snapshot.trace, sample_title(snapshot), self.sitting)
        except NetworkError as error:
            self.notify(str(error), severity="warning", markup=False)
        else:
            self.push_screen(page)

    def _ask_for_room(self, screen: Screen[object]) -> None:
        """See to it that any screen can ask for a larger window."""
        screen.call_next(_mount_request, screen)

    def get_line_filters(self) -> Sequence["LineFilter"]:
        """What every line goes through on its way to the terminal."""
        return [*super().get_line_filters(), *self._ascii_filters]

    def get_key_display(self, binding: Binding) -> str:
        """How the footer names a key; in ASCII enter and the like have no sign."""
        display = super().get_key_display(binding)
        return display if display.isascii() or not self.conditions.ascii_only else binding.key

    async def run_action(
        self,
        action: "str | ActionParseResult",
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Carry out what a key stands for; nothing on a page that is half there."""
        page = self.screen
        try:
            return await super().run_action(action, default_namespace, namespaces)
        except Exception as error:
            if misses_what_is_not_there(error, page):
                return False
            raise

    def _handle_exception(self, error: Exception) -> None:
        """Fail, unless it is a page that is half there on which something failed."""
        if not misses_what_is_not_there(error, active_message_pump.get(None)):
            super()._handle_exception(error)

    def _fit_theme_to_terminal(self) -> None:
        """Choose a theme that is legible, unless the user has chosen one."""
        ground = self.conditions.ground
        if ground is None and "TEXTUAL_THEME" in os.environ:
            return
        sixteen = self.console.color_system == "standard"  # of which all shades would be one
        self.theme = (_ANSI_THEMES if sixteen else _THEMES)[ground or Ground.DARK]


def _mount_request(screen: Screen[object]) -> None:
    """Of a screen that has been closed at once nothing is asked."""
    if screen.is_attached and not screen.query(TooSmall):
        screen.mount(TooSmall())


def _ascii_filters() -> list["LineFilter"]:
    from tui.ascii_filter import AsciiFilter

    return [AsciiFilter()]


def _collect_garbage_from_now_on() -> None:
    """Look for garbage among what is made from now on, not in all that the program consists of."""
    gc.freeze()
    gc.enable()


def _app(opening: Opening, conditions: Conditions) -> BackpropApp:
    if conditions.kiosk:
        from tui.kiosk.app import KioskApp

        return KioskApp(opening, conditions)
    return BackpropApp(opening, conditions)


def run_app(opening: Opening, conditions: Conditions) -> int:
    """Run the app until the user leaves it; the exit status."""
    app = _app(opening, conditions)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_INTERVAL_SECONDS)
    try:
        with (
            ended_by_signals(app, app.stop_training),
            Runner(loop_factory=app.turns.event_loop) as runner,
        ):
            if conditions.kiosk:
                from tui.kiosk.gate import Gate

                runner.get_loop()  # which needs sockets to wake itself up
                Gate().close()
            runner.run(app.run_async())
    finally:
        sys.setswitchinterval(interval)
    status = app.return_code or 0
    if status == 0:
        _say_what_was_kept(app)
    return status


def _say_what_was_kept(app: BackpropApp) -> None:
    autosave = app.training_screen.autosave
    if autosave is not None and autosave.error is not None:
        complain(str(autosave.error))
    elif app.kept:
        print("backprop-tui --resume goes on with the run where you left it.")
