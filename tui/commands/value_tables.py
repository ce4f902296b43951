"""Rich tables of values: a row for every node, matrices as blocks with their points in line."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeVar

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from engine import Graph, Value, Vector, as_matrix, cells
from tui.commands.results import GAP, results_table
from tui.numbers import NARROWEST, NumberFormat, number_format

_Part = TypeVar("_Part")

_WIDEST_NUMBER = 12
_MOST_ROWS = 12
_LONGEST_NAME = 24
_NARROWEST_BLOCK = 2 * (NARROWEST + 1) + 1
"""The first number of a row, … and the last one."""


class Block(NamedTuple):
    """A value as lines of text, and whether they show every number of it."""

    lines: Sequence[str]
    complete: bool


def print_values(
    console: Console, graph: Graph, columns: Mapping[str, Mapping[str, Value]]
) -> None:
    """Print a table with a row for every name.

    columns: by their headings, values for the same names. Where a value is too large for
    the console, its middle is left out and a line below the table says so.
    """
    names = list(next(iter(columns.values())))
    kinds = [_kind(graph, name) for name in names]
    name_width = min(_LONGEST_NAME, max(map(cell_len, [*names, *kinds])))
    width = max((console.width - name_width) // len(columns) - GAP, _NARROWEST_BLOCK)
    blocks = {
        heading: [block(values[name], width) for name in names]
        for heading, values in columns.items()
    }
    widths = {heading: _width(heading, column, width) for heading, column in blocks.items()}
    table = results_table(console, {"name": name_width, **widths})
    for name, kind, *row in zip(names, kinds, *blocks.values(), strict=True):
        label = Text.assemble((name, "bold"), "\n", (kind, "dim"))
        table.add_row(label, *(Text("\n".join(each.lines)) for each in row))
    console.print(table)
    if not all(each.complete for column in blocks.values() for each in column):
        console.print("\nWhere … or ⋮ stands, numbers are left out; --json has them all.")


def block(value: Value, width: int) -> Block:
    """A value in lines of at most `width` characters, at least enough for two numbers.

    The more room a number has, the more decimals. Columns that do not fit and rows beyond
    a dozen are left out in the middle.
    """
    rows = as_matrix(value)
    count = len(rows[0])
    number_width = min((width + 1) // count - 1, _WIDEST_NUMBER)
    shown = count
    if number_width < NARROWEST:
        number_width = NARROWEST
        shown = (width - 1) // (NARROWEST + 1)
    form = number_format(cells(value), number_width)
    lines = [_line(row, form, shown) for row in _middle_left_out(rows, _MOST_ROWS)]
    return Block(lines, shown == count and len(rows) <= _MOST_ROWS)


def _width(heading: str, column: Sequence[Block], most: int) -> int:
    return max(min(cell_len(heading), most), *(len(line) for each in column for line in each.lines))


def _line(row: Vector | None, form: NumberFormat, shown: int) -> str:
    if row is None:
        return "⋮".rjust(form.width)
    numbers = _middle_left_out(row, shown)
    return " ".join("…" if number is None else form.text(number) for number in numbers)


def _middle_left_out(parts: Sequence[_Part], most: int) -> list[_Part | None]:
    """At most so many parts, from both ends; None where others are left out."""
    if len(parts) <= most:
        return list(parts)
    first, last = (most + 1) // 2, most // 2
    return [*parts[:first], None, *parts[len(parts) - last :]]


def _kind(graph: Graph, name: str) -> str:
    """What a node is and its shape, such as `parameter 3×4`."""
    node = graph.nodes[graph.places[name]]
    kind = "loss" if name == graph.loss else node.kind.value
    return " ".join([kind, "×".join(map(str, node.shape))]).strip()
