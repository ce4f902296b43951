"""The branches of a run side by side: where each began, what was changed, how it goes."""

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import DataTable, Static

from engine import START, CellChange, Change, LossHistory
from tui.numbers import short
from tui.snapshot import BranchHistory, Snapshot
from tui.widgets.status import describe_settings

_COLUMNS = ("branch", "from", "settings", "epochs", "training", "evaluation")


class BranchesScreen(ModalScreen[str | None]):
    """Gives the name of the branch that was chosen, or None."""

    CSS_PATH = "branches.tcss"

    BINDINGS = [
        Binding("escape,q,j", "dismiss(None)", "Back", id="branches.back", tooltip="Stay here"),
    ]

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__()
        self._snapshot = snapshot

    def compose(self) -> ComposeResult:
        with Vertical(id="branches") as box:
            box.border_title = "branches"
            box.border_subtitle = "enter goes there, escape stays"
            yield DataTable(id="list", cursor_type="row", zebra_stripes=False)
            yield Static(id="difference")

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        table.add_columns(*_COLUMNS)
        for each in self._snapshot.branches:
            table.add_row(*_row(each), key=each.branch.name)
        names = [each.branch.name for each in self._snapshot.branches]
        table.move_cursor(row=names.index(self._snapshot.branch.name))
        table.focus()

    @on(DataTable.RowHighlighted)
    def _compare(self, event: DataTable.RowHighlighted) -> None:
        each = self._snapshot.branches[event.cursor_row]
        parents = {other.branch.name: other for other in self._snapshot.branches}
        parent = parents.get(each.branch.parent or "")
        text = _comparison(each, parent) if parent else "The branch that the run began with."
        self.query_one("#difference", Static).update(Text(text))

    @on(DataTable.RowSelected)
    def _choose(self, event: DataTable.RowSelected) -> None:
        if self.is_active:  # else one has been chosen, and a page below would be closed
            self.dismiss(event.row_key.value)


def _row(each: BranchHistory) -> tuple[str, ...]:
    branch, history = each.branch, each.history
    epochs = history.epochs - 1
    training, evaluation = _losses(history, epochs)
    started = "start" if branch.start == START else str(branch.start)
    settings = describe_settings(branch.settings)
    return (branch.name, started, settings, str(max(0, epochs)), training, evaluation)


def _comparison(each: BranchHistory, parent: BranchHistory) -> str:
    """The losses of a branch and its parent at the last epoch that both have."""
    epoch = min(each.history.epochs, parent.history.epochs) - 1
    own, other = each.branch, parent.branch
    lines = [
        f"{own.name} left {other.name} at {_place(each)}: "
        + ", ".join(map(describe_change, own.changes)),
        f"settings: {describe_settings(own.settings)}, there {describe_settings(other.settings)}",
    ]
    if epoch >= max(each.history.first, 0):
        mine, theirs = _losses(each.history, epoch), _losses(parent.history, epoch)
        lines.append(f"epoch {epoch}, mean training loss: {mine[0]}, there {theirs[0]}")
        lines.append(f"epoch {epoch}, evaluation loss: {mine[1]}, there {theirs[1]}")
    else:
        lines.append("no epoch is done on both yet")
    return "\n".join(lines)


def _place(each: BranchHistory) -> str:
    start = each.branch.start
    return "the start" if start == START else f"{start} (epoch.sample.stage)"


def _losses(history: LossHistory, epoch: int) -> tuple[str, str]:
    """Both losses of an epoch in words."""
    if epoch < 0:
        return "–", "–"
    losses = history.losses(epoch)
    training = losses.mean_training_loss
    return "–" if training is None else short(training), short(losses.evaluation_loss)


def describe_change(change: Change) -> str:
    """A change in a few words."""
    if isinstance(change, CellChange):
        sample = f" of sample {change.sample}" if change.sample else ""
        return f"{change.cell.label('')}{sample} = {short(change.number)}"
    return describe_settings(change.settings)
