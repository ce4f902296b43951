"""The plain algebra: every step computes its numbers, on values that are tuples."""

from typing import Any

from engine.algebra import Algebra, RowFunction
from engine.formulas import compiled
from engine.values import Matrix, Shape, Value, Vector, is_matrix, map_cells, shape_of, total


class Tuples(Algebra[Value]):
    """Computes, one cell after the other."""

    def shape(self, value: Value) -> Shape:
        return shape_of(value)

    def cells(self, formula: str, **operands: Value) -> Any:
        return map_cells(compiled(formula, tuple(operands)), *operands.values())

    def product(self, left: Any, right: Any) -> Value:
        if not is_matrix(right):
            return tuple([dot(row, right) for row in left]) if is_matrix(left) else dot(left, right)
        columns = self.transposed(right)
        if not is_matrix(left):
            return tuple([dot(left, column) for column in columns])
        return tuple(tuple([dot(row, column) for column in columns]) for row in left)

    def outer(self, column: Any, row: Any) -> Matrix:
        return tuple(tuple([p * q for q in row]) for p in column)

    def transposed(self, matrix: Any) -> Matrix:
        return tuple(zip(*matrix, strict=True))

    def total(self, value: Value) -> float:
        return total(value)

    def largest(self, vector: Any) -> float:
        largest: float = max(vector)
        return largest

    def by_row(self, function: RowFunction, *values: Any) -> Any:
        if is_matrix(values[0]):
            return tuple(function(self, *rows) for rows in zip(*values, strict=True))
        return function(self, *values)


def dot(left: Vector, right: Vector) -> float:
    """The sum of products, added from left to right so that every Python gives its bits.

    It starts from -0.0, the number that changes no other when it is added to it.
    """
    result = -0.0
    for p, q in zip(left, right, strict=True):
        result += p * q
    return result


TUPLES = Tuples()
