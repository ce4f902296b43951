"""The options that only the app takes: under which conditions it runs."""

import math
from argparse import ArgumentParser, ArgumentTypeError, Namespace

from tui.conditions import Conditions

MOST_FRAMES = 60.0
"""No terminal shows more, and no eye sees more."""


def add_app_options(parser: ArgumentParser) -> None:
    """--fps."""
    group = parser.add_argument_group("screen")
    group.add_argument(
        "--fps",
        metavar="NUMBER",
        type=_frames,
        help="how many frames a second are drawn at most while it trains, 10 by default",
    )


def chosen_conditions(options: Namespace) -> Conditions:
    """The conditions that the options ask for."""
    usual = Conditions()
    frames = usual.frames_per_second if options.fps is None else options.fps
    return Conditions(frames_per_second=frames)


def _frames(text: str) -> float:
    try:
        frames = float(text)
    except ValueError:
        frames = math.nan
    if not 0.0 < frames <= MOST_FRAMES:
        raise ArgumentTypeError(f"{text!r} is no number above 0 and up to {MOST_FRAMES:g}")
    return frames
