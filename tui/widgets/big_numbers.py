"""The numbers pointed at, in digits for the back row."""

from rich.style import Style
from rich.text import Text
from textual.reactive import reactive
from textual.widget import Widget

from engine import Cell
from tui.big_numbers import Ink, cell_page, node_page
from tui.table_layout import TableContent


class BigNumbers(Widget):
    """One cell, or all of the vector or matrix that it belongs to (`whole`).

    halves: whether half a line can be drawn.
    """

    DEFAULT_CSS = """
    BigNumbers {
        .big-numbers--name {
            text-style: bold;
        }

        .big-numbers--positive {
            color: $text-primary;
        }

        .big-numbers--negative {
            color: $text-warning;
        }

        .big-numbers--hidden {
            color: $text-muted;
        }

        .big-numbers--here {
            background: $panel-lighten-2;
        }

        /* Of the 16 colours only these are legible on a dark and on a light ground. */
        &:ansi {
            .big-numbers--positive {
                color: ansi_default;
            }

            .big-numbers--negative {
                color: ansi_red;
            }

            .big-numbers--here {
                background: ansi_default;
            }
        }
    }
    """

    COMPONENT_CLASSES = {*(f"big-numbers--{ink.value}" for ink in Ink), "big-numbers--here"}

    content: reactive[TableContent | None] = reactive(None)
    cursor: reactive[Cell | None] = reactive(None)
    whole: reactive[bool] = reactive(False)

    def __init__(self, *, halves: bool) -> None:
        super().__init__(id="big-numbers")
        self._halves = halves

    def render(self) -> Text:
        """As much of it as fits."""
        if self.content is None or self.cursor is None:
            return Text()
        page = node_page if self.whole else cell_page
        styles = {ink: self.get_component_rich_style(f"big-numbers--{ink.value}") for ink in Ink}
        here = Style(bgcolor=self.get_component_rich_style("big-numbers--here").bgcolor)
        text = Text(no_wrap=True)
        lines = page(self.content, self.cursor, *self.size, halves=self._halves)
        for number, line in enumerate(lines):
            text.append("\n" if number else "")
            for piece in line:
                style = styles[piece.ink]
                text.append(piece.text, style + here if piece.pointed_at else style)
        return text
