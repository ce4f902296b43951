"""The matrix product @, with vectors as rows on its left and columns on its right.

For R = P @ Q the gradients are ∂L/∂P = ∂L/∂R · Qᵀ and ∂L/∂Q = Pᵀ · ∂L/∂R. Where P is a
row or Q a column, these become the outer product of two vectors or the product with a
vector; the cell of a dot product gets upstream · its partner.
"""

from typing import Any

from engine.algebra import Algebra
from engine.operations.operation import Operation, ShapeError
from engine.values import Shape, describe


def _shape(left: Shape, right: Shape) -> Shape:
    if not left or not right:
        raise ShapeError(
            f"a {describe(left)} and a {describe(right)}, but the matrix product takes no "
            "scalars (multiply by a scalar with *)"
        )
    if left[-1] != right[0]:
        raise ShapeError(
            f"a {describe(left)} and a {describe(right)}, whose inner sizes {left[-1]} and "
            f"{right[0]} must be equal"
        )
    return left[:-1] + right[1:]


def _forward(algebra: Algebra[Any], left: Any, right: Any) -> Any:
    return algebra.product(left, right)


def _left_gradient(
    algebra: Algebra[Any], upstream: Any, _result: Any, left: Any, right: Any
) -> Any:
    match len(algebra.shape(left)), len(algebra.shape(right)):
        case 1, 1:
            return algebra.cells("g * q", g=upstream, q=right)
        case 1, 2:
            return algebra.product(right, upstream)
        case 2, 1:
            return algebra.outer(upstream, right)
        case _:
            return algebra.product(upstream, algebra.transposed(right))


def _right_gradient(
    algebra: Algebra[Any], upstream: Any, _result: Any, left: Any, right: Any
) -> Any:
    match len(algebra.shape(left)), len(algebra.shape(right)):
        case 1, 1:
            return algebra.cells("g * p", g=upstream, p=left)
        case 1, 2:
            return algebra.outer(left, upstream)
        case 2, 1:
            return algebra.product(upstream, left)
        case _:
            return algebra.product(algebra.transposed(left), upstream)


OPERATIONS = (
    Operation(
        "@",
        _shape,
        _forward,
        (_left_gradient, _right_gradient),
        "a cell of a matrix product, row times column",
        (
            "Matrix product: the upstream gradient times the right operand, transposed",
            "Matrix product: the left operand, transposed, times the upstream gradient",
        ),
    ),
)
