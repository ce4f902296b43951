"""What was found, as a table and as JSON."""

import json
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from benchmarks.app.figure import Figure


def print_report(about: Mapping[str, Any], figures: Sequence[Figure]) -> None:
    """Print the circumstances and one line for every figure."""
    console = Console(markup=False, highlight=False)
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for heading, justify in (("", "left"), ("figure", "left"), ("measured", "right")):
        table.add_column(heading, justify=justify, no_wrap=heading != "figure")  # type: ignore[arg-type]
    table.add_column("target", justify="right", no_wrap=True)
    table.add_column("met", no_wrap=True)
    for before, figure in pairwise([None, *figures]):
        assert figure is not None
        name = figure.measurement if before is None or _changes(before, figure) else ""
        table.add_row(name, figure.what, *_measured(figure))
    for name, value in about.items():
        console.print(f"{name}: {value}")
    console.print()
    console.print(table)


def write_json(path: Path, about: Mapping[str, Any], figures: Sequence[Figure]) -> None:
    """Write everything to a file."""
    found = [vars(figure) | {"met": figure.met} for figure in figures]
    text = json.dumps({**about, "figures": found}, indent=2, ensure_ascii=False, allow_nan=False)
    path.write_text(f"{text}\n", encoding="utf-8")


def _changes(before: Figure, figure: Figure) -> bool:
    return before.measurement != figure.measurement


def _measured(figure: Figure) -> tuple[str, str, str]:
    measured = f"{_text(figure.value)} {figure.unit}"
    if figure.target is None:
        return measured, "", ""
    sign = "≥" if figure.at_least else "≤"
    return measured, f"{sign} {figure.target:g} {figure.unit}", "yes" if figure.met else "no"


def _text(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
