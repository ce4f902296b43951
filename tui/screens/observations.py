"""All that keeps the network from learning, with the reasons in full."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from engine.observations import Observation

NONE = (
    "Nothing stands in the way: no unit is saturated or dead, no gradient vanishes or explodes "
    "in the sample in view, and the last step has not raised the loss."
)


class ObservationsScreen(ModalScreen[None]):
    """A page to scroll; escape, q or ! leads back."""

    CSS_PATH = "observations.tcss"

    BINDINGS = [
        Binding(
            "escape,q,exclamation_mark", "dismiss", "Back", id="observations.back", tooltip="Back"
        ),
    ]

    def __init__(self, observations: Sequence[Observation]) -> None:
        super().__init__()
        self._observations = observations

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="observations-page") as page:
            page.border_title = "what keeps it from learning"
            page.border_subtitle = "↑↓ scroll, escape back"
            for each in self._observations:
                yield Static(
                    Content.assemble(
                        (f"! {each.heading}: {each.node}", "bold"), "\n", each.sentence
                    )
                )
            if not self._observations:
                yield Static(NONE, markup=False)

    def on_mount(self) -> None:
        self.query_one("#observations-page").focus()
