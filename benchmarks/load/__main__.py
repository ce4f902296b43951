"""`python -m benchmarks.load`: many sessions at once; print a table, write JSON."""

import os
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from benchmarks.app.figure import Figure, percentile
from benchmarks.app.report import print_report, write_json
from benchmarks.app.terminal import NotShownError
from benchmarks.load.crowd import SIZE, gather
from benchmarks.load.session import Session
from benchmarks.machine import command_line, describe_machine, now

KEY_TARGET_MILLISECONDS = 1000.0
MEMORY_TARGET_MEBIBYTES = 64.0
_FAILED = 1


def main(words: Sequence[str]) -> int:
    """Measure, and print what was found; 1 if a target was missed or nothing was measured."""
    parser = ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--sessions", type=_count, default=20, help="how many; 20")
    parser.add_argument("--seconds", type=_count, default=60, help="how long they train; 60")
    parser.add_argument("--json", metavar="FILE", type=Path, help="also write it all to FILE")
    options = parser.parse_args(words)
    if sys.platform == "win32":
        print("sessions are measured in pseudo-terminals, which Windows lacks.", file=sys.stderr)
        return _FAILED
    before = os.getloadavg()[0]
    try:
        with Console(stderr=True).status("…") as status:
            sessions = gather(options.sessions, options.seconds, status.update)
    except NotShownError as problem:
        print(f"the sessions could not be opened: {problem}", file=sys.stderr)
        return _FAILED
    about = {
        **describe_machine(),
        "sessions": options.sessions,
        "seconds": options.seconds,
        "terminal": f"{SIZE[0]}×{SIZE[1]}",
        "load before": round(before, 1),
        "date": now(),
        "command": command_line("benchmarks.load", [*words]),
    }
    figures = _figures(sessions)
    print_report(about, figures)
    if options.json is not None:
        write_json(options.json, about, figures)
    return _FAILED if any(figure.met is False for figure in figures) else 0


def _figures(sessions: Sequence[Session]) -> list[Figure]:
    deaths = [session.death for session in sessions if session.death is not None]
    figures = [Figure("sessions", "died", len(deaths), "", 0.0, details={"deaths": deaths})]
    times = [time for session in sessions for time in session.times]
    if times:
        limit, details = KEY_TARGET_MILLISECONDS, {"times": times}
        figures += [
            Figure("keys", f"p50 of {len(times)}", percentile(times, 0.5), "ms"),
            Figure("keys", "p95", percentile(times, 0.95), "ms", limit, details=details),
            Figure("keys", "the slowest", max(times), "ms"),
        ]
    alive = [session.memory for session in sessions if session.memory]
    if alive:
        shared = [memory["Pss"] for memory in alive]
        resident = max(memory["Rss"] for memory in alive)
        figures += [
            Figure("memory", "a session (PSS), mean", sum(shared) / len(shared), "MiB"),
            Figure("memory", "the largest (PSS)", max(shared), "MiB", MEMORY_TARGET_MEBIBYTES),
            Figure("memory", "the largest, with what it shares (RSS)", resident, "MiB"),
        ]
    return figures


def _count(text: str) -> int:
    count = int(text) if text.isascii() and text.isdecimal() else 0
    if count < 1:
        raise ArgumentTypeError(f"{text!r} is no whole number of at least 1")
    return count


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
