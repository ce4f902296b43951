"""The algebra of NumPy: code is of whole arrays, one expression for all cells."""

from copy import copy

from engine.algebra import RowFunction
from engine.export.dialects import in_numpy, substituted
from engine.export.names import Names
from engine.export.steps import Cell, Code, Known, Operand, ProgramWriter, Step
from engine.kernels.page import Page
from engine.values import Shape


class Arrays(ProgramWriter):
    """Writes one sample's steps, each for all cells at once."""

    dialect = staticmethod(in_numpy)

    def __init__(self, page: Page, names: Names) -> None:
        super().__init__(page, names)
        self._by_row = False

    def variable(self, name: str, shape: Shape) -> Known:
        return Known(shape, lambda _index: name, name)

    def number(self, code: str) -> str:
        return f"np.float64({code})"

    def uniform(self, shape: Shape, code: str) -> Step:
        size = str(shape[0]) if len(shape) == 1 else str(shape)
        return self.cellwise(shape, lambda _index: f"np.full({size}, {code})")

    def cellwise(self, shape: Shape, cell: Cell) -> Step:
        return self._step(shape, "terms" if shape else "number", cell(()))

    def product(self, left: Code, right: Code) -> Operand:
        if self._by_row:
            return self.total(self.cells("p * q", p=left, q=right))
        shape = left.shape[:-1] + right.shape[1:]
        return self._expression(shape, "product", "p @ q", p=left, q=right)

    def outer(self, column: Code, row: Code) -> Step:
        shape = column.shape + row.shape
        return self._expression(shape, "product", "np.outer(p, q)", p=column, q=row)

    def transposed(self, matrix: Code) -> Step:
        return self._expression(matrix.shape[::-1], "terms", "m.T", m=matrix)

    def total(self, value: Operand) -> Operand:
        if isinstance(value, float) or not value.shape:
            return value
        return self._over_cells("sum", "total", value)

    def largest(self, vector: Code) -> Step:
        return self._over_cells("max", "largest", vector)

    def by_row(self, function: RowFunction, *values: Code) -> Operand:
        writer, shape = copy(self), values[0].shape
        writer._by_row = len(shape) == 2
        row = function(writer, *(Known(shape[-1:], self.cell(each, once=False)) for each in values))
        return self._step(shape, "terms", self.cell(row)(()))

    def _over_cells(self, function: str, kind: str, value: Code) -> Step:
        """Of all cells or, where rows are taken one by one, of each row, as a column."""
        each = ", axis=1, keepdims=True" if self._by_row else ""
        return self._expression((), kind, f"np.{function}(v{each})", v=value)

    def _expression(self, shape: Shape, kind: str, code: str, **operands: Code) -> Step:
        codes = {name: self.cell(operand)(()) for name, operand in operands.items()}
        return self._step(shape, kind, substituted(code, codes))

    def _step(self, shape: Shape, kind: str, code: str) -> Step:
        return Step(
            shape, kind, lambda name: self.page.write(f"{name} = {code}"), lambda _index: code
        )
