"""The options that only the app takes: under which conditions it runs."""

import math
import os
from argparse import ArgumentParser, ArgumentTypeError, BooleanOptionalAction, Namespace
from dataclasses import replace

from engine import Backend, NetworkError
from tui.commands.options import count
from tui.commands.terminal import has_light_ground, has_unicode
from tui.conditions import SLOW, Conditions, Ground

MOST_FRAMES = 60.0
"""No terminal shows more, and no eye sees more."""

MOST_MINUTES = 24 * 60.0

_NOT_IN_A_KIOSK = ("resume", "transcript", "record", "check", "print")
"""Options, of the app and of demonstrations, that read or write what strangers may not."""


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
    """--fps, --slow, --ascii, --theme, --kiosk and --idle."""
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
    kiosk = parser.add_argument_group("kiosk")
    kiosk.add_argument(
        "--kiosk",
        action="store_true",
        help="for strangers, as by a ForceCommand of sshd: no files, no shell, within bounds",
    )
    kiosk.add_argument(
        "--idle",
        metavar="MINUTES",
        type=_minutes,
        help="after how many minutes without a key a kiosk ends, 10 by default",
    )


def check_kiosk_options(options: Namespace) -> None:
    """NetworkError for options that have no meaning with --kiosk, or none without it."""
    if not options.kiosk:
        if options.idle is not None:
            raise NetworkError("only a kiosk ends by itself", "write --kiosk --idle MINUTES")
        return
    given = [name for name in _NOT_IN_A_KIOSK if getattr(options, name, None) not in (None, False)]
    if given:
        raise NetworkError(f"a kiosk has no --{given[0]}", "leave one of the two out")
    if getattr(options, "backend", None) is Backend.NUMPY:
        raise NetworkError("a kiosk trains without NumPy", "leave --backend out")


def chosen_conditions(options: Namespace) -> Conditions:
    """The conditions that the options ask for."""
    conditions = replace(SLOW if options.slow else Conditions(), autosave=not options.kiosk)
    if options.fps is not None:
        conditions = replace(conditions, frames_per_second=options.fps)
    if options.idle is not None:
        conditions = replace(conditions, idle_seconds=60.0 * options.idle)
    return replace(
        conditions,
        ascii_only=not has_unicode() if options.ascii is None else options.ascii,
        ground=_usual_ground() if options.theme is None else Ground(options.theme),
        kiosk=options.kiosk,
    )


def _usual_ground() -> Ground | None:
    chosen = "TEXTUAL_THEME" in os.environ
    return Ground.LIGHT if has_light_ground(os.environ) and not chosen else None


def _frames(text: str) -> float:
    return _number(text, MOST_FRAMES)


def _minutes(text: str) -> float:
    return _number(text, MOST_MINUTES)


def _number(text: str, most: float) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0.0 < number <= most:
        raise ArgumentTypeError(f"{text!r} is no number above 0 and up to {most:g}")
    return number
