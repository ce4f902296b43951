"""The panel that says why the cell pointed at is the number that it is."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from rich.text import Text
from textual.containers import VerticalScroll
from textual.reactive import reactive
from textual.widgets import Static

from engine import Cell, Gradients, NetworkError, Trace
from tui.numbers import few_digits

if TYPE_CHECKING:
    from engine.explain import Explanation

MOST_CELLS = 9
"""How many of the cells that a formula reads have a key to go to them."""


class ExplanationPanel(VerticalScroll, can_focus=False):
    """Formula, the same with live numbers, result, and the cells to go on to."""

    number: reactive[Callable[[float], str]] = reactive(lambda: few_digits)

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002, Textual's own name
        super().__init__(Static(id="explanation-text"), id=id)
        self._explanation: Explanation | None = None

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The cells that the explained one is made of, as far as there is a key for each."""
        return () if self._explanation is None else self._explanation.cells[:MOST_CELLS]

    @property
    def all_cells(self) -> frozenset[Cell]:
        """All of them."""
        return frozenset(() if self._explanation is None else self._explanation.cells)

    @property
    def towards_loss(self) -> Cell | None:
        """The first gradient that the explained cell is made of, or else the first cell."""
        gradients = (cell for cell in self.cells if cell.gradient)
        return next(gradients, next(iter(self.cells), None))

    def show(self, cell: Cell, trace: Trace, gradients: Gradients) -> None:
        """Explain a cell of a sample."""
        from engine.explain import explain  # here, for it would delay the first screen
        from tui.explanation_text import short_explanation

        try:
            self._explanation = explain(trace, gradients, cell)
        except NetworkError as error:
            self._explanation = None
            self._write(cell, trace, Text(str(error)))
            return
        self._write(
            cell, trace, short_explanation(self._explanation, trace, gradients, self.number)
        )

    def say(self, cell: Cell, trace: Trace, sentence: str) -> None:
        """Say a sentence in place of an explanation."""
        self._explanation = None
        self._write(cell, trace, Text(sentence))

    def _write(self, cell: Cell, trace: Trace, text: Text) -> None:
        self.border_title = Text(f"why {cell.label(trace.graph.loss)}")
        self.query_one(Static).update(text)
