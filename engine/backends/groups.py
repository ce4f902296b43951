"""The groups in which the samples of an epoch are gone through."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple


class Group(NamedTuple):
    """The samples from `start` to before `stop`; whether an update is due after them."""

    start: int
    stop: int
    due: bool


@dataclass(frozen=True)
class Groups:
    """Where the groups of an epoch end.

    count: samples in the epoch.
    per_update: after how many samples an update is due; it is due too after the last of
        the epoch.
    most: samples in a group; what is longer is cut, from its start on. None for no limit.
    """

    count: int
    per_update: int
    most: int | None = None

    def end(self, sample: int) -> int:
        """Where the group ends that begins at, or else goes on with, the sample of this index."""
        start = sample - sample % self.per_update
        end = start + self.per_update
        if self.most is not None:
            end = min(end, sample - (sample - start) % self.most + self.most)
        return min(end, self.count)

    def between(self, start: int, stop: int) -> Iterator[Group]:
        """The groups from one sample to before another, the first and last perhaps in part."""
        while start < stop:
            end = min(self.end(start), stop)
            yield Group(start, end, end % self.per_update == 0 or end == self.count)
            start = end
