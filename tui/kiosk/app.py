"""The app of a kiosk: ends when nobody is there, and says little when something fails."""

from rich.console import RenderableType
from textual.events import Event
from textual.notifications import SeverityLevel

from tui.app import BackpropApp
from tui.conditions import Conditions
from tui.keys_in_turn import FromTerminal
from tui.kiosk.idle import Idle, Patience
from tui.kiosk.start import LARGEST, ignore_keys_of_the_terminal
from tui.opening import Opening

LOOK_SECONDS = 0.5
"""How often it is looked whether anybody is there."""

MOST_MESSAGES = 5
"""How many short messages are on the screen at once; a held key brings more."""

FAILED = "backprop-tui has met an error of its own, and has ended."


class KioskApp(BackpropApp):
    """backprop-tui for strangers."""

    CSS_PATH = "../screens/training.tcss"  # which Textual looks for beside the class's own module
    LARGEST_WINDOW = LARGEST

    def __init__(self, opening: Opening, conditions: Conditions) -> None:
        super().__init__(opening, conditions)
        self._idle = Idle(conditions.idle_seconds)

    def on_mount(self) -> None:
        ignore_keys_of_the_terminal()
        self.set_interval(LOOK_SECONDS, self._look_who_is_there)

    async def on_event(self, event: Event) -> None:
        if isinstance(event, FromTerminal):
            self._idle.touch()
        await super().on_event(event)

    def _look_who_is_there(self) -> None:
        match self._idle.due():
            case Patience.WARNING:
                seconds = self._idle.left_at_warning
                self.notify(
                    f"Nobody there? This ends in {seconds:.0f} seconds; any key keeps it open.",
                    severity="warning",
                    timeout=seconds,
                )
            case Patience.END:
                minutes = self._idle.seconds / 60.0
                self.exit(message=f"Nothing was pressed for {minutes:g} minutes: good-bye.")

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """Say something for a moment, unless too much is being said already."""
        if len(self._notifications) < MOST_MESSAGES:
            super().notify(message, title=title, severity=severity, timeout=timeout, markup=markup)

    # A traceback would show a stranger what is where on the machine.

    def panic(self, *_renderables: RenderableType) -> None:
        super().panic(FAILED)

    def _fatal_error(self) -> None:
        self.panic()
