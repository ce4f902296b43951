"""C by hand, compiled when it is needed, with K known to the compiler."""

import ctypes
import shutil
import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.job import Job
from benchmarks.peers.peer import CLOSE, Prepared, outcome_of
from engine import Matrix

name = "c"
title = "C, gcc -O3"
tolerance = CLOSE

_SOURCE = Path(__file__).with_name("two_branch.c")


@cache
def available() -> str | None:
    """The version of gcc, if it can make a library that this Python loads."""
    gcc = shutil.which("gcc")
    if gcc is None:
        return None
    try:
        _library(1)
        asked = [gcc, "-dumpfullversion", "-dumpversion"]
        return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None


def prepare(job: Job) -> Prepared:
    """The numbers as C arrays, the function compiled for this K."""
    library = _library(job.size)
    train = library.train_batch if job.batch else library.train_per_sample
    train.restype = ctypes.c_double
    train.argtypes = [ctypes.c_void_p] * 4 + [ctypes.c_long, ctypes.c_double]
    samples = _array(job.samples)

    def epoch(weights: list[Any]) -> tuple[list[Any], float]:
        return weights, train(*weights, samples, job.count, job.step)

    def rows(array: Any) -> list[list[float]]:
        return [array[i : i + job.size] for i in range(0, len(array), job.size)]

    return Prepared(
        lambda: [_array(each) for each in job.weights],
        epoch,
        lambda done: outcome_of(map(rows, done[0]), done[1]),
    )


def _array(rows: Matrix) -> Any:
    cells = [cell for row in rows for cell in row]
    return (ctypes.c_double * len(cells))(*cells)


@cache
def _library(size: int) -> ctypes.CDLL:
    """Compiled into a temporary folder; once loaded, the file may go."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        made = Path(folder) / "two_branch.so"
        subprocess.run(
            ["gcc", "-O3", "-shared", "-fPIC", f"-DK={size}", _SOURCE, "-o", made, "-lm"],
            check=True,
            capture_output=True,
        )
        return ctypes.CDLL(str(made))
