"""The lesson of a network, folded to the width that there is."""

from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from tui.lesson import lesson_content

NONE = "This network has no lesson. A network file may bring one along: lesson = '''…'''."


class Lesson(Widget):
    """Plain text with keys that stand out."""

    lesson: reactive[str] = reactive("", layout=True)

    def __init__(self, lesson: str = "") -> None:
        super().__init__()
        self.set_reactive(Lesson.lesson, lesson)

    def render(self) -> Content:
        """The lesson, or that there is none."""
        return lesson_content(self.lesson or NONE, self.size.width)

    def get_content_height(self, _container: Size, _viewport: Size, width: int) -> int:
        """As many lines as it folds into at this width."""
        return 1 + lesson_content(self.lesson or NONE, width).plain.count("\n")
