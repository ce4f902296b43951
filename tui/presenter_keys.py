"""The keys of presenters: those of the training screen, and those that hold on every page.

The laser pointer's come before those of the page; its arrows and escape are the page's own
while there is no pointer.
"""

from textual.binding import Binding, BindingType

_ARROWS = {"up": (0, -1), "down": (0, 1), "left": (-1, 0), "right": (1, 0)}
_FAST_COLUMNS, _FAST_ROWS = 8, 4
"""How far the pointer goes at once with shift."""


def _key(
    key: str,
    action: str,
    name: str,
    tooltip: str,
    *,
    description: str = "",
    display: str | None = None,
    priority: bool = False,
) -> Binding:
    return Binding(
        key,
        action,
        description,
        id=f"presenter.{name}",
        tooltip=tooltip,
        show=False,
        key_display=display,
        priority=priority,
    )


KEYS_OF_NUMBERS: list[BindingType] = [
    _key(
        "asterisk",
        "large_numbers",
        "large_numbers",
        "Large numbers: the cell, then its vector or matrix, then off",
        description="Large numbers",
        display="*",
    ),
    _key(
        "semicolon",
        "reveal",
        "reveal",
        "Go one stage on with its numbers hidden, then reveal each",
        description="Hide and reveal",
        display=";",
    ),
    _key(
        "T",
        "app.clock",
        "clock",
        "Show the time, and how long ago the clock was started",
        description="Clock",
    ),
]

KEYS_OF_ALL_PAGES: list[BindingType] = [
    _key(
        "ctrl+l",
        "laser_pointer",
        "pointer",
        "Point at anything on any page with a laser pointer, or no longer",
        description="Laser pointer",
        priority=True,
    ),
    *(
        _key(
            key,
            f"move_pointer({x}, {y})",
            f"pointer_{key}",
            "Move the laser pointer",
            priority=True,
        )
        for key, (x, y) in _ARROWS.items()
    ),
    *(
        _key(
            f"shift+{key}",
            f"move_pointer({x * _FAST_COLUMNS}, {y * _FAST_ROWS})",
            f"pointer_fast_{key}",
            "Move the laser pointer faster",
            priority=True,
        )
        for key, (x, y) in _ARROWS.items()
    ),
    _key(
        "escape",
        "stop_pointing",
        "pointer_off",
        "Take the laser pointer away",
        priority=True,
    ),
]
