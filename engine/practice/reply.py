"""What is said to an answer, and how answers are counted."""

from dataclasses import dataclass
from enum import Enum

from engine.mistakes import Verdict


class Outcome(Enum):
    """What an answer was; an unclear one may be given again and does not count."""

    RIGHT = "right"
    WRONG = "wrong"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Reply:
    """What is said to an answer.

    words: one or two sentences.
    verdict: the diagnosis of a number, where there is one.
    """

    outcome: Outcome
    words: str
    verdict: Verdict | None = None


@dataclass(frozen=True)
class Score:
    """How a sitting goes; the streak is the right answers since the last wrong one."""

    right: int = 0
    asked: int = 0
    streak: int = 0

    def after(self, reply: Reply) -> "Score":
        """The score when this reply has been given."""
        match reply.outcome:
            case Outcome.RIGHT:
                return Score(self.right + 1, self.asked + 1, self.streak + 1)
            case Outcome.WRONG:
                return Score(self.right, self.asked + 1, 0)
            case Outcome.UNCLEAR:
                return self
