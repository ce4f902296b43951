"""The main screen: numbers, loss chart, equations, status and controls of one network."""

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.reactive import reactive
from textual.screen import Screen
from textual.widgets import Footer, Label, Static

from engine import Backend, NetworkError, Schedule, Tape
from tui.chart import Losses
from tui.numbers import short
from tui.screens.help import HelpScreen
from tui.snapshot import Snapshot
from tui.trainer import Trainer
from tui.turns import Turns
from tui.widgets.controls import Controls
from tui.widgets.equations import Equations
from tui.widgets.loss_chart import LossChart
from tui.widgets.number_field import NumberField
from tui.widgets.numbers_table import NumbersTable
from tui.widgets.status import Status

FRAMES_PER_SECOND = 10
FRAMES_PER_TABLE, FRAMES_PER_CHART = 2, 6
"""While it trains: no eye follows the cells of a table or the dots of a chart any faster."""

SMALLEST_WIDTH, SMALLEST_HEIGHT = 60, 20


class TrainingScreen(Screen[None]):
    """Shows the trainer's snapshots and gives it orders.

    The worker thread never touches a widget: it posts `SnapshotReady` when an order is
    done, and while it trains the screen looks for a newer snapshot at its frame rate.
    """

    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [
        (0, "-too-narrow"),
        (SMALLEST_WIDTH, "-narrow"),
        (80, "-medium"),
        (120, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-too-short"), (SMALLEST_HEIGHT, "-short"), (24, "-tall")]

    BINDINGS = [
        Binding(
            "s",
            "step",
            "Step",
            id="train.step",
            tooltip="Train one epoch, or the rest of one, and stop",
        ),
        Binding(
            "space",
            "run_or_pause",
            "Run",
            id="train.run",
            tooltip="Run the asked number of epochs, pause, go on",
        ),
        Binding(
            "r",
            "reset",
            "Reset",
            id="train.reset",
            tooltip="Start again from the weights before training",
        ),
        Binding(
            "e",
            "edit('epochs')",
            "Epochs",
            id="edit.epochs",
            show=False,
            tooltip="Change how many epochs Run runs",
        ),
        Binding(
            "l",
            "edit('learning-rate')",
            "Rate",
            id="edit.learning_rate",
            show=False,
            tooltip="Change the learning rate η",
        ),
        Binding(
            "c",
            "next_schedule",
            "Schedule",
            id="edit.schedule",
            show=False,
            tooltip="Change the schedule: per-sample, mini-batch, batch",
        ),
        Binding(
            "b",
            "edit('batch-size')",
            "Batch size",
            id="edit.batch_size",
            show=False,
            tooltip="Change the size of a mini-batch",
        ),
        Binding(
            "k",
            "next_backend",
            "Backend",
            id="edit.backend",
            show=False,
            tooltip="Change what computes: generated code, the plain engine, NumPy",
        ),
        Binding(
            "n",
            "inspect(1)",
            "Sample",
            id="sample.next",
            tooltip="Show the next training sample",
        ),
        Binding(
            "p",
            "inspect(-1)",
            "Previous sample",
            id="sample.previous",
            show=False,
            tooltip="Show the previous training sample",
        ),
        Binding(
            "o",
            "inspect_own",
            "Own input",
            id="sample.own",
            show=False,
            tooltip="Show the file's own input again",
        ),
        Binding(
            "y",
            "toggle_axis",
            "Log",
            id="chart.log",
            tooltip="Change the loss axis: linear, logarithmic",
        ),
        Binding(
            "v",
            "toggle_view",
            "View",
            id="chart.view",
            tooltip="Change the chart: all epochs, the recent ones",
        ),
        Binding(
            "question_mark",
            "help",
            "Help",
            id="help",
            key_display="?",
            tooltip="Explain the keys and every symbol",
        ),
        Binding("q", "app.quit", "Quit", id="quit", tooltip="Leave the program"),
        Binding("up", "scroll_rows(-1)", show=False, id="scroll.up", tooltip="Scroll up"),
        Binding("down", "scroll_rows(1)", show=False, id="scroll.down", tooltip="Scroll down"),
        Binding("pageup", "scroll_pages(-1)", show=False, id="scroll.page_up", tooltip="A page up"),
        Binding(
            "pagedown", "scroll_pages(1)", show=False, id="scroll.page_down", tooltip="A page down"
        ),
        Binding("left", "scroll_columns(-1)", show=False, id="scroll.left", tooltip="Scroll left"),
        Binding(
            "right", "scroll_columns(1)", show=False, id="scroll.right", tooltip="Scroll right"
        ),
    ]

    snapshot: reactive[Snapshot | None] = reactive(None, repaint=False)

    class SnapshotReady(Message):
        """The trainer has carried out an order or reached its target."""

    class Complaint(Message):
        """An order could not be carried out."""

        def __init__(self, error: NetworkError) -> None:
            super().__init__()
            self.error = error

    def __init__(self, tape: Tape, epochs: int, turns: Turns) -> None:
        super().__init__()
        self._network = tape.network
        self._epochs = epochs
        self._frame = 0
        self._settings_chosen = 0
        self.trainer = Trainer(tape, self._announce, self._complain, turn=turns.worker)
        self.title = self._network.title

    def compose(self) -> ComposeResult:
        yield Label(self._network.title, id="title", markup=False)
        yield Status(id="status").data_bind(TrainingScreen.snapshot)
        with Horizontal(id="main"):
            yield NumbersTable(id="numbers")
            with Vertical(id="side"):
                yield LossChart(id="chart")
                yield Equations(self._network, id="equations")
        yield Controls(self.trainer.snapshot.settings, self._epochs, id="controls")
        yield Footer(compact=True)
        yield Static(
            f"Please make the window larger: at least {SMALLEST_WIDTH} columns and "
            f"{SMALLEST_HEIGHT} rows.",
            id="too-small",
        )

    def on_mount(self) -> None:
        self._frames = self.set_interval(1 / FRAMES_PER_SECOND, self._show_frame)
        self.call_after_refresh(self._furnish)

    async def _furnish(self) -> None:
        """Add what the first frame could not wait for."""
        await self.query_one(Controls).furnish()
        self.call_after_refresh(self._set_to_work)

    def _set_to_work(self) -> None:
        """Start the worker, once the whole screen is there and it cannot delay it."""
        self.run_worker(self.trainer.work, name="trainer", thread=True)

    def on_unmount(self) -> None:
        self.trainer.stop()

    # Snapshots in

    def _announce(self) -> None:
        """Called on the worker's thread, from which only a message may be posted."""
        self.post_message(self.SnapshotReady())

    def _complain(self, error: NetworkError) -> None:
        """Called on the worker's thread, too."""
        self.post_message(self.Complaint(error))

    @on(Complaint)
    def _say_what_is_wrong(self, event: Complaint) -> None:
        self.notify(str(event.error), title="Not changed", severity="warning", markup=False)

    @on(SnapshotReady)
    def _show_latest(self) -> None:
        """Show the latest snapshot; keep looking for newer ones only while it is training."""
        snapshot = self.trainer.snapshot
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

    def _show_frame(self) -> None:
        """Show the latest snapshot, but what takes long to draw not in every frame."""
        self.snapshot = self.trainer.snapshot
        self._frame += 1
        if self._frame % FRAMES_PER_TABLE == 0:
            self._show_numbers(self.snapshot)
        elif self._frame % FRAMES_PER_CHART == 1:
            self._show_losses(self.snapshot)

    def _show_numbers(self, snapshot: Snapshot) -> None:
        numbers = self.query_one(NumbersTable)
        numbers.snapshot = snapshot
        numbers.border_title = _inspected(snapshot, len(self._network.samples))

    def _show_losses(self, snapshot: Snapshot) -> None:
        self.query_one(LossChart).losses = _losses(snapshot)

    def watch_snapshot(self, snapshot: Snapshot | None) -> None:
        if snapshot is None:
            return
        controls = self.query_one(Controls)
        controls.running = snapshot.training
        if snapshot.settings_chosen == self._settings_chosen:  # or a choice is still on its way
            controls.settings = snapshot.settings

    # Orders out

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

    def action_scroll_rows(self, rows: int) -> None:
        """Scroll the numbers up or down."""
        self.query_one(NumbersTable).scroll_relative(y=rows, animate=False)

    def action_scroll_pages(self, pages: int) -> None:
        """Scroll the numbers up or down by what is in view."""
        table = self.query_one(NumbersTable)
        table.scroll_relative(y=pages * (table.size.height - 1), animate=False)

    def action_scroll_columns(self, columns: int) -> None:
        """Scroll the numbers sideways."""
        self.query_one(NumbersTable).scroll_columns(columns)

    def action_help(self) -> None:
        """Explain the keys and every symbol."""
        self.app.push_screen(HelpScreen(self.BINDINGS))


def _losses(snapshot: Snapshot) -> Losses:
    """The curves, and the place on them where the tape has gone back or ahead to."""
    rewound = snapshot.position < snapshot.end and not snapshot.training
    here = snapshot.position.epoch if rewound else None
    return Losses(snapshot.history, snapshot.parent_history, here)


def _inspected(snapshot: Snapshot, samples: int) -> str:
    loss = f"loss {short(snapshot.trace.loss)}"
    if not snapshot.inspected:
        return f"own input, {loss}"
    return f"training sample {snapshot.inspected} of {samples}, {loss}"
