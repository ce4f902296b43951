"""Generated code: a network's graph turned into the functions that train it.

`loop_kernel` gives plain Python, `numpy_kernel` NumPy. A kernel is made once for a graph
and kept; its `source` can be read.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from engine.graph import Graph
from engine.kernels.numpy_code import numpy_code
from engine.kernels.python_code import grouped_code, needed_inputs, per_sample_code
from engine.kernels.rows import Rows
from engine.kernels.unrolled import Unrolled
from engine.kernels.work import work

__all__ = ["Kernel", "loop_kernel", "needed_inputs", "numpy_kernel"]

MOST_TERMS_UNROLLED = 10_000
"""Up to how many terms a sample's passes are unrolled: K = 36 of the two-branch network.

`python -m benchmarks.forms` measures both forms: on CPython 3.11 to 3.13 unrolled code is
faster at every size, 3.6 times at K = 3 and 1.2 times at K = 32. But to compile it takes
120 ms at K = 32 and grows with K², where rows take 6 ms, so that the training lost
meanwhile takes longer and longer to catch up: 4 epochs of 1000 samples at K = 32.
"""

_KEPT = 16
"""How many kernels are kept, of the networks used last."""


@dataclass(frozen=True)
class Kernel:
    """Compiled code; what the functions take is said where their code is written."""

    source: str
    train: Callable[..., Any]
    evaluate: Callable[..., Any]


@lru_cache(_KEPT)
def loop_kernel(graph: Graph, *, grouped: bool, unrolled: bool | None = None) -> Kernel:
    """The kernel in plain Python.

    grouped: weights change after groups of samples, not after every one.
    unrolled: None chooses by the size of the network.
    """
    if unrolled is None:
        unrolled = work(graph) <= MOST_TERMS_UNROLLED
    code = grouped_code if grouped else per_sample_code
    return _kernel(code(graph, Unrolled() if unrolled else Rows()))


@lru_cache(_KEPT)
def numpy_kernel(graph: Graph) -> Kernel:
    """The kernel in NumPy."""
    return _kernel(numpy_code(graph))


def _kernel(source: str) -> Kernel:
    functions: dict[str, Any] = {}
    exec(compile(source, "<generated code>", "exec"), functions)
    return Kernel(source, functions["train"], functions["evaluate"])
