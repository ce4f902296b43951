"""What an operation is: a shape rule, a forward step and one gradient per operand."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.values import Shape


class ShapeError(ValueError):
    """Operands whose shapes an operation cannot take; the text says what it would take."""


@dataclass(frozen=True)
class Notation:
    """How mathematics writes a function of one operand x and its local derivative.

    symbol: of the function, such as σ; its derivative is σ′.
    function, derivative: the formulas that they abbreviate; see `formulas`.
    """

    symbol: str
    function: str
    derivative: str


@dataclass(frozen=True)
class Operation:
    """One operation of the equation language.

    name: as written in an equation, a sign or a function name.
    shape: the shapes of the operands → the shape of the result; raises ShapeError.
    forward: (algebra, *operands) → the result.
    gradients: for each operand, (algebra, upstream, result, *operands) → the gradient of
        the loss with respect to that operand along this path; upstream is the gradient
        with respect to the result, so it has the result's shape, and what is returned has
        the operand's.
    rule: what it computes, in words that can follow "it is ".
    gradient_rules: for each operand, how the gradient flows back to it, as a sentence
        without its full stop.
    notation: how mathematics writes it, where the formulas do not show that.
    """

    name: str
    shape: Callable[..., Shape]
    forward: Callable[..., Any]
    gradients: tuple[Callable[..., Any], ...]
    rule: str
    gradient_rules: tuple[str, ...]
    notation: Notation | None = None

    @property
    def operands(self) -> int:
        """How many operands it takes."""
        return len(self.gradients)
