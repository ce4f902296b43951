"""Plain Python as one writes it by hand at first: loops over lists of floats."""

import math
import platform
from typing import NamedTuple

from benchmarks.job import Job
from benchmarks.peers.peer import CLOSE, Prepared, outcome_of
from engine import Vector

name = "lists"
title = "plain lists by hand"
tolerance = CLOSE

_Rows = list[list[float]]


class _Weights(NamedTuple):
    a: _Rows
    b: _Rows
    c: _Rows


def available() -> str | None:
    """The version of Python."""
    return platform.python_version()


def prepare(job: Job) -> Prepared:
    """The weights as lists of lists."""

    def start() -> _Weights:
        return _Weights(*([list(row) for row in matrix] for matrix in job.weights))

    def epoch(weights: _Weights) -> tuple[_Weights, float]:
        train = _train_batch if job.batch else _train_per_sample
        return weights, train(weights, job.samples, job.step)

    return Prepared(start, epoch, lambda done: outcome_of(*done))


def _train_per_sample(weights: _Weights, samples: tuple[Vector, ...], step: float) -> float:
    size, loss = range(len(weights.a)), 0.0
    for x in samples:
        z, dy, dz, dw, sample_loss = _passes(weights, x)
        loss += sample_loss
        for i in size:
            row_a, row_b, row_c = weights.a[i], weights.b[i], weights.c[i]
            for j in size:
                row_a[j] -= step * x[i] * dy[j]
                row_b[j] -= step * x[i] * dz[j]
                row_c[j] -= step * z[i] * dw[j]
    return loss


def _train_batch(weights: _Weights, samples: tuple[Vector, ...], step: float) -> float:
    size, loss = range(len(weights.a)), 0.0
    sums = _Weights(*([[0.0 for _ in size] for _ in size] for _ in weights))
    for x in samples:
        z, dy, dz, dw, sample_loss = _passes(weights, x)
        loss += sample_loss
        for i in size:
            row_a, row_b, row_c = sums.a[i], sums.b[i], sums.c[i]
            for j in size:
                row_a[j] += x[i] * dy[j]
                row_b[j] += x[i] * dz[j]
                row_c[j] += z[i] * dw[j]
    for matrix, gradients in zip(weights, sums, strict=True):
        for row, gradient in zip(matrix, gradients, strict=True):
            for j in size:
                row[j] -= step * gradient[j]
    return loss


def _passes(
    weights: _Weights, x: Vector
) -> tuple[list[float], list[float], list[float], list[float], float]:
    """Forward and backward: z, the gradients of y, z and w, and the loss."""
    size = range(len(x))
    a, b, c = weights
    y = [sum([x[i] * a[i][j] for i in size]) for j in size]
    u = [1.0 / (1.0 + math.exp(-each)) for each in y]
    z = [u[j] + sum([x[i] * b[i][j] for i in size]) for j in size]
    w = [sum([z[i] * c[i][j] for i in size]) for j in size]
    loss = sum([each * each for each in w])
    dw = [2.0 * each for each in w]
    dz = [sum([dw[j] * c[i][j] for j in size]) for i in size]
    dy = [dz[j] * u[j] * (1.0 - u[j]) for j in size]
    return z, dy, dz, dw, loss
