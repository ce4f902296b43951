"""Whether all of a screen can be seen: nothing overlaps, reaches out of the window, or is cut."""

from collections.abc import Iterator
from itertools import combinations

from rich.cells import cell_len
from textual.geometry import Region
from textual.screen import Screen
from textual.scrollbar import ScrollBar, ScrollBarCorner
from textual.widget import Widget
from textual.widgets import Footer, Input, Tooltip
from textual.widgets._footer import FooterKey
from textual.widgets._toast import ToastRack

from tui.widgets.caption import Caption
from tui.widgets.too_small import TooSmall

Place = tuple[Widget, Region, Region]
"""A widget, where it is, and the part of the window where it may show."""


def misfits(screen: Screen[object]) -> list[str]:
    """What is wrong with the places of all that the screen shows; empty if all is well."""
    places = list(_leaves(screen))
    wrong = [
        f"{_name(widget)} sticks out: {region} of {clip}"
        for widget, region, clip in places
        if not _scrolled(widget) and region not in clip
    ]
    wrong += [
        f"{_name(one)} and {_name(other)} overlap"
        for (one, *first), (other, *second) in combinations(places, 2)
        if _layer(one) == _layer(other) and _seen(*first).overlaps(_seen(*second))
    ]
    wrong += [f"{_name(widget)} is cut: {why}" for widget, _, _ in places if (why := _cut(widget))]
    wrong += [
        f"{_name(footer)} is cut: {footer.virtual_size.width} of {footer.size.width} columns"
        for footer in screen.query(Footer)
        if footer.display and footer.virtual_size.width > footer.size.width
    ]
    return wrong + [
        f"{_name(widget)} has the title {title!r} cut"
        for widget in screen.query("*")
        if widget.region and widget.styles.border
        for title in (widget.border_title, widget.border_subtitle)
        if title and cell_len(str(title)) > widget.size.width
    ]


def _leaves(screen: Screen[object]) -> Iterator[Place]:
    """What is drawn of its own, with its place; without what belongs to Textual alone."""
    for widget, (region, clip) in screen._compositor.visible_widgets.items():
        if not widget.is_attached or widget.screen is not screen:  # on its way out, or behind
            continue
        if isinstance(widget, FooterKey) and screen.query(Caption):  # which is in place of keys
            continue
        if isinstance(widget, (ScrollBar, ScrollBarCorner, ToastRack, Tooltip)):
            continue
        if region and not any(child.display for child in widget.children):
            yield widget, region, clip


def _scrolled(widget: Widget) -> bool:
    """Whether what is not seen of it can be scrolled to."""
    return any(
        isinstance(one, Widget) and (one.allow_vertical_scroll or one.allow_horizontal_scroll)
        for one in widget.ancestors_with_self
    )


def _cut(widget: Widget) -> str:
    """What keeps its text from being seen in full, if anything does."""
    if isinstance(widget, (Input, TooSmall)) or widget.is_scrollable or _scrolled(widget):
        return ""
    size, viewport = widget.content_size, widget.screen.size
    needed = widget.get_content_height(size, viewport, size.width)
    if needed > size.height:
        return f"{needed} lines in {size.height}"
    one_line = widget.styles.text_wrap == "nowrap" or size.height == 1
    needed = widget.get_content_width(size, viewport)
    if one_line and needed > size.width and widget.styles.text_overflow != "ellipsis":
        return f"{needed} columns in {size.width}"
    return ""


def _seen(region: Region, clip: Region) -> Region:
    return region.intersection(clip)


def _layer(widget: Widget) -> str:
    """The layer of a widget of the screen that this one is or belongs to."""
    return next(
        (one.layer for one in widget.ancestors_with_self if one.parent is widget.screen), ""
    )


def _name(widget: Widget) -> str:
    return f"{type(widget).__name__}#{widget.id}"
