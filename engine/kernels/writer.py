"""What the writers of code have in common: a page, and a name for the next result.

A writer is an algebra whose values are pieces of code. A step of an operation becomes lines
on the page, and gives back the names under which they leave their result.
"""

from abc import abstractmethod
from collections.abc import Sequence
from copy import copy
from typing import Generic, Self, TypeVar

from engine.algebra import Algebra
from engine.kernels.page import Page
from engine.values import Shape

V = TypeVar("V")

_TERMS_IN_A_LINE = 16
"""Python's compiler takes some hundreds; readers do not."""


class Writer(Algebra[V], Generic[V]):
    """An algebra that writes code on its page.

    page: shared by the writer and all that it makes with `named`.
    functions: the functions that the code calls, shared likewise.
    """

    def __init__(self) -> None:
        self.page = Page()
        self.functions: set[str] = set()
        self._name = "t"

    def named(self, name: str) -> Self:
        writer = copy(self)
        writer._name = name
        return writer

    def fresh(self) -> str:
        """A free name for the next result."""
        return self.page.fresh(self._name)

    @abstractmethod
    def variable(self, name: str, shape: Shape) -> V:
        """A value that code outside of the steps assigns under this name."""


class LoopWriter(Writer[V]):
    """Writes code that takes one sample after the other, and changes variables in its loop."""

    @abstractmethod
    def pattern(self, variable: V) -> str:
        """What stands on the left of `=` or after `for` to give a variable its value."""

    def opened(self, code: str, variable: V) -> str:
        """The code of a value, as that of one that a variable can take and then change."""
        del variable
        return code

    @abstractmethod
    def closed(self, variable: V) -> str:
        """The code of a variable's value, as that of one that nothing changes any more."""

    @abstractmethod
    def change(self, variable: V, formula: str, **operands: V | float) -> None:
        """Write what gives every cell of a variable the formula; see `cells`."""

    @abstractmethod
    def settled(self, value: V | float, changing: Sequence[V]) -> V | float:
        """The value under names of its own, if it is written in terms of these variables.

        To be used before they change.
        """


def sum_in_lines(name: str, terms: Sequence[str]) -> list[str]:
    """The sum from left to right, as expressions that are to be assigned to the name in turn."""
    chunks = [terms[i : i + _TERMS_IN_A_LINE] for i in range(0, len(terms), _TERMS_IN_A_LINE)]
    first, *rest = [" + ".join(chunk) for chunk in chunks]
    return [first, *[f"{name} + {more}" for more in rest]]


def tuple_of(codes: Sequence[str]) -> str:
    """The tuple of these cells."""
    return f"({', '.join(codes)},)" if len(codes) == 1 else f"({', '.join(codes)})"
