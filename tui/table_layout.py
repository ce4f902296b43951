"""How the numbers of a snapshot are laid out in rows and columns; no drawing."""

from dataclasses import dataclass

from engine import Gradients, Kind, Matrix, Trace, Value, as_matrix
from tui.numbers import NARROWEST, NumberFormat, largest_finite

WIDEST = 12
"""Beyond this width a number gains digits that nobody reads while it moves."""

LONGEST_NAME = 18
"""Longer names are cut, so that numbers keep their room."""

RULE = "│ "
"""Between values and gradients."""


@dataclass(frozen=True)
class Side:
    """The value of a node, or its gradient: rows of cells and how they are written."""

    rows: Matrix
    form: NumberFormat
    largest: float


@dataclass(frozen=True)
class Line:
    """One line: a heading, nothing, or row number `row` of a node's value and gradient.

    text: the heading, or the name of the node.
    """

    text: str = ""
    value: Side | None = None
    gradient: Side | None = None
    row: int = 0


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


def lay_out(trace: Trace, gradients: Gradients, width: int, height: int) -> TableLayout:
    """The table for a screen region; headings and gaps only where everything still fits."""
    names = trace.graph.places
    name_width = min(LONGEST_NAME, max(map(len, names))) + 1
    columns = max(len(as_matrix(value)[0]) for value in trace.values())
    room = (width - name_width - len(RULE)) // 2
    cell_width = max(NARROWEST, min(WIDEST, room // columns - 1))
    shown_columns = max(1, min(columns, room // (cell_width + 1)))
    parameters, inputs, intermediates = (
        [_rows(name, trace[name], gradients[name], cell_width) for name in trace.graph.names(kind)]
        for kind in (Kind.PARAMETER, Kind.INPUT, Kind.INTERMEDIATE)
    )
    lines = _with_headings({"parameters": parameters, "trace": inputs + intermediates})
    if len(lines) > height:
        lines = [line for rows in parameters + inputs + intermediates for line in rows]
    return TableLayout(tuple(lines), name_width, cell_width, columns, shown_columns)


def _rows(name: str, value: Value, gradient: Value, cell_width: int) -> list[Line]:
    sides = _side(value, cell_width), _side(gradient, cell_width)
    rows = range(len(as_matrix(value)))
    return [Line(name, *sides, row=row) for row in rows]


def _side(value: Value, cell_width: int) -> Side:
    rows = as_matrix(value)
    largest = largest_finite(rows)
    return Side(rows, NumberFormat.for_largest(largest, cell_width), largest)


def _with_headings(sections: dict[str, list[list[Line]]]) -> list[Line]:
    lines: list[Line] = []
    for heading, nodes in sections.items():
        lines += [Line(), Line(heading)] if nodes else []
        for number, rows in enumerate(nodes):
            follows_matrix = number > 0 and len(rows) + len(nodes[number - 1]) > 2
            lines += [Line(), *rows] if follows_matrix else rows
    return lines
