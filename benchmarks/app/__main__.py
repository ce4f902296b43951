"""`python -m benchmarks.app`: measure the app, print a table, write JSON."""

import signal
import sys
from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import version
from typing import Any

from rich.console import Console

from benchmarks.app.figure import Figure
from benchmarks.app.options import MEASUREMENTS, Options, parse_options
from benchmarks.app.report import print_report, write_json
from benchmarks.app.terminal import NotShownError
from benchmarks.machine import command_line, describe_machine, now

_FAILED = 1
_INTERRUPTED = 130


def main(words: Sequence[str]) -> int:
    """Measure what the command line asks for and return the exit status."""
    options = parse_options(words)
    if sys.platform == "win32":
        print("the app is measured in a pseudo-terminal, which Windows lacks.", file=sys.stderr)
        return _FAILED
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    about = _circumstances(options, words)
    figures: list[Figure] = []
    status = _measure(options, figures)
    if figures:
        print_report(about, figures)
    if options.json is not None and not _written(options, about, figures):
        return status or _FAILED
    return status


def _measure(options: Options, figures: list[Figure]) -> int:
    """Add the figures of each measurement, so that an interruption loses only one."""
    try:
        with Console(stderr=True).status("…") as status:
            plan = replace(options.plan, say=status.update)
            for name in options.measurements:
                figures += MEASUREMENTS[name](plan)
    except NotShownError as problem:
        print(f"the app could not be measured: {problem}", file=sys.stderr)
        return _FAILED
    except KeyboardInterrupt:
        print("interrupted; only what was complete is shown.", file=sys.stderr)
        return _INTERRUPTED
    return 0


def _circumstances(options: Options, words: Sequence[str]) -> dict[str, Any]:
    return {
        **describe_machine(),
        "textual": version("textual"),
        "terminal": f"{options.plan.width}×{options.plan.height}",
        "date": now(),
        "command": command_line("benchmarks.app", list(words)),
    }


def _written(options: Options, about: dict[str, Any], figures: list[Figure]) -> bool:
    assert options.json is not None
    try:
        write_json(options.json, about, figures)
    except OSError as error:
        print(f"{options.json} cannot be written ({error.strerror or error}).", file=sys.stderr)
        return False
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
