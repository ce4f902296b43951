"""A line that warns of what keeps the network from learning, if anything does."""

from typing import TYPE_CHECKING

from rich.text import Text
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

if TYPE_CHECKING:
    from engine.observations import Observation


class ObservationStrip(Widget):
    """The first observation, cut to the width, and how many more there are; else no line at all.

    A click opens the page with all of them.
    """

    COMPONENT_CLASSES = {"observation-strip--heading"}

    observations: reactive[tuple["Observation", ...]] = reactive((), layout=True)

    def render(self) -> Text:
        """One line."""
        if not self.observations:
            return Text()
        first, *others = self.observations
        more = f"  +{len(others)} more" if others else ""
        line = Text.assemble(
            (f"! {first.heading}:", self.get_component_rich_style("observation-strip--heading")),
            f" {first.sentence}",
            no_wrap=True,
        )
        line.truncate(max(0, self.size.width - len(more)), overflow="ellipsis")
        return line.append(more)

    def get_content_height(self, _container: Size, _viewport: Size, _width: int) -> int:
        """One, or none."""
        return 1 if self.observations else 0

    async def on_click(self) -> None:
        await self.run_action("screen.observations")
