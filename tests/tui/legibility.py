"""Whether what is drawn can be read: type and ground, in every theme and without colours."""

import re

from driving import Driver
from rich.color import Color
from rich.segment import Segment
from rich.style import Style

LEAST_CONTRAST = 3.0
"""What WCAG 2 asks of bold type, of marks and of buttons, whose colours are the themes' own."""

_WORD = re.compile(r"[^\W_]")


def drawn_on(app: Driver) -> list[Segment]:
    """Everything on the screen that has letters or digits."""
    strips = app.app.screen._compositor.render_strips()
    return [segment for strip in strips for segment in strip if _WORD.search(segment.text)]


def drawn_in_front(app: Driver) -> list[Segment]:
    """The same without what lies behind a page, which is dimmed on purpose."""
    screen = app.app.screen
    if not screen.is_modal:
        return drawn_on(app)
    box = next(child for child in screen.children if child.region and child.display).region
    strips = screen._compositor.render_strips()[box.y : box.bottom]
    pieces = [segment for strip in strips for segment in strip.crop(box.x, box.right)]
    return [segment for segment in pieces if _WORD.search(segment.text)]


def illegible(app: Driver) -> list[str]:
    """The words in front that cannot be read, with the reason; empty if all can."""
    drawn = drawn_in_front(app)
    assert drawn
    if app.app.no_color:
        return [p.text for p in drawn if not all(c.is_default for c in colours(p.style))]
    if app.app.current_theme.ansi:
        pairs = [(part.text, *colours(part.style)) for part in drawn]
        return [
            f"{text!r}: {type_.name} on {ground.name}"
            for text, type_, ground in pairs
            if (ground.is_default and type_.number not in _ON_EITHER_GROUND)
            or (type_ == ground and not type_.is_default)
        ]
    faint = [(part.text, contrast(part.style)) for part in drawn]
    return [f"{text!r}: {ratio:.2f}" for text, ratio in faint if ratio < LEAST_CONTRAST]


_ON_EITHER_GROUND = {None, 1, 5}
"""The terminal's own ground may be dark or light; black, white, yellow and blue vanish on one."""


def colours(style: Style | None) -> tuple[Color, Color]:
    assert style is not None
    assert style.color is not None
    assert style.bgcolor is not None
    return style.color, style.bgcolor


def contrast(style: Style | None) -> float:
    """The contrast ratio of WCAG 2 between type and ground."""
    light, dark = sorted(map(_luminance, colours(style)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Color) -> float:
    """The relative luminance of WCAG 2."""
    assert colour.triplet is not None
    parts = [part / 255 for part in colour.triplet]
    red, green, blue = (p / 12.92 if p <= 0.04 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
