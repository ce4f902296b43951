"""The command line of `python -m benchmarks.app`."""

import re
from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.app import first_paint, frames, keys, memory, throughput
from benchmarks.app.figure import Figure
from benchmarks.app.plan import Plan

MEASUREMENTS: Mapping[str, Callable[[Plan], list[Figure]]] = {
    "throughput": throughput.measure,
    "keys": keys.measure,
    "first-paint": first_paint.measure,
    "memory": memory.measure,
    "frames": frames.measure,
}

_DESCRIPTION = """\
Measure the app: the real program in a pseudo-terminal, as a user would run it."""

_EPILOG = """\
examples:
  python -m benchmarks.app                                # all of it, some minutes
  python -m benchmarks.app --only keys frames --terminal 80x24
  python -m benchmarks.app --quick --json app.json        # to see that it works

exit status:
  0  measured, whether the targets are met or not   1  the app could not be measured,
  2  a bad option                 130  interrupted     or FILE could not be written"""

_SMALLEST = 60, 20


@dataclass(frozen=True)
class Options:
    """What is asked for."""

    plan: Plan
    measurements: Sequence[str]
    json: Path | None


def parse_options(words: Sequence[str]) -> Options:
    """What to measure, and the file to write; SystemExit with 2 for a bad option."""
    parser = ArgumentParser(
        prog="python -m benchmarks.app",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    names = list(MEASUREMENTS)
    parser.add_argument(
        "--only", metavar="NAME", nargs="+", choices=names, default=names,
        help=f"which of {', '.join(names)}; all by default",
    )  # fmt: skip
    parser.add_argument(
        "--terminal", metavar="WxH", type=_size, default=(120, 40),
        help="columns and rows of the terminal; 120x40 by default",
    )  # fmt: skip
    parser.add_argument(
        "--epochs", metavar="NUMBER", type=_epochs, default=None,
        help="how many to watch memory over, at least 100; 100000 by default",
    )  # fmt: skip
    parser.add_argument("--quick", action="store_true", help="a tiny run, for a test")
    parser.add_argument("--json", metavar="FILE", type=Path, help="also write everything to FILE")
    given = parser.parse_args(words)
    path: Path | None = given.json
    if path is not None and (path.is_dir() or not path.parent.is_dir()):
        parser.error(f"argument --json: {path} is no file in a folder that exists")
    return Options(
        _plan(given.terminal, given.epochs, quick=given.quick),
        [name for name in names if name in given.only],
        path,
    )


def _plan(size: tuple[int, int], epochs: int | None, *, quick: bool) -> Plan:
    if quick:
        return Plan(*size, repeats=1, seconds=0.6, presses=4, paints=1, epochs=epochs or 500)
    return Plan(*size, repeats=5, seconds=3.0, presses=120, paints=12, epochs=epochs or 100_000)


def _size(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,3})[x×](\d{1,3})", text)
    size = (int(found[1]), int(found[2])) if found else (0, 0)
    if size[0] < _SMALLEST[0] or size[1] < _SMALLEST[1]:
        least = "x".join(map(str, _SMALLEST))
        raise ArgumentTypeError(f"{text!r} is no size such as 80x24, at least {least}")
    return size


def _epochs(text: str) -> int:
    count = int(text) if text.isascii() and text.isdecimal() else 0
    if count < 100:
        raise ArgumentTypeError(f"{text!r} is no whole number of at least 100")
    return count
