"""The matrix product @, with vectors as rows on its left and columns on its right.

For R = P @ Q the gradients are ∂L/∂P = ∂L/∂R · Qᵀ and ∂L/∂Q = Pᵀ · ∂L/∂R. Where P is a
row or Q a column, these become the outer product of two vectors or the product with a
vector; the cell of a dot product gets upstream · its partner. People forget the ᵀ, or take
the factors the wrong way round, which transposes the gradient; both go unnoticed where a
matrix is square.
"""

from typing import Any

from engine.algebra import Algebra
from engine.operations.operation import Mistake, Operation, ShapeError, Slip
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


def _square(shape: Shape) -> bool:
    return len(shape) == 2 and shape[0] == shape[1]


def _vectors(left: Shape, right: Shape) -> bool:
    return len(left) == len(right) == 1


_LEFT_SLIPS = (
    Slip(
        Mistake.FACTOR,
        "the factor {b} is missing",
        lambda algebra, upstream, _result, _left, right: algebra.cells("g", g=upstream, q=right),
        _vectors,
    ),
    Slip(
        Mistake.TRANSPOSED,
        "the matrix {b} is transposed: {b} stands where {b}ᵀ belongs",
        lambda algebra, upstream, _result, _left, right: algebra.product(upstream, right),
        lambda _left, right: _square(right),
    ),
    Slip(
        Mistake.SWAPPED,
        "the gradient of {a} is transposed: its factors are the wrong way round",
        lambda algebra, *values: algebra.transposed(_left_gradient(algebra, *values)),
        lambda left, _right: _square(left),
    ),
)
_RIGHT_SLIPS = (
    Slip(
        Mistake.FACTOR,
        "the factor {a} is missing",
        lambda algebra, upstream, _result, left, _right: algebra.cells("g", g=upstream, p=left),
        _vectors,
    ),
    Slip(
        Mistake.TRANSPOSED,
        "the matrix {a} is transposed: {a} stands where {a}ᵀ belongs",
        lambda algebra, upstream, _result, left, _right: algebra.product(left, upstream),
        lambda left, _right: _square(left),
    ),
    Slip(
        Mistake.SWAPPED,
        "the gradient of {b} is transposed: its factors are the wrong way round",
        lambda algebra, *values: algebra.transposed(_right_gradient(algebra, *values)),
        lambda _left, right: _square(right),
    ),
)

OPERATIONS = (
    Operation(
        "@",
        _shape,
        _forward,
        (_left_gradient, _right_gradient),
        "a @ b",
        "a cell of a matrix product, row times column",
        (
            "Matrix product: the upstream gradient times the right operand, transposed",
            "Matrix product: the left operand, transposed, times the upstream gradient",
        ),
        slips=(_LEFT_SLIPS, _RIGHT_SLIPS),
    ),
)
