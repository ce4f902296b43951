"""The lesson of the network that is open."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen

from engine import Network
from tui.widgets.lesson import Lesson


class LessonScreen(ModalScreen[None]):
    """A page to scroll; escape, q or L leads back."""

    CSS_PATH = "lesson.tcss"

    BINDINGS = [
        Binding("escape,q,L", "dismiss", "Back", id="lesson.back", tooltip="Back"),
    ]

    def __init__(self, network: Network) -> None:
        super().__init__()
        self._network = network

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="lesson-page") as page:
            page.border_title = Content(self._network.title)
            page.border_subtitle = "↑↓ scroll, escape back"
            yield Lesson(self._network.lesson)

    def on_mount(self) -> None:
        self.query_one("#lesson-page").focus()
