"""How the numbers of a moment are laid out in rows and columns; no drawing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from engine import Cell, Gradients, Kind, Matrix, NodeValues, Update, Value, as_matrix, cells_of
from tui.numbers import NARROWEST, NumberFormat, largest_finite

WIDEST = 12
"""Beyond this width a number gains digits that nobody reads while it moves."""

LONGEST_NAME = 18
"""Longer names are cut, so that numbers keep their room."""

RULE = "│ "
"""Between values and gradients."""

TO_COME, VEILED = "·", "?"
"""In place of a number: its stage has not been yet; it is hidden until it is asked for."""

NEW = "→"
"""In place of a name: the rows of the parameter above after its update."""


@dataclass(frozen=True)
class TableContent:
    """What the table shows: a number for every cell of every node, twice.

    trace, gradients: what stands to the left and to the right of the rule.
    update: what it does to every parameter, shown below each.
    hidden: nodes, and gradients of nodes (True), whose numbers are not shown.
    veiled: cells that are hidden until they are asked for.
    asked: cells that stand for a question.
    here: the node, or the gradient of a node, that the tape has just come to.
    """

    trace: NodeValues
    gradients: Gradients
    update: Update | None = None
    hidden: frozenset[tuple[str, bool]] = frozenset()
    veiled: frozenset[Cell] = frozenset()
    asked: frozenset[Cell] = frozenset()
    here: tuple[str, bool] | None = None

    @property
    def first_made(self) -> Cell | None:
        """The first cell of what the tape has just come to."""
        if self.here is None:
            return None
        node, gradient = self.here
        return next(cells_of(node, self.trace.graph.shape(node), gradient))

    def shows(self, cell: Cell) -> bool:
        """Whether the number of a cell can be seen."""
        return (cell.node, cell.gradient) not in self.hidden and cell not in self.veiled


@dataclass(frozen=True)
class Side:
    """The value of a node, or its gradient: rows of cells and how they are written.

    cells: whether they can be pointed at; what an update does cannot.
    """

    node: str
    gradient: bool
    rows: Matrix
    form: NumberFormat
    largest: float
    dimensions: int
    cells: bool = True

    def cell(self, row: int, column: int) -> Cell:
        """The cell in a row and a column."""
        index = ((), (column,), (row, column))[self.dimensions]
        return Cell(self.node, index, self.gradient)


@dataclass(frozen=True)
class Line:
    """One line: a heading, nothing, or row number `row` of a node's value and gradient.

    text: the heading, or the name of the node.
    """

    text: str = ""
    value: Side | None = None
    gradient: Side | None = None
    row: int = 0

    @property
    def sides(self) -> tuple[Side, ...]:
        """Those with cells that can be pointed at."""
        return tuple(side for side in (self.value, self.gradient) if side and side.cells)


@dataclass(frozen=True)
class Spot:
    """Where a cell stands: the line, the side, and the column within it."""

    line: int
    gradient: bool
    column: int


@dataclass(frozen=True)
class TableLayout:
    """The lines of the table, and the widths that all of them share, in characters.

    columns: how many columns the widest node has, shown_columns: how many fit.
    """

    lines: tuple[Line, ...]
    name_width: int
    cell_width: int
    columns: int
    shown_columns: int

    @property
    def side_width(self) -> int:
        """The width of the shown columns, each with a gap behind it."""
        return self.shown_columns * (self.cell_width + 1)

    @cached_property
    def _first_lines(self) -> Mapping[str, int]:
        """The first line of every node."""
        first: dict[str, int] = {}
        for number, line in enumerate(self.lines):
            for side in line.sides:
                first.setdefault(side.node, number)
        return first

    def spot(self, cell: Cell) -> Spot | None:
        """Where a cell stands; None if it is none of this network."""
        first = self._first_lines.get(cell.node)
        if first is None:
            return None
        row = cell.index[0] if len(cell.index) == 2 else 0
        return Spot(first + row, cell.gradient, cell.index[-1] if cell.index else 0)

    def first_cell(self) -> Cell:
        """The cell that the table begins with."""
        side = next(side for line in self.lines for side in line.sides)
        return side.cell(0, 0)

    def cell_at(self, line: int, gradient: bool, column: int) -> Cell | None:
        """The cell at a spot, or the last of its row."""
        if not 0 <= line < len(self.lines):
            return None
        for side in self.lines[line].sides:
            if side.gradient is gradient:
                row = self.lines[line].row
                return side.cell(row, min(column, len(side.rows[row]) - 1))
        return None

    def moved(self, cell: Cell, columns: int, lines: int) -> Cell:
        """The cell so many columns to the right and lines down, or as far as there are any."""
        spot = self.spot(cell)
        if spot is None:
            return self.first_cell()
        for _ in range(abs(columns)):
            spot = self._beside(spot, 1 if columns > 0 else -1)
        down = 1 if lines > 0 else -1
        for _ in range(abs(lines)):
            spot = self._below(spot, down)
        return self.cell_at(spot.line, spot.gradient, spot.column) or cell

    def _beside(self, spot: Spot, step: int) -> Spot:
        """One column on; over the rule, from values to gradients and back."""
        line = self.lines[spot.line]
        side = line.gradient if spot.gradient else line.value
        assert side is not None
        last = len(side.rows[line.row]) - 1
        column = min(spot.column, last) + step
        if 0 <= column <= last:
            return Spot(spot.line, spot.gradient, column)
        if step > 0 and not spot.gradient:
            return Spot(spot.line, True, 0)
        if step < 0 and spot.gradient:
            return Spot(spot.line, False, last)
        return spot

    def _below(self, spot: Spot, step: int) -> Spot:
        """One line on that has cells."""
        line = spot.line + step
        while 0 <= line < len(self.lines):
            if self.lines[line].sides:
                return Spot(line, spot.gradient, spot.column)
            line += step
        return spot


def lay_out(content: TableContent, width: int, height: int) -> TableLayout:
    """The table for a screen region; headings and gaps only where everything still fits."""
    trace = content.trace
    names = trace.graph.places
    name_width = min(LONGEST_NAME, max(map(len, names))) + 1
    columns = max(len(as_matrix(value)[0]) for value in trace.values())
    room = (width - name_width - len(RULE)) // 2
    cell_width = max(NARROWEST, min(WIDEST, room // columns - 1))
    shown_columns = max(1, min(columns, room // (cell_width + 1)))
    parameters, inputs, intermediates = (
        [list(_rows(content, name, cell_width)) for name in trace.graph.names(kind)]
        for kind in (Kind.PARAMETER, Kind.INPUT, Kind.INTERMEDIATE)
    )
    lines = _with_headings({"parameters": parameters, "trace": inputs + intermediates})
    if len(lines) > height:
        lines = [line for rows in parameters + inputs + intermediates for line in rows]
    return TableLayout(tuple(lines), name_width, cell_width, columns, shown_columns)


def _rows(content: TableContent, name: str, cell_width: int) -> Iterator[Line]:
    value, gradient = content.trace[name], content.gradients[name]
    sides = _side(name, False, value, cell_width), _side(name, True, gradient, cell_width)
    rows = range(len(as_matrix(value)))
    yield from (Line(name, *sides, row=row) for row in rows)
    update = content.update
    if update is None or name not in update.old:
        return
    new = _side(name, False, update.new[name], cell_width, cells=False)
    step = _side(name, True, update.step[name], cell_width, cells=False)
    yield from (Line(NEW, new, step, row=row) for row in rows)


def _side(node: str, gradient: bool, value: Value, cell_width: int, *, cells: bool = True) -> Side:
    rows = as_matrix(value)
    largest = largest_finite(rows)
    form = NumberFormat.for_largest(largest, cell_width)
    dimensions = 0 if isinstance(value, float) else 2 if isinstance(value[0], tuple) else 1
    return Side(node, gradient, rows, form, largest, dimensions, cells)


def _with_headings(sections: dict[str, list[list[Line]]]) -> list[Line]:
    lines: list[Line] = []
    for heading, nodes in sections.items():
        lines += [Line(), Line(heading)] if nodes else []
        for number, rows in enumerate(nodes):
            follows_matrix = number > 0 and len(rows) + len(nodes[number - 1]) > 2
            lines += [Line(), *rows] if follows_matrix else rows
    return lines
