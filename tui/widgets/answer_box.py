"""Where a question is answered: a line to type in, or a button for each choice."""

from dataclasses import replace

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, ItemGrid, Vertical
from textual.message import Message
from textual.widgets import Button, Input

from engine.practice import ChoiceQuestion, NumberQuestion, Question

_AROUND_CHOICE = 6

LONGEST = 500
"""Longer answers are not read."""


class AnswerBox(Vertical):
    """Posts what was typed or chosen."""

    class Given(Message):
        """An answer was typed or chosen."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self) -> None:
        super().__init__()
        self._question: Question | None = None

    def ask(self, question: Question) -> None:
        """Take answers to another question, or to the same one again."""
        self._question = question
        self.refresh(recompose=True)

    def compose(self) -> ComposeResult:
        if isinstance(self._question, ChoiceQuestion):
            widest = max(map(len, self._question.choices)) + _AROUND_CHOICE
            with ItemGrid(min_column_width=widest, regular=False):
                for number, choice in enumerate(self._question.choices, 1):
                    yield _choice(number, choice)
        elif isinstance(self._question, NumberQuestion):
            with Horizontal():
                yield _AnswerField(_example(self._question))
                yield Button("Answer", id="give", compact=True, tooltip="Give this answer (enter)")

    @property
    def typed(self) -> bool:
        """Whether there is anything typed."""
        return any(field.value for field in self.query(Input))

    def choose(self, number: int) -> None:
        """Give the choice of that number, from 1 on, if there is one."""
        choices = self._question.choices if isinstance(self._question, ChoiceQuestion) else ()
        if 0 < number <= len(choices):
            self.post_message(self.Given(choices[number - 1]))

    @on(Input.Submitted)
    @on(Button.Pressed, "#give")
    def _give(self, event: Input.Submitted | Button.Pressed) -> None:
        event.stop()
        self.post_message(self.Given(self.query_one(Input).value))


def _choice(number: int, choice: str) -> Button:
    return Button(f"{number} {choice}", action=f"screen.choose({number})", compact=True)


class _AnswerField(Input):
    """Has the cursor as soon as it is there."""

    def __init__(self, example: str) -> None:
        super().__init__(placeholder=example, id="answer", compact=True, max_length=LONGEST)

    def on_mount(self) -> None:
        self.focus()


def _example(question: NumberQuestion) -> str:
    """How an answer may be written, with names of this network."""
    loss = question.trace.graph.loss
    cell = replace(question.opens, gradient=True)
    typed = f"d{cell.node}" + "".join(f"[{place}]" for place in cell.index)
    return f"2.16, or an expression; {cell.label(loss)} is typed {typed}"
