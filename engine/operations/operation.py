"""What an operation is: a shape rule, a forward step and one gradient per operand."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.values import Shape


class ShapeError(ValueError):
    """Operands whose shapes an operation cannot take; the text says what it would take."""


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
class Operation:
    """One operation of the equation language.

    name: as written in an equation, a sign or a function name.
    shape: the shapes of the operands → the shape of the result; raises ShapeError.
    forward: (algebra, *operands) → the result.
    gradients: for each operand, (algebra, upstream, result, *operands) → the gradient of
        the loss with respect to that operand along this path; upstream is the gradient
        with respect to the result, so it has the result's shape, and what is returned has
        the operand's.
    flat: where it lets next to no gradient through, if there is such a place.
    """

    name: str
    shape: Callable[..., Shape]
    forward: Callable[..., Any]
    gradients: tuple[Callable[..., Any], ...]
    flat: Flat | None = None

    @property
    def operands(self) -> int:
        """How many operands it takes."""
        return len(self.gradients)
