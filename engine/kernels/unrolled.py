"""Unrolled code: every cell is a local variable, every sum one expression.

The fastest form that plain Python has, as local variables cost next to nothing. Its length
grows with the number of weights, so it suits small networks.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product, repeat
from math import prod
from typing import TypeAlias

from engine.algebra import RowFunction
from engine.kernels.spelling import Spelling, constants, in_python
from engine.kernels.writer import LoopWriter, sum_in_lines, tuple_of
from engine.values import Shape


@dataclass(frozen=True)
class Cells:
    """A value as code.

    cells: the code of every cell, row by row: a name, a number or a product in brackets.
    number: the number that every cell is, if they are constant.
    names: of the variables in the code of the cells, where they are not its cells.
    """

    shape: Shape
    cells: list[str]
    number: float | None = None
    names: frozenset[str] | None = None

    @property
    def rows(self) -> list["Cells"]:
        """The rows of a matrix; a vector is one row."""
        columns = self.shape[-1]
        starts = range(0, len(self.cells), columns)
        return [Cells((columns,), self.cells[i : i + columns], self.number) for i in starts]


Operand: TypeAlias = Cells | float


class Unrolled(LoopWriter[Cells]):
    """Writes unrolled code."""

    # The steps of the algebra

    def shape(self, value: Operand) -> Shape:
        return value.shape if isinstance(value, Cells) else ()

    def cells(self, formula: str, **operands: Operand) -> Operand:
        shape = next((shape for shape in map(self.shape, operands.values()) if shape), ())
        spelling = in_python(formula, constants(operands, _number))
        if spelling.number is not None:
            return _filled(shape, spelling.number)
        if spelling.operand is not None:
            same = _code(operands[spelling.operand])
            return same if same.shape == shape else Cells(shape, same.cells[0:1] * prod(shape))
        target = self.variable(self.fresh(), shape)
        self._assign(target, spelling, operands)
        return target

    def product(self, left: Operand, right: Operand) -> Operand:
        p, q = _code(left), _code(right)
        rows = p.rows
        columns = _columns(q) if len(q.shape) == 2 else [q.cells]
        sums = [list(zip(row.cells, column, strict=True)) for row in rows for column in columns]
        target = self.variable(self.fresh(), p.shape[:-1] + q.shape[1:])
        for cell, pairs in zip(target.cells, sums, strict=True):
            self._add_up(cell, [f"{one} * {other}" for one, other in pairs])
        return target

    def outer(self, column: Operand, row: Operand) -> Operand:
        """Products in brackets, to stand where they are used: nearly always just once."""
        p, q = _code(column), _code(row)
        cells = [f"({one} * {other})" for one, other in product(p.cells, q.cells)]
        return Cells(p.shape + q.shape, cells, names=frozenset([*p.cells, *q.cells]))

    def transposed(self, matrix: Operand) -> Cells:
        value = _code(matrix)
        cells = [cell for column in _columns(value) for cell in column]
        return Cells(value.shape[::-1], cells, value.number)

    def total(self, value: Operand) -> Operand:
        target = self.variable(self.fresh(), ())
        self._add_up(target.cells[0], _code(value).cells)
        return target

    def largest(self, vector: Operand) -> Operand:
        cells = _code(vector).cells
        target = self.variable(self.fresh(), ())
        largest = f"max({', '.join(cells)})" if len(cells) > 1 else cells[0]
        self.page.write(f"{target.cells[0]} = {largest}")
        return target

    def by_row(self, function: RowFunction, *values: Operand) -> Operand:
        matrices = [_code(value) for value in values]
        if len(matrices[0].shape) == 1:
            return _code(function(self, *matrices))
        cells: list[str] = []
        name = self.fresh()
        for i, rows in enumerate(zip(*[matrix.rows for matrix in matrices], strict=True)):
            cells += _code(function(self.named(f"{name}_{i}"), *rows)).cells
        return Cells(matrices[0].shape, cells)

    # What the code around the steps needs

    def variable(self, name: str, shape: Shape) -> Cells:
        places = product(*map(range, shape))
        return Cells(shape, ["_".join([name, *map(str, place)]) for place in places])

    def pattern(self, variable: Cells) -> str:
        match variable.shape:
            case ():
                return variable.cells[0]
            case (_,):
                return tuple_of(variable.cells)
            case _:
                return tuple_of([tuple_of(row.cells) for row in variable.rows])

    def closed(self, variable: Cells) -> str:
        return self.pattern(variable)

    def change(self, variable: Cells, formula: str, **operands: Operand) -> None:
        self._assign(variable, in_python(formula, constants(operands, _number)), operands)

    def settled(self, value: Operand, changing: Sequence[Cells]) -> Operand:
        code = _code(value)
        names = code.names or frozenset(code.cells)
        if names.isdisjoint(name for variable in changing for name in variable.cells):
            return value
        target = self.variable(self.fresh(), code.shape)
        self._assign(target, in_python("a", ()), {"a": code})
        return target

    # Lines

    def _assign(self, target: Cells, spelling: Spelling, operands: Mapping[str, Operand]) -> None:
        self.functions |= spelling.functions
        if spelling.number is not None:
            self.page.write(" = ".join([*target.cells, repr(spelling.number)]))
            return
        columns: list[Iterator[str] | Sequence[str]] = []
        for operand in map(_code, operands.values()):
            scalar = operand.shape != target.shape
            columns.append(repeat(operand.cells[0]) if scalar else operand.cells)
        places = {name: f"{{{place}}}" for place, name in enumerate(operands, start=1)}
        line = f"{{0}} = {spelling.template.format_map(places)}".format
        self.page.write(*map(line, target.cells, *columns))

    def _add_up(self, target: str, terms: Sequence[str]) -> None:
        self.page.write(*[f"{target} = {line}" for line in sum_in_lines(target, terms)])


def _number(operand: Operand) -> float | None:
    return operand.number if isinstance(operand, Cells) else operand


def _code(operand: Operand) -> Cells:
    return operand if isinstance(operand, Cells) else _filled((), operand)


def _filled(shape: Shape, number: float) -> Cells:
    return Cells(shape, [repr(number)] * prod(shape), number)


def _columns(matrix: Cells) -> list[Sequence[str]]:
    columns = matrix.shape[1]
    return [matrix.cells[column::columns] for column in range(columns)]
