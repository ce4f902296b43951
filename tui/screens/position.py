"""A line to type a position in."""

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Label

from engine import NetworkError, Position, Ruler


class PositionScreen(ModalScreen[Position | None]):
    """Gives the position that was typed, or None."""

    CSS_PATH = "position.tcss"

    BINDINGS = [
        Binding("escape", "dismiss(None)", "Back", id="position.back", tooltip="Stay here"),
    ]

    def __init__(self, ruler: Ruler, here: Position) -> None:
        super().__init__()
        self._ruler = ruler
        self._here = here

    def compose(self) -> ComposeResult:
        with Vertical(id="position") as box:
            box.border_title = "go to"
            box.border_subtitle = "enter goes, escape stays"
            yield Label(
                "epoch, epoch.sample or epoch.sample.stage, "
                f"with samples 1 to {self._ruler.samples} and stages 1 to {self._ruler.stages}"
            )
            yield Input(str(self._here), id="typed", compact=True, select_on_focus=True)
            yield Label("", id="complaint", markup=False)

    @on(Input.Changed)
    def _take_complaint_back(self) -> None:
        self.query_one("#complaint", Label).update("")

    @on(Input.Submitted)
    def _go(self, event: Input.Submitted) -> None:
        if not self.is_active:
            return  # one has been given, and a page below would be closed
        try:
            self.dismiss(self._ruler.parse(event.value))
        except NetworkError as error:
            self.query_one("#complaint", Label).update(str(error))
