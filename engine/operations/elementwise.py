"""Functions of one operand, applied to every cell: sigmoid, tanh, relu, exp, log, …

Each is a formula and its local derivative, written with the cell x and the result r
because many derivatives are shortest in r. The gradient is upstream · derivative.
"""

from typing import Any

from engine.algebra import Algebra
from engine.operations.operation import Operation
from engine.values import Shape


def _same_shape(shape: Shape) -> Shape:
    return shape


def _elementwise(name: str, function: str, derivative: str) -> Operation:
    def forward(algebra: Algebra[Any], operand: Any) -> Any:
        return algebra.cells(function, x=operand)

    def gradient(algebra: Algebra[Any], upstream: Any, result: Any, operand: Any) -> Any:
        return algebra.cells(f"g * ({derivative})", g=upstream, r=result, x=operand)

    return Operation(name, _same_shape, forward, (gradient,))


COPY = _elementwise("=", "x", "1.0")
"""What an equation does that only gives another name to a name or a number: `b = a`."""

OPERATIONS = (
    _elementwise("unary -", "-x", "-1.0"),
    _elementwise("sigmoid", "sigmoid(x)", "r * (1.0 - r)"),
    _elementwise("tanh", "tanh(x)", "1.0 - r * r"),
    # NaN stays NaN; at the kink the derivative is 0, the choice of most frameworks.
    _elementwise("relu", "0.0 if x <= 0.0 else x", "1.0 if x > 0.0 else 0.0"),
    _elementwise("exp", "exp(x)", "r"),
    _elementwise("log", "log(x)", "divide(1.0, x)"),
    _elementwise("sqrt", "sqrt(x)", "divide(0.5, r)"),
    _elementwise("abs", "abs(x)", "sign(x)"),
)
