"""One figure that was measured, with its target."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any


@dataclass(frozen=True)
class Figure:
    """A figure.

    target: the least it shall be if `at_least`, otherwise the most; None for one that only
        explains another.
    details: what it was computed from.
    """

    measurement: str
    what: str
    value: float
    unit: str
    target: float | None = None
    at_least: bool = False
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None if there is none."""
        if self.target is None:
            return None
        return self.value >= self.target if self.at_least else self.value <= self.target


def percentile(numbers: Sequence[float], share: float) -> float:
    """The smallest of the numbers that at least this share of them does not exceed."""
    return sorted(numbers)[max(0, ceil(share * len(numbers)) - 1)]
