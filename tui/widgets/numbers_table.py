"""Every value beside its gradient, as aligned numbers with heat colours.

One row a line: the name, the cells of the value, a rule, the cells of the gradient. All
nodes share their columns, so scrolling sideways moves values and gradients together. Only
the lines in view are ever drawn, which keeps 64×64 matrices cheap. A cell can be pointed at,
and others marked where they stand.
"""

from collections.abc import Iterator
from itertools import chain

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.content import Content
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from engine import Cell
from tui.heat import HEAT_LEVELS, heat_level
from tui.table_layout import (
    NEW,
    RULE,
    TO_COME,
    VEILED,
    Line,
    Side,
    TableContent,
    TableLayout,
    lay_out,
)
from tui.widgets.too_small import SMALLEST_HEIGHT, SMALLEST_WIDTH

HERE = "►"
"""Before the number that the tape has just come to."""


class NumbersTable(ScrollView, can_focus=False):
    """The numbers of the sample in view: parameters first, then its trace."""

    MARK = "◂"
    """Behind a number that is marked: the explained one is made of it."""

    DEFAULT_CSS = """
    NumbersTable {
        .numbers--heading {
            color: $text-muted;
            text-style: underline;
        }

        .numbers--name {
            text-style: bold;
        }

        .numbers--rule {
            color: $text-muted;
        }

        .numbers--positive {
            color: $primary;
        }

        .numbers--negative {
            color: $warning;
        }

        .numbers--warning {
            text-style: bold reverse;
        }

        .numbers--hidden {
            color: $text-muted;
        }

        .numbers--mark {
            color: $text-accent;
            text-style: bold;
        }

        /* Of the 16 colours only these are legible on a dark and on a light ground. */
        &:ansi {
            .numbers--positive {
                color: ansi_default;
            }

            .numbers--negative {
                color: ansi_red;
            }
        }
    }
    """

    COMPONENT_CLASSES = {
        "numbers--heading",
        "numbers--name",
        "numbers--rule",
        "numbers--positive",
        "numbers--negative",
        "numbers--warning",
        "numbers--hidden",
        "numbers--mark",
    }

    content: reactive[TableContent | None] = reactive(None, repaint=False)
    cursor: reactive[Cell | None] = reactive(None)
    marked: reactive[frozenset[Cell]] = reactive(frozenset())

    class CellChosen(Message):
        """A cell was pointed at with the mouse."""

        def __init__(self, cell: Cell) -> None:
            super().__init__()
            self.cell = cell

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002, Textual's own name
        super().__init__(id=id)
        self._layout: TableLayout | None = None
        self._styles: dict[str | int, Style] = {}
        self._drawn: dict[int, Strip] = {}
        self._drawn_with: tuple[object, ...] = ()

    def entitle(self, title: str) -> None:
        """Show a title in the border; Textual's `border_title` has all lines painted with it."""
        content = Content(title)
        if self._border_title is None or content != self._border_title:
            self._border_title = content
            self.refresh(Region(0, -1, self.size.width, 1))

    def watch_content(self, before: TableContent | None, content: TableContent | None) -> None:
        self._lay_out()
        made = None if content is None else content.first_made
        if made is not None and (before is None or before.first_made != made):
            self._bring_into_view(made)

    def watch_cursor(self) -> None:
        self._keep_cursor_in_view()

    def on_resize(self, _event: events.Resize) -> None:
        self._lay_out()
        self._keep_cursor_in_view()

    def watch_show_horizontal_scrollbar(self) -> None:
        self.call_after_refresh(self._keep_cursor_in_view)  # it takes a line away

    def notify_style_update(self) -> None:
        self._styles.clear()
        self._drawn.clear()
        super().notify_style_update()

    def on_click(self, event: events.Click) -> None:
        cell = self._cell_under(event.x, event.y)
        if cell is not None:
            self.post_message(self.CellChosen(cell))

    def moved_cursor(self, columns: int, lines: int) -> Cell | None:
        """The cell beside, above or below the cursor; without one, the first in view."""
        table = self._layout
        if table is None:
            return None
        if self.cursor is not None:
            return table.moved(self.cursor, columns, lines)
        shown = range(self.scroll_offset.y, len(table.lines))
        first = self._first_column(table)
        seen = (table.cell_at(line, False, first) for line in shown)
        return next(filter(None, seen), table.first_cell())

    def region_of(self, cell: Cell) -> Offset | None:
        """Where a cell begins on the screen, if it is in view."""
        table = self._layout
        spot = None if table is None else table.spot(cell)
        if table is None or spot is None:
            return None
        row = spot.line - self.scroll_offset.y
        column = spot.column - self._first_column(table)
        if not (0 <= row < self.size.height - 1 and 0 <= column < table.shown_columns):
            return None
        left = table.name_width + column * (table.cell_width + 1)
        left += (table.side_width + len(RULE)) * spot.gradient
        return self.content_region.offset + Offset(left, row + 1)

    def middle_of(self, cell: Cell) -> Offset | None:
        """The middle of a cell on the screen, if it is in view."""
        place = self.region_of(cell)
        if place is None or self._layout is None:
            return None
        return place + Offset(self._layout.cell_width // 2, 0)

    def _cell_under(self, x: int, y: int) -> Cell | None:
        table = self._layout
        offset = Offset(x, y) - self.gutter.top_left
        if table is None or offset.y < 1:
            return None
        left = offset.x - table.name_width
        gradient = left >= table.side_width + len(RULE)
        if gradient:
            left -= table.side_width + len(RULE)
        column = left // (table.cell_width + 1)
        if left < 0 or column >= table.shown_columns:
            return None
        line = offset.y - 1 + self.scroll_offset.y
        return table.cell_at(line, gradient, column + self._first_column(table))

    def _keep_cursor_in_view(self) -> None:
        if self.cursor is not None:
            self._bring_into_view(self.cursor)

    def _bring_into_view(self, cell: Cell) -> None:
        """Bring a cell into view, by no more than it takes."""
        table = self._layout
        spot = None if table is None else table.spot(cell)
        if table is None or spot is None:
            return
        x, y = self.scroll_offset
        height = self.scrollable_content_region.height - 1
        y = min(spot.line, max(y, spot.line - height + 1))
        first = self._first_column(table)
        first = min(spot.column, max(first, spot.column - table.shown_columns + 1))
        if first != self._first_column(table):
            x = first * (table.cell_width + 1)
        self.scroll_to(x, y, animate=False, force=True)

    def _lay_out(self) -> None:
        """Lay the numbers out; before there is room, as in the smallest window, for the keys."""
        if self.content is None:
            return
        width, height = self.size
        if not width or height < 2:
            if self._layout is not None:
                return
            width, height = SMALLEST_WIDTH, SMALLEST_HEIGHT
        table = lay_out(self.content, width, height - 1)
        hidden = (table.columns - table.shown_columns) * (table.cell_width + 1)
        self._layout = table
        used = width if hidden else 0
        self.virtual_size = Size(used + hidden, len(table.lines) + 1)
        self._refresh_what_differs()

    def _refresh_what_differs(self) -> None:
        """Have only those lines painted whose digits have changed: in a long run they are few."""
        before = self._drawn if self._drawn_with == self._circumstances else {}
        self._drawn = {}
        for y in range(self.size.height):
            if self.render_line(y) != before.get(y):
                self.refresh(Region(0, y, self.size.width, 1))

    @property
    def _circumstances(self) -> tuple[object, ...]:
        """What a line depends on besides the numbers."""
        return self.size, self.scroll_offset, self.cursor, self.marked

    def render_line(self, y: int) -> Strip:
        """One line: the header always stays at the top, the others scroll below it."""
        if self._drawn_with != self._circumstances:
            self._drawn.clear()
            self._drawn_with = self._circumstances
        if y not in self._drawn:
            self._drawn[y] = self._draw_line(y)
        return self._drawn[y]

    def _draw_line(self, y: int) -> Strip:
        width, base = self.size.width, self._style("")
        table, place = self._layout, y - 1 + self.scroll_offset.y
        if table is None or self.content is None:
            return Strip.blank(width, base)
        if y == 0:
            segments = self._header(table, self.content)
        elif place < len(table.lines):
            segments = self._line(table, self.content, table.lines[place], named=y == 1)
        else:
            segments = iter(())
        return Strip(segments).adjust_cell_length(width, base)

    def _header(self, table: TableLayout, content: TableContent) -> Iterator[Segment]:
        heading = self._style("numbers--heading")
        left, right = self.headings(content)
        yield Segment(" " * table.name_width, self._style(""))
        hidden = table.shown_columns < table.columns
        first = self._first_column(table)
        shown = f" {first + 1}–{first + table.shown_columns} of {table.columns}" if hidden else ""
        left = f"{left}{shown}"[: table.side_width].ljust(table.side_width + len(RULE))
        yield Segment(left, heading)
        yield Segment(right[: table.side_width].ljust(table.side_width), heading)

    def headings(self, content: TableContent) -> tuple[str, str]:
        """What stands above the numbers to the left and to the right of the rule."""
        gradient = f"gradient ∂{content.trace.graph.loss}/∂…"
        if content.update is None:
            return "value", gradient
        return f"value, {NEW} new", f"{gradient}, {NEW} step"

    def _line(
        self, table: TableLayout, content: TableContent, line: Line, named: bool
    ) -> Iterator[Segment]:
        """A row, with its name if it is the first of its node or `named` as the first in view."""
        if line.value is None or line.gradient is None:
            yield Segment(line.text, self._style("numbers--heading"))
            return
        name = line.text if named or line.row == 0 else ""
        if len(name) >= table.name_width:
            name = f"{name[: table.name_width - 2]}…"
        begins = line.value.cells and line.row == 0
        mark = self._style("numbers--mark")
        here = begins and content.here == (line.text, False)
        yield Segment(name.ljust(table.name_width - 1), self._style("numbers--name"))
        yield Segment(HERE if here else " ", mark)
        yield from self._cells(table, content, line.value, line.row)
        here = begins and content.here == (line.text, True)
        yield Segment(RULE[:-1], self._style("numbers--rule"))
        yield Segment(HERE if here else RULE[-1], mark if here else self._style("numbers--rule"))
        yield from self._cells(table, content, line.gradient, line.row)

    def _cells(
        self, table: TableLayout, content: TableContent, side: Side, row: int
    ) -> Iterator[Segment]:
        first = self._first_column(table)
        shown = side.rows[row][first : first + table.shown_columns]
        hidden = (side.node, side.gradient) in content.hidden
        gap = Segment(" ", self._style(""))
        watched = side.cells and self._stands_out(content, side)
        for column, number in enumerate(shown, first):
            cell = side.cell(row, column) if watched else None
            point = "" if cell is None else self._point(content, cell)
            veiled = point == "asked" or cell in content.veiled
            if hidden or veiled:
                text = VEILED if veiled else TO_COME
                style = self._style("numbers--hidden")
                text = text.rjust(table.cell_width)
            else:
                text = side.form.text(number)
                style = self._heat_style(number, side.largest)
            if point in ("cursor", "asked"):
                style += Style(reverse=True, bold=True)
            elif point == "marked":
                style += Style(underline=True, bold=True)
            yield Segment(text, style)
            yield Segment(self.MARK, self._style("numbers--mark")) if point == "marked" else gap
        missing = table.side_width - len(shown) * (table.cell_width + 1)
        if missing:
            yield Segment(" " * missing, self._style(""))

    def _stands_out(self, content: TableContent, side: Side) -> bool:
        """Whether any cell of a side does; most do not, and are drawn without asking for each."""
        pointed_at = () if self.cursor is None else (self.cursor,)
        cells = chain(content.asked, content.veiled, self.marked, pointed_at)
        return any(cell.node == side.node and cell.gradient == side.gradient for cell in cells)

    def _point(self, content: TableContent, cell: Cell) -> str:
        """Why a cell stands out, if it does."""
        if cell in content.asked:
            return "asked"
        if cell == self.cursor:
            return "cursor"
        return "marked" if cell in self.marked else ""

    def _first_column(self, table: TableLayout) -> int:
        scrolled = round(self.scroll_offset.x / (table.cell_width + 1))
        return min(scrolled, table.columns - table.shown_columns)

    def _heat_style(self, number: float, largest: float) -> Style:
        level = heat_level(number, largest)
        return self._style("numbers--warning" if level is None else level)

    def _style(self, part: str | int) -> Style:
        """The style of a component, of the widget itself for "", or of a level of heat.

        Textual looks each one up anew, which for hundreds of cells a frame takes as long as
        all the rest.
        """
        if part not in self._styles:
            if isinstance(part, int):
                self._styles[part] = self._style_of_level(part)
            else:
                self._styles[part] = (
                    self.get_component_rich_style(part) if part else self.rich_style
                )
        return self._styles[part]

    def _style_of_level(self, level: int) -> Style:
        """The sign by hue, the size by depth: of the ground, or of the type with 16 colours."""
        sign = "numbers--positive" if level > 0 else "numbers--negative"
        hue = self.get_component_styles(sign).color
        if level == 0:
            return self.rich_style
        if self.app.native_ansi_color:
            return self.rich_style + Style(color=hue.rich_color, bold=abs(level) > HEAT_LEVELS // 2)
        ground = self.background_colors[1].blend(hue, 0.4 * abs(level) / HEAT_LEVELS)
        ink = ground.get_contrast_text(0.95)
        return Style(color=(ground + ink).rich_color, bgcolor=ground.rich_color)
