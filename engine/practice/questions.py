"""Questions: a quantity is hidden, and asked for.

A question about a number hides it and all that is computed after it, as if the tape stood
just before its stage. The same situation, seed and number give the same question.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from engine.cell import Cell
from engine.errors import NetworkError
from engine.mistakes import Judgement, diagnose
from engine.passes import Gradients, Trace
from engine.practice.answers import Quantities, parse_answer
from engine.practice.reply import Outcome, Reply
from engine.stages import Pass, Stage

_FEWEST_DIGITS = 2
_NEAR = 0.01


class Topic(Enum):
    """What a question asks for."""

    SIGN = "the sign of a gradient"
    VALUE = "a value of the forward pass"
    GRADIENT = "a gradient"
    STEP = "whether the loss rises or falls"
    ORDER = "the order of the backward pass"


@dataclass(frozen=True)
class Question(ABC):
    """A question.

    text: one or two sentences.
    hidden: the stages whose numbers are not shown until it is answered.
    opens: the cell that is explained afterwards.
    solution: the right answer, as it could have been typed.
    """

    topic: Topic
    text: str
    hidden: frozenset[Stage]
    opens: Cell
    solution: str

    def hides(self, cell: Cell) -> bool:
        """Whether a cell of a named node is not to be seen meanwhile."""
        kind = Pass.BACKWARD if cell.gradient else Pass.FORWARD
        return Stage(kind, cell.node) in self.hidden

    @abstractmethod
    def check(self, text: str) -> Reply:
        """What is to be said to an answer; never raises."""


@dataclass(frozen=True)
class ChoiceQuestion(Question):
    """A question with a few answers to choose from.

    also: other ways to type a choice.
    because: a sentence that says why the solution is right.
    """

    choices: tuple[str, ...]
    because: str
    also: Mapping[str, str] = field(default_factory=dict, compare=False)

    def check(self, text: str) -> Reply:
        typed = text.strip()
        chosen = self.also.get(typed, self.also.get(typed.lower(), typed))
        if chosen not in self.choices:
            return Reply(Outcome.UNCLEAR, f"Choose one of {', '.join(self.choices)}.")
        if chosen == self.solution:
            return Reply(Outcome.RIGHT, f"Right: {self.because}")
        return Reply(Outcome.WRONG, f"Not {chosen}: {self.because}")


@dataclass(frozen=True)
class NumberQuestion(Question):
    """A question for the number in the cell that it opens."""

    trace: Trace = field(compare=False)
    gradients: Gradients = field(compare=False)

    def check(self, text: str) -> Reply:
        try:
            answer = parse_answer(text, Quantities(self.trace, self.gradients, self.hides))
        except NetworkError as error:
            return Reply(Outcome.UNCLEAR, f"{error}")
        verdict = diagnose(self.trace, self.opens, answer)
        exact = self.opens.number(self.trace, self.gradients)
        if verdict.judgement is Judgement.VAGUE or (
            verdict.judgement is Judgement.RIGHT
            and answer.digits < _FEWEST_DIGITS
            and answer.number != exact
        ):
            return Reply(
                Outcome.UNCLEAR, f"Give at least {_FEWEST_DIGITS} significant digits.", verdict
            )
        if verdict.judgement is Judgement.UNEXPLAINED and _near(answer.number, exact):
            return Reply(
                Outcome.UNCLEAR,
                "Close, but the last digits are off: name the cells themselves, or round less.",
                verdict,
            )
        if verdict.judgement is Judgement.RIGHT:
            label = self.opens.label(self.trace.graph.loss)
            return Reply(Outcome.RIGHT, f"Right: {label} = {exact:.6g}.", verdict)
        return Reply(Outcome.WRONG, f"Not right: {verdict.words}.", verdict)


def _near(number: float, exact: float) -> bool:
    return abs(number - exact) <= _NEAR * abs(exact)
