"""The buttons of the tape, for the mouse: to its ends, by epochs, samples and stages."""

from textual.containers import Horizontal
from textual.widgets import Button

_BUTTONS = (
    ("|<", "to-start", "rewind", "To the start of the tape (home)"),
    ("<<", "epoch-back", "move('epochs', -1)", "One epoch back (a)"),
    ("<", "sample-back", "move('samples', -1)", "One sample back (d)"),
    (",", "stage-back", "move('stages', -1)", "One stage back (,)"),
    (".", "stage-on", "move('stages', 1)", "One stage on (.)"),
    (">", "sample-on", "move('samples', 1)", "One sample on (f)"),
    (">>", "epoch-on", "move('epochs', 1)", "One epoch on (s)"),
    (">|", "to-end", "wind", "To where the branch has come to (end)"),
    ("go", "go-to", "ask_position", "To a position that you type (t)"),
)


class Transport(Horizontal):
    """Calls the actions of the screen; `furnish` puts the buttons in, after the first frame."""

    async def furnish(self) -> None:
        """Put the buttons in."""
        for label, name, action, tooltip in _BUTTONS:
            button = Button(
                label, action=f"screen.{action}", compact=True, id=name, tooltip=tooltip
            )
            button.can_focus = False  # each has a key, and tab leads to what has none
            await self.mount(button)
