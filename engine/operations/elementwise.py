"""Functions of one operand, applied to every cell: sigmoid, tanh, relu, exp, log, …

Each is a formula and its local derivative, written with the cell x and the result r
because many derivatives are shortest in r. The gradient is upstream · derivative.
"""

from dataclasses import replace
from typing import Any

from engine.algebra import Algebra
from engine.operations.operation import Notation, Operation
from engine.values import Shape


def _same_shape(shape: Shape) -> Shape:
    return shape


def _elementwise(name: str, function: str, derivative: str, symbol: str = "") -> Operation:
    def forward(algebra: Algebra[Any], operand: Any) -> Any:
        return algebra.cells(function, x=operand)

    def gradient(algebra: Algebra[Any], upstream: Any, result: Any, operand: Any) -> Any:
        return algebra.cells(f"g * ({derivative})", g=upstream, r=result, x=operand)

    word = name.removeprefix("unary ")
    local = f"its local derivative {symbol}′" if symbol else "its local derivative"
    return Operation(
        name,
        _same_shape,
        forward,
        (gradient,),
        f"{word} of a cell",
        (f"Chain rule through {word}: the upstream gradient times {local}",),
        Notation(symbol, function, derivative) if symbol else None,
    )


COPY = replace(
    _elementwise("=", "x", "1.0"),
    rule="another name for the same number",
    gradient_rules=("Another name for a number passes the gradient on unchanged",),
)
"""What an equation does that only gives another name to a name or a number: `b = a`."""

OPERATIONS = (
    replace(
        _elementwise("unary -", "-x", "-1.0"),
        rule="a number with the other sign",
        gradient_rules=("A minus gives the gradient the other sign",),
    ),
    _elementwise("sigmoid", "sigmoid(x)", "r * (1.0 - r)", "σ"),
    _elementwise("tanh", "tanh(x)", "1.0 - r * r", "tanh"),
    # NaN stays NaN; at the kink the derivative is 0, the choice of most frameworks.
    _elementwise("relu", "0.0 if x <= 0.0 else x", "1.0 if x > 0.0 else 0.0", "relu"),
    _elementwise("exp", "exp(x)", "r"),
    _elementwise("log", "log(x)", "divide(1.0, x)"),
    _elementwise("sqrt", "sqrt(x)", "divide(0.5, r)"),
    _elementwise("abs", "abs(x)", "sign(x)"),
)
