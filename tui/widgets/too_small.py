"""The request for a larger window, in front of any screen that does not fit into it."""

from textual.widgets import Static

SMALLEST_WIDTH, SMALLEST_HEIGHT = 60, 20

HORIZONTAL_BREAKPOINTS = [
    (0, "-too-narrow"),
    (SMALLEST_WIDTH, "-narrow"),
    (80, "-medium"),
    (120, "-wide"),
]
VERTICAL_BREAKPOINTS = [(0, "-too-short"), (SMALLEST_HEIGHT, "-short"), (24, "-tall")]


class TooSmall(Static):
    """Covers the screen while that is too small; what is behind keeps its focus and its place."""

    def __init__(self) -> None:
        super().__init__(
            f"Please make the window larger: at least {SMALLEST_WIDTH} columns and "
            f"{SMALLEST_HEIGHT} rows."
        )
