"""Operations that turn all cells into one scalar: sum and mean."""

from math import prod
from typing import Any

from engine.algebra import Algebra
from engine.operations.operation import Mistake, Operation, Slip
from engine.values import Shape


def _scalar(_shape: Shape) -> Shape:
    return ()


def _sum(algebra: Algebra[Any], operand: Any) -> Any:
    return algebra.total(operand)


def _sum_gradient(algebra: Algebra[Any], upstream: Any, _result: Any, operand: Any) -> Any:
    """Every cell enters the sum with the factor 1."""
    return algebra.cells("g", g=upstream, x=operand)


def _mean(algebra: Algebra[Any], operand: Any) -> Any:
    return algebra.cells("s / n", s=algebra.total(operand), n=_count(algebra, operand))


def _mean_gradient(algebra: Algebra[Any], upstream: Any, _result: Any, operand: Any) -> Any:
    """Every one of the n cells enters the mean with the factor 1/n."""
    share = algebra.cells("g / n", g=upstream, n=_count(algebra, operand))
    return algebra.cells("g", g=share, x=operand)


def _count(algebra: Algebra[Any], value: Any) -> float:
    return float(prod(algebra.shape(value)))


OPERATIONS = (
    Operation(
        "sum",
        _scalar,
        _sum,
        (_sum_gradient,),
        "torch.sum(a)",
        "the sum of all cells",
        ("A sum copies the gradient to every cell",),
    ),
    Operation(
        "mean",
        _scalar,
        _mean,
        (_mean_gradient,),
        "torch.mean(a)",
        "the mean of all cells",
        ("A mean of n cells copies 1/n of the gradient to every cell",),
        slips=((Slip(Mistake.FACTOR, "the factor 1/{n} is missing", _sum_gradient),),),
    ),
)
