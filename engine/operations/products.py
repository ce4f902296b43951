"""The matrix product @, with vectors as rows on its left and columns on its right.

For R = P @ Q the gradients are ∂L/∂P = ∂L/∂R · Qᵀ and ∂L/∂Q = Pᵀ · ∂L/∂R. Vectors are
seen as matrices of one row or one column for the product and back again, so the one
pair of formulas serves row vectors, column vectors and the dot product.
"""

from engine.operations.operation import Operation, ShapeError
from engine.values import Matrix, Shape, Value, Vector, as_matrix, describe, is_matrix, shape_of


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


def dot(left: Vector, right: Vector) -> float:
    """The sum of products, added from left to right so that every Python gives its bits."""
    result = 0.0
    for p, q in zip(left, right, strict=False):
        result += p * q
    return result


def _transposed(matrix: Matrix) -> Matrix:
    return tuple(zip(*matrix, strict=True))


def _as_columns(value: Value) -> Matrix:
    """The right operand as a matrix: a vector becomes one column."""
    return value if is_matrix(value) else _transposed(as_matrix(value))


def _product(left: Matrix, right: Matrix) -> Matrix:
    columns = _transposed(right)
    return tuple(tuple([dot(row, column) for column in columns]) for row in left)


def _reshaped(matrix: Matrix, shape: Shape) -> Value:
    """A matrix as the value of that shape which has the same cells."""
    if len(shape) == 2:
        return matrix
    flat = tuple([cell for row in matrix for cell in row])
    return flat if shape else flat[0]


def _upstream_as_matrix(upstream: Value, left: Value, right: Value) -> Matrix:
    """The gradient of the result, laid out as the product of the two matrices lies."""
    if is_matrix(left) and not is_matrix(right):
        return _as_columns(upstream)
    return as_matrix(upstream)


def _forward(left: Value, right: Value) -> Value:
    product = _product(as_matrix(left), _as_columns(right))
    return _reshaped(product, _shape(shape_of(left), shape_of(right)))


def _left_gradient(upstream: Value, _result: Value, left: Value, right: Value) -> Value:
    rows = _upstream_as_matrix(upstream, left, right)
    return _reshaped(_product(rows, _transposed(_as_columns(right))), shape_of(left))


def _right_gradient(upstream: Value, _result: Value, left: Value, right: Value) -> Value:
    rows = _upstream_as_matrix(upstream, left, right)
    return _reshaped(_product(_transposed(as_matrix(left)), rows), shape_of(right))


OPERATIONS = (Operation("@", _shape, _forward, (_left_gradient, _right_gradient)),)
