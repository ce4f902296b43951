"""The status lines: where the run is, how fast it goes, both losses, and the settings."""

from itertools import pairwise
from textwrap import wrap

from rich.segment import Segment
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from engine import Backend, Moment, Schedule, Settings, stages
from tui.numbers import short
from tui.snapshot import Snapshot
from tui.stage_view import describe_stage

_BAR_WIDTH = 12
_BACKENDS = {Backend.PLAIN: "the plain engine", Backend.NUMPY: "NumPy"}


class Status(Widget):
    """Two lines of plain words, folded between entries where the window is narrow.

    While a run goes on it takes no line back: what is below it would go up and down. It is
    drawn in every frame, so it draws its lines itself, and only those that differ.
    """

    snapshot: reactive[Snapshot | None] = reactive(None, repaint=False)

    _taken = Size()
    """The width, and the lines taken at that width by the run that goes on."""

    _drawn: tuple[str, ...] = ()
    _drawn_width = 0
    """The lines as they were drawn last, and for which width."""

    def watch_snapshot(self, snapshot: Snapshot | None) -> None:
        """Have the screen laid out anew, which takes long, only if the height has to change."""
        training = snapshot is not None and snapshot.training
        width, before = self.size.width, self._drawn if training else ()
        self._draw(width)
        needed = max(1, len(self._drawn), self._taken_at(width) if training else 0)
        self._taken = Size(width, needed) if training else Size()
        if needed != self.size.height:
            self.refresh(layout=True)
        for y in range(self.size.height):
            if not before or before[y : y + 1] != self._drawn[y : y + 1]:
                self.refresh(Region(0, y, width, 1))

    def render_line(self, y: int) -> Strip:
        """One line; those below the last one are empty."""
        width, style = self.size.width, self.rich_style
        if width != self._drawn_width:
            self._draw(width)
        text = self._drawn[y] if y < len(self._drawn) else ""
        return Strip([Segment(text, style)]).adjust_cell_length(width, style)

    def _draw(self, width: int) -> None:
        self._drawn, self._drawn_width = self._lines(width), width

    def get_content_height(self, _container: Size, _viewport: Size, width: int) -> int:
        """As many lines as they fold into at this width, which is not yet the widget's own."""
        return max(1, len(self._lines(width)), self._taken_at(width))

    def _taken_at(self, width: int) -> int:
        return self._taken.height if width == self._taken.width else 0

    def _lines(self, width: int) -> tuple[str, ...]:
        if self.snapshot is None or not width:
            return ()
        return (*_folded(_training(self.snapshot), width), *_folded(_losses(self.snapshot), width))


def _training(snapshot: Snapshot) -> list[str]:
    state = snapshot.state
    if state.divergence is not None:
        return [
            f"diverged: {state.divergence}",
            "the last finite weights are kept; lower η, then reset",
        ]
    where = _where(snapshot)
    if not snapshot.training:
        return [where, *_where_to_begin(snapshot)]
    parts = [where, f"{_bar(snapshot.progress)} {snapshot.progress:.0%}"]
    if snapshot.epochs_per_second:
        parts.append(f"{_rate(snapshot.epochs_per_second)} epochs/s")
    if snapshot.seconds_left is not None:
        parts.append(f"{duration(snapshot.seconds_left)} left")
    return parts


def _where(snapshot: Snapshot) -> str:
    if snapshot.seeking and snapshot.target > 0:
        return f"going to epoch {snapshot.target}"
    if snapshot.moment is not None:
        return _stage(snapshot.moment)
    state = snapshot.state
    if snapshot.position < snapshot.end and not snapshot.running:
        sample = "" if state.complete else f", sample {state.trained},"
        return f"rewound: epoch {state.epoch}{sample} of {snapshot.end.epoch}"
    if state.epoch == 0:
        return "ready: epoch 0" if state.complete else "evaluating the weights before training"
    where = f"epoch {state.epoch}"
    if snapshot.target > state.epoch:
        where += f" of {snapshot.target}"
    if not state.complete:
        where += ", evaluating" if state.evaluated else f", sample {state.trained}"
    if snapshot.training:
        return where
    arrived = state.complete and snapshot.target <= state.epoch
    return f"done: {where}" if arrived else f"paused: {where}"


def _where_to_begin(snapshot: Snapshot) -> list[str]:
    """What a newcomer should know of before anything is trained."""
    state = snapshot.state
    if snapshot.running or snapshot.moment is not None or state.epoch > 0 or not state.complete:
        return []
    lesson = ["L: lesson"] if snapshot.network.lesson else []
    return [*lesson, "m: other networks"]


def _stage(moment: Moment) -> str:
    position, count = moment.position, len(stages(moment.trace.graph))
    return (
        f"epoch {position.epoch}, sample {position.sample}, stage {position.stage} of {count}, "
        f"{describe_stage(moment)}"
    )


def _losses(snapshot: Snapshot) -> list[str]:
    losses = snapshot.state.losses
    training = losses.mean_training_loss if losses else None
    evaluation = losses.evaluation_loss if losses else None
    parts = [
        f"mean training loss {_loss(training)}",
        f"evaluation loss {_loss(evaluation)}",
        describe_settings(snapshot.settings),
    ]
    if len(snapshot.branches) > 1:
        parts.append(f"branch {snapshot.branch.name}")
    return parts


def describe_settings(settings: Settings) -> str:
    """Learning rate and schedule in a few words, and what computes if it is not as usual."""
    schedule = settings.schedule.value
    if settings.schedule is Schedule.MINI_BATCH:
        schedule += f" of {settings.batch_size}"
    usual = settings.backend is Backend.GENERATED
    by = "" if usual else f"  by {_BACKENDS[settings.backend]}"
    return f"η {short(settings.learning_rate)}  {schedule}{by}"


def duration(seconds: float) -> str:
    """A time to wait, in the two units that matter: 12 s, 3 min 5 s, 2 h 10 min, 4 d 3 h."""
    whole = round(seconds)
    units = (("d", 86400), ("h", 3600), ("min", 60), ("s", 1))
    for (name, size), (smaller, smaller_size) in pairwise(units):
        if whole >= size:
            return f"{whole // size} {name} {whole % size // smaller_size} {smaller}"
    return f"{whole} s"


def _loss(loss: float | None) -> str:
    if loss is None:
        return "–"
    padded = f"{loss:#.6g}"  # with its zeros, or the line would fold and unfold while it trains
    return short(loss) if "e" in padded else padded


def _rate(epochs_per_second: float) -> str:
    return f"{epochs_per_second:,.0f}" if epochs_per_second >= 1e3 else short(epochs_per_second, 3)


def _bar(progress: float) -> str:
    full = round(progress * _BAR_WIDTH)
    return "█" * full + "░" * (_BAR_WIDTH - full)


def _folded(parts: list[str], width: int) -> list[str]:
    """The parts on as few lines as they fit in, broken only where one is too long for a line."""
    lines = [""]
    for part in parts:
        joined = f"{lines[-1]}   {part}" if lines[-1] else part
        if len(joined) <= width or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(part)
    return [
        piece for line in lines for piece in (wrap(line, width) if len(line) > width else [line])
    ]
