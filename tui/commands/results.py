"""Where results that are not JSON are printed: a console, headings and tables of Rich."""

from collections.abc import Mapping
from typing import Literal

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from engine import Network, printable

GAP = len(" │ ")
"""Between two columns of a table."""


def results_console() -> Console:
    """Standard output for tables; nothing printed there is taken for markup."""
    return Console(markup=False, highlight=False, emoji=False)


def print_heading(console: Console, network: Network) -> None:
    """Print the title and the equations of a network."""
    console.print(Text(printable(network.title), "bold"))
    for equation in network.graph.equations:
        console.print(Text(f"  {printable(equation.text.expandtabs())}"))
    console.print()


def results_table(
    console: Console, widths: Mapping[str, int], justify: Literal["left", "right"] = "left"
) -> Table:
    """An empty table with columns of these widths under their headings.

    A console too narrow for them is taken to be wider: its lines may wrap, but no number
    is cut short.
    """
    console.width = max(console.width, sum(widths.values()) + GAP * (len(widths) - 1))
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for heading, width in widths.items():
        table.add_column(Text(heading), width=width, overflow="fold", justify=justify)
    return table
