"""The graph: the network drawn, with the values or gradients of the sample in view on it."""

from itertools import islice
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.reactive import reactive
from textual.screen import Screen
from textual.widgets import Footer, Label, Static

from engine import Pass, Stage
from tui.graph_drawing import NARROWEST_DRAWING, Line, Part, draw_graph, legend
from tui.numbers import short
from tui.snapshot import Snapshot
from tui.stage_view import describe_stage, hidden
from tui.trainer import Trainer

if TYPE_CHECKING:
    from tui.screens.training import TrainingScreen

_STYLES = {
    Part.HEADING: "$text-muted underline",
    Part.HERE: "$text-accent bold",
    Part.LANE: "$text-muted",
    Part.MARK: "bold",
    Part.LABEL: "",
    Part.NOTE: "$text-muted",
    Part.NUMBER: "bold",
}


class GraphScreen(Screen[None]):
    """Follows the tape, which can be moved from here by stages; escape, q or g leads back.

    It shows values, or gradients, as the stage that the tape comes to has them.
    source: the screen whose snapshot this one shows.
    """

    CSS_PATH = "graph.tcss"

    BINDINGS = [
        Binding(
            "full_stop",
            "move(1)",
            "Stage on",
            id="graph.next",
            key_display=".",
            tooltip="Go on to the next stage",
        ),
        Binding(
            "comma",
            "move(-1)",
            "back",
            id="graph.previous",
            key_display=",",
            tooltip="Go back to the stage before",
        ),
        Binding(
            "v",
            "turn",
            "Values/gradients",
            id="graph.turn",
            tooltip="Show the gradients in place of the values, or these again",
        ),
        Binding(
            "semicolon",
            "reveal",
            "Reveal",
            id="graph.reveal",
            key_display=";",
            tooltip="Hide what the next stage makes, and reveal it",
            show=False,
        ),
        Binding("escape,q,g", "dismiss", "Back", id="graph.back", tooltip="Back to the numbers"),
    ]

    backward: reactive[bool] = reactive(False)

    def __init__(self, trainer: Trainer, source: "TrainingScreen") -> None:
        super().__init__()
        self._trainer = trainer
        self._source = source
        self._snapshot = source.latest
        self._stage: Stage | None = None

    def compose(self) -> ComposeResult:
        yield Label(self._snapshot.network.title, id="graph-title", markup=False)
        yield Label(id="graph-place", markup=False)
        with VerticalScroll(id="graph"):
            yield Static(id="drawing")
        yield Static(id="legend")
        yield Footer(compact=True)

    def on_mount(self) -> None:
        self.query_one("#graph").focus()
        self.watch(self._source, "snapshot", self._follow)

    def on_resize(self) -> None:
        self.call_after_refresh(self._show_stage)

    def _follow(self, snapshot: Snapshot | None) -> None:
        if snapshot is None:
            return
        self._snapshot = snapshot
        stage = None if snapshot.moment is None else snapshot.moment.stage
        if stage == self._stage:
            self._draw()
            return
        self._stage = stage
        if stage is not None:
            self.backward = stage.kind is not Pass.FORWARD
        self._show_stage()

    def watch_backward(self) -> None:
        self._draw()

    def _show_stage(self) -> None:
        """Draw it so that the current stage is in view."""
        lines = self._draw()
        here = (number for number, line in enumerate(lines) if _is_here(line))
        for line in islice(here, 1):
            page = self.query_one("#graph")
            top, height = page.scroll_offset.y, page.size.height
            margin = min(3, height // 3)
            if not top + margin <= line < top + height - margin:
                page.scroll_to(y=line - height // 2, animate=False)

    def _draw(self) -> tuple[Line, ...]:
        """Draw it; the lines, or none before the page has its size."""
        snapshot, backward = self._snapshot, self.backward
        width = self.query_one("#graph").scrollable_content_region.width
        if not width:
            return ()
        lines = draw_graph(
            snapshot.network.graph,
            snapshot.gradients if backward else snapshot.trace,
            stage=self._stage,
            backward=backward,
            width=max(NARROWEST_DRAWING, width),
            to_come={name for name, gradient in hidden(snapshot) if gradient is backward},
        )
        self.query_one("#graph-place", Label).update(_place(snapshot))
        self.query_one("#drawing", Static).update(Content("\n").join(map(_content, lines)))
        self.query_one("#legend", Static).update(Content("\n".join(legend(backward))))
        return lines

    # Keys

    def action_move(self, stages: int) -> None:
        """Move the tape by stages."""
        self._trainer.move_by_stages(stages)

    async def action_reveal(self) -> None:
        """Hide what the next stage makes, or reveal it."""
        await self._source.run_action("reveal(True)")

    def action_turn(self) -> None:
        """Show gradients in place of values, or the other way round."""
        self.backward = not self.backward


def _place(snapshot: Snapshot) -> str:
    """Which sample is shown, and where in it the tape is."""
    samples = len(snapshot.network.samples)
    sample = f"sample {snapshot.inspected} of {samples}" if snapshot.inspected else "own input"
    moment = snapshot.moment
    if moment is None:
        return f"epoch {snapshot.position.epoch}, {sample}, loss {short(snapshot.trace.loss)}"
    position = moment.position
    return f"epoch {position.epoch}, {sample}, stage {position.stage}, {describe_stage(moment)}"


def _content(line: Line) -> Content:
    here = _is_here(line)
    return Content.assemble(
        *(
            (text, "reverse" if here and part is Part.LABEL and text.strip() else _STYLES[part])
            for text, part in line.pieces
        )
    )


def _is_here(line: Line) -> bool:
    return any(part is Part.HERE and text.strip() for text, part in line.pieces)
