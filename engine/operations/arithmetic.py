"""The element-wise signs + - * / ** between two operands of one shape, or with a scalar.

Each is a formula of the cells a and b and its two local derivatives, written with a, b
and the result r. A scalar meets every cell of the other operand, so its gradient is the
sum over all of them. A slip is another local derivative in place of the right one.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

from engine.algebra import Algebra
from engine.operations.operation import Mistake, Operation, ShapeError, Slip
from engine.values import Shape, describe


def _broadcast(left: Shape, right: Shape) -> Shape:
    if left == right or not right:
        return left
    if not left:
        return right
    raise ShapeError(
        f"a {describe(left)} and a {describe(right)}, which must have the same shape "
        "unless one is a scalar"
    )


_Slip: TypeAlias = tuple[Mistake, str, str]
"""A mistake, its words, and the wrong local derivative."""


def _arithmetic(
    name: str,
    function: str,
    by_left: str,
    by_right: str,
    rule: str,
    gradient_rules: tuple[str, str],
    slips: tuple[tuple[_Slip, ...], tuple[_Slip, ...]] = ((), ()),
) -> Operation:
    def forward(algebra: Algebra[Any], left: Any, right: Any) -> Any:
        return algebra.cells(function, a=left, b=right)

    def gradient(derivative: str, operand: int) -> Callable[..., Any]:
        def along_path(
            algebra: Algebra[Any], upstream: Any, result: Any, left: Any, right: Any
        ) -> Any:
            gradient = algebra.cells(f"g * ({derivative})", g=upstream, r=result, a=left, b=right)
            scalar = not algebra.shape((left, right)[operand])
            return algebra.total(gradient) if scalar else gradient

        return along_path

    return Operation(
        name,
        _broadcast,
        forward,
        (gradient(by_left, 0), gradient(by_right, 1)),
        f"a {name} b",
        rule,
        gradient_rules,
        slips=tuple(
            tuple(Slip(mistake, words, gradient(wrong, operand)) for mistake, words, wrong in made)
            for operand, made in enumerate(slips)
        ),
    )


def _no_factor(factor: str, derivative: str = "1.0") -> _Slip:
    return Mistake.FACTOR, f"the factor {factor} is missing", derivative


_NO_DERIVATIVE = (Mistake.DERIVATIVE, "the derivative of {step} is missing", "1.0")


OPERATIONS = (
    _arithmetic(
        "+",
        "a + b",
        "1.0",
        "1.0",
        "a sum",
        ("A sum passes the gradient on unchanged",) * 2,
    ),
    _arithmetic(
        "-",
        "a - b",
        "1.0",
        "-1.0",
        "a difference",
        (
            "A difference passes the gradient on unchanged to what is subtracted from",
            "A difference passes the gradient on, with the other sign, to what is subtracted",
        ),
    ),
    _arithmetic(
        "*",
        "a * b",
        "b",
        "a",
        "a product, cell by cell",
        ("A product passes the gradient on times the other factor",) * 2,
        ((_no_factor("{b}"),), (_no_factor("{a}"),)),
    ),
    _arithmetic(
        "/",
        "divide(a, b)",
        "divide(1.0, b)",
        "divide(-r, b)",
        "a quotient",
        (
            "A quotient passes the gradient on divided by the divisor",
            "To a divisor flows the gradient times minus the quotient by the divisor",
        ),
        ((_no_factor("1/{b}"),), (_NO_DERIVATIVE,)),
    ),
    _arithmetic(
        "**",
        "power(a, b)",
        # 0 for the exponent 0, where a = 0 would make it 0 · ∞
        "b * power(a, b - 1.0) if b != 0.0 else 0.0",
        # 0 for the base 0 where a^b is flat, which would be 0 · ∞
        "r * log(a) if a != 0.0 or b < 0.0 else 0.0",
        "a power",
        (
            "Power rule: the exponent comes down as a factor and is one less above",
            "To an exponent flows the gradient times the power times the logarithm of its base",
        ),
        ((_no_factor("{b}", "power(a, b - 1.0)"), _NO_DERIVATIVE), (_NO_DERIVATIVE,)),
    ),
)
