"""The kernel in `two_branch_3`, which is what generated code is to be compared with."""

import platform

from benchmarks.job import Job
from benchmarks.peers import two_branch_3
from benchmarks.peers.peer import SAME, Prepared, outcome_of
from engine import Matrix

name = "hand-kernel"
title = "unrolled by hand"
tolerance = SAME


def available() -> str | None:
    """The version of Python."""
    return platform.python_version()


def prepare(job: Job) -> Prepared | None:
    """The kernel of the schedule, for K = 3; it has been written for no other."""
    if job.size != two_branch_3.SIZE:
        return None
    train = two_branch_3.train_batch if job.batch else two_branch_3.train_per_sample

    def epoch(weights: tuple[Matrix, Matrix, Matrix]) -> two_branch_3.Trained:
        a, b, c = weights
        return train(a, b, c, job.samples, job.step)

    return Prepared(lambda: job.weights, epoch, lambda done: outcome_of(*done))
