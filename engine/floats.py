"""Real functions as IEEE 754 defines them everywhere, where Python's own would raise.

A network that diverges must run into infinities and NaNs that can be shown and traced to
their node; an exception in the middle of a pass would say less.
"""

import math
from collections.abc import Callable, Mapping


def divide(numerator: float, denominator: float) -> float:
    """Quotient; x/0 is an infinity with the sign of x, 0/0 is NaN."""
    if denominator != 0.0:
        return numerator / denominator
    if numerator == 0.0 or numerator != numerator:
        return math.nan
    return math.copysign(math.inf, numerator) * math.copysign(1.0, denominator)


def exp(x: float) -> float:
    """Exponential; infinity beyond the range of floats."""
    try:
        return math.exp(x)
    except OverflowError:
        return math.inf


def log(x: float) -> float:
    """Natural logarithm; minus infinity at 0, NaN below."""
    if x > 0.0:
        return math.log(x)
    return -math.inf if x == 0.0 else math.nan


def sqrt(x: float) -> float:
    """Square root; NaN below 0."""
    return math.sqrt(x) if x >= 0.0 else math.nan


def power(base: float, exponent: float) -> float:
    """Base to the exponent; NaN for a negative base with a fractional exponent.

    Squares are products, which are exact to the last bit on every platform, and first
    powers are the base; the C library's `pow` promises neither anywhere.
    """
    if exponent == 2.0:
        return base * base
    if exponent == 1.0:
        return base
    try:
        return math.pow(base, exponent)
    except ValueError:
        if base != 0.0:
            return math.nan
    except OverflowError:
        pass
    return math.copysign(math.inf, base) if exponent % 2.0 == 1.0 else math.inf


def sigmoid(x: float) -> float:
    """1 / (1 + e^-x), in the form that cannot overflow on its side of 0."""
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    growth = math.exp(x)
    return growth / (1.0 + growth)


def sign(x: float) -> float:
    """-1, 0 or 1; NaN for NaN."""
    if x == 0.0 or x != x:
        return x
    return math.copysign(1.0, x)


FUNCTIONS: Mapping[str, Callable[..., float]] = {
    "abs": abs,
    "divide": divide,
    "exp": exp,
    "log": log,
    "power": power,
    "sigmoid": sigmoid,
    "sign": sign,
    "sqrt": sqrt,
    "tanh": math.tanh,
}
"""The functions that a formula may use, by name."""
