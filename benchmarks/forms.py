"""`python -m benchmarks.forms`: unrolled code against code that goes row by row.

What `MOST_TERMS_UNROLLED` in `engine/kernels` is chosen by.
"""

import sys
from collections.abc import Iterator, Sequence
from statistics import median
from time import perf_counter

from rich.console import Console
from rich.table import Table

from benchmarks.job import Job, load_job
from benchmarks.machine import command_line, describe_machine, now
from engine import Schedule
from engine.kernels import MOST_TERMS_UNROLLED, Kernel, loop_kernel
from engine.kernels.work import work

_SIZES = (3, 8, 12, 16, 24, 32, 40)
_ROUNDS = 7
_TERMS_A_ROUND = 3_000_000


def main(words: Sequence[str]) -> int:
    """Measure both forms at the sizes given, or at those around the change-over."""
    sizes = [int(word) for word in words] or _SIZES
    table = Table("K", "terms", "unrolled µs", "rows µs", "ratio", "compile ms", "compile ms")
    for size in sizes:
        table.add_row(*_row(size))
    console = Console(highlight=False)
    console.print("Training, per-sample schedule: µs a sample, median of", _ROUNDS, "rounds")
    console.print(table)
    console.print(f"Up to {MOST_TERMS_UNROLLED:,} terms the engine unrolls.")
    console.print(*describe_machine().values(), now(), command_line("benchmarks.forms", [*words]))
    return 0


def _row(size: int) -> Iterator[str]:
    terms = work(load_job(size, 1, Schedule.PER_SAMPLE).network.graph)
    job = load_job(size, max(5, _TERMS_A_ROUND // terms // 20), Schedule.PER_SAMPLE)
    unrolled, rows = (_compiled(job, unrolled=unrolled) for unrolled in (True, False))
    times = [(_epoch(job, unrolled[0]), _epoch(job, rows[0])) for _ in range(_ROUNDS)]
    one, other = (median(column) for column in zip(*times, strict=True))
    yield from (f"{size}", f"{terms:,}", f"{one:.3g}", f"{other:.3g}", f"{other / one:.2f}")
    yield from (f"{unrolled[1]:.1f}", f"{rows[1]:.1f}")


def _compiled(job: Job, *, unrolled: bool) -> tuple[Kernel, float]:
    """The kernel, and how many milliseconds it took to write and compile it."""
    began = perf_counter()
    kernel = loop_kernel(job.network.graph, grouped=False, unrolled=unrolled)
    return kernel, (perf_counter() - began) * 1e3


def _epoch(job: Job, kernel: Kernel) -> float:
    """The microseconds that a training sample takes."""
    samples = [(x,) for x in job.samples]
    began = perf_counter()
    kernel.train(samples, job.weights, job.step, 0.0)
    return (perf_counter() - began) / len(samples) * 1e6


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
