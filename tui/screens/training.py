"""The main screen: numbers, loss chart, equations, status and controls of one network."""

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.reactive import reactive
from textual.screen import Screen
from textual.widgets import Footer, Label

from engine import (
    START,
    Backend,
    Cell,
    CellChange,
    NetworkError,
    Position,
    Ruler,
    Schedule,
    editable,
)
from tui.autosave import Autosave
from tui.budget import Budget
from tui.chart import Losses
from tui.conditions import Conditions
from tui.numbers import few_digits, full
from tui.opening import Opening
from tui.respite import Respite
from tui.rhythm import Rhythm
from tui.screens.training_keys import BINDINGS
from tui.snapshot import Snapshot
from tui.stage_view import hidden, table_content, table_title, why_hidden
from tui.trainer import Trainer
from tui.turns import Turns
from tui.widgets.cell_editor import CellEditor
from tui.widgets.controls import Controls
from tui.widgets.equations import Equations
from tui.widgets.explanation import ExplanationPanel
from tui.widgets.loss_chart import LossChart
from tui.widgets.number_field import NumberField
from tui.widgets.numbers_table import NumbersTable
from tui.widgets.observation_strip import ObservationStrip
from tui.widgets.status import Status
from tui.widgets.transport import Transport

FRAMES_PER_TABLE, FRAMES_PER_CHART = 2, 6
"""While it trains: no eye follows the cells of a table or the dots of a chart any faster."""

SHARE_OF_TABLE, SHARE_OF_CHART = 0.02, 0.01
"""Of the time, for frames with one: what the screen takes is lost to the training."""


