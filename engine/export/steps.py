"""What the writers of programs have in common: steps that are written when they get a name.

A writer is an algebra whose values are code. An operation's result is written under the
name of its node; a step on the way gets a line of its own where it is used more than once or
would be too much within an expression.
"""

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from engine.algebra import Algebra
from engine.export.dialects import Dialect, has_calls, uses, written
from engine.export.names import Names
from engine.formulas import number_in
from engine.kernels.page import Page
from engine.values import Shape

Index: TypeAlias = tuple[str, ...]
"""A letter for each axis of a shape."""

Cell: TypeAlias = Callable[[Index], str]
"""The code of the cell of an index; where code is of whole arrays, of all cells."""


@dataclass(frozen=True)
class Known:
    """A value that the program has; `whole` is the code of all of it, empty if it has none."""

    shape: Shape
    cell: Cell
    whole: str = ""


@dataclass(eq=False)
class Step:
    """A value that is yet to be written.

    kind: what it is called where it gets a name of its own: see `Names.step`.
    write: writes it under a name.
    cell: the code of a cell, where that can be part of an expression.
    known: the value, once it has a name.
    """

    shape: Shape
    kind: str
    write: Callable[[str], None]
    cell: Cell | None = None
    known: Known | None = None


Code: TypeAlias = Known | Step
Operand: TypeAlias = Code | float


class ProgramWriter(Algebra[Code]):
    """An algebra that writes lines for readers on its page."""

    dialect: Dialect

    def __init__(self, page: Page, names: Names) -> None:
        self.page = page
        self.names = names

    @abstractmethod
    def variable(self, name: str, shape: Shape) -> Known:
        """The value that a name stands for."""

    @abstractmethod
    def number(self, code: str) -> str:
        """The code of a number, as that of a value of the program."""

    @abstractmethod
    def uniform(self, shape: Shape, code: str) -> Step:
        """A step that gives every cell the same number."""

    @abstractmethod
    def cellwise(self, shape: Shape, cell: Cell) -> Step:
        """A step that computes each cell from cells of that index."""

    def assigned(self, name: str, value: Operand) -> Known:
        """Write a value under a name."""
        if isinstance(value, float):
            self.page.write(f"{name} = {self.number(repr(value))}")
        elif isinstance(value, Step):
            value.write(name)
        elif value.whole:
            self.page.write(f"{name} = {value.whole}")
        else:
            self.cellwise(value.shape, value.cell).write(name)
        return self.variable(name, self.shape(value))

    # The steps of the algebra

    def shape(self, value: Operand) -> Shape:
        return () if isinstance(value, float) else value.shape

    def cells(self, formula: str, **operands: Operand) -> Operand:
        shape = next((shape for shape in map(self.shape, operands.values()) if shape), ())
        numbers = {name: code for name, code in operands.items() if isinstance(code, float)}
        counts = uses(formula, {name: numbers.get(name, "") for name in operands})
        used = {name: self.cell(operands[name], once=count == 1) for name, count in counts.items()}
        shapes = {name: self.shape(operands[name]) for name in used}

        def cell(index: Index) -> str:
            codes = {name: at(index if shapes[name] else ()) for name, at in used.items()}
            return written(formula, {**numbers, **codes}, self.dialect)

        if not any(shapes.values()):
            number = number_in(cell(()))
            if shape:
                return self.uniform(shape, cell(()))
            return self.cellwise((), cell) if number is None else number
        [*names] = used
        if len(names) == 1 and written(formula, {**numbers, names[0]: "x"}, self.dialect) == "x":
            return operands[names[0]]
        return self.cellwise(shape, cell)

    def known(self, value: Code) -> Known:
        """The value under a name, which it gets where it has none."""
        if isinstance(value, Known):
            return value
        if value.known is None:
            name = self.names.step(value.kind)
            value.write(name)
            value.known = self.variable(name, value.shape)
        return value.known

    def cell(self, value: Operand, *, once: bool = True) -> Cell:
        """The code of a cell: an expression or, where that would be too much, of a name.

        once: whether it is to stand in one place only.
        """
        if isinstance(value, float):
            return lambda _index: repr(value)
        if isinstance(value, Step) and value.known is None and value.cell is not None and once:
            letters = self.names.letters[: len(value.shape)]
            if not has_calls(value.cell(letters)):
                return value.cell
        return self.known(value).cell
