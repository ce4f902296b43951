"""A sitting: how practice goes, from the start of the program to its end."""

from dataclasses import dataclass, field, replace

from textual.message import Message

from engine.practice import Reply, Score


@dataclass(frozen=True)
class Sitting:
    """What has been practised so far.

    seed: what questions and faults are drawn from.
    questions: how they were answered; the next question has the number of those asked.
    guesses: where and what the faults are, right and wrong.
    hunts: how many faults are over, found or not; the next one has this number.
    """

    seed: int = 1
    questions: Score = field(default_factory=Score)
    guesses: Score = field(default_factory=Score)
    hunts: int = 0

    def answered(self, reply: Reply) -> "Sitting":
        """The sitting after a reply to an answer."""
        return replace(self, questions=self.questions.after(reply))

    def guessed(self, reply: Reply) -> "Sitting":
        """The sitting after a reply to a guess."""
        return replace(self, guesses=self.guesses.after(reply))

    def after_hunt(self) -> "Sitting":
        """The sitting when a fault has been found or given up."""
        return replace(self, hunts=self.hunts + 1)


class SittingChanged(Message):
    """Something was practised; the app keeps the sitting when the page is closed."""

    def __init__(self, sitting: Sitting) -> None:
        super().__init__()
        self.sitting = sitting
