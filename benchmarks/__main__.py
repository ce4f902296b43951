"""`python -m benchmarks`: measure training, print tables, write JSON."""

import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from benchmarks.job import load_job
from benchmarks.json_file import write_json
from benchmarks.machine import command_line, describe_machine, now, one_thread_each, threads
from benchmarks.measuring import Measurement, Plan, measure
from benchmarks.options import parse_options
from benchmarks.ours import OURS, compile_milliseconds
from benchmarks.tables import report, report_disagreements, report_machine
from benchmarks.targets import COMPILE_LIMITS, targets

_FAILED = 1
_INTERRUPTED = 130


def main(words: Sequence[str]) -> int:
    """Measure what the command line asks for and return the exit status."""
    plan, path = parse_options(words)
    one_thread_each()
    found: list[Measurement] = []
    compiled: dict[int, float] = {}
    interrupted = False
    try:
        with Console(stderr=True).status("…") as status:
            compiled |= _compile_times(plan)
            measure(plan, status.update, found)
    except KeyboardInterrupt:
        interrupted = True
    good = _report(plan, path, found, compiled, words)
    if interrupted:
        print("interrupted; only what was complete is above.", file=sys.stderr)
        return _INTERRUPTED
    return 0 if good else _FAILED


def _compile_times(plan: Plan) -> dict[int, float]:
    """By size, of the schedule whose kernel takes longer.

    Before anything else, while no kernel can have been kept from an earlier use. Two
    samples make a batch.
    """
    compile_milliseconds(load_job(1, 2, plan.schedules[0]))  # loads what is loaded once
    longest: dict[int, float] = {}
    for size in sorted({*plan.sizes, *COMPILE_LIMITS}):
        jobs = [load_job(size, 2, each) for each in plan.schedules]
        longest[size] = max(map(compile_milliseconds, jobs))
    return longest


def _report(
    plan: Plan,
    path: Path | None,
    found: Sequence[Measurement],
    compiled: dict[int, float],
    words: Sequence[str],
) -> bool:
    """Print it and write it; whether all is well."""
    met = targets(found, compiled)
    machine, date, command = describe_machine(), now(), command_line("benchmarks", list(words))
    console = Console(markup=False, highlight=False, emoji=False)
    report(console, plan, found, met)
    versions = ", ".join(
        f"{each.title} {each.available() or 'not installed'}" for each in (*plan.peers, OURS[0])
    )
    environment = " ".join(f"{name}={value}" for name, value in threads().items())
    report_machine(console, machine, versions, environment, f"{date}   {command}")
    wrong = report_disagreements(console, found)
    if path is not None:
        about = {"date": date, "command": command, "machine": machine, "threads": threads()}
        try:
            write_json(path, about, plan, found, met, compiled)
        except OSError as error:
            print(f"{path} cannot be written ({error.strerror or error}).", file=sys.stderr)
            return False
    return not wrong


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
