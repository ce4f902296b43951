"""PyTorch: tensors of float64 on the CPU, gradients by autograd."""

from typing import Any

from benchmarks.job import Job
from benchmarks.peers.peer import CLOSE, Prepared, outcome_of, package_version

name = "pytorch"
title = "PyTorch autograd"
tolerance = CLOSE


def available() -> str | None:
    """The version of the package."""
    return package_version("torch")


def prepare(job: Job) -> Prepared:
    """The weights as leaves that need gradients."""
    import torch

    float64 = torch.float64
    x = torch.tensor(job.samples, dtype=float64)
    epoch = _batch_epoch(x, job.step) if job.batch else _per_sample_epoch(x, job.step)

    def start() -> list[Any]:
        return [torch.tensor(each, dtype=float64, requires_grad=True) for each in job.weights]

    threads = torch.get_num_threads()
    return Prepared(
        start,
        epoch,
        lambda done: outcome_of([each.tolist() for each in done[0]], done[1]),
        f"{threads} thread{'s' if threads > 1 else ''}",
    )


def _loss(x: Any, a: Any, b: Any, c: Any) -> Any:
    """Of one sample, or of all as the rows of a matrix."""
    u = (x @ a).sigmoid()
    z = u + x @ b
    w = z @ c
    return (w**2).sum()


def _update(parameters: list[Any], step: float) -> None:
    from torch import no_grad

    with no_grad():
        for p in parameters:
            p -= step * p.grad
            p.grad = None


def _per_sample_epoch(x: Any, step: float) -> Any:
    samples = list(x)

    def epoch(parameters: list[Any]) -> tuple[list[Any], float]:
        total = 0.0
        for sample in samples:
            loss = _loss(sample, *parameters)
            loss.backward()
            total += loss.item()
            _update(parameters, step)
        return parameters, total

    return epoch


def _batch_epoch(x: Any, step: float) -> Any:
    def epoch(parameters: list[Any]) -> tuple[list[Any], float]:
        loss = _loss(x, *parameters)
        loss.backward()
        _update(parameters, step)
        return parameters, loss.item()

    return epoch
