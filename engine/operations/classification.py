"""softmax, and cross-entropy straight from the logits.

Both subtract the largest logit m first, which changes nothing in exact arithmetic and
keeps every exponential in [0, 1]:
    softmax(l)_i = e^(l_i - m) / Σ_k e^(l_k - m)
    cross_entropy(l, t) = -Σ_i t_i · log softmax(l)_i
                        = Σ_i t_i · ((m - l_i) + log Σ_k e^(l_k - m))
"""

from typing import Any

from engine import floats
from engine.operations.operation import Operation, ShapeError
from engine.operations.products import dot
from engine.values import Shape, Value, Vector, describe, is_matrix, map_cells, total


def _by_row(function: Any, *values: Any) -> Any:
    """Apply a function of vectors to a vector, or to each row of a matrix."""
    if is_matrix(values[0]):
        return tuple(function(*rows) for rows in zip(*values, strict=True))
    return function(*values)


def _softmax_shape(operand: Shape) -> Shape:
    if not operand:
        raise ShapeError("a scalar, but softmax takes a vector, or a matrix row by row")
    return operand


def _softmax_row(logits: Vector) -> Vector:
    largest = max(logits)
    weights = [floats.exp(logit - largest) for logit in logits]
    whole = total(tuple(weights))
    return tuple([weight / whole for weight in weights])


def _softmax(operand: Value) -> Any:
    return _by_row(_softmax_row, operand)


def _softmax_row_gradient(upstream: Vector, result: Vector) -> Vector:
    """p · (g - Σ_k g_k · p_k), from ∂p_k/∂l_i = p_k · ([i = k] - p_i)."""
    shared = dot(upstream, result)
    return tuple([p * (g - shared) for g, p in zip(upstream, result, strict=True)])


def _softmax_gradient(upstream: Value, result: Value, _operand: Value) -> Any:
    return _by_row(_softmax_row_gradient, upstream, result)


def _cross_entropy_shape(logits: Shape, target: Shape) -> Shape:
    if len(logits) != 1 or logits != target:
        raise ShapeError(
            f"a {describe(logits)} and a {describe(target)}, but cross_entropy takes two "
            "vectors of the same size, logits and target probabilities"
        )
    return ()


def _surprises(logits: Vector) -> Vector:
    """-log softmax, without the logarithm of a number that rounds to 0."""
    largest = max(logits)
    whole = 0.0
    for logit in logits:
        whole += floats.exp(logit - largest)
    return tuple([(largest - logit) + floats.log(whole) for logit in logits])


def _cross_entropy(logits: Vector, target: Vector) -> float:
    return dot(target, _surprises(logits))


def _by_logits(upstream: float, _result: float, logits: Vector, target: Vector) -> Any:
    """p_i · Σ_k t_k - t_i, which is p - t for targets that sum to 1."""
    weight = total(target)
    return map_cells(lambda p, t: upstream * (p * weight - t), _softmax_row(logits), target)


def _by_target(upstream: float, _result: float, logits: Vector, _target: Vector) -> Any:
    return map_cells(lambda surprise: upstream * surprise, _surprises(logits))


OPERATIONS = (
    Operation("softmax", _softmax_shape, _softmax, (_softmax_gradient,)),
    Operation("cross_entropy", _cross_entropy_shape, _cross_entropy, (_by_logits, _by_target)),
)
