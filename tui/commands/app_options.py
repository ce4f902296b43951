"""The options that only the app takes: under which conditions it runs."""

import math
import os
from argparse import ArgumentParser, ArgumentTypeError, BooleanOptionalAction, Namespace
from dataclasses import replace

from tui.commands.options import count
from tui.commands.terminal import has_light_ground, has_unicode
from tui.conditions import SLOW, Conditions, Ground

MOST_FRAMES = 60.0
"""No terminal shows more, and no eye sees more."""


def add_resume_option(parser: ArgumentParser) -> None:
    """--resume."""
    parser.add_argument(
        "--resume",
        metavar="NUMBER",
        nargs="?",
        const=1,
        type=count,
        help="go on with the run that was open last, as it was kept last, also after a lost "
        "connection; 2 for the one before, and so on",
    )


def add_app_options(parser: ArgumentParser) -> None:
    """--fps, --slow, --ascii and --theme."""
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
    group.add_argument(
        "--ascii",
        action=BooleanOptionalAction,
        help="draw with ASCII only, or with all signs; by default as the locale says "
        "(LC_ALL, LC_CTYPE or LANG): all signs where that is UTF-8",
    )
    group.add_argument(
        "--theme",
        choices=[ground.value for ground in Ground],
        help="a dark or a light ground, or the terminal's own ground and 16 colours; "
        "the command palette (ctrl+p) has more themes",
    )


def chosen_conditions(options: Namespace) -> Conditions:
    """The conditions that the options ask for."""
    conditions = replace(SLOW if options.slow else Conditions(), autosave=True)
    if options.fps is not None:
        conditions = replace(conditions, frames_per_second=options.fps)
    return replace(
        conditions,
        ascii_only=not has_unicode() if options.ascii is None else options.ascii,
        ground=_usual_ground() if options.theme is None else Ground(options.theme),
    )


def _usual_ground() -> Ground | None:
    chosen = "TEXTUAL_THEME" in os.environ
    return Ground.LIGHT if has_light_ground(os.environ) and not chosen else None


def _frames(text: str) -> float:
    try:
        frames = float(text)
    except ValueError:
        frames = math.nan
    if not 0.0 < frames <= MOST_FRAMES:
        raise ArgumentTypeError(f"{text!r} is no number above 0 and up to {MOST_FRAMES:g}")
    return frames
