"""The equations of the network, as its file has them."""

from rich.text import Text
from textual.containers import VerticalScroll
from textual.widgets import Static

from engine import Graph


class Equations(VerticalScroll, can_focus=False):
    """One equation a line, the loss last."""

    BORDER_TITLE = "equations"

    def __init__(self, graph: Graph, *, id: str | None = None) -> None:  # noqa: A002
        lines = [equation.text for equation in graph.equations]
        super().__init__(Static(Text("\n".join(lines), no_wrap=True)), id=id)
