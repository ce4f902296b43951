"""A page that checks the gradients in view: against differences, and against PyTorch."""

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Static
from textual.worker import get_current_worker

from engine import NetworkError
from engine.autograd import autograd, pytorch_version
from engine.comparison import NodeComparison, against, against_differences
from tui.comparison_text import DIFFERENCES, HEADINGS, autograd_of, row_texts
from tui.snapshot import Snapshot


class _LeftError(Exception):
    """The screen is closed, and nobody waits for the rest."""


class CheckScreen(ModalScreen[None]):
    """Fills in a row for every node, as a worker comes to it; escape, q or G leads back."""

    CSS_PATH = "check.tcss"

    BINDINGS = [
        Binding("escape,q,G", "dismiss", "Back", id="check.back", tooltip="Back"),
    ]

    class Compared(Message):
        """A node has been compared by one of the methods."""

        def __init__(self, method: str, row: NodeComparison) -> None:
            super().__init__()
            self.method = method
            self.row = row

    class Done(Message):
        """All is compared; `remark` says what could not be."""

        def __init__(self, remark: str) -> None:
            super().__init__()
            self.remark = remark

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__()
        self._snapshot = snapshot
        self._tables: dict[str, list[NodeComparison]] = {}

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="check") as page:
            page.border_title = f"check of the gradients at {self._snapshot.position}"
            page.border_subtitle = "↑↓ scroll, escape back"
            yield Static(Text("comparing …"), id="remark")
            yield Static(id="comparisons")

    def on_mount(self) -> None:
        self.query_one("#check").focus()
        self._compare()

    @work(thread=True, exit_on_error=False)
    def _compare(self) -> None:
        trace, gradients = self._snapshot.trace, self._snapshot.gradients
        worker = get_current_worker()

        def go_on() -> None:
            if worker.is_cancelled:
                raise _LeftError

        try:
            self._post(DIFFERENCES, against_differences(trace, gradients, go_on))
            version = pytorch_version()
            if version is not None:
                self._post(autograd_of(version), against(gradients, autograd(trace)))
        except NetworkError as error:
            self.post_message(self.Done(str(error)))
        except _LeftError:
            pass
        else:
            missing = "PyTorch is not installed; with it, its autograd is compared too."
            self.post_message(self.Done(missing if version is None else "all compared"))

    def _post(self, method: str, rows: Iterable[NodeComparison]) -> None:
        for row in rows:
            self.post_message(self.Compared(method, row))

    @on(Compared)
    def _add(self, event: Compared) -> None:
        self._tables.setdefault(event.method, []).append(event.row)
        self.query_one("#comparisons", Static).update(self._written())

    @on(Done)
    def _say(self, event: Done) -> None:
        self.query_one("#remark", Static).update(Text(event.remark))

    def _written(self) -> RenderableType:
        parts: list[RenderableType] = []
        loss = self._snapshot.network.graph.loss
        for method, rows in self._tables.items():
            table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
            for heading in HEADINGS:
                table.add_column(Text(heading, "bold"))
            for row in rows:
                table.add_row(*map(Text, row_texts(loss, row)))
            parts += [Text(f"\nAgainst {method}", "bold"), table]
        return Group(*parts)
