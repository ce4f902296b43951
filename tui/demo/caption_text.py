"""Captions with live numbers: {L}, {A[0][1]}, {∂L/∂A[0][1]} or {dL/dA[0][1]}, {epoch}.

What stands in braces is looked up when the caption is shown, so it is what the screen shows,
whatever the network.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from engine import Cell, Graph, NetworkError, parse_cell
from tui.numbers import short
from tui.snapshot import Snapshot

_BRACES = re.compile(r"\{([^{}]*)\}")

_CONSOLE = Console()  # which Rich wants to be told how to break lines

_LONGEST_NUMBER = "-1.23456e-100"


def _losses(snapshot: Snapshot, name: str) -> str:
    losses = snapshot.state.losses
    number = None if losses is None else getattr(losses, name)
    if number is None:
        raise NetworkError("there is no such loss yet", "train first")
    return short(number)


def _divergence(snapshot: Snapshot) -> str:
    if snapshot.state.divergence is None:
        raise NetworkError("nothing has diverged there", "raise the learning rate further")
    return str(snapshot.state.divergence)


WORDS: dict[str, Callable[[Snapshot], str]] = {
    "epoch": lambda snapshot: str(snapshot.state.epoch),
    "evaluation loss": lambda snapshot: _losses(snapshot, "evaluation_loss"),
    "training loss": lambda snapshot: _losses(snapshot, "mean_training_loss"),
    "learning rate": lambda snapshot: short(snapshot.settings.learning_rate),
    "branches": lambda snapshot: str(len(snapshot.branches)),
    "divergence": _divergence,
}
"""What braces may name besides cells of the network."""

_LONGEST = {"divergence": "the gradient of w became non-finite in epoch 100, sample 100, backward"}


def check_caption(text: str, graph: Graph) -> None:
    """Raise NetworkError for the first pair of braces whose content is not known."""
    for name in _BRACES.findall(text):
        if name not in WORDS:
            _check_scalar(_cell(name, graph), name, graph)
    if set("{}") & set(_BRACES.sub("", text)):
        raise NetworkError(
            f"a brace in {text!r} has no other",
            "write {L} for a live number, and no other braces",
        )


def widest(text: str) -> str:
    """The caption with what its braces name as wide as it can become."""
    return _BRACES.sub(lambda match: _LONGEST.get(match[1], _LONGEST_NUMBER), text)


def folded(text: str, columns: int) -> list[str]:
    """The caption on lines of at most so many columns, broken between words where it can be."""
    lines = Text(text).wrap(_CONSOLE, columns)
    return [line.plain.rstrip() for line in lines]


def width(text: str) -> int:
    """How many columns of a terminal it takes."""
    return cell_len(text)


def filled_in(text: str, snapshot: Snapshot) -> str:
    """The caption with what its braces name, as it is in this snapshot.

    Raises NetworkError for what is not there: a cell that the network which is open does not
    have, the losses of no epoch.
    """

    def number(match: re.Match[str]) -> str:
        name = match[1]
        if name in WORDS:
            return WORDS[name](snapshot)
        graph = snapshot.network.graph
        cell = _cell(name, graph)
        _check_scalar(cell, name, graph)
        return short(cell.number(snapshot.trace, snapshot.gradients))

    return _BRACES.sub(number, text)


def left_open(text: str) -> str:
    """The caption without what its braces name."""
    return _BRACES.sub("…", text)


def _cell(name: str, graph: Graph) -> Cell:
    """The cell of a value, or of a gradient as in ∂L/∂x[0] and dL/dx[0]."""
    quotient = re.fullmatch(rf"[∂d]{re.escape(graph.loss)}/[∂d](.+)", name)
    if quotient:
        return replace(parse_cell(quotient[1], graph), gradient=True)
    if name.strip() == "":
        raise NetworkError("there is nothing in the braces", "write a cell, as in {L}")
    return parse_cell(name, graph)


def _check_scalar(cell: Cell, name: str, graph: Graph) -> None:
    if len(cell.index) != len(graph.shape(cell.node)):
        raise NetworkError(
            f"{name!r} is no single number", f"name a cell of it, as in {{{name}[0]}}"
        )
