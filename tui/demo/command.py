"""`backprop-tui demo`: a script played in the app, into a file, or unseen to check it."""

import math
import os
import re
import sys
from argparse import ArgumentTypeError, Namespace
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from engine import NetworkError, Tape
from tui.commands.app_options import add_app_options, check_kiosk_options, chosen_conditions
from tui.commands.output_file import check_output_file, write_output_file
from tui.commands.parser import Parser
from tui.conditions import Conditions
from tui.demo.script import Script, duration
from tui.opening import Opening

SMALLEST, LARGEST = (60, 20), (400, 150)
"""Columns and rows of windows that can be recorded."""

FASTEST = 20.0

_DESCRIPTION = """\
Play a demonstration: the tour that comes with the program, about five minutes,
or a script of your own. Space pauses, the left and right arrows go to other
chapters, and any other key takes over from where it is."""

_EPILOG = """\
examples:
  backprop-tui demo                        # the tour
  backprop-tui demo --speed 1.5            # for fast readers
  backprop-tui demo --record tour.cast     # for asciinema, without a terminal
  backprop-tui demo --print > lesson.toml  # a script to start from
  backprop-tui demo --check lesson.toml    # find what is wrong in it
  backprop-tui demo lesson.toml            # play it"""


def demo(words: Sequence[str]) -> tuple[Opening, Conditions] | None:
    """What the app is to be opened with, to play what the words after the command's name say.

    None where they ask for what needs no terminal, which is then done.
    """
    options = _parser().parse_args(words)
    check_kiosk_options(options)
    if options.print:
        _print_script(options)
        return None
    conditions = chosen_conditions(options)
    if options.record is not None:
        check_output_file("--record", options.record, ".cast")
    script, path = _script(options)
    if options.check or options.record is not None:
        _play_unseen(script, path, conditions, options)
        return None
    network = script.network
    return Opening(Tape(network, network.settings), network.epochs, script=script), conditions


def _parser() -> Parser:
    parser = Parser("demo", _DESCRIPTION, _EPILOG)
    parser.add_argument(
        "script",
        metavar="SCRIPT",
        nargs="?",
        type=Path,
        help="the path of a script; without one, the tour",
    )
    parser.add_argument(
        "--speed",
        metavar="NUMBER",
        type=_speed,
        default=1.0,
        help="how many times as fast as usual it goes on",
    )
    without = parser.add_argument_group("without a terminal")
    what = without.add_mutually_exclusive_group()
    what.add_argument(
        "--record",
        metavar="FILE.cast",
        type=Path,
        help="write it as a recording for asciinema, in less time than it takes to watch",
    )
    what.add_argument(
        "--check",
        action="store_true",
        help="play it unseen, and say what is wrong with it or how long its chapters take",
    )
    what.add_argument("--print", action="store_true", help="print the script as it is")
    without.add_argument(
        "--window",
        metavar="COLUMNSxROWS",
        type=_window,
        default=(80, 24),
        help="how large the window of a recording or a check is, 80x24 by default",
    )
    add_app_options(parser)
    return parser


def _script_path(options: Namespace) -> Path:
    from tui.demo.script_file import TOUR

    path: Path | None = options.script
    return TOUR if path is None else path


def _print_script(options: Namespace) -> None:
    from engine.network_file.text_file import read_bytes

    text = read_bytes(_script_path(options))
    sys.stdout.flush()
    sys.stdout.buffer.write(text)


def _script(options: Namespace) -> tuple[Script, Path]:
    from tui.demo.script_file import load_script

    path = _script_path(options)
    return load_script(path).faster(options.speed), path


def _play_unseen(script: Script, path: Path, conditions: Conditions, options: Namespace) -> None:
    from tui.demo.recording import COLORTERM, TERM, record

    os.environ.update(TERM=TERM, COLORTERM=COLORTERM)
    conditions = replace(
        conditions,
        ascii_only=bool(options.ascii),  # the locale is not the file's
        autosave=False,
    )
    try:
        recording = record(script, conditions, options.window)
    except NetworkError as error:
        raise error.located(path=path) from None
    if options.record is None:
        print(_summary(script))
    else:
        write_output_file(options.record, recording.text())


def _summary(script: Script) -> str:
    """The chapters and how long they take."""
    lines = [script.title, ""]
    for number, chapter in enumerate(script.chapters, start=1):
        lines.append(f"{number:>3}  {chapter.title:<32}{duration(chapter.seconds):>6}")
    return "\n".join([*lines, "", f"{'':<37}{duration(script.seconds):>6}"])


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = math.nan
    if not 0.0 < speed <= FASTEST:
        raise ArgumentTypeError(f"{text!r} is no number above 0 and up to {FASTEST:g}")
    return speed


def _window(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,4})[x×](\d{1,4})", text)
    size = (int(found[1]), int(found[2])) if found else (0, 0)
    if not all(low <= n <= high for low, n, high in zip(SMALLEST, size, LARGEST, strict=True)):
        smallest, largest = ("x".join(map(str, bound)) for bound in (SMALLEST, LARGEST))
        raise ArgumentTypeError(f"{text!r} is no window from {smallest} to {largest}")
    return size
