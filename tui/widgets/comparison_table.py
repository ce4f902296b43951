"""The gradients of a backward pass beside what central differences say."""

from collections.abc import Mapping

from textual.binding import Binding

from engine import Cell, Gradients, Value, cells_of
from tui.table_layout import TableContent
from tui.widgets.numbers_table import NumbersTable


class ComparisonTable(NumbersTable, can_focus=True):
    """Gradients to the left, differences to the right as far as they are known.

    A cell that disagrees has a mark behind its gradient.
    """

    MARK = "≠"

    BINDINGS = [
        Binding(
            key,
            f"point({columns}, {lines})",
            id=f"comparison.{key}",
            show=False,
            tooltip="Point at another cell, to read all its digits",
        )
        for key, columns, lines in (
            ("up", 0, -1),
            ("down", 0, 1),
            ("left", -1, 0),
            ("right", 1, 0),
        )
    ]

    def compare(self, gradients: Gradients, differences: Mapping[str, Value]) -> None:
        """Show gradients, and the differences of the nodes where they are known."""
        graph = gradients.graph
        known = {graph.places[name]: value for name, value in differences.items()}
        beside = tuple(known.get(place, value) for place, value in enumerate(gradients.by_node))
        self.content = TableContent(
            gradients,
            Gradients(graph, beside),
            hidden=frozenset((name, True) for name in gradients if name not in differences),
        )

    def mark(self, disagreeing: frozenset[Cell]) -> None:
        """Mark the cells whose gradient disagrees with its differences."""
        self.marked = frozenset(Cell(cell.node, cell.index) for cell in disagreeing)

    def point_at_node(self, name: str) -> None:
        """Point at the first cell of a node."""
        assert self.content is not None
        self.cursor = next(cells_of(name, self.content.trace.graph.shape(name)))

    def action_point(self, columns: int, lines: int) -> None:
        """Point at the cell beside, above or below."""
        cell = self.moved_cursor(columns, lines)
        if cell is not None:
            self.post_message(self.CellChosen(cell))

    def headings(self, content: TableContent) -> tuple[str, str]:
        """What stands above gradients and differences."""
        return f"gradient ∂{content.trace.graph.loss}/∂…", "differences"
