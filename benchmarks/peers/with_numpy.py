"""NumPy by hand: one sample at a time with vectors, or the whole batch as one matrix."""

from typing import Any

from benchmarks.job import Job
from benchmarks.peers.peer import CLOSE, Prepared, outcome_of, package_version

name = "numpy"
title = "NumPy by hand"
tolerance = CLOSE


def available() -> str | None:
    """The version of the package."""
    return package_version("numpy")


def prepare(job: Job) -> Prepared:
    """The numbers as arrays of float64."""
    import numpy as np

    x = np.array(job.samples)
    train = _train_batch if job.batch else _train_per_sample

    def epoch(weights: list[Any]) -> tuple[list[Any], float]:
        a, b, c = weights
        return weights, train(x, a, b, c, job.step)

    return Prepared(
        lambda: [np.array(each) for each in job.weights],
        epoch,
        lambda done: outcome_of([each.tolist() for each in done[0]], done[1]),
    )


def _train_per_sample(samples: Any, a: Any, b: Any, c: Any, step: float) -> float:
    from numpy import exp

    loss = 0.0
    for x in samples:  # the forms that were fastest: .dot before @, scaling a vector first
        u = 1.0 / (1.0 + exp(-x.dot(a)))
        z = u + x.dot(b)
        w = z.dot(c)
        loss += w.dot(w)
        dw = 2.0 * w
        dz = c.dot(dw)
        dy = dz * u * (1.0 - u)
        column = (step * x)[:, None]
        a -= column * dy
        b -= column * dz
        c -= z[:, None] * (step * dw)
    return float(loss)


def _train_batch(x: Any, a: Any, b: Any, c: Any, step: float) -> float:
    from numpy import exp, vdot

    u = 1.0 / (1.0 + exp(-(x @ a)))
    z = u + x @ b
    w = z @ c
    loss = vdot(w, w)
    dw = 2.0 * w
    dz = dw @ c.T
    dy = dz * u * (1.0 - u)
    a -= step * (x.T @ dy)
    b -= step * (x.T @ dz)
    c -= step * (z.T @ dw)
    return float(loss)
