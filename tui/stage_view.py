"""What the table shows of a snapshot: all of a sample, or its stages up to where the tape is."""

from engine import Cell, Moment, Pass, stages
from tui.numbers import full, short
from tui.snapshot import Snapshot
from tui.table_layout import TableContent


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
        hidden=frozenset(hidden_stages(moment)),
        here=None if done else (moment.stage.node, moment.stage.kind is Pass.BACKWARD),
    )


def hidden_stages(moment: Moment) -> list[tuple[str, bool]]:
    """Nodes, and gradients of nodes (True), that the sample has not come to yet."""
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
    hidden = () if snapshot.moment is None else hidden_stages(snapshot.moment)
    loss = snapshot.trace.graph.loss
    if cursor is not None:
        number = cursor.number(snapshot.trace, snapshot.gradients)
        known = (cursor.node, cursor.gradient) not in hidden
        return f"{cursor.label(loss)} = {full(number) if known else '·'}"
    where = sample_title(snapshot)
    return where if (loss, False) in hidden else f"{where}, loss {short(snapshot.trace.loss)}"


def sample_title(snapshot: Snapshot) -> str:
    """Which sample is in view."""
    if not snapshot.inspected:
        return "own input"
    return f"training sample {snapshot.inspected} of {len(snapshot.network.samples)}"
