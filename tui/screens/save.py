"""Saving the run: a line for the path, and what is wrong with it."""

from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input, Label

from engine import NetworkError, printable
from tui.opening import typed_path
from tui.screens.confirm import ConfirmScreen
from tui.snapshot import Snapshot
from tui.trainer import Trainer


class SaveScreen(ModalScreen[None]):
    """Stays open until the run is saved, or escape leaves it unsaved.

    Replacing another file than that which the run has been saved to before is asked for.
    """

    CSS_PATH = "save.tcss"

    BINDINGS = [
        Binding("escape", "dismiss", "Back", id="save.back", tooltip="Back without saving"),
    ]

    class Answer(Message):
        """The run has been saved, or what is wrong."""

        def __init__(self, path: Path, error: NetworkError | None) -> None:
            super().__init__()
            self.path = path
            self.error = error

    def __init__(self, trainer: Trainer) -> None:
        super().__init__()
        self._trainer = trainer

    def compose(self) -> ComposeResult:
        with Vertical(id="save-box") as box:
            box.border_title = "save the run as"
            box.border_subtitle = "enter save, escape back"
            yield Input(
                str(_suggested(self._trainer.snapshot)),
                select_on_focus=False,
                compact=True,
                id="path",
                tooltip="The file to save the run to",
            )
            yield Label(id="save-error", markup=False)

    @on(Input.Submitted)
    def _save_or_ask(self, event: Input.Submitted) -> None:
        event.stop()
        try:
            path = typed_path(event.value)
        except NetworkError as error:
            self._complain(error)
            return
        if path.is_file() and path != self._trainer.snapshot.run_file:
            question = ConfirmScreen(
                printable(f"{path} exists already. Replace it?"), "Replace", "Keep it"
            )
            self.app.push_screen(question, lambda yes: self._save(path) if yes else None)
        else:
            self._save(path)

    def _save(self, path: Path) -> None:
        """Have the worker save it; it answers by a message only."""
        self._trainer.save(path, lambda error: self._answer(path, error))

    def _answer(self, path: Path, error: NetworkError | None) -> None:
        """Called on the worker's thread, from which only a message may be posted."""
        self.post_message(self.Answer(path, error))

    @on(Answer)
    def _tell(self, event: Answer) -> None:
        if event.error is not None:
            self._complain(event.error)
            return
        self.app.notify(f"Saved to {printable(str(event.path))}", markup=False)
        if self.is_active:  # else it has been left meanwhile
            self.dismiss()

    def _complain(self, error: NetworkError) -> None:
        self.query_one("#save-error", Label).update(f"Not saved: {error}")
        self.add_class("-wrong")


def _suggested(snapshot: Snapshot) -> Path:
    """The path of last time, or one that is named after the network file."""
    if snapshot.run_file is not None:
        return snapshot.run_file
    source = snapshot.network.source
    return Path("network.run.json" if source is None else f"{Path(source.name).stem}.run.json")
