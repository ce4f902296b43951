"""Practice: a number of the sample in view is hidden and asked for, then revealed."""

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Footer, Static

from engine import Cell, Pass
from engine.practice import Outcome, Question, Reply, Situation, Topic, ask
from tui.numbers import full
from tui.screens.paths import PathsScreen
from tui.sitting import Sitting, SittingChanged
from tui.table_layout import TableContent
from tui.widgets.answer_box import AnswerBox
from tui.widgets.equations import Equations
from tui.widgets.numbers_table import NumbersTable
from tui.widgets.reply_line import ReplyLine
from tui.widgets.score_line import ScoreLine


class PracticeScreen(Screen[None]):
    """One question after the other, about one sample; keeps the score.

    A question is open until it is answered or given up; an answer that is not understood
    leaves it open.
    """

    CSS_PATH = "practice.tcss"
    AUTO_FOCUS = ""

    BINDINGS = [
        Binding(
            "ctrl+g",
            "give_up",
            "Show answer",
            id="practice.give_up",
            tooltip="Show the answer without guessing, which counts as wrong",
        ),
        Binding("n", "next", "Next", id="practice.next", tooltip="Ask the next question"),
        Binding("w", "explain", "Why", id="practice.explain", tooltip="Explain the answer"),
        Binding("escape,q", "dismiss", "Back", id="practice.back", tooltip="Back to training"),
        *(
            Binding(
                str(number),
                f"choose({number})",
                id=f"practice.choose_{number}",
                show=False,
                tooltip=f"Give answer {number}",
            )
            for number in range(1, 5)
        ),
        *(
            Binding(
                key,
                f"point({columns}, {lines})",
                id=f"practice.{key}",
                show=False,
                tooltip="Point at another cell, to read all its digits",
            )
            for key, columns, lines in (
                ("up", 0, -1),
                ("down", 0, 1),
                ("left", -1, 0),
                ("right", 1, 0),
            )
        ),
        *(
            Binding(
                key,
                f"scroll_pages({pages})",
                id=f"practice.{key}",
                show=False,
                tooltip="Scroll the numbers by a page",
            )
            for key, pages in (("pageup", -1), ("pagedown", 1))
        ),
    ]

    def __init__(self, situation: Situation, where: str, sitting: Sitting) -> None:
        super().__init__()
        self._situation = situation
        self._where = where
        self._sitting = sitting
        self._question = self._next_question()
        self._open = True

    def compose(self) -> ComposeResult:
        yield ScoreLine(f"practice: {self._where}")
        yield Static("", id="question", markup=False)
        yield AnswerBox()
        yield ReplyLine(id="reply")
        with Horizontal(id="given"):
            yield NumbersTable(id="numbers")
            yield Equations(self._situation.graph, id="equations")
        yield Footer(compact=True)

    def on_mount(self) -> None:
        self._ask()

    # Questions and answers

    def _next_question(self) -> Question:
        return ask(self._situation, self._sitting.seed, self._sitting.questions.asked)

    def action_next(self) -> None:
        """Ask the next question."""
        self._question = self._next_question()
        self._open = True
        self._ask()

    def _ask(self) -> None:
        self.query_one(AnswerBox).ask(self._question)
        self._show()

    def action_choose(self, number: int) -> None:
        """Give one of the answers to choose from."""
        self.query_one(AnswerBox).choose(number)

    @on(AnswerBox.Given)
    def _check(self, event: AnswerBox.Given) -> None:
        if self._open:
            self._reply(self._question.check(event.text))

    def action_give_up(self) -> None:
        """Show the answer without guessing."""
        words = self._question.check(self._question.solution).words
        self._reply(Reply(Outcome.WRONG, words.replace("Right: ", "The answer: ", 1)))

    def _reply(self, reply: Reply) -> None:
        self._sitting = self._sitting.answered(reply)
        self.post_message(SittingChanged(self._sitting))
        self._open = reply.outcome is Outcome.UNCLEAR
        self._show(reply)

    def action_explain(self) -> None:
        """Explain the number that was asked for."""
        trace, gradients = self._situation.trace, self._situation.gradients
        self.app.push_screen(PathsScreen(self._question.opens, trace, gradients))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Only an open question can be given up; only one that is not can be left behind."""
        if action in ("give_up", "choose"):
            return self._open
        if action in ("next", "explain"):
            return not self._open
        return True

    # The page

    def _show(self, reply: Reply | None = None) -> None:
        question = self._question
        self.set_class(question.topic is Topic.ORDER, "-order")
        self.query_one(ScoreLine).show(self._sitting.questions)
        self.query_one("#question", Static).update(question.text)
        box = self.query_one(AnswerBox)
        box.disabled = not self._open
        box.display = self._open or box.typed
        line = self.query_one(ReplyLine)
        line.display = reply is not None
        if reply is not None:
            line.reply(reply)
        asked = question.hides(question.opens)
        table = self.query_one(NumbersTable)
        table.content = TableContent(
            self._situation.trace,
            self._situation.gradients,
            hidden=_hidden(question) if self._open else frozenset(),
            asked=frozenset({question.opens} if asked and self._open else ()),
        )
        table.cursor = question.opens if asked or not self._open else None
        self._show_title()
        self.refresh_bindings()

    def _show_title(self) -> None:
        """The cell pointed at with all its digits, which may be worth typing."""
        table, situation = self.query_one(NumbersTable), self._situation
        title, cell = "", table.cursor
        if cell is not None:
            hidden = self._open and self._question.hides(cell)
            number = cell.number(situation.trace, situation.gradients)
            title = f"{cell.label(situation.graph.loss)} = {'?' if hidden else full(number)}"
        table.entitle(title)

    def action_point(self, columns: int, lines: int) -> None:
        """Point at the cell beside, above or below."""
        self._point_at(self.query_one(NumbersTable).moved_cursor(columns, lines))

    @on(NumbersTable.CellChosen)
    def _choose_cell(self, event: NumbersTable.CellChosen) -> None:
        self._point_at(event.cell)

    def _point_at(self, cell: Cell | None) -> None:
        self.query_one(NumbersTable).cursor = cell
        self._show_title()

    def action_scroll_pages(self, pages: int) -> None:
        """Scroll the numbers by what is in view."""
        table = self.query_one(NumbersTable)
        table.scroll_relative(y=pages * (table.size.height - 1), animate=False)


def _hidden(question: Question) -> frozenset[tuple[str, bool]]:
    return frozenset(
        (stage.node, stage.kind is Pass.BACKWARD)
        for stage in question.hidden
        if stage.kind is not Pass.UPDATE
    )
