"""A question before something is lost."""

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Label


class ConfirmScreen(ModalScreen[bool]):
    """Yes or no; enter alone says neither."""

    CSS_PATH = "confirm.tcss"
    AUTO_FOCUS = ""

    BINDINGS = [
        Binding("y", "dismiss(True)", "Yes", id="confirm.yes", tooltip="Do it"),
        Binding("n,escape", "dismiss(False)", "No", id="confirm.no", tooltip="Leave it"),
    ]

    def __init__(self, question: str, yes: str, no: str) -> None:
        super().__init__()
        self._question = question
        self._yes, self._no = yes, no

    def compose(self) -> ComposeResult:
        with Vertical(id="confirm"):
            yield Label(self._question, markup=False)
            with Horizontal():
                yield Button(f"{self._yes} (y)", id="yes", compact=True, tooltip="Do it (y)")
                yield Button(f"{self._no} (n)", id="no", compact=True, tooltip="Leave it (n)")

    @on(Button.Pressed)
    def _answer(self, event: Button.Pressed) -> None:
        if self.is_active:  # else it has been answered, and a page below would be closed
            self.dismiss(event.button.id == "yes")
