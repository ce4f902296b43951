"""JAX: compiled as a whole, float64 on the CPU; an epoch is one `lax.scan` or one batch."""

from typing import Any

from benchmarks.job import Job
from benchmarks.peers.peer import CLOSE, Prepared, outcome_of, package_version

name = "jax"
title = "JAX, jit (scan)"
tolerance = CLOSE


def available() -> str | None:
    """The version of the package."""
    return package_version("jax")


def prepare(job: Job) -> Prepared:
    """The jitted epoch; the first call, which is not timed, traces and compiles it."""
    import jax

    jax.config.update("jax_platforms", "cpu")
    jax.config.update("jax_enable_x64", True)
    x = jax.numpy.array(job.samples)
    weights = tuple(jax.numpy.array(each) for each in job.weights)
    train = jax.jit(_batch_epoch if job.batch else _per_sample_epoch)

    def epoch(start: Any) -> Any:
        return jax.block_until_ready(train(start, x, job.step))

    return Prepared(
        lambda: weights,
        epoch,
        lambda done: outcome_of([each.tolist() for each in done[0]], float(done[1])),
        "threads as it likes",
    )


def _loss(weights: Any, x: Any) -> Any:
    """Of one sample, or of all as the rows of a matrix."""
    import jax

    a, b, c = weights
    w = (jax.nn.sigmoid(x @ a) + x @ b) @ c
    return (w**2).sum()


def _updated(weights: Any, x: Any, step: Any) -> Any:
    import jax

    loss, gradients = jax.value_and_grad(_loss)(weights, x)
    return tuple(w - step * g for w, g in zip(weights, gradients, strict=True)), loss


def _per_sample_epoch(weights: Any, x: Any, step: Any) -> Any:
    import jax

    weights, losses = jax.lax.scan(lambda now, sample: _updated(now, sample, step), weights, x)
    return weights, losses.sum()


def _batch_epoch(weights: Any, x: Any, step: Any) -> Any:
    return _updated(weights, x, step)
