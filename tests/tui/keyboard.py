"""Whether the keyboard reaches all of a page that can be pressed, typed in or scrolled."""

import re

from driving import Driver
from textual.keys import key_to_character
from textual.widget import Widget
from textual.widgets import Button


async def unreachable(app: Driver) -> list[str]:
    """What of the page in front only a mouse can reach; empty if there is nothing."""
    screen = app.app.screen
    led_to, keys = await _tabbed_through(app)
    return [
        f"{type(widget).__name__}#{widget.id}"
        for widget in screen.query("*")
        if widget.display
        and widget.region
        and not widget.is_disabled
        and widget not in led_to
        and (
            widget.focusable
            or (isinstance(widget, Button) and _named_key(widget) not in keys)
            or (_scrolls(widget) and not {"pageup", "pagedown"} & keys)
        )
    ]


async def _tabbed_through(app: Driver) -> tuple[set[Widget], set[str]]:
    """What has the focus in turn while tab is pressed, and the keys that there are on the way."""
    seen: set[Widget] = set()
    keys = {*app.app.screen.active_bindings}
    for _ in app.app.screen.focus_chain:
        await app.press("tab")
        await app.settled()
        keys |= {*app.app.screen.active_bindings}
        if app.app.focused is not None:
            seen.add(app.app.focused)
    return seen, keys | {key_to_character(key) or key for key in keys}


def _named_key(button: Button) -> str:
    """The key that does the same as a button, by what is said of it."""
    named = re.search(r"\((\S+)\)$", str(button.tooltip or ""))
    return named[1] if named else ""


def _scrolls(widget: Widget) -> bool:
    """Whether there is more of it than can be seen."""
    return widget.show_vertical_scrollbar or widget.show_horizontal_scrollbar
