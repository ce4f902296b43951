"""What keeps all that the app draws in ASCII."""

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from tui.ascii_signs import in_ascii


class AsciiFilter(LineFilter):
    """Puts every line of every widget into ASCII, in its width and style."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        """The segments in ASCII."""
        return [Segment(in_ascii(text), style, control) for text, style, control in segments]
