"""How much code a network would be, unrolled: the cells computed for one training sample."""

from dataclasses import dataclass
from math import prod
from typing import TypeAlias

from engine.algebra import Algebra, RowFunction
from engine.graph import Graph
from engine.passes import walk_backward, walk_forward
from engine.values import Shape


@dataclass(frozen=True)
class Sized:
    """A value of which only the shape is known."""

    shape: Shape


Operand: TypeAlias = Sized | float


class Work(Algebra[Sized]):
    """Computes nothing but shapes, and counts the terms that would be computed."""

    def __init__(self) -> None:
        self.terms = 0

    def shape(self, value: Operand) -> Shape:
        return () if isinstance(value, float) else value.shape

    def cells(self, formula: str, **operands: Operand) -> Sized:
        del formula
        shape = next((shape for shape in map(self.shape, operands.values()) if shape), ())
        return self._computed(shape)

    def product(self, left: Operand, right: Operand) -> Sized:
        p, q = self.shape(left), self.shape(right)
        return self._computed(p[:-1] + q[1:], terms=q[0])

    def outer(self, column: Operand, row: Operand) -> Sized:
        return self._computed(self.shape(column) + self.shape(row))

    def transposed(self, matrix: Operand) -> Sized:
        return Sized(self.shape(matrix)[::-1])

    def total(self, value: Operand) -> Sized:
        return self._computed((), terms=prod(self.shape(value)))

    def largest(self, vector: Operand) -> Sized:
        return self.total(vector)

    def by_row(self, function: RowFunction, *values: Operand) -> Sized:
        shape = self.shape(values[0])
        for _ in range(prod(shape[:-1])):
            function(self, *(Sized(self.shape(value)[-1:]) for value in values))
        return Sized(shape)

    def _computed(self, shape: Shape, terms: int = 1) -> Sized:
        self.terms += terms * prod(shape)
        return Sized(shape)


def work(graph: Graph) -> int:
    """The number of terms computed in the forward and the backward pass of a sample."""
    algebra = Work()
    values = walk_forward(
        algebra, graph, graph.needed, lambda place: Sized(graph.nodes[place].shape)
    )
    walk_backward(algebra, graph, graph.trained, values)
    return algebra.terms
