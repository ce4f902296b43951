"""Numbers, vectors, matrices and distributions as a network file writes them."""

import math
from typing import Any

from engine.drawing import Uniform
from engine.errors import NetworkError
from engine.values import Value

MOST_CELLS = 10_000_000
"""How many numbers one parameter, or all drawn samples, may have: about 320 MB of floats."""


def is_number(value: Any) -> bool:
    """Whether a TOML value is a finite number."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def is_whole(value: Any) -> bool:
    """Whether a TOML value is a whole number of at most 64 bits, which TOML promises."""
    return isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**63


def is_count(value: Any) -> bool:
    """Whether a TOML value is a whole number of at least 1."""
    return is_whole(value) and value >= 1


def parse_value(declared: Any) -> Value:
    """A scalar, vector or matrix.

    Raises NetworkError, worded to follow the name of the value, for anything else.
    """
    if not isinstance(declared, list):
        return _number(declared)
    if not declared or declared[0] == []:
        raise NetworkError("is empty", "give it at least one number")
    if not isinstance(declared[0], list):
        return tuple([_number(cell) for cell in declared])
    width = len(declared[0])
    for number, row in enumerate(declared, start=1):
        if not isinstance(row, list) or len(row) != width:
            found = len(row) if isinstance(row, list) else "no"
            raise NetworkError(
                f"is a ragged matrix: row 1 has {width} numbers and row {number} has {found}",
                "give every row as many numbers",
            )
    return tuple([tuple([_number(cell) for cell in row]) for row in declared])


def parse_uniform(bounds: Any) -> Uniform:
    """The distribution `[lowest, highest]`; NetworkError for anything else."""
    pair = isinstance(bounds, list) and len(bounds) == 2 and all(map(is_number, bounds))
    if not pair or not math.isfinite(float(bounds[1]) - bounds[0]) or bounds[0] > bounds[1]:
        raise NetworkError(
            "has a distribution that is not understood", "write uniform = [lowest, highest]"
        )
    return Uniform(float(bounds[0]), float(bounds[1]))


def check_cells(count: int) -> None:
    """Raise NetworkError for more numbers than a machine should be asked to hold."""
    if count > MOST_CELLS:
        raise NetworkError(
            f"would have {count:,} numbers, more than {MOST_CELLS:,}",
            "choose smaller sizes or fewer samples",
        )


def _number(cell: Any) -> float:
    if is_number(cell):
        return float(cell)
    if isinstance(cell, float):
        raise NetworkError(f"contains {cell}", "use finite numbers")
    raise NetworkError(
        "contains something that is no number", "use a number, [1, 2] or [[1, 2], [3, 4]]"
    )
