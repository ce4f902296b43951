"""What an operation is: a shape rule, a forward step and one gradient per operand.

And what people get wrong about these gradients, which practice and diagnosis know from here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from engine.values import Shape


class ShapeError(ValueError):
    """Operands whose shapes an operation cannot take; the text says what it would take."""


class Mistake(Enum):
    """What people get wrong in a backward pass, the simplest first."""

    SIGN = "the sign is wrong"
    FACTOR = "a factor is missing"
    DERIVATIVE = "a local derivative is missing"
    OUTPUT = "a derivative is taken at the output"
    INPUT = "a derivative is written with the input in place of the output"
    TRANSPOSED = "a matrix is not transposed"
    SWAPPED = "the gradient is transposed"
    PATH = "a path is left out"


def _always(*_shapes: Shape) -> bool:
    return True


@dataclass(frozen=True)
class Slip:
    """A mistake in the gradient function of one operand.

    words: a sentence about it, with {a} and {b} for the operands, {r} for the result,
        {step} for the equation, {n} for the number of cells of the first operand.
    gradient: in place of the right one, of the same arguments and shape.
    fits: the shapes of the operands → whether the wrong gradient still has the right shape.
    """

    mistake: Mistake
    words: str
    gradient: Callable[..., Any]
    fits: Callable[..., bool] = _always


@dataclass(frozen=True)
class Flat:
    """Where a function of one operand is so flat that its gradient gets lost.

    state: what a node is called whose cells are there.
    derivative: a cell is there if its local derivative is at most this large.
    share: the part of a node's cells that must be there for the node to be called so.
    reason: what brought them there, as the end of a sentence.
    """

    state: str
    derivative: float
    share: float
    reason: str


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
    torch: how PyTorch writes it, as an expression of the operands a and b.
    rule: what it computes, in words that can follow "it is ".
    gradient_rules: for each operand, how the gradient flows back to it, as a sentence
        without its full stop.
    notation: how mathematics writes it, where the formulas do not show that.
    slips: for each operand, the mistakes that people make in its gradient, at most one of
        each kind; a wrong sign and a path left out can happen anywhere and are not listed.
    flat: where it lets next to no gradient through, if there is such a place.
    """

    name: str
    shape: Callable[..., Shape]
    forward: Callable[..., Any]
    gradients: tuple[Callable[..., Any], ...]
    torch: str
    rule: str
    gradient_rules: tuple[str, ...]
    notation: Notation | None = None
    slips: tuple[tuple[Slip, ...], ...] = ()
    flat: Flat | None = None

    @property
    def operands(self) -> int:
        """How many operands it takes."""
        return len(self.gradients)