class TrainingScreen(Screen[None]):
    """Shows the trainer's snapshots and gives it orders.

    The worker thread never touches a widget: it posts `SnapshotReady` when an order is
    done, and while it trains the screen looks for a newer snapshot at its frame rate.
    """

    AUTO_FOCUS = ""

    BINDINGS = BINDINGS

    snapshot: reactive[Snapshot | None] = reactive(None, repaint=False)
    explained: reactive[Cell | None] = reactive(None)

    class SnapshotReady(Message):
        """The trainer has carried out an order or reached its target."""

    class Complaint(Message):
        """An order could not be carried out."""

        def __init__(self, error: NetworkError) -> None:
            super().__init__()
            self.error = error

    class Keeping(Message):
        """The run cannot be kept, and why; or it is kept again."""

        def __init__(self, error: NetworkError | None) -> None:
            super().__init__()
            self.error = error

    def __init__(
        self, opening: Opening, turns: Turns, conditions: Conditions, budget: Budget
    ) -> None:
        super().__init__()
        tape = opening.tape
        self._network = tape.network
        self._epochs = opening.epochs
        self._conditions = conditions
        self._budget = budget
        self._respite = Respite()
        self._table_rhythm = Rhythm(FRAMES_PER_TABLE, SHARE_OF_TABLE)
        self._chart_rhythm = Rhythm(FRAMES_PER_CHART, SHARE_OF_CHART)
        self._frame = 0
        self._settings_chosen = 0
        self._explained_before: list[Cell] = []
        self._ruler: Ruler = tape.ruler
        self._notice = opening.notice
        self.autosave: Autosave | None = None
        if conditions.autosave:
            self.autosave = Autosave(
                self._tell_of_keeping,
                opening.epochs,
                opening.session,
                held=opening.script is not None,
            )
        self.trainer = Trainer(
            tape,
            self._announce,
            self._complain,
            turn=turns.worker,
            run_file=opening.run_file,
            autosave=self.autosave,
            bounds=conditions.bounds,
        )
        self.title = self._network.title

    def compose(self) -> ComposeResult:
        with Horizontal(id="top"):
            yield Label(self._network.title, id="title", markup=False)
            yield Transport(id="transport")
        yield Status(id="status").data_bind(TrainingScreen.snapshot)
        yield ObservationStrip(id="observations")
        with Horizontal(id="main"):
            yield NumbersTable(id="numbers")
            with Vertical(id="side"):
                yield LossChart(id="chart")
                yield Equations(self._network.graph, id="equations")
                yield ExplanationPanel(id="explanation")
        yield Controls(self.trainer.snapshot.settings, self._epochs, id="controls")
        yield Footer(compact=True)

    def on_mount(self) -> None:
        self._frames = self.set_interval(1 / self._conditions.frames_per_second, self._show_frame)
        self.call_after_refresh(self._furnish)

    async def _furnish(self) -> None:
        """Add what the first frame could not wait for."""
        await self.query_one(Controls).furnish()
        await self.query_one(Transport).furnish()
        self.call_after_refresh(self._set_to_work)

    def _set_to_work(self) -> None:
        """Start the worker, once the whole screen is there and it cannot delay it."""
        self.run_worker(self.trainer.work, name="trainer", thread=True)
        if self._notice:
            self.notify(self._notice, severity="warning", markup=False)

    def on_unmount(self) -> None:
        self.trainer.stop()

    # Snapshots in

    @property
    def latest(self) -> Snapshot:
        """The latest snapshot, as it is to be shown."""
        return self.trainer.snapshot

    def _announce(self) -> None:
        """Called on the worker's thread, from which only a message may be posted."""
        self.post_message(self.SnapshotReady())

    def _complain(self, error: NetworkError) -> None:
        """Called on the worker's thread, too."""
        self.post_message(self.Complaint(error))

    @on(Complaint)
    def _say_what_is_wrong(self, event: Complaint) -> None:
        self.notify(str(event.error), title="Not changed", severity="warning", markup=False)

    def _tell_of_keeping(self, error: NetworkError | None) -> None:
        """Called on the thread that saves, likewise."""
        self.post_message(self.Keeping(error))

    @on(Keeping)
    def _say_whether_it_is_kept(self, event: Keeping) -> None:
        if event.error is None:
            self.notify("The run is kept again.")
        else:
            self.notify(str(event.error), title="Not kept", severity="warning", markup=False)

    @on(SnapshotReady)
    def _show_latest(self) -> None:
        """Show the latest snapshot; keep looking for newer ones only while it is training."""
        snapshot = self.latest
        self.show_all(snapshot)
        if snapshot.running:
            self._frames.resume()
        else:
            self._frames.pause()

    def show_all(self, snapshot: Snapshot) -> None:
        """Show a snapshot in all that shows one."""
        self.snapshot = snapshot
        self._show_numbers(snapshot)
        self._show_losses(snapshot)
        if not snapshot.running:
            self._show_observations(snapshot)

    def _show_frame(self) -> None:
        """Show the latest snapshot, but what takes long to draw not in every frame.

        Nothing while the line has not carried what was sent before, and for a while after a
        frame that a busy machine took long for.
        """
        if not (self._budget.free and self._respite.over):
            return
        began = self._respite.clock()
        self.snapshot = self.latest
        if self.snapshot.training:  # what was said of the numbers at rest is no longer so
            self.query_one(ObservationStrip).observations = ()
        # On the screen itself, it would be called before what its widgets show is painted.
        self.query_one(Status).call_after_refresh(self._respite.after_frame, began)
        self._frame += 1
        if self._table_rhythm.begins(self._frame):
            self._show_numbers(self.snapshot)
            self.query_one(NumbersTable).call_after_refresh(self._table_rhythm.painted)
        elif self._chart_rhythm.begins(self._frame):
            self._show_losses(self.snapshot)
            self.query_one(LossChart).call_after_refresh(self._chart_rhythm.painted)

    def _show_numbers(self, snapshot: Snapshot) -> None:
        numbers = self.query_one(NumbersTable)
        numbers.content = table_content(snapshot)
        self._show_title()
        self._show_explanation()

    def _show_losses(self, snapshot: Snapshot) -> None:
        self.query_one(LossChart).losses = _losses(snapshot)

    def _show_observations(self, snapshot: Snapshot) -> None:
        from tui.observed import observed

        self.query_one(ObservationStrip).observations = observed(snapshot)

    def watch_snapshot(self, snapshot: Snapshot | None) -> None:
        if snapshot is None:
            return
        controls = self.query_one(Controls)
        controls.running = snapshot.training
        if snapshot.settings_chosen == self._settings_chosen:  # or a choice is still on its way
            controls.settings = snapshot.settings

    # Orders out

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self._conditions.offers(action) and super().check_action(action, parameters)

    def action_step(self) -> None:
        """Train one epoch."""
        self.trainer.step()

    def action_run_or_pause(self) -> None:
        """Run the asked number of epochs, or pause."""
        self.trainer.run_or_pause(self._epochs)

    def action_reset(self) -> None:
        """Start again from the weights before training."""
        self.trainer.reset()

    def action_inspect(self, step: int) -> None:
        """Show the passes of a later or earlier training sample."""
        self.trainer.inspect_by(step)

    def action_inspect_own(self) -> None:
        """Show the passes of the file's own input."""
        self.trainer.inspect(0)

    def action_next_schedule(self) -> None:
        """Train with the next schedule in the list."""
        controls = self.query_one(Controls)
        schedules = list(Schedule)
        place = schedules.index(controls.settings.schedule) + 1
        controls.choose_schedule(schedules[place % len(schedules)])

    def action_next_backend(self) -> None:
        """Train with the next backend in the list that is installed."""
        controls = self.query_one(Controls)
        backends = list(Backend)
        place = backends.index(controls.settings.backend) + 1
        for backend in backends[place:] + backends[:place]:
            try:
                controls.choose_backend(backend)
                return
            except NetworkError as error:
                self.notify(f"{error.problem}; {error.remedy}.", severity="warning", markup=False)

    @on(Controls.SettingsChosen)
    def _use_settings(self, event: Controls.SettingsChosen) -> None:
        self._settings_chosen += 1
        self.trainer.use(event.settings)

    @on(Controls.EpochsChosen)
    def _use_epochs(self, event: Controls.EpochsChosen) -> None:
        self._epochs = event.epochs
        if self.autosave is not None:
            self.autosave.epochs = event.epochs

    # The tape

    def action_move(self, what: str, count: int) -> None:
        """Go so many stages, samples or epochs on or back."""
        moves = {
            "stages": self.trainer.move_by_stages,
            "samples": self.trainer.move_by_samples,
            "epochs": self.trainer.move_by_epochs,
        }
        moves[what](count)

    def action_rewind(self) -> None:
        """Go to the start of the tape."""
        self.trainer.seek(START)

    def action_wind(self) -> None:
        """Go to where the branch has come to."""
        self.trainer.seek_end()

    def action_scrub(self, columns: int) -> None:
        """Go along the chart by a column."""
        self.trainer.move_by_epochs(columns * self.query_one(LossChart).epochs_a_column())

    @on(LossChart.EpochChosen)
    def _seek_epoch(self, event: LossChart.EpochChosen) -> None:
        if self.snapshot is not None:
            self.trainer.seek(self._ruler.end_of(min(event.epoch, self.snapshot.end.epoch)))

    def action_ask_position(self) -> None:
        """Go to a position that is typed."""
        from tui.screens.position import PositionScreen

        def go(position: Position | None) -> None:
            if position is not None:
                self.trainer.seek(position)

        if self.snapshot is not None:
            self.app.push_screen(PositionScreen(self._ruler, self.snapshot.position), go)

    def action_branches(self) -> None:
        """Compare the branches, and go to one."""
        from tui.screens.branches import BranchesScreen

        def switch(name: str | None) -> None:
            if name is not None:
                self.trainer.switch(name)

        if self.snapshot is not None:
            self.app.push_screen(BranchesScreen(self.snapshot), switch)

    def action_undo(self) -> None:
        """Take the last change back."""
        self.trainer.undo()

    # Cells

    def action_point(self, columns: int, lines: int) -> None:
        """Point at the cell beside, above or below."""
        self._point_at(self.query_one(NumbersTable).moved_cursor(columns, lines))

    @on(NumbersTable.CellChosen)
    def _choose_cell(self, event: NumbersTable.CellChosen) -> None:
        """Point at a cell; a second click explains it."""
        if event.cell == self.query_one(NumbersTable).cursor:
            self.action_explain()
        else:
            self._point_at(event.cell)

    def _point_at(self, cell: Cell | None) -> None:
        self.query_one(NumbersTable).cursor = cell
        if self.explained is not None:
            self.explained = cell
        self._show_title()

    def action_explain(self) -> None:
        """Explain the cell pointed at, or close the explanation."""
        if self.explained is not None:
            self.explained = None
            return
        table = self.query_one(NumbersTable)
        if table.cursor is None:
            table.cursor = table.moved_cursor(0, 0)
        self.explained = table.cursor

    def action_follow(self, number: int) -> None:
        """Explain a cell that the explained one is made of: 0 for that towards the loss."""
        if self.explained is None:
            self.action_explain()
            return
        panel = self.query_one(ExplanationPanel)
        cells = panel.cells
        cell = panel.towards_loss if number == 0 else None
        if 0 < number <= len(cells):
            cell = cells[number - 1]
        if cell is not None:
            self._explained_before.append(self.explained)
            self._point_at(cell)

    def action_back(self) -> None:
        """Explain the cell that was explained before."""
        if self.explained is not None and self._explained_before:
            self._point_at(self._explained_before.pop())

    def action_paths(self) -> None:
        """Unfold the cell along all paths to the loss."""
        from tui.screens.paths import PathsScreen

        snapshot, cell = self.snapshot, self.query_one(NumbersTable).cursor
        if snapshot is None or cell is None:
            self.notify("Point at a cell first, with the arrow keys or the mouse.")
        elif (cell.node, cell.gradient) in hidden(snapshot):
            self.notify(
                why_hidden(snapshot, cell) or "Numbers beside it are hidden: ; reveals them."
            )
        else:
            self.app.push_screen(PathsScreen(cell, snapshot.trace, snapshot.gradients))

    def action_toggle_digits(self) -> None:
        """Show all digits in the explanation, or few."""
        panel = self.query_one(ExplanationPanel)
        panel.number = few_digits if panel.number is full else full
        self._show_explanation()

    def action_close(self) -> None:
        """Close the explanation or, without one, take the cursor away."""
        if self.explained is not None:
            self.explained = None
        else:
            self._point_at(None)

    def watch_explained(self, cell: Cell | None) -> None:
        self.set_class(cell is not None, "-explaining")
        if cell is None:
            self._explained_before.clear()
        self._show_explanation()

    def _show_explanation(self) -> None:
        if not self.is_mounted:
            return
        table, cell, snapshot = self.query_one(NumbersTable), self.explained, self.snapshot
        if cell is None or snapshot is None:
            table.marked = frozenset()
            return
        panel = self.query_one(ExplanationPanel)
        if reason := why_hidden(snapshot, cell):
            panel.say(cell, snapshot.trace, reason)
            table.marked = frozenset()
        else:
            panel.show(cell, snapshot.trace, snapshot.gradients)
            table.marked = panel.all_cells

    def _show_title(self) -> None:
        """What the table shows or, where a cell is pointed at, that cell with all its digits."""
        table, snapshot = self.query_one(NumbersTable), self.snapshot
        if snapshot is not None:
            table.entitle(table_title(snapshot, table.cursor))

    async def action_edit_cell(self) -> None:
        """Change the number of the cell pointed at, where it stands."""
        table, snapshot = self.query_one(NumbersTable), self.snapshot
        cell = table.cursor
        if snapshot is None or cell is None:
            self.notify("Point at a cell first, with the arrow keys or the mouse.")
            return
        if not editable(snapshot.network, cell):
            self.notify("Only inputs and parameters can be changed; the rest is computed.")
            return
        place = table.region_of(cell)
        if place is not None and not self.query(CellEditor):
            number = cell.number(snapshot.trace, snapshot.gradients)
            await self.mount(CellEditor(cell, number, place, self.size.width))

    @on(CellEditor.Edited)
    def _change_cell(self, event: CellEditor.Edited) -> None:
        assert self.snapshot is not None
        self.trainer.change(CellChange(event.cell, event.number, self.snapshot.inspected))

    # The screen itself

    async def action_edit(self, field: str) -> None:
        """Put the cursor into a field."""
        await self.query_one(Controls).furnish()
        number = self.query_one(f"#{field}", NumberField)
        if number.display:
            number.focus()
        else:
            self.notify("Only mini-batches have a size: choose that schedule first (c).")

    def action_toggle_axis(self) -> None:
        """Change between a linear and a logarithmic loss axis."""
        self.query_one(LossChart).toggle_axis()

    def action_toggle_view(self) -> None:
        """Change between all epochs and the recent ones."""
        self.query_one(LossChart).toggle_view()

    def action_scroll_pages(self, pages: int) -> None:
        """Scroll the explanation or, without one, the numbers by what is in view."""
        shown = self.query_one(NumbersTable if self.explained is None else ExplanationPanel)
        shown.scroll_relative(y=pages * (shown.size.height - 1), animate=False)

    # Other pages

    def action_graph(self) -> None:
        """Draw the graph."""
        from tui.screens.graph import GraphScreen

        self.app.push_screen(GraphScreen(self.trainer, self))

    def action_observations(self) -> None:
        """Show in full what keeps the network from learning."""
        from tui.observed import observed
        from tui.screens.observations import ObservationsScreen

        self.app.push_screen(ObservationsScreen(observed(self.latest)))

    def action_lesson(self) -> None:
        """Show the lesson."""
        from tui.screens.lesson import LessonScreen

        self.app.push_screen(LessonScreen(self._network))

    def action_save(self) -> None:
        """Ask for a path and save the run."""
        from tui.screens.save import SaveScreen

        self.app.push_screen(SaveScreen(self.trainer))

    def action_check(self) -> None:
        """Check the gradients in view."""
        from tui.screens.check import CheckScreen

        if self.snapshot is not None:
            self.app.push_screen(CheckScreen(self.snapshot))

    def action_help(self) -> None:
        """Explain the keys and every symbol."""
        from tui.screens.help import HelpScreen

        explained = [
            binding
            for binding in (*self.BINDINGS, *self.app.BINDINGS)
            if isinstance(binding, Binding) and self._conditions.offers(binding.action)
        ]
        self.app.push_screen(HelpScreen(explained))


def _losses(snapshot: Snapshot) -> Losses:
    """The curves, and the place on them where the tape has gone back or ahead to."""
    rewound = snapshot.position < snapshot.end and not snapshot.training
    here = snapshot.position.epoch if rewound else None
    return Losses(snapshot.history, snapshot.parent_history, here)
