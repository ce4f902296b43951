"""What `check` prints: tables of comparisons and grades, and the curve of a sweep."""

import math
from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from engine import Network, Trace, printable
from engine.comparison import Agreement, NodeComparison
from engine.homework import Grade, Mark, Sheet
from engine.sweep import BestSlope, Slope
from tui.commands.results import print_heading, results_console, results_table
from tui.comparison_text import DIFFERENCES, HEADINGS, autograd_of, row_texts
from tui.numbers import full, short

_MOST_WRONG = 3
_LONGEST_NAME = 20
_NARROWEST = 20
_BAR = 34
_STEEPEST = 16


def print_comparisons(
    network: Network,
    trace: Trace,
    rows: Mapping[str, Sequence[NodeComparison]],
    version: str | None,
    *,
    asked: bool,
) -> None:
    """Print a table for every method, and the worst cells of what differs."""
    console = results_console()
    print_heading(console, network)
    loss = network.graph.loss
    for method, column in rows.items():
        title = DIFFERENCES if version is None or method != "pytorch" else autograd_of(version)
        console.print(Text(f"Gradients against {title}", "bold"))
        print_rows(console, loss, column)
        console.print()
    if version is None and asked:
        console.print(
            "PyTorch is not installed, or this would compare with its autograd too: "
            "pip install 'backprop-tui[torch]'\n"
        )
    every = [row for column in rows.values() for row in column]
    count = sum(row.agreement is Agreement.DIFFERS for row in every)
    console.print(
        f"{loss} = {full(trace.loss)}; "
        + ("no gradient differs." if not count else f"{count} of {len(every)} rows differ.")
    )


def print_rows(console: Console, loss: str, rows: Sequence[NodeComparison]) -> None:
    """Print one table of comparisons, and below it the worst cells of what differs."""
    table = rows_table(console, loss, rows)
    console.print(table)
    for row in rows:
        if row.agreement is Agreement.DIFFERS:
            worst = row.worst
            console.print(
                f"{worst.cell.label(loss)}: {full(worst.engine)} here, {full(worst.other)} there"
            )


def rows_table(console: Console, loss: str, rows: Sequence[NodeComparison]) -> Table:
    """A row for every node."""
    texts = [row_texts(loss, row) for row in rows]
    widths = {
        heading: min(_LONGEST_NAME, max(map(cell_len, [heading, *(row[place] for row in texts)])))
        for place, heading in enumerate(HEADINGS)
    }
    table = results_table(console, widths)
    for row in texts:
        table.add_row(*map(Text, row))
    return table


def print_grades(network: Network, sheet: Sheet, grades: Sequence[Grade]) -> None:
    """Print what is said of each matrix, and the worst of its cells that are wrong."""
    console = results_console()
    print_heading(console, network)
    loss = network.graph.loss
    width = max(cell_len(_label(each, loss)) for each in grades)
    for each in grades:
        mark, label = " " if each.mark is Mark.RIGHT else "✗", _label(each, loss)
        first, *rest = wrap(_said(each), max(console.width - width - 4, _NARROWEST))
        margin = " " * (width - cell_len(label))
        console.print(Text.assemble(f"{mark} ", (label, "bold"), f"{margin}  {first}"))
        for line in (*rest, *_worst_cells(each, loss)):
            console.print(" " * (width + 4) + line)
    for given, close in sheet.unknown:
        hint = f"; did you mean {' or '.join(close)}?" if close else ""
        place = "" if given.line is None else f" (line {given.line})"
        console.print(f"- {printable(given.name)}{place} is not in this network{hint}")
    count = sum(each.mark is Mark.RIGHT for each in grades)
    console.print(f"\n{count} of {len(grades)} right.")


def _worst_cells(each: Grade, loss: str) -> Iterator[str]:
    for wrong in each.wrong[:_MOST_WRONG]:
        yield f"  {wrong.cell.label(loss)}: given {short(wrong.given)}, right {short(wrong.right)}"
    more = len(each.wrong) - _MOST_WRONG
    if more > 0:
        yield f"  and {more} more cell{'s' if more > 1 else ''}"


def _said(each: Grade) -> str:
    if each.mark is not Mark.RIGHT:
        return each.words
    digits = max(answer.digits for answer in each.given.numbers)
    return "right" if digits >= 15 else f"right, to {digits} digit{'s' if digits > 1 else ''}"


def _label(each: Grade, loss: str) -> str:
    return f"∂{loss}/∂{each.quantity.node}" if each.quantity.gradient else each.quantity.node


def print_sweep(
    label: str, loss: str, number: float, slopes: Sequence[Slope], best: BestSlope
) -> None:
    """Print the differences of a sweep, each with a bar for how far it is off."""
    console = results_console()
    console.print(f"{label} = {full(number)} by the backward pass.")
    console.print(f"({loss}(c + h) - {loss}(c - h)) / 2h, for steps h from large to small:\n")
    console.print(Text(f"{'h':>8}  {'difference':>17}  {'off by':>8}", "bold"))
    for slope in slopes:
        off = abs(slope.central - number)
        scale = max(abs(number), abs(best.central))
        bar = "█" * _length(off / scale if scale else off)
        here = " ◂ best" if slope.step == best.step else ""
        console.print(
            f"{short(slope.step, 2):>8}  {short(slope.central, 11):>17}  {short(off, 2):>8}  "
            f"{bar}{here}"
        )
    console.print("\nBars are logarithms: two signs for every power of ten above 1e-16.")
    if best.kink is not None:
        below, above = best.kink
        console.print(
            f"The loss has a kink here: its slopes on both sides are {short(below)} and "
            f"{short(above)}."
        )


def _length(relative: float) -> int:
    """How long the bar of a relative difference is: 0 at 1e-16, all of it at 10."""
    if not math.isfinite(relative):
        return _BAR
    if relative <= 0.0:
        return 0
    return max(0, min(_BAR, round(2 * (math.log10(relative) + _STEEPEST))))
