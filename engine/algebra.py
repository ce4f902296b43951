"""The algebra that operations are written in.

An operation says once how it computes and how its gradient flows back, in the few steps of
an algebra. What a step does is the algebra's own affair: `tuples` computes the numbers,
the writers in `kernels` write the code that will. So the plain engine and every kind of
generated code follow the same definition.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar

from engine.values import Shape

V = TypeVar("V")


class Algebra(ABC, Generic[V]):
    """Steps from values to values; a Python float is a scalar in every algebra.

    Vectors are row vectors. Sums add from left to right, so that they have the same bits
    on every Python.
    """

    @abstractmethod
    def shape(self, value: V | float) -> Shape:
        """The shape of a value."""

    @abstractmethod
    def cells(self, formula: str, **operands: V | float) -> V | float:
        """The formula for every cell; see `formulas`.

        Operands that are no scalars have the same shape, which is that of the result;
        scalars are paired with every cell. An operand that the formula does not name only
        gives its shape.
        """

    @abstractmethod
    def product(self, left: V, right: V) -> V | float:
        """The matrix product; a vector is a row on the left and a column on the right."""

    @abstractmethod
    def outer(self, column: V, row: V) -> V | float:
        """The matrix whose cell i, j is column_i · row_j, of two vectors."""

    @abstractmethod
    def transposed(self, matrix: V) -> V:
        """The matrix with rows and columns exchanged."""

    @abstractmethod
    def total(self, value: V | float) -> V | float:
        """The sum of all cells, row by row."""

    @abstractmethod
    def largest(self, vector: V) -> V | float:
        """The largest cell of a vector."""

    @abstractmethod
    def by_row(self, function: "RowFunction", *values: V) -> V | float:
        """A function of vectors, applied to vectors, or to each row of matrices of one shape.

        It takes an algebra and the vectors, and gives a vector.
        """

    def named(self, name: str) -> Self:
        """The same, where results go by a name: of use to those that write them down."""
        del name
        return self


RowFunction = Callable[..., Any]
