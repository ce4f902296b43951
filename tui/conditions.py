"""The conditions under which the app runs: what its line carries, and what it may do."""

from dataclasses import dataclass
from enum import Enum

from tui.bounds import KIOSK, OPEN, Bounds


class Ground(Enum):
    """What the screen is drawn on: a dark or a light ground of its own, or the terminal's."""

    DARK = "dark"
    LIGHT = "light"
    TERMINAL = "terminal"


_USUAL = 80 * 24
"""Cells of a window as large as most."""

_NOT_IN_A_KIOSK = frozenset({"save", "file", "screenshot", "suspend_process"})
"""Actions that touch files or the process, by the names that keys and commands have for them."""


@dataclass(frozen=True)
class Conditions:
    """What holds for the whole program, whichever network is open.

    frames_per_second: how often the screen is looked after while a run is on its way.
    bytes_per_second: what the line to the terminal carries while a run is on its way, for a
        window of 80×24; frames wait for it. Keys are answered at once all the same.
    grows: whether that grows with the window.
    animated: whether what moves may move in small steps.
    autosave: whether runs are kept as they go, in the user's state directory.
    ascii_only: whether all that is drawn is ASCII.
    ground: what is drawn on; None as the user's TEXTUAL_THEME says or, without one, dark.
    kiosk: whether whoever sits before it is a stranger, who may touch no file.
    idle_seconds: after how long without a key a kiosk ends.
    """

    frames_per_second: float = 10.0
    bytes_per_second: int = 20_000
    grows: bool = True
    animated: bool = True
    autosave: bool = False
    ascii_only: bool = False
    ground: Ground | None = None
    kiosk: bool = False
    idle_seconds: float = 600.0

    @property
    def bounds(self) -> Bounds:
        """How far a run may go."""
        return KIOSK if self.kiosk else OPEN

    def offers(self, action: str) -> bool:
        """Whether there is an action of this name."""
        return not (self.kiosk and action in _NOT_IN_A_KIOSK)

    def bytes_for(self, columns: int, rows: int) -> float:
        """What the line carries a second for a window of this size."""
        return self.bytes_per_second * (max(1.0, columns * rows / _USUAL) if self.grows else 1.0)


SLOW = Conditions(frames_per_second=5.0, bytes_per_second=5_500, grows=False, animated=False)
"""For a line that carries little: with the last frame and keys, 6 kB a second at most."""
