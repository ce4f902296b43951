"""micrograd: every number a `Value`, differentiated one by one."""

import math
import sys
from functools import reduce
from operator import add
from typing import Any

from benchmarks.job import Job
from benchmarks.peers.peer import CLOSE, Prepared, outcome_of, package_version
from engine import Vector

name = "micrograd"
title = "micrograd"
tolerance = CLOSE

_Rows = list[list[Any]]


def available() -> str | None:
    """The version of the package."""
    return package_version("micrograd")


def prepare(job: Job) -> Prepared:
    """The weights as lists of lists of `Value`; its backward pass is recursive."""
    from micrograd.engine import Value

    sys.setrecursionlimit(max(sys.getrecursionlimit(), 1000 + 10 * job.size))

    def start() -> list[_Rows]:
        return [[[Value(cell) for cell in row] for row in matrix] for matrix in job.weights]

    def epoch(weights: list[_Rows]) -> tuple[list[_Rows], float]:
        every = [cell for matrix in weights for row in matrix for cell in row]
        total = 0.0
        for x in job.samples:
            loss = _loss(x, *weights)
            loss.backward()
            total += loss.data
            if not job.batch:
                _update(every, job.step)
        if job.batch:  # the gradients of all samples have added up
            _update(every, job.step)
        return weights, total

    def numbers(weights: list[_Rows]) -> Any:
        return [[[cell.data for cell in row] for row in matrix] for matrix in weights]

    return Prepared(start, epoch, lambda done: outcome_of(numbers(done[0]), done[1]))


def _loss(x: Vector, a: _Rows, b: _Rows, c: _Rows) -> Any:
    y = _product(x, a)
    z = [_sigmoid(p) + q for p, q in zip(y, _product(x, b), strict=True)]
    return reduce(add, [w**2 for w in _product(z, c)])


def _product(vector: Any, matrix: _Rows) -> list[Any]:
    columns = zip(*matrix, strict=True)
    return [
        reduce(add, [cell * p for p, cell in zip(vector, column, strict=True)])
        for column in columns
    ]


def _sigmoid(value: Any) -> Any:
    """micrograd has no sigmoid; this is one as it writes its relu."""
    out = type(value)(1.0 / (1.0 + math.exp(-value.data)), (value,), "sigmoid")

    def _backward() -> None:
        value.grad += out.data * (1.0 - out.data) * out.grad

    out._backward = _backward
    return out


def _update(every: list[Any], step: float) -> None:
    for parameter in every:
        parameter.data -= step * parameter.grad
        parameter.grad = 0.0
