"""The pages that are looked at in every look and every size: all with a golden, and more."""

from driving import Driver
from networks import two_branch
from test_screens import SCREENS, Screen, drawn


async def position(app: Driver) -> None:
    await drawn(app)
    await app.press("t")
    await app.until(lambda: app.focused == "typed")


async def check(app: Driver) -> None:
    await drawn(app)
    await app.press("G")
    await app.shows("Against central differences of the loss", "agrees")


PAGES = {name: screen for name, screen in SCREENS.items() if name != "too-small"} | {
    "position": Screen(two_branch, position),
    "check": Screen(two_branch, check),
}
"""A screen that is added to SCREENS is among them."""

_MUCH_LIKE_OTHERS = {
    "ready", "log-recent", "paused", "training", "xor", "one-number", "large", "stage", "diverged",
    "two-paths", "branched", "stuck", "help-end", "networks-wrong", "graph-backward",
    "graph-long-names", "practice", "practice-number", "hunt", "save-wrong",
}  # fmt: skip

USUAL_PAGES = [name for name in PAGES if name not in _MUCH_LIKE_OTHERS]
"""Enough for every day; the long tests have the rest."""
