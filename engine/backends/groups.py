"""The groups of samples between two updates of the weights."""

from collections.abc import Iterator
from typing import NamedTuple


class Group(NamedTuple):
    """The samples from `start` to before `stop`; whether an update is due after them."""

    start: int
    stop: int
    due: bool


def groups(start: int, stop: int, per_update: int, count: int) -> Iterator[Group]:
    """The groups from one sample of an epoch to before another.

    per_update: after how many samples an update is due; it is due too after the last of
        the epoch's `count` samples.
    """
    while start < stop:
        update = min(start - start % per_update + per_update, count)
        end = min(update, stop)
        yield Group(start, end, end == update)
        start = end
