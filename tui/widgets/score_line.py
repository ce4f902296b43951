"""The first line of a page of practice: what is practised, and how it goes."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Label

from engine.practice import Score


class ScoreLine(Horizontal):
    """A title to the left and the score to the right."""

    DEFAULT_CSS = """
    ScoreLine {
        height: 1;
        padding: 0 1;
        background: $panel;

        #what {
            width: 1fr;
            color: $text-primary;
            text-style: bold;
            text-wrap: nowrap;
            text-overflow: ellipsis;
        }

        #score {
            width: auto;
            margin-left: 2;
        }

        &:ansi #what {
            color: ansi_default;
        }
    }
    """

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title

    def compose(self) -> ComposeResult:
        yield Label(self._title, id="what", markup=False)
        yield Label("", id="score", markup=False)

    def show(self, score: Score) -> None:
        """Show the score."""
        self.query_one("#score", Label).update(describe_score(score))


def describe_score(score: Score) -> str:
    """The score in a few words, if there is any: 3 of 4 right, streak 2."""
    if not score.asked:
        return ""
    streak = f", streak {score.streak}" if score.streak > 1 else ""
    return f"{score.right} of {score.asked} right{streak}"
