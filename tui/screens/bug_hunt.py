"""Find the bug: a backward pass with a fault in it, and differences to find it with."""

from collections.abc import Sequence
from math import prod
from time import monotonic

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Footer, OptionList
from textual.worker import get_current_worker

from engine import Cell, Trace, Value, filled
from engine.differences import central_differences, slopes
from engine.practice import Outcome, Reply, start_hunt
from tui.numbers import short
from tui.screens.paths import PathsScreen
from tui.sitting import Sitting, SittingChanged
from tui.widgets.comparison_table import ComparisonTable
from tui.widgets.equations import Equations
from tui.widgets.reply_line import ReplyLine
from tui.widgets.score_line import ScoreLine

_TASK = (
    "One step of this backward pass has a fault. Compare gradients with their differences, "
    "then say at which node it is, and what."
)
_DIGITS = 7
_SECONDS_A_LOOK = 0.1


class BugHuntScreen(Screen[None]):
    """One hunt after the other, on one sample.

    A hunt is over when the fault is found, or when the last hint has said what it is.
    Differences are computed on a worker: for a large matrix they take long.
    """

    CSS_PATH = "bug_hunt.tcss"
    AUTO_FOCUS = "#nodes"

    BINDINGS = [
        Binding(
            "d",
            "compare",
            "Compare",
            id="hunt.compare",
            tooltip="Compare the gradient of the chosen node with its differences",
        ),
        Binding(
            "a",
            "compare_all",
            "All",
            id="hunt.compare_all",
            tooltip="Compare all gradients with their differences",
        ),
        Binding(
            "e",
            "equations",
            "Equations",
            id="hunt.equations",
            tooltip="Show the equations in place of the mistakes, or these again",
        ),
        Binding("h", "hint", "Hint", id="hunt.hint", tooltip="Give the next hint"),
        Binding("w", "explain", "Why", id="hunt.explain", tooltip="Explain the right gradient"),
        Binding("n", "new", "New", id="hunt.new", tooltip="Plant another fault"),
        Binding("escape,q", "dismiss", "Back", id="hunt.back", tooltip="Back to training"),
    ]

    class Progress(Message):
        """So much of the differences of a node has been computed."""

        def __init__(self, node: str, share: float) -> None:
            super().__init__()
            self.node = node
            self.share = share

    class Compared(Message):
        """The differences of a node have been computed."""

        def __init__(self, node: str, differences: Value) -> None:
            super().__init__()
            self.node = node
            self.differences = differences

    def __init__(self, trace: Trace, where: str, sitting: Sitting) -> None:
        """Raises NetworkError where no fault would show."""
        super().__init__()
        self._trace = trace
        self._where = where
        self._sitting = sitting
        self._known = {trace.graph.loss: central_differences(trace, trace.graph.loss)}
        self._begin()

    def _begin(self) -> None:
        self._hunt = start_hunt(self._trace, self._sitting.seed + self._sitting.hunts)
        self._compared: dict[str, frozenset[Cell]] = {}
        self._wanted: list[str] = []
        self._hints = 0
        self._over = False
        self._take(self._trace.graph.loss)

    def compose(self) -> ComposeResult:
        yield ScoreLine(f"find the bug: {self._where}")
        yield ReplyLine(id="reply")
        with Horizontal(id="hunt"):
            yield ComparisonTable(id="numbers")
            with Vertical(id="suspects"):
                nodes = OptionList(id="nodes", markup=False, compact=True)
                nodes.border_title = "at which node?"
                yield nodes
                mistakes = OptionList(id="mistakes", markup=False, compact=True)
                mistakes.border_title = "what is wrong?"
                yield mistakes
                yield Equations(self._trace.graph, id="equations")
        yield Footer(compact=True)

    def on_mount(self) -> None:
        self.query_one("#nodes", OptionList).add_options(self._hunt.nodes)
        self.query_one("#mistakes", OptionList).add_options(
            mistake.value for mistake in self._hunt.mistakes
        )
        self._show_hunt()

    # The instrument

    def action_compare(self) -> None:
        """Compare the chosen node."""
        self._compare((self._node,))

    def action_compare_all(self) -> None:
        """Compare all nodes, small ones first."""
        self._compare(self._hunt.nodes)

    def _compare(self, nodes: Sequence[str]) -> None:
        for node in nodes:
            if node in self._known:
                self._take(node)
        self._show_comparison()
        unknown = [node for node in nodes if node not in self._known]
        if unknown:
            before = [n for n in self._wanted if n not in self._known and n not in unknown]
            self._wanted = [*sorted(unknown, key=self._count_of), *before]
            self._compute(self._wanted)

    @work(thread=True, exclusive=True, group="differences")
    def _compute(self, nodes: Sequence[str]) -> None:
        """On a thread of its own, from which only messages may be posted."""
        worker, graph = get_current_worker(), self._trace.graph
        look = monotonic() + _SECONDS_A_LOOK
        for node in nodes:
            found: list[float] = []
            for slope in slopes(self._trace, node):
                if worker.is_cancelled:
                    return
                found.append(slope)
                if monotonic() > look:
                    look = monotonic() + _SECONDS_A_LOOK
                    self.post_message(self.Progress(node, len(found) / self._count_of(node)))
            value = filled(graph.shape(node), iter(found).__next__)
            self.post_message(self.Compared(node, value))

    @on(Progress)
    def _show_progress(self, event: Progress) -> None:
        if event.node not in self._known:
            self._show_state(event.node, "…", f"{event.share:.0%}")

    @on(Compared)
    def _take_differences(self, event: Compared) -> None:
        self._known[event.node] = event.differences
        self._take(event.node)
        self._show_comparison()

    def _take(self, node: str) -> None:
        self._compared[node] = self._hunt.disagreeing(node, self._known[node])

    def _count_of(self, node: str) -> int:
        return prod(self._trace.graph.shape(node))

    # Guesses and hints

    @property
    def _node(self) -> str:
        """The node chosen in the list."""
        return self._hunt.nodes[self.query_one("#nodes", OptionList).highlighted or 0]

    @on(OptionList.OptionSelected, "#nodes")
    def _ask_for_mistake(self) -> None:
        self.remove_class("-equations")
        self.query_one("#mistakes").focus()

    @on(OptionList.OptionSelected, "#mistakes")
    def _guess(self, event: OptionList.OptionSelected) -> None:
        if self._over:
            return
        reply = self._hunt.guess(self._node, self._hunt.mistakes[event.option_index])
        self._count(reply, over=reply.outcome is Outcome.RIGHT)
        self.query_one(ReplyLine).reply(reply)
        if not self._over:
            self.query_one("#nodes").focus()

    def action_hint(self) -> None:
        """Give the next hint; the last one says what the fault is."""
        hint = self._hunt.hints[self._hints]
        self._hints += 1
        count = len(self._hunt.hints)
        if self._hints == count:
            self._count(Reply(Outcome.WRONG, hint), over=True)
        self.query_one(ReplyLine).say(f"Hint {self._hints} of {count}: {hint}")

    def _count(self, reply: Reply, *, over: bool) -> None:
        self._over = over
        self._sitting = self._sitting.guessed(reply)
        if over:
            self._sitting = self._sitting.after_hunt()
            self._choose_node(
                next(node for node in self._hunt.nodes if node in self._hunt.solutions)
            )
        self.post_message(SittingChanged(self._sitting))
        self._show_score()

    def action_new(self) -> None:
        """Plant another fault."""
        if not self._over:
            self._sitting = self._sitting.after_hunt()
            self.post_message(SittingChanged(self._sitting))
        self.workers.cancel_group(self, "differences")
        self._begin()
        self._show_hunt()

    def action_explain(self) -> None:
        """Explain the right gradient of the chosen node."""
        cell = self.query_one(ComparisonTable).cursor
        if cell is not None:
            right = Cell(cell.node, cell.index, gradient=True)
            self.app.push_screen(PathsScreen(right, self._trace, self._hunt.right))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Hints while the hunt is on; explanations, which would give the fault away, after it.

        A key for the equations where they are not always in view.
        """
        if action == "hint":
            return not self._over
        if action == "explain":
            return self._over
        if action == "equations":
            return not self.has_class("-wide")
        return True

    # The page

    def action_equations(self) -> None:
        """Show the equations in place of the mistakes, where there is no room for both."""
        self.query_one("#nodes").focus()
        self.toggle_class("-equations")

    def on_resize(self) -> None:
        self.refresh_bindings()

    def _show_hunt(self) -> None:
        self.query_one(ReplyLine).say(_TASK)
        self._show_score()
        self._show_comparison()
        nodes = self.query_one("#nodes", OptionList)
        nodes.highlighted = 0
        self.query_one("#mistakes", OptionList).highlighted = 0
        nodes.focus()

    def _show_score(self) -> None:
        self.query_one(ScoreLine).show(self._sitting.guesses)
        self.refresh_bindings()

    def _show_comparison(self) -> None:
        table = self.query_one(ComparisonTable)
        table.compare(self._hunt.faulty, {node: self._known[node] for node in self._compared})
        table.mark(frozenset().union(*self._compared.values()))
        for node in self._hunt.nodes:
            cells = self._compared.get(node)
            if cells is None:
                self._show_state(node, "–")
            elif cells:
                self._show_state(node, "≠", f"{len(cells)} of {self._count_of(node)}")
            else:
                self._show_state(node, "=")
        self._show_title()

    def _show_state(self, node: str, mark: str, more: str = "") -> None:
        nodes = self.query_one("#nodes", OptionList)
        prompt = f"{mark} {node}  {more}".rstrip()
        nodes.replace_option_prompt_at_index(self._hunt.nodes.index(node), prompt)

    @on(OptionList.OptionHighlighted, "#nodes")
    def _point_at_node(self, event: OptionList.OptionHighlighted) -> None:
        table = self.query_one(ComparisonTable)
        node = self._hunt.nodes[event.option_index]
        if table.cursor is None or table.cursor.node != node:
            table.point_at_node(node)
        self._show_title()

    @on(ComparisonTable.CellChosen)
    def _point_at(self, event: ComparisonTable.CellChosen) -> None:
        self.query_one(ComparisonTable).cursor = event.cell
        if event.cell.node in self._hunt.nodes:
            self._choose_node(event.cell.node)
        self._show_title()

    def _choose_node(self, node: str) -> None:
        self.query_one("#nodes", OptionList).highlighted = self._hunt.nodes.index(node)

    def _show_title(self) -> None:
        """Gradient and difference of the cell pointed at, with more digits."""
        table = self.query_one(ComparisonTable)
        if table.cursor is None or table.content is None:
            return
        cell = Cell(table.cursor.node, table.cursor.index, gradient=True)
        number = cell.number(self._trace, self._hunt.faulty)
        title = f"{cell.label(self._trace.graph.loss)} = {short(number, _DIGITS)}"
        if cell.node in self._compared:
            difference = cell.number(self._trace, table.content.gradients)
            title += f", by differences {short(difference, _DIGITS)}"
        table.border_title = Text(title)
