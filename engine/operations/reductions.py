"""Operations that turn all cells into one scalar: sum and mean."""

from typing import Any

from engine.operations.operation import Operation
from engine.values import Shape, Value, cells, map_cells, total


def _scalar(_shape: Shape) -> Shape:
    return ()


def _count(value: Value) -> int:
    return sum(1 for _ in cells(value))


def _sum_gradient(upstream: float, _result: float, operand: Value) -> Any:
    """Every cell enters the sum with the factor 1."""
    return map_cells(lambda _cell: upstream, operand)


def _mean(operand: Value) -> float:
    return total(operand) / _count(operand)


def _mean_gradient(upstream: float, _result: float, operand: Value) -> Any:
    """Every one of the n cells enters the mean with the factor 1/n."""
    share = upstream / _count(operand)
    return map_cells(lambda _cell: share, operand)


OPERATIONS = (
    Operation("sum", _scalar, total, (_sum_gradient,)),
    Operation("mean", _scalar, _mean, (_mean_gradient,)),
)
