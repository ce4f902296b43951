"""Comparisons of gradients in words, for tables in the terminal and on the screen."""

from engine.comparison import NodeComparison
from tui.numbers import short

HEADINGS = ("node", "cells", "absolute", "relative", "worst cell", "verdict")

DIFFERENCES = "central differences of the loss"


def autograd_of(version: str) -> str:
    """What PyTorch of a version is called above a table."""
    return f"PyTorch {version}, autograd in double precision"


def row_texts(loss: str, row: NodeComparison) -> tuple[str, ...]:
    """A comparison in words, one for each of the headings."""
    return (
        row.node,
        str(len(row.cells)),
        short(row.absolute, 2),
        short(row.relative, 2),
        row.worst.cell.label(loss) if row.absolute else "–",
        row.agreement.value,
    )
