"""A sitting: how practice goes, from the start of the program to its end."""

from dataclasses import dataclass, field, replace

from textual.message import Message

from engine.practice import Reply, Score


@dataclass(frozen=True)
class Sitting:
    """What has been practised so far.

    seed: what questions are drawn from.
    questions: how they were answered; the next question has the number of those asked.
    """

    seed: int = 1
    questions: Score = field(default_factory=Score)

    def answered(self, reply: Reply) -> "Sitting":
        """The sitting after a reply to an answer."""
        return replace(self, questions=self.questions.after(reply))


class SittingChanged(Message):
    """Something was practised; the app keeps the sitting when the page is closed."""

    def __init__(self, sitting: Sitting) -> None:
        super().__init__()
        self.sitting = sitting
