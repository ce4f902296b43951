"""The caption of a demonstration, at the bottom of whatever page is open."""

from dataclasses import dataclass

from rich.text import Text
from textual.reactive import reactive
from textual.widget import Widget

_BAR = 8
"""Columns of the bar that shows how much of the chapter is done."""


@dataclass(frozen=True)
class Showing:
    """What a caption shows.

    chapter: its title; number: which it is, from 1, of so many chapters.
    done: the part of the chapter that is done, from 0 to 1.
    keys: what was pressed last.
    """

    text: str = ""
    chapter: str = ""
    number: int = 1
    chapters: int = 1
    done: float = 0.0
    keys: str = ""
    paused: bool = False
    ended: bool = False


class Caption(Widget):
    """Three lines to read, where they belong in the demonstration, and what keys do now."""

    COMPONENT_CLASSES = {"caption--hint"}
    DEFAULT_CSS = """
    Caption {
        dock: bottom;
        width: 100%;
        min-width: 8; /* in no columns nothing can be wrapped */
        height: 5;
        padding: 0 1;
        background: $panel;
        border-top: heavy $accent;
        border-title-color: $foreground;
        border-title-style: bold;

        .caption--hint {
            color: $text-muted;
        }

        &:ansi {
            background: ansi_default;
            color: ansi_default;
            border-title-color: ansi_default;

            .caption--hint {
                color: ansi_default;
            }
        }
    }

    .-too-narrow Caption, .-too-short Caption {
        display: none;
    }
    """

    showing: reactive[Showing] = reactive(Showing())

    def __init__(self, showing: Showing) -> None:
        super().__init__()
        self.set_reactive(Caption.showing, showing)

    def on_mount(self) -> None:
        self.watch_showing(self.showing)

    def watch_showing(self, showing: Showing) -> None:
        done = round(_BAR * showing.done)
        bar = "█" * done + "░" * (_BAR - done)
        place = f"{showing.number}/{showing.chapters} {showing.chapter} {bar}"
        self.border_title = Text(f"{place}  pressed: {showing.keys}" if showing.keys else place)

    def render(self) -> Text:
        """The caption, and the keys on the last line."""
        lines = Text(self.showing.text).wrap(self.app.console, self.size.width)
        spare = self.size.height - 1 - len(lines)
        hint = Text(_hint(self.showing), self.get_component_rich_style("caption--hint"))
        return Text("\n").join([*lines, *[Text()] * spare, hint])


def _hint(showing: Showing) -> str:
    if showing.ended:
        return "the end  space: again  left: back  other keys: yours"
    if showing.paused:
        return "paused  space: go on  left/right: chapters  others: yours"
    return "space: pause  left/right: chapters  other keys: take over"
