"""Functions of one operand, applied to every cell: sigmoid, tanh, relu, exp, log, …

Each is a function and its local derivative, written with the cell x and the result r
because many derivatives are shortest in r. The gradient is upstream · derivative.
"""

import math
from collections.abc import Callable
from typing import Any

from engine import floats
from engine.operations.operation import Operation
from engine.values import Shape, Value, map_cells


def _same_shape(shape: Shape) -> Shape:
    return shape


def _elementwise(
    name: str, function: Callable[[float], float], derivative: Callable[[float, float], float]
) -> Operation:
    def forward(operand: Value) -> Any:
        return map_cells(function, operand)

    def gradient(upstream: Value, result: Value, operand: Value) -> Any:
        return map_cells(lambda g, r, x: g * derivative(x, r), upstream, result, operand)

    return Operation(name, _same_shape, forward, (gradient,))


def _relu(x: float) -> float:
    return 0.0 if x <= 0.0 else x  # written so that NaN stays NaN


def _step(x: float, _result: float) -> float:
    """The derivative of relu; 0 at the kink, the choice of most frameworks."""
    return 1.0 if x > 0.0 else 0.0


COPY = _elementwise("=", lambda x: x, lambda x, r: 1.0)
"""What an equation does that only gives another name to a name or a number: `b = a`."""

OPERATIONS = (
    _elementwise("unary -", lambda x: -x, lambda x, r: -1.0),
    _elementwise("sigmoid", floats.sigmoid, lambda x, r: r * (1.0 - r)),
    _elementwise("tanh", math.tanh, lambda x, r: 1.0 - r * r),
    _elementwise("relu", _relu, _step),
    _elementwise("exp", floats.exp, lambda x, r: r),
    _elementwise("log", floats.log, lambda x, r: floats.divide(1.0, x)),
    _elementwise("sqrt", floats.sqrt, lambda x, r: floats.divide(0.5, r)),
    _elementwise("abs", abs, lambda x, r: floats.sign(x)),
)
