"""The progress bar of a run on standard error."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter

from engine import State
from tui.commands.terminal import is_terminal

_BETWEEN_UPDATES = 0.1
"""Seconds; an epoch of a small network would take less time than its update of the bar."""


@contextmanager
def progress_bar(samples: int, epochs: int) -> Iterator[Callable[[State], None]]:
    """A bar that shows the states it is called with, and is gone at the end.

    Nothing at all where standard error is no terminal.
    """
    if not is_terminal(sys.stderr):
        yield lambda state: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        BarColumn(),
        TextColumn("epoch {task.fields[epoch]} of {task.total}"),
        TimeRemainingColumn(),
        TextColumn("left"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("training", total=epochs, epoch=0)
        shown = perf_counter()

        def show(state: State) -> None:
            nonlocal shown
            if perf_counter() - shown < _BETWEEN_UPDATES:
                return
            shown = perf_counter()
            progress.update(task, completed=_epochs_done(state, samples), epoch=state.epoch)

        yield show


def _epochs_done(state: State, samples: int) -> float:
    """Epochs done, those in progress by the share of their samples."""
    if state.epoch == 0:
        return 0.0
    return state.epoch - 1 + (state.trained + state.evaluated) / (2 * samples)
