"""Records: all there is to know of a tape, as values that can be written down."""

from array import array
from collections.abc import Mapping
from dataclasses import dataclass

from engine.history import LossHistory
from engine.network import Network
from engine.position import Position
from engine.settings import Settings
from engine.state import State
from engine.tape.branch import Change, first_branch, with_changes
from engine.tape.line import Line

MOST_CHECKPOINTS = 256
MOST_CHECKPOINT_BYTES = 8 * 50_000
"""How many checkpoints of a branch are recorded, and the bytes of their numbers, at most."""


@dataclass(frozen=True)
class LineRecord:
    """A branch and what is known of it.

    name, parent, start, changes: as a `Branch` has them.
    base: the state that it begins with, before its changes; head: the furthest it has come to.
    history: the losses. Those of its own epochs count here, which its parent did not complete
        before it; NaN for what is not known.
    checkpoints: by epoch, in order, the cells of all parameters at its end: of one after the
        other as the network has them, row by row.
    """

    name: str
    parent: str | None
    start: Position
    changes: tuple[Change, ...]
    base: State
    head: State
    history: LossHistory
    checkpoints: Mapping[int, "array[float]"]


@dataclass(frozen=True)
class TapeRecord:
    """A tape: the run as it was asked for, its branches in order, and where it is.

    branch: the name of the branch that it is on.
    staged: whether it is in the stages of the sample of its position, or between samples.
    """

    network: Network
    settings: Settings
    lines: tuple[LineRecord, ...]
    branch: str
    position: Position
    staged: bool


def record_of(line: Line) -> LineRecord:
    """The record of a line."""
    branch = line.branch
    return LineRecord(
        name=branch.name,
        parent=branch.parent,
        start=branch.start,
        changes=branch.changes,
        base=line.base,
        head=line.head,
        history=line.history,
        checkpoints=line.checkpoints.thinned(MOST_CHECKPOINTS, MOST_CHECKPOINT_BYTES),
    )


def restored_lines(record: TapeRecord) -> dict[str, Line]:
    """The lines of a tape by name, in order."""
    lines: dict[str, Line] = {}
    first = first_branch(record.network, record.settings)
    for each in record.lines:
        parent = None if each.parent is None else lines[each.parent]
        given = first if parent is None else parent.branch
        branch = with_changes(given, each.name, each.start, each.changes)
        line = Line(branch, given, each.base, parent)
        line.head = each.head
        line.history = line.history.with_epochs(*each.history.own())
        for epoch, packed in each.checkpoints.items():
            line.checkpoints.keep(epoch, packed)
        lines[each.name] = line
    return lines
