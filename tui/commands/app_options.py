"""The options that only the app takes: under which conditions it runs."""

import math
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from dataclasses import replace

from tui.commands.options import count
from tui.conditions import SLOW, Conditions

MOST_FRAMES = 60.0
"""No terminal shows more, and no eye sees more."""


def add_app_options(parser: ArgumentParser) -> None:
    """--resume, --fps and --slow."""
    parser.add_argument(
        "--resume",
        metavar="NUMBER",
        nargs="?",
        const=1,
        type=count,
        help="go on with the run that was open last, as it was kept last, also after a lost "
        "connection; 2 for the one before, and so on",
    )
    group = parser.add_argument_group("screen")
    group.add_argument(
        "--fps",
        metavar="NUMBER",
        type=_frames,
        help="how many frames a second are drawn at most while it trains, 10 by default",
    )
    group.add_argument(
        "--slow",
        action="store_true",
        help="for a slow line: at most 6 kB a second while it trains, 5 frames, no animations",
    )


def chosen_conditions(options: Namespace) -> Conditions:
    """The conditions that the options ask for."""
    conditions = replace(SLOW if options.slow else Conditions(), autosave=True)
    if options.fps is not None:
        conditions = replace(conditions, frames_per_second=options.fps)
    return conditions


def _frames(text: str) -> float:
    try:
        frames = float(text)
    except ValueError:
        frames = math.nan
    if not 0.0 < frames <= MOST_FRAMES:
        raise ArgumentTypeError(f"{text!r} is no number above 0 and up to {MOST_FRAMES:g}")
    return frames
