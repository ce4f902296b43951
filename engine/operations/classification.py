"""softmax, and cross-entropy straight from the logits.

Both subtract the largest logit m first, which changes nothing in exact arithmetic and
keeps every exponential in [0, 1]:
    softmax(l)_i = e^(l_i - m) / Σ_k e^(l_k - m)
    cross_entropy(l, t) = -Σ_i t_i · log softmax(l)_i
                        = Σ_i t_i · ((m - l_i) + log Σ_k e^(l_k - m))
"""

from typing import Any

from engine.algebra import Algebra
from engine.operations.operation import Mistake, Operation, ShapeError, Slip
from engine.values import Shape, describe


def _softmax_shape(operand: Shape) -> Shape:
    if not operand:
        raise ShapeError("a scalar, but softmax takes a vector, or a matrix row by row")
    return operand


def _softmax_row(algebra: Algebra[Any], logits: Any) -> Any:
    weights = algebra.cells("exp(l - m)", l=logits, m=algebra.largest(logits))
    return algebra.cells("w / s", w=weights, s=algebra.total(weights))


def _softmax(algebra: Algebra[Any], operand: Any) -> Any:
    return algebra.by_row(_softmax_row, operand)


def _softmax_row_gradient(algebra: Algebra[Any], upstream: Any, result: Any) -> Any:
    """p · (g - Σ_k g_k · p_k), from ∂p_k/∂l_i = p_k · ([i = k] - p_i)."""
    shared = algebra.product(upstream, result)
    return algebra.cells("p * (g - s)", p=result, g=upstream, s=shared)


def _softmax_gradient(algebra: Algebra[Any], upstream: Any, result: Any, _operand: Any) -> Any:
    return algebra.by_row(_softmax_row_gradient, upstream, result)


def _cross_entropy_shape(logits: Shape, target: Shape) -> Shape:
    if len(logits) != 1 or logits != target:
        raise ShapeError(
            f"a {describe(logits)} and a {describe(target)}, but cross_entropy takes two "
            "vectors of the same size, logits and target probabilities"
        )
    return ()


def _surprises(algebra: Algebra[Any], logits: Any) -> Any:
    """-log softmax, without the logarithm of a number that rounds to 0."""
    largest = algebra.largest(logits)
    whole = algebra.total(algebra.cells("exp(l - m)", l=logits, m=largest))
    logarithm = algebra.cells("log(s)", s=whole)
    return algebra.cells("(m - l) + s", m=largest, l=logits, s=logarithm)


def _cross_entropy(algebra: Algebra[Any], logits: Any, target: Any) -> Any:
    return algebra.product(target, _surprises(algebra, logits))


def _by_logits(algebra: Algebra[Any], upstream: Any, _result: Any, logits: Any, target: Any) -> Any:
    """p_i · Σ_k t_k - t_i, which is p - t for targets that sum to 1."""
    weight = algebra.total(target)
    probabilities = _softmax_row(algebra, logits)
    return algebra.cells("g * (p * s - t)", g=upstream, p=probabilities, s=weight, t=target)


def _by_target(
    algebra: Algebra[Any], upstream: Any, _result: Any, logits: Any, _target: Any
) -> Any:
    return algebra.cells("g * s", g=upstream, s=_surprises(algebra, logits))


_NO_DERIVATIVE = Slip(
    Mistake.DERIVATIVE,
    "the derivative of {step} is missing",
    lambda _algebra, upstream, _result, _operand: upstream,
)

OPERATIONS = (
    Operation(
        "softmax",
        _softmax_shape,
        _softmax,
        (_softmax_gradient,),
        "torch.softmax(a, dim=-1)",
        "a cell of a softmax, whose cells are positive and sum to 1",
        (
            "Softmax: a logit gets its probability times how far its upstream gradient lies "
            "above the mean of all, weighed with the probabilities",
        ),
        slips=((_NO_DERIVATIVE,),),
    ),
    Operation(
        "cross_entropy",
        _cross_entropy_shape,
        _cross_entropy,
        (_by_logits, _by_target),
        "torch.nn.functional.cross_entropy(a, b)",
        "a cross-entropy, the mean surprise -log softmax weighed with the targets",
        (
            "Cross-entropy: a logit gets its softmax minus its target, for targets that sum to 1",
            "Cross-entropy: a target gets the surprise of its logit",
        ),
    ),
)
