"""The loss chart: losses over the epochs, coloured by the marks of their curves."""

from dataclasses import replace
from itertools import groupby

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from engine import LossHistory
from tui.chart import (
    HERE,
    PARENT_MARK,
    SMALLEST_HEIGHT,
    TRAINING_MARK,
    Chart,
    ChartView,
    Losses,
    draw_chart,
)

_PARTS = ("training", "evaluation", "parent", "here", "axis")
_PART_OF = {TRAINING_MARK: "training", PARENT_MARK: "parent", HERE: "here"}
_BRAILLE = range(0x2801, 0x2900)
_LEGEND = f" ⠤⠤ evaluation  {TRAINING_MARK} training"
_PARENT = f"  {PARENT_MARK} parent"


class LossChart(Widget):
    """Mean training loss (×) and evaluation loss (line) of every epoch, and the parent's (∘).

    Clicking or dragging goes to an epoch.
    """

    COMPONENT_CLASSES = {f"loss-chart--{part}" for part in _PARTS}

    losses: reactive[Losses] = reactive(lambda: Losses(LossHistory.empty()))
    view: reactive[ChartView] = reactive(ChartView())

    class EpochChosen(Message):
        """An epoch was pointed at."""

        def __init__(self, epoch: int) -> None:
            super().__init__()
            self.epoch = epoch

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002, Textual's own name
        super().__init__(id=id)
        self._drawn: tuple[object, ...] = ()
        self._chart = Chart(())
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

    def epochs_a_column(self) -> int:
        """How many epochs one column of the chart stands for, at least one."""
        chart = self._chart
        if not chart.lines:
            return 1
        return max(1, round((chart.last - chart.first) / len(chart.lines[0])))

    def notify_style_update(self) -> None:
        self._drawn = ()
        super().notify_style_update()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        self.capture_mouse()
        self._choose(event)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if event.button:
            self._choose(event)

    def on_mouse_up(self, _event: events.MouseUp) -> None:
        self.release_mouse()

    def _choose(self, event: events.MouseEvent) -> None:
        offset = event.get_content_offset(self)
        if offset is None or not self._chart.lines:
            return
        epoch = self._chart.epoch(offset.x)
        if epoch is not None:
            self.post_message(self.EpochChosen(epoch))

    def render_line(self, y: int) -> Strip:
        """One line of the chart, which is drawn anew when what it shows has changed."""
        shown = (self.losses, self.view, self.size)
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
            self._chart = Chart(())
            return []
        legend = height >= SMALLEST_HEIGHT + 2
        self._chart = draw_chart(self.losses, self.view, width, height - legend)
        if not legend:
            return list(self._chart.lines)
        text = _LEGEND if self.losses.parent is None else _LEGEND + _PARENT
        return [text[:width].ljust(width), *self._chart.lines]


def _part(character: str) -> str:
    """What a character of the chart belongs to."""
    if ord(character) in _BRAILLE:
        return "evaluation"
    return _PART_OF.get(character, "axis")
