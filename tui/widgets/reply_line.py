"""What is said to an answer or a guess."""

from textual.widgets import Static

from engine.practice import Outcome, Reply

_MARKS = {Outcome.RIGHT: "✓", Outcome.WRONG: "✗", Outcome.UNCLEAR: "?"}


class ReplyLine(Static):
    """A sentence or two, with a mark where they judge."""

    DEFAULT_CSS = """
    ReplyLine {
        height: auto;
        max-height: 6;

        &.-right {
            color: $text-success;
        }

        &.-wrong {
            color: $text-error;
        }

        &.-unclear {
            color: $text-warning;
        }

        &:ansi {
            color: ansi_default;
        }
    }
    """

    def __init__(self, *, id: str) -> None:  # noqa: A002, Textual's own name
        super().__init__("", id=id, markup=False)

    def reply(self, reply: Reply) -> None:
        """Say what a reply says, with the mark of its outcome."""
        self._say(f"{_MARKS[reply.outcome]} {reply.words}", reply.outcome)

    def say(self, sentence: str) -> None:
        """Say something that is no judgement, or nothing."""
        self._say(sentence, None)

    def _say(self, sentence: str, outcome: Outcome | None) -> None:
        self.update(sentence)
        for each in Outcome:
            self.set_class(each is outcome, f"-{each.value}")
