"""The command line of `python -m benchmarks`."""

import math
from argparse import ArgumentParser, ArgumentTypeError, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measuring import Plan
from benchmarks.peers import PEERS
from engine import Schedule

_DESCRIPTION = """\
Train the two-branch network with this project's engine and with every peer
that is installed, check that all computed the same numbers, and print how
long a sample took each."""

_EPILOG = """\
examples:
  python -m benchmarks                                  # all of it, some minutes
  python -m benchmarks --size 3 --schedule per-sample --json results.json
  python -m benchmarks --size 3 8 --peer numpy pytorch --repeats 15
  python -m benchmarks --peer                           # ours alone

exit status:
  0  all computed the same numbers   1  someone did not, or FILE could not be written
  2  a bad option                  130  interrupted; what was complete is printed"""

_SCHEDULES = (Schedule.PER_SAMPLE, Schedule.BATCH)


def parse_options(words: Sequence[str]) -> tuple[Plan, Path | None]:
    """What to measure, and the file to write; SystemExit with 2 for a bad option."""
    parser = ArgumentParser(
        prog="python -m benchmarks",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    _add_options(parser)
    options = parser.parse_args(words)
    path: Path | None = options.json
    if path is not None and (path.is_dir() or not path.parent.is_dir()):
        parser.error(f"argument --json: {path} is no file in a folder that exists")
    return _plan(options), path


def _add_options(parser: ArgumentParser) -> None:
    names = [peer.name for peer in PEERS]
    schedules = [each.value for each in _SCHEDULES]
    parser.add_argument(
        "--size", metavar="K", nargs="+", type=_count, default=[3, 8, 32, 64, 128],
        help="sizes of the network; 3 8 32 64 128 by default",
    )  # fmt: skip
    parser.add_argument(
        "--schedule", nargs="+", choices=schedules, default=schedules, help="both by default"
    )
    parser.add_argument(
        "--samples", metavar="N", type=_count, default=1000, help="in an epoch; 1000 by default"
    )
    parser.add_argument(
        "--repeats", metavar="NUMBER", type=_count, default=7, help="rounds; 7 by default"
    )
    parser.add_argument(
        "--seconds", metavar="NUMBER", type=_seconds, default=1.0,
        help="how long one measurement may take, 1 by default; who is slower trains on "
        "fewer samples",
    )  # fmt: skip
    parser.add_argument(
        "--peer", metavar="NAME", nargs="*", choices=names, default=names,
        help=f"whom to compare with: {', '.join(names)}; all by default",
    )  # fmt: skip
    parser.add_argument("--json", metavar="FILE", type=Path, help="also write everything to FILE")


def _plan(options: Namespace) -> Plan:
    return Plan(
        sizes=tuple(dict.fromkeys(options.size)),
        schedules=tuple(each for each in _SCHEDULES if each.value in options.schedule),
        samples=options.samples,
        repeats=options.repeats,
        seconds=options.seconds,
        peers=tuple(peer for peer in PEERS if peer.name in options.peer),
    )


def _count(text: str) -> int:
    try:
        count = int(text)
    except ValueError:
        count = 0
    if count < 1:
        raise ArgumentTypeError(f"{text!r} is no whole number of at least 1")
    return count


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not (math.isfinite(seconds) and seconds > 0.0):
        raise ArgumentTypeError(f"{text!r} is no number greater than 0")
    return seconds
