"""An input for one number that never loses the number that was there."""

from collections.abc import Callable

from textual import events
from textual.binding import Binding
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Input

from engine import NetworkError
from tui.numbers import full

LONGEST = 24
"""As long as the longest float with all its digits, such as -1.2345678901234567e-300."""


class NumberField(Input):
    """A number to edit: enter or leaving it chooses, escape takes back what was typed.

    parse: text → number; raises NetworkError, whose sentence is shown, for bad text.
    """

    BINDINGS = [
        Binding("enter", "submit", "Choose", id="field.choose", tooltip="Take the number over"),
        Binding("escape", "leave", "Take back", id="field.leave", tooltip="Keep the old number"),
    ]

    number: reactive[float] = reactive(0.0)

    class Chosen(Message):
        """A new valid number stands in the field."""

        def __init__(self, field: "NumberField", number: float) -> None:
            super().__init__()
            self.field = field
            self.number = number

        @property
        def control(self) -> "NumberField":
            """The field, for `@on` with a selector."""
            return self.field

    def __init__(
        self,
        number: float,
        parse: Callable[[str], float],
        *,
        id: str,  # noqa: A002, Textual's own name
        tooltip: str,
    ) -> None:
        super().__init__(
            _text(number),
            id=id,
            compact=True,
            select_on_focus=True,
            max_length=LONGEST,
            tooltip=tooltip,
        )
        self._parse = parse
        self.set_reactive(NumberField.number, number)

    def watch_number(self, number: float) -> None:
        self.value = _text(number)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self._choose():
            self.screen.set_focus(None)

    def on_blur(self, _event: events.Blur) -> None:
        if not self._choose():
            self.value = _text(self.number)

    def action_leave(self) -> None:
        """Take back what was typed and leave the field."""
        self.value = _text(self.number)
        self.screen.set_focus(None)

    def _choose(self) -> bool:
        """Take over what was typed; False, with the reason on the screen, if it is no good."""
        if self.value == _text(self.number):
            return True
        try:
            number = self._parse(self.value)
        except NetworkError as error:
            self.notify(str(error), title="Not changed", severity="error", markup=False)
            return False
        self.number = number
        self.post_message(self.Chosen(self, number))
        return True


def _text(number: float) -> str:
    """The number with every digit it has, whole numbers without a point."""
    return full(number).removesuffix(".0")
