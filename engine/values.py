"""The numbers of a network: scalars, vectors and matrices, as plain tuples of floats.

Tuples, not lists, because a trace or a snapshot handed to another thread must not change
under its reader. Vectors are row vectors. A shape is () for a scalar, (n,) for a vector of
n and (rows, columns) for a matrix.
"""

from collections.abc import Callable, Iterator
from itertools import repeat
from math import isfinite
from typing import Any, TypeAlias, TypeGuard

Vector: TypeAlias = tuple[float, ...]
Matrix: TypeAlias = tuple[Vector, ...]
Value: TypeAlias = float | Vector | Matrix
Shape: TypeAlias = tuple[int, ...]


def is_vector(value: Value) -> TypeGuard[Vector]:
    """Whether a value is a row vector."""
    return isinstance(value, tuple) and not isinstance(value[0], tuple)


def is_matrix(value: Value) -> TypeGuard[Matrix]:
    """Whether a value is a matrix, a tuple of rows."""
    return isinstance(value, tuple) and isinstance(value[0], tuple)


def shape_of(value: Value) -> Shape:
    """The shape of a value."""
    if is_matrix(value):
        return (len(value), len(value[0]))
    return (len(value),) if is_vector(value) else ()


def describe(shape: Shape) -> str:
    """A shape in words: `scalar`, `vector of 3`, `3×4 matrix`."""
    if not shape:
        return "scalar"
    if len(shape) == 1:
        return f"vector of {shape[0]}"
    return f"{shape[0]}×{shape[1]} matrix"


def filled(shape: Shape, cell: Callable[[], float]) -> Value:
    """A value of this shape; `cell` is called once for every cell, row by row."""
    if not shape:
        return cell()
    return tuple(filled(shape[1:], cell) for _ in range(shape[0]))  # type: ignore[return-value]


def zeros(shape: Shape) -> Value:
    """The value of this shape whose cells are all zero."""
    return filled(shape, float)


def cells(value: Value) -> Iterator[float]:
    """Every cell of a value, row by row."""
    if is_matrix(value):
        for row in value:
            yield from row
    elif is_vector(value):
        yield from value
    else:
        yield value  # type: ignore[misc]


def as_matrix(value: Value) -> Matrix:
    """A value as rows and columns: a vector becomes one row, a scalar one cell."""
    if is_matrix(value):
        return value
    return (value,) if is_vector(value) else ((value,),)  # type: ignore[return-value]


def all_finite(value: Value) -> bool:
    """Whether no cell is infinite or not a number."""
    return all(map(isfinite, cells(value)))


def map_cells(function: Callable[..., float], *values: Any) -> Any:
    """Apply a function cell by cell; scalars are paired with every cell of the others.

    The values that are no scalars must have the same shape, which is that of the result.
    """
    first = next((value for value in values if isinstance(value, tuple)), None)
    if first is None:
        return function(*values)
    columns = [value if isinstance(value, tuple) else repeat(value) for value in values]
    if isinstance(first[0], tuple):
        return tuple(map_cells(function, *rows) for rows in zip(*columns, strict=False))
    return tuple(map(function, *columns))


def total(value: Value) -> float:
    """The sum of all cells, added from left to right.

    Not `sum()`: from Python 3.12 on it compensates rounding, and the last bit would depend
    on the version. It starts from -0.0, the number that changes no other when added to it.
    """
    result = -0.0
    for cell in cells(value):
        result += cell
    return result
