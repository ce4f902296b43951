"""What a presenter has on every page of the app: a laser pointer, and a clock."""

from typing import TYPE_CHECKING

from textual.app import App
from textual.events import Resize
from textual.geometry import Region
from textual.reactive import reactive

from tui.economical_driver import Line
from tui.presenter_keys import KEYS_OF_ALL_PAGES
from tui.screens.presenting import PresentingScreen

if TYPE_CHECKING:
    from datetime import datetime

    from tui.pointer import Pointer


class PresentingApp(App[None]):
    """An app with a laser pointer over all that it sends on its line.

    line: the line to the terminal.
    pointer: where it points; None while it does not.
    clock_began: when the clock was started; None while there is none.
    """

    BINDINGS = KEYS_OF_ALL_PAGES

    line: Line
    pointer: "reactive[Pointer | None]" = reactive(None, repaint=False, init=False)
    clock_began: "reactive[datetime | None]" = reactive(None, repaint=False, init=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave arrows and escape to the pages while there is no pointer."""
        if action in ("move_pointer", "stop_pointing") and self.pointer is None:
            return False
        return super().check_action(action, parameters)

    def action_laser_pointer(self) -> None:
        """Point at the cell of the cursor or else the middle of the screen, or no longer."""
        from tui.pointer import Pointer

        if self.pointer is not None:
            self.pointer = None
            return
        page = self.screen
        here = page.place_of_cursor if isinstance(page, PresentingScreen) else None
        x, y = here or (self.size.width // 2, self.size.height // 2)
        coloured = self.console.color_system is not None and not self.no_color
        self.pointer = Pointer(x, y, coloured)

    def action_move_pointer(self, columns: int, rows: int) -> None:
        """Move the pointer."""
        if self.pointer is not None:
            self.pointer = self.pointer.moved(columns, rows, self.size)

    def action_stop_pointing(self) -> None:
        """Take the pointer away."""
        self.pointer = None

    def on_resize(self, event: Resize) -> None:
        """Keep the pointer on the screen."""
        if self.pointer is not None:
            self.pointer = self.pointer.moved(0, 0, event.size)

    def watch_pointer(self, before: "Pointer | None", pointer: "Pointer | None") -> None:
        """Have the lines painted again where it was and where it is."""
        self.line.point(pointer)
        rows = {each.y for each in (before, pointer) if each is not None}
        self.screen.refresh(*(Region(0, y, self.size.width, 1) for y in rows))

    def action_clock(self) -> None:
        """Start the clock, or put it away."""
        from tui.widgets.clock import now

        self.clock_began = now() if self.clock_began is None else None
