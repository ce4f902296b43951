"""The row of buttons and fields: step, run, reset, epochs, learning rate, schedule."""

from dataclasses import replace

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Button, Label, Select

from engine import Backend, NetworkError, Schedule, Settings
from tui.widgets.number_field import NumberField

MOST = 1_000_000_000
"""The largest number of epochs and of samples in a mini-batch, as on the command line."""


class Controls(Horizontal):
    """Everything that sets training going or changes how it goes.

    The buttons call the actions of the screen; the fields post what was chosen. They are
    not there before `furnish`: they take as long to make as the rest of the screen.
    """

    settings: reactive[Settings] = reactive(Settings())
    running: reactive[bool] = reactive(False)

    class EpochsChosen(Message):
        """Run shall mean another number of epochs."""

        def __init__(self, epochs: int) -> None:
            super().__init__()
            self.epochs = epochs

    class SettingsChosen(Message):
        """Training shall go on with other settings."""

        def __init__(self, settings: Settings) -> None:
            super().__init__()
            self.settings = settings

    def __init__(self, settings: Settings, epochs: int, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.set_reactive(Controls.settings, settings)
        self._epochs = epochs
        self._furnished = False
        self._ready = False

    async def furnish(self) -> None:
        """Put in the buttons and fields, if they are not there yet."""
        if not self._furnished:
            self._furnished = True
            await self.recompose()
            self._ready = True  # before, a list of choices has no place yet for what is chosen
            self.watch_settings(self.settings)
            self.watch_running(self.running)

    def compose(self) -> ComposeResult:
        if not self._furnished:
            return
        with Horizontal(id="buttons"):
            yield _button("Step", "screen.step", "Train one epoch (s)")
            yield _button("Run", "screen.run_or_pause", "Run the epochs, or pause (space)")
            yield _button("Reset", "screen.reset", "Back to the first weights (r)")
        with Horizontal(id="fields"):
            yield Label("[u]e[/u]pochs")
            yield NumberField(
                self._epochs, parse_epochs, id="epochs", tooltip="How many epochs Run runs (e)"
            )
            yield Label("[u]l[/u]r η")
            yield NumberField(
                self.settings.learning_rate,
                self._parse_learning_rate,
                id="learning-rate",
                tooltip="Learning rate (l)",
            )
            yield Select(
                [(schedule.value, schedule) for schedule in Schedule],
                value=self.settings.schedule,
                allow_blank=False,
                compact=True,
                id="schedule",
                tooltip="After how many samples the weights change (c)",
            )
            yield NumberField(
                self.settings.batch_size,
                parse_batch_size,
                id="batch-size",
                tooltip="Samples in a mini-batch (b)",
            )

    def on_mount(self) -> None:
        self.set_class(self.settings.schedule is Schedule.MINI_BATCH, "-mini-batch")

    def watch_settings(self, settings: Settings) -> None:
        self.set_class(settings.schedule is Schedule.MINI_BATCH, "-mini-batch")
        if not self._ready:
            return
        self.query_one("#learning-rate", NumberField).number = settings.learning_rate
        self.query_one("#batch-size", NumberField).number = settings.batch_size
        with self.prevent(Select.Changed):  # only what the user picks is news
            self.query_one(Select).value = settings.schedule

    def watch_running(self, running: bool) -> None:
        if self._ready:
            self.query_one("#run", Button).label = "Pause" if running else "Run"

    def choose_schedule(self, schedule: Schedule) -> None:
        """Choose a schedule as if it had been picked from the list."""
        self._choose(replace(self.settings, schedule=schedule))

    def choose_backend(self, backend: Backend) -> None:
        """Choose what computes; NetworkError if it is not installed."""
        self._choose(replace(self.settings, backend=backend))

    @on(NumberField.Chosen, "#epochs")
    def _choose_epochs(self, event: NumberField.Chosen) -> None:
        self.post_message(self.EpochsChosen(int(event.number)))

    @on(NumberField.Chosen, "#learning-rate")
    def _choose_learning_rate(self, event: NumberField.Chosen) -> None:
        self._choose(replace(self.settings, learning_rate=event.number))

    @on(NumberField.Chosen, "#batch-size")
    def _choose_batch_size(self, event: NumberField.Chosen) -> None:
        self._choose(replace(self.settings, batch_size=int(event.number)))

    @on(Select.Changed)
    def _choose_schedule(self, event: Select.Changed) -> None:
        if event.value is not event.select.value:
            return  # the list has told of its first value, but a key was faster
        assert isinstance(event.value, Schedule)
        self.choose_schedule(event.value)
        self.app.call_later(self._leave, event.select)  # which is about to take the focus

    def _leave(self, select: Select[Schedule]) -> None:
        """Take the focus away, or space would open the list again instead of running."""
        if self.is_attached and self.screen.focused is select:
            self.screen.set_focus(None)

    def _choose(self, settings: Settings) -> None:
        if settings != self.settings:
            self.settings = settings
            self.post_message(self.SettingsChosen(settings))

    def _parse_learning_rate(self, text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            raise NetworkError(
                f"the learning rate {text!r} is no number", "write one such as 0.01"
            ) from None
        return replace(self.settings, learning_rate=number).learning_rate


def parse_epochs(text: str) -> int:
    """The number of epochs to run; NetworkError for text that is none."""
    return _parse_count(text, "the number of epochs")


def parse_batch_size(text: str) -> int:
    """The number of samples in a mini-batch; NetworkError for text that is none."""
    return _parse_count(text, "the batch size")


def _parse_count(text: str, what: str) -> int:
    try:
        count = int(text)
    except ValueError:
        count = 0
    if not 1 <= count <= MOST:
        raise NetworkError(
            f"{what} {text!r} is no whole number from 1 to {MOST:,}", "write one such as 100"
        )
    return count


def _button(label: str, action: str, tooltip: str) -> Button:
    return Button(label, action=action, compact=True, id=label.lower(), tooltip=tooltip)
