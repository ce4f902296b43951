"""Functions of one operand, applied to every cell: sigmoid, tanh, relu, exp, log, …

Each is a formula and its local derivative, written with the cell x and the result r
because many derivatives are shortest in r. The gradient is upstream · derivative.
People leave the derivative out, take it at the result (σ′(u) in place of σ′(y), where
u = σ(y)), or write the operand where the result belongs (y·(1 - y) in place of u·(1 - u)).
"""

import ast
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from engine.algebra import Algebra
from engine.operations.operation import Flat, Mistake, Notation, Operation, Slip
from engine.values import Shape


def _same_shape(shape: Shape) -> Shape:
    return shape


def _elementwise(
    name: str,
    function: str,
    derivative: str,
    symbol: str = "",
    flat: Flat | None = None,
    torch: str = "",
) -> Operation:
    def forward(algebra: Algebra[Any], operand: Any) -> Any:
        return algebra.cells(function, x=operand)

    def gradient(algebra: Algebra[Any], upstream: Any, result: Any, operand: Any) -> Any:
        return algebra.cells(f"g * ({derivative})", g=upstream, r=result, x=operand)

    def none(algebra: Algebra[Any], upstream: Any, _result: Any, operand: Any) -> Any:
        return algebra.cells("g", g=upstream, x=operand)

    def at_output(algebra: Algebra[Any], upstream: Any, result: Any, _operand: Any) -> Any:
        return gradient(algebra, upstream, forward(algebra, result), result)

    def with_input(algebra: Algebra[Any], upstream: Any, _result: Any, operand: Any) -> Any:
        return gradient(algebra, upstream, operand, operand)

    slips = _slips(derivative, symbol or name, none, at_output, with_input)
    word = name.removeprefix("unary ")
    local = f"its local derivative {symbol}′" if symbol else "its local derivative"
    return Operation(
        name,
        _same_shape,
        forward,
        (gradient,),
        torch or f"torch.{name}(a)",
        f"{word} of a cell",
        (f"Chain rule through {word}: the upstream gradient times {local}",),
        Notation(symbol, function, derivative) if symbol else None,
        (slips,),
        flat,
    )


def _slips(
    derivative: str,
    symbol: str,
    none: Callable[..., Any],
    at_output: Callable[..., Any],
    with_input: Callable[..., Any],
) -> tuple[Slip, ...]:
    """What is got wrong with this local derivative, each with its wrong gradient."""
    slips: list[Slip] = []
    names = {part.id for part in ast.walk(ast.parse(derivative)) if isinstance(part, ast.Name)}
    if names & {"x", "r"}:
        at = f"{symbol}′ is taken at {{r}}, the output, in place of {{a}}"
        slips.append(Slip(Mistake.DERIVATIVE, f"{symbol}′ of {{step}} is missing", none))
        slips.append(Slip(Mistake.OUTPUT, at, at_output))
    if "r" in names and "x" not in names:
        written = f"{symbol}′ is written with {{a}}, the input, where {{r}}, the output, belongs"
        slips.append(Slip(Mistake.INPUT, written, with_input))
    return tuple(slips)


COPY = replace(
    _elementwise("=", "x", "1.0", torch="a.clone()"),
    rule="another name for the same number",
    gradient_rules=("Another name for a number passes the gradient on unchanged",),
)
"""What an equation does that only gives another name to a name or a number: `b = a`."""

_FAR_FROM_0 = "its operand is far from 0, where the curve is flat"

OPERATIONS = (
    replace(
        _elementwise("unary -", "-x", "-1.0", torch="-a"),
        rule="a number with the other sign",
        gradient_rules=("A minus gives the gradient the other sign",),
    ),
    # Both flat where 1/25 of the most that can pass does: sigmoid beyond ±4.6, tanh beyond ±2.3.
    _elementwise(
        "sigmoid",
        "sigmoid(x)",
        "r * (1.0 - r)",
        "σ",
        flat=Flat("saturated", 0.01, 0.5, _FAR_FROM_0),
    ),
    _elementwise(
        "tanh",
        "tanh(x)",
        "1.0 - r * r",
        "tanh",
        flat=Flat("saturated", 0.04, 0.5, _FAR_FROM_0),
    ),
    # NaN stays NaN; at the kink the derivative is 0, the choice of most frameworks.
    # Half of the cells at 0 is what relu is for; all of them is the end of learning.
    _elementwise(
        "relu",
        "0.0 if x <= 0.0 else x",
        "1.0 if x > 0.0 else 0.0",
        "relu",
        flat=Flat("dead", 0.0, 1.0, "its operand is at most 0"),
    ),
    _elementwise("exp", "exp(x)", "r"),
    _elementwise("log", "log(x)", "divide(1.0, x)"),
    _elementwise("sqrt", "sqrt(x)", "divide(0.5, r)"),
    _elementwise("abs", "abs(x)", "sign(x)"),
)
