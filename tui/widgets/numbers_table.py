"""Every value beside its gradient, as aligned numbers with heat colours.

One row a line: the name, the cells of the value, a rule, the cells of the gradient. All
nodes share their columns, so scrolling sideways moves values and gradients together. Only
the lines in view are ever drawn, which keeps 64×64 matrices cheap.
"""

from collections.abc import Iterator

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.heat import HEAT_LEVELS, heat_level
from tui.snapshot import Snapshot
from tui.table_layout import RULE, Line, Side, TableLayout, lay_out


class NumbersTable(ScrollView, can_focus=False):
    """The numbers of the inspected sample: parameters first, then its trace."""

    COMPONENT_CLASSES = {
        "numbers--heading",
        "numbers--name",
        "numbers--rule",
        "numbers--positive",
        "numbers--negative",
        "numbers--warning",
    }

    snapshot: reactive[Snapshot | None] = reactive(None, repaint=False)

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002, Textual's own name
        super().__init__(id=id)
        self._layout: TableLayout | None = None
        self._styles: dict[str | int, Style] = {}

    def watch_snapshot(self) -> None:
        self._lay_out()

    def on_resize(self, _event: events.Resize) -> None:
        self._lay_out()

    def notify_style_update(self) -> None:
        self._styles.clear()
        super().notify_style_update()

    def scroll_columns(self, columns: int) -> None:
        """Scroll sideways by whole columns, of values and gradients alike."""
        if self._layout is not None:
            self.scroll_relative(x=columns * (self._layout.cell_width + 1), animate=False)

    def _lay_out(self) -> None:
        width, height = self.size
        if self.snapshot is None or not width or height < 2:
            return
        table = lay_out(self.snapshot.trace, self.snapshot.gradients, width, height - 1)
        hidden = (table.columns - table.shown_columns) * (table.cell_width + 1)
        self._layout = table
        used = width if hidden else 0
        self.virtual_size = Size(used + hidden, len(table.lines) + 1)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line: the header always stays at the top, the others scroll below it."""
        width, base = self.size.width, self._style("")
        table, place = self._layout, y - 1 + self.scroll_offset.y
        if table is None:
            return Strip.blank(width, base)
        if y == 0:
            segments = self._header(table)
        elif place < len(table.lines):
            segments = self._line(table, table.lines[place], named=y == 1)
        else:
            segments = iter(())
        return Strip(segments).adjust_cell_length(width, base)

    def _header(self, table: TableLayout) -> Iterator[Segment]:
        assert self.snapshot is not None
        heading = self._style("numbers--heading")
        loss = self.snapshot.trace.graph.loss
        yield Segment(" " * table.name_width, self._style(""))
        hidden = table.shown_columns < table.columns
        first = self._first_column(table)
        shown = f" {first + 1}–{first + table.shown_columns} of {table.columns}" if hidden else ""
        value = f"value{shown}"[: table.side_width].ljust(table.side_width + len(RULE))
        yield Segment(value, heading)
        yield Segment(f"gradient ∂{loss}/∂…".ljust(table.side_width), heading)

    def _line(self, table: TableLayout, line: Line, named: bool) -> Iterator[Segment]:
        """A row, with its name if it is the first of its node or `named` as the first in view."""
        if line.value is None or line.gradient is None:
            yield Segment(line.text, self._style("numbers--heading"))
            return
        name = line.text if named or line.row == 0 else ""
        if len(name) >= table.name_width:
            name = f"{name[: table.name_width - 2]}…"
        yield Segment(name.ljust(table.name_width), self._style("numbers--name"))
        yield from self._cells(table, line.value, line.row)
        yield Segment(RULE, self._style("numbers--rule"))
        yield from self._cells(table, line.gradient, line.row)

    def _cells(self, table: TableLayout, side: Side, row: int) -> Iterator[Segment]:
        first = self._first_column(table)
        shown = side.rows[row][first : first + table.shown_columns]
        gap = Segment(" ", self._style(""))
        for number in shown:
            yield Segment(side.form.text(number), self._heat_style(number, side.largest))
            yield gap
        missing = table.side_width - len(shown) * (table.cell_width + 1)
        if missing:
            yield Segment(" " * missing, self._style(""))

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
