"""The element-wise signs + - * / ** between two operands of one shape, or with a scalar.

Each is a function of the cells a and b and its two local derivatives, written with a, b
and the result r. A scalar meets every cell of the other operand, so its gradient is the
sum over all of them.
"""

import operator
from collections.abc import Callable
from typing import Any

from engine import floats
from engine.operations.operation import Operation, ShapeError
from engine.values import Shape, Value, describe, map_cells, total

_Derivative = Callable[[float, float, float], float]


def _broadcast(left: Shape, right: Shape) -> Shape:
    if left == right or not right:
        return left
    if not left:
        return right
    raise ShapeError(
        f"a {describe(left)} and a {describe(right)}, which must have the same shape "
        "unless one is a scalar"
    )


def _arithmetic(
    name: str,
    function: Callable[[float, float], float],
    by_left: _Derivative,
    by_right: _Derivative,
) -> Operation:
    def forward(left: Value, right: Value) -> Any:
        return map_cells(function, left, right)

    def left_gradient(upstream: Value, result: Value, left: Value, right: Value) -> Any:
        gradient = map_cells(lambda g, r, a, b: g * by_left(a, b, r), upstream, result, left, right)
        return gradient if isinstance(left, tuple) else total(gradient)

    def right_gradient(upstream: Value, result: Value, left: Value, right: Value) -> Any:
        gradient = map_cells(
            lambda g, r, a, b: g * by_right(a, b, r), upstream, result, left, right
        )
        return gradient if isinstance(right, tuple) else total(gradient)

    return Operation(name, _broadcast, forward, (left_gradient, right_gradient))


def _power_by_base(a: float, b: float, _result: float) -> float:
    """b · a^(b-1); 0 for the exponent 0, where a = 0 would make it 0 · ∞."""
    return b * floats.power(a, b - 1.0) if b != 0.0 else 0.0


def _power_by_exponent(a: float, b: float, result: float) -> float:
    """a^b · ln a; 0 for the base 0 where a^b is flat, which would be 0 · ∞."""
    return result * floats.log(a) if a != 0.0 or b < 0.0 else 0.0


OPERATIONS = (
    _arithmetic("+", operator.add, lambda a, b, r: 1.0, lambda a, b, r: 1.0),
    _arithmetic("-", operator.sub, lambda a, b, r: 1.0, lambda a, b, r: -1.0),
    _arithmetic("*", operator.mul, lambda a, b, r: b, lambda a, b, r: a),
    _arithmetic(
        "/",
        floats.divide,
        lambda a, b, r: floats.divide(1.0, b),
        lambda a, b, r: floats.divide(-r, b),
    ),
    _arithmetic("**", floats.power, _power_by_base, _power_by_exponent),
)
