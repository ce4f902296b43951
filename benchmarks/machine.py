"""What a figure is worth nothing without: the machine, the Python and the day."""

import os
import platform
import shlex
import sys
from datetime import datetime
from pathlib import Path

_CPU_INFO = Path("/proc/cpuinfo")


_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def one_thread_each() -> None:
    """Have libraries compute with one thread, unless the environment says otherwise.

    To be called before they are loaded. Matrices of this size gain little from more, and
    where a core is shared, threads that wait for each other made NumPy 20 times slower.
    """
    for name in _THREADS:
        os.environ.setdefault(name, "1")


def threads() -> dict[str, str]:
    """What the environment says of the number of threads."""
    return {name: os.environ[name] for name in _THREADS if name in os.environ}


def describe_machine() -> dict[str, str | int]:
    """The machine and the Python that runs here."""
    return {
        "cpu": _cpu_model(),
        "cores": os.cpu_count() or 1,
        "system": platform.platform(),
        "python": platform.python_version(),
        "implementation": platform.python_implementation(),
    }


def now() -> str:
    """The date and the time of day, with its time zone."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def command_line(module: str, words: list[str]) -> str:
    """How this run can be repeated."""
    return shlex.join([Path(sys.executable).name, "-m", module, *words])


def _cpu_model() -> str:
    """Linux says it in a file, others in `platform`."""
    try:
        lines = _CPU_INFO.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor() or platform.machine()
