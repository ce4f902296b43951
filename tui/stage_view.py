"""What the table shows of a snapshot: all of a sample, or its stages up to where the tape is."""

from engine import Cell, Moment, Pass, stages
from tui.numbers import full, short
from tui.snapshot import Snapshot
from tui.table_layout import TO_COME, VEILED, TableContent


def table_content(snapshot: Snapshot) -> TableContent:
    """The numbers of the sample in view; those of stages still to come are hidden."""
    moment = snapshot.moment
    if moment is None:
        return TableContent(snapshot.trace, snapshot.gradients)
    done = moment.stage.kind is Pass.UPDATE
    return TableContent(
        moment.trace,
        moment.gradients,
        update=moment.update if done else None,
        hidden=frozenset(_stages_to_come(moment)),
        veiled=frozenset(snapshot.veiled),
        here=None if done else (moment.stage.node, moment.stage.kind is Pass.BACKWARD),
    )


def hidden(snapshot: Snapshot) -> frozenset[tuple[str, bool]]:
    """Nodes, and gradients of nodes (True), that are not shown, or not all of them."""
    coming = [] if snapshot.moment is None else _stages_to_come(snapshot.moment)
    return frozenset((*coming, *((cell.node, cell.gradient) for cell in snapshot.veiled)))


def why_hidden(snapshot: Snapshot, cell: Cell) -> str | None:
    """Why a cell is not shown, and what to do about it; None if it is."""
    if cell in snapshot.veiled:
        return "This number is hidden: ; reveals it."
    if table_content(snapshot).shows(cell):
        return None
    return "This number is still to come: go on with ."


def _stages_to_come(moment: Moment) -> list[tuple[str, bool]]:
    coming = stages(moment.trace.graph)[moment.position.stage :]
    return [
        (stage.node, stage.kind is Pass.BACKWARD)
        for stage in coming
        if stage.kind is not Pass.UPDATE
    ]


def describe_stage(moment: Moment) -> str:
    """The stage in a few words: forward: y = x @ A, or backward: ∂L/∂C, or the update."""
    graph, stage = moment.trace.graph, moment.stage
    if stage.kind is Pass.FORWARD:
        [text] = [each.text for each in graph.equations if each.name == stage.node]
        return f"forward: {text}"
    if stage.kind is Pass.BACKWARD:
        return f"backward: ∂{graph.loss}/∂{stage.node}"
    return "update" if moment.update.due else "no update yet: gradients are added up"


def table_title(snapshot: Snapshot, cursor: Cell | None) -> str:
    """The sample and its loss or, where a cell is pointed at, that cell with all its digits."""
    loss = snapshot.trace.graph.loss
    if cursor is not None:
        shown = full(cursor.number(snapshot.trace, snapshot.gradients))
        if cursor in snapshot.veiled:
            shown = VEILED
        elif not table_content(snapshot).shows(cursor):
            shown = TO_COME
        return f"{cursor.label(loss)} = {shown}"
    where = sample_title(snapshot)
    if snapshot.veiled:
        return f"{where}, ; reveals {snapshot.veiled[0].label(loss)}"
    if (loss, False) in hidden(snapshot):
        return where
    return f"{where}, loss {short(snapshot.trace.loss)}"


def sample_title(snapshot: Snapshot) -> str:
    """Which sample is in view."""
    if not snapshot.inspected:
        return "own input"
    return f"training sample {snapshot.inspected} of {len(snapshot.network.samples)}"
