"""The main screen as presenters use it: numbers for the back row, and numbers to be guessed."""

from typing import TYPE_CHECKING

from textual.geometry import Offset
from textual.reactive import reactive

from engine import Cell
from tui.presenter_keys import KEYS_OF_NUMBERS
from tui.screens.training import TrainingScreen
from tui.snapshot import Snapshot
from tui.stage_view import hidden
from tui.widgets.numbers_table import NumbersTable

if TYPE_CHECKING:
    from datetime import datetime

    from tui.veil import Veil


class PresentingScreen(TrainingScreen):
    """The training screen, whose numbers can be large, and hidden until they are asked for.

    large: whether the numbers pointed at take the place of all others, in large digits.
    veil: what hides them; None while nothing is to be guessed.
    """

    BINDINGS = [*TrainingScreen.BINDINGS, *KEYS_OF_NUMBERS]

    large: reactive[bool] = reactive(False, repaint=False)
    veil: "reactive[Veil | None]" = reactive(None, repaint=False)

    _going_on = False
    """Whether the next stage has been asked for, and is not there yet."""

    def on_mount(self) -> None:
        self.watch(self.app, "clock_began", self._show_clock)

    async def _show_clock(self, began: "datetime | None") -> None:
        if began is not None and not self.query("#clock"):
            from tui.widgets.clock import Clock

            await self.query_one("#top").mount(Clock(), before="#transport")

    @property
    def place_of_cursor(self) -> Offset | None:
        """The middle of the cell pointed at on the screen, if it is in view."""
        table = self.query_one(NumbersTable)
        return None if table.cursor is None else table.middle_of(table.cursor)

    def action_close(self) -> None:
        """Close what is open, what gives most away last."""
        if self.explained is not None:
            super().action_close()
        elif self.large:
            self.large = False
        elif self.veil is not None:
            self.veil = None
        else:
            super().action_close()

    # Large numbers

    async def action_large_numbers(self) -> None:
        """Show the cell pointed at in large digits, then all of its node, then all as usual."""
        from tui.widgets.big_numbers import BigNumbers

        if not self.query(BigNumbers):
            halves = not self._conditions.ascii_only
            await self.mount(BigNumbers(halves=halves), after="#main")
        numbers = self.query_one(BigNumbers)
        if not self.large:
            numbers.whole = False
            self.explained = None
            self.large = True
        elif not numbers.whole:
            numbers.whole = True
        else:
            self.large = False

    def watch_large(self, large: bool) -> None:
        self.set_class(large, "-large")
        self._show_large_numbers()

    def _show_large_numbers(self) -> None:
        if not self.large:
            return
        from tui.widgets.big_numbers import BigNumbers

        table, numbers = self.query_one(NumbersTable), self.query_one(BigNumbers)
        if table.cursor is None:
            made = None if table.content is None else table.content.first_made
            table.cursor = made or table.moved_cursor(0, 0)
            self._show_title()
        numbers.content, numbers.cursor = table.content, table.cursor

    def _show_numbers(self, snapshot: Snapshot) -> None:
        before = self.query_one(NumbersTable).content
        super()._show_numbers(snapshot)
        content = self.query_one(NumbersTable).content
        if not self.large or content is None:
            return
        made = content.first_made
        if made is not None and (before is None or before.first_made != made):
            self._point_at(made)
        else:
            self._show_large_numbers()

    def _point_at(self, cell: Cell | None) -> None:
        super()._point_at(cell)
        self._show_large_numbers()

    def watch_explained(self, cell: Cell | None) -> None:
        if cell is not None:
            self.large = False
        super().watch_explained(cell)

    async def action_edit_cell(self) -> None:
        """Change the number of the cell pointed at, where it stands in the table."""
        if self.large:
            self.large = False
            self.call_after_refresh(super().action_edit_cell)
        else:
            await super().action_edit_cell()

    # Hiding and revealing

    @property
    def latest(self) -> Snapshot:
        """The latest snapshot without what is hidden."""
        snapshot = super().latest
        return snapshot if self.veil is None else self.veil.over(snapshot)

    def action_reveal(self, whole: bool = False) -> None:
        """Hide what the next stage makes or, once it is hidden, reveal a cell of it, or all."""
        if self.veil is None:
            from tui.veil import Veil

            self.veil = Veil()
            self._go_on()
            return
        snapshot = self.snapshot
        if snapshot is None or not snapshot.veiled:
            self._go_on()
            return
        cursor = self.query_one(NumbersTable).cursor
        pointed_at = [cell for cell in snapshot.veiled if cell == cursor]
        revealed = snapshot.veiled if whole else pointed_at or snapshot.veiled[:1]
        if self.large:
            self._point_at(revealed[0])
        self.veil = self.veil.without(revealed, snapshot.position)

    def _go_on(self) -> None:
        """Go a stage on, once: who presses twice too fast shall not miss what it makes."""
        if not self._going_on:
            self._going_on = True
            self.trainer.move_by_stages(1)

    def show_all(self, snapshot: Snapshot) -> None:
        self._going_on = self._going_on and snapshot.running
        super().show_all(snapshot)

    def watch_veil(self) -> None:
        if self.snapshot is not None:
            super().show_all(self.latest)

    def keeps_a_secret(self) -> bool:
        """Whether a page that shows all numbers has to wait, which is then said."""
        secret = self.veil is not None and self.snapshot is not None and bool(hidden(self.snapshot))
        if secret:
            self.notify("That page would show hidden numbers: escape stops hiding them.")
        return secret

    def action_check(self) -> None:
        """Check the gradients in view, unless one is to be guessed."""
        if not self.keeps_a_secret():
            super().action_check()
