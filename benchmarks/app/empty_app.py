"""A Textual app with nothing in it but a word."""

from textual.app import App, ComposeResult
from textual.widgets import Static

WORD = "painted"


class EmptyApp(App[None]):
    """What every Textual app costs."""

    def compose(self) -> ComposeResult:
        yield Static(WORD)


if __name__ == "__main__":
    EmptyApp().run()
