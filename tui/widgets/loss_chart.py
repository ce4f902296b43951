"""The loss chart: both losses over the epochs, coloured by the marks of their curves."""

from dataclasses import replace
from itertools import groupby

from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from engine import LossHistory
from tui.chart import SMALLEST_HEIGHT, TRAINING_MARK, ChartView, draw_chart

_PARTS = ("training", "evaluation", "axis")
_BRAILLE = range(0x2801, 0x2900)
_LEGEND = f" ⠤⠤ evaluation  {TRAINING_MARK} training"


class LossChart(Widget):
    """Mean training loss (×) and evaluation loss (line) of every epoch."""

    COMPONENT_CLASSES = {f"loss-chart--{part}" for part in _PARTS}

    history: reactive[LossHistory] = reactive(LossHistory.empty)
    view: reactive[ChartView] = reactive(ChartView())

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002, Textual's own name
        super().__init__(id=id)
        self._drawn: tuple[object, ...] = ()
        self._strips: list[Strip] = []

    def watch_view(self, view: ChartView) -> None:
        axis = "log loss" if view.logarithmic else "loss"
        self.border_title = f"{axis}, recent epochs" if view.recent else axis

    def toggle_axis(self) -> None:
        """Change between a linear and a logarithmic loss axis."""
        self.view = replace(self.view, logarithmic=not self.view.logarithmic)

    def toggle_view(self) -> None:
        """Change between all epochs and the recent ones."""
        self.view = replace(self.view, recent=not self.view.recent)

    def notify_style_update(self) -> None:
        self._drawn = ()
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        """One line of the chart, which is drawn anew when what it shows has changed."""
        shown = (self.history, self.view, self.size)
        if shown != self._drawn:
            self._strips = list(map(self._strip, self._drawn_lines(*self.size)))
            self._drawn = shown
        if y >= len(self._strips):
            return Strip.blank(self.size.width, self.rich_style)
        return self._strips[y]

    def _strip(self, line: str) -> Strip:
        styles = {part: self.get_component_rich_style(f"loss-chart--{part}") for part in _PARTS}
        runs = groupby(line, _part)
        return Strip([Segment("".join(run), styles[part]) for part, run in runs], len(line))

    def _drawn_lines(self, width: int, height: int) -> list[str]:
        """The chart, below a line that says which curve is which if there is room for both."""
        if height < SMALLEST_HEIGHT:
            return []
        if height < SMALLEST_HEIGHT + 2:
            return draw_chart(self.history, self.view, width, height)
        return [_LEGEND.ljust(width), *draw_chart(self.history, self.view, width, height - 1)]


def _part(character: str) -> str:
    """What a character of the chart belongs to."""
    if character == TRAINING_MARK:
        return "training"
    return "evaluation" if ord(character) in _BRAILLE else "axis"
