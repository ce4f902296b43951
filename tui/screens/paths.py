"""A page with all there is to say about a cell: terms, products, and paths to the loss."""

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.reactive import reactive
from textual.screen import ModalScreen
from textual.widgets import Static

from engine import Cell, Gradients, NetworkError, Trace
from engine.explain import Unfolding, explain, unfold
from tui.explanation_text import Number, whole_explanation
from tui.numbers import few_digits, full


class PathsScreen(ModalScreen[None]):
    """Unfolds a gradient level by level; escape, z or q leads back."""

    CSS_PATH = "paths.tcss"

    BINDINGS = [
        Binding("escape,q,z", "dismiss", "Back", id="paths.back", tooltip="Back"),
        Binding(
            "plus,greater_than_sign",
            "unfold(1)",
            "Unfold",
            id="paths.unfold",
            tooltip="Unfold by one level more",
        ),
        Binding(
            "minus,less_than_sign",
            "unfold(-1)",
            "Fold",
            id="paths.fold",
            tooltip="Unfold by one level less",
        ),
        Binding(
            "equals_sign",
            "toggle_digits",
            "Digits",
            id="paths.digits",
            tooltip="All digits, or few",
        ),
    ]

    levels: reactive[int | None] = reactive(None)
    number: reactive[Number] = reactive(lambda: few_digits)

    def __init__(self, cell: Cell, trace: Trace, gradients: Gradients) -> None:
        super().__init__()
        self._cell = cell
        self._trace = trace
        self._gradients = gradients
        self._unfolded, self._complete = 0, False

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="paths") as page:
            page.border_title = Text(f"why {self._cell.label(self._trace.graph.loss)}")
            page.border_subtitle = "+ − levels, = digits, ↑↓ scroll, escape back"
            yield Static(id="whole")

    def on_mount(self) -> None:
        self.query_one("#paths").focus()
        self.call_after_refresh(self._write)

    def on_resize(self) -> None:
        self.call_after_refresh(self._write)

    def watch_levels(self) -> None:
        if self.is_mounted:
            self._write()

    def watch_number(self) -> None:
        if self.is_mounted:
            self._write()

    def action_unfold(self, by: int) -> None:
        """Unfold further, as far as there is anything to unfold, or less far."""
        wanted = max(0, (self._unfolded if self.levels is None else self.levels) + by)
        self.levels = wanted if wanted <= self._unfolded or by < 0 or not self._complete else None

    def action_toggle_digits(self) -> None:
        """Show all digits, or few."""
        self.number = few_digits if self.number is full else full

    def _write(self) -> None:
        loss = self._trace.graph.loss
        try:
            explanation = explain(self._trace, self._gradients, self._cell)
            unfolding = self._unfolding()
            width = self.query_one("#paths").scrollable_content_region.width
            text = whole_explanation(explanation, unfolding, loss, self.number, width)
        except NetworkError as error:
            text = Text(str(error))
        self.query_one("#whole", Static).update(text)

    def _unfolding(self) -> Unfolding | None:
        if not self._cell.gradient:
            return None
        unfolding = unfold(self._trace, self._gradients, self._cell, self.levels)
        self._unfolded, self._complete = unfolding.levels, unfolding.complete
        return unfolding
