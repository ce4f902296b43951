"""The algebra of plain Python: vectors are lists, matrices lists of rows, sums are loops.

Loops add from left to right and start from -0.0, the number that changes no other when it is
added to it; so the programs have the engine's own bits.
"""

from copy import copy

from engine.algebra import RowFunction
from engine.export.dialects import in_python, written
from engine.export.names import Names
from engine.export.steps import Cell, Code, Index, Known, Operand, ProgramWriter, Step
from engine.kernels.page import Page
from engine.values import Shape

_WIDTH = 88


class Lists(ProgramWriter):
    """Writes loops over cells."""

    dialect = staticmethod(in_python)

    def __init__(self, page: Page, names: Names) -> None:
        super().__init__(page, names)
        self._letters = names.letters

    def variable(self, name: str, shape: Shape) -> Known:
        return Known(shape, lambda index: name + "".join(f"[{at}]" for at in index), name)

    def number(self, code: str) -> str:
        return code

    def uniform(self, shape: Shape, code: str) -> Step:
        def write(name: str) -> None:
            self.page.write(f"{name} = {_filled(shape, code)}")

        return Step(shape, "terms", write, lambda _index: code)

    def cellwise(self, shape: Shape, cell: Cell) -> Step:
        def write(name: str) -> None:
            self.page.write(*self._comprehension(f"{name} = ", shape, cell))

        return Step(shape, "terms" if shape else "number", write, cell)

    def product(self, left: Code, right: Code) -> Step:
        shape = left.shape[:-1] + right.shape[1:]
        p, q = self.cell(left), self.cell(right)
        rank = len(left.shape) - 1
        letters = self._letters[: len(shape) + 1]
        inner, index = (letters[-1], letters[:-1]) if rank else (letters[0], letters[1:])
        factors = {"p": p((*index[:rank], inner)), "q": q((inner, *index[rank:]))}
        term = written("p * q", factors, self.dialect)
        ranges = dict(zip(index, shape, strict=True))
        within = {inner: left.shape[-1]}
        loops = {**ranges, **within} if rank else {**within, **ranges}

        def write(name: str) -> None:
            self._add_up(name, shape, index, loops, term)

        return Step(shape, "product", write)

    def outer(self, column: Code, row: Code) -> Step:
        p, q = self.cell(column), self.cell(row)

        def cell(index: Index) -> str:
            return written("p * q", {"p": p(index[:1]), "q": q(index[1:])}, self.dialect)

        return self.cellwise(column.shape + row.shape, cell)

    def transposed(self, matrix: Code) -> Known:
        cell = self.cell(matrix)
        return Known(matrix.shape[::-1], lambda index: cell(index[::-1]))

    def total(self, value: Operand) -> Operand:
        shape = self.shape(value)
        if not shape or isinstance(value, float):
            return value
        index = self._letters[: len(shape)]
        term = self.cell(value)(index)

        def write(name: str) -> None:
            self._add_up(name, (), (), dict(zip(index, shape, strict=True)), term)

        return Step((), "total", write)

    def largest(self, vector: Code) -> Step:
        known = self.known(vector)
        return Step((), "largest", lambda name: self.page.write(f"{name} = max({known.whole})"))

    def by_row(self, function: RowFunction, *values: Code) -> Operand:
        shape = values[0].shape
        if len(shape) == 1:
            result: Operand = function(self, *values)
            return result
        matrices = [self.known(value) for value in values]

        def write(name: str) -> None:
            self.page.write(f"{name} = []")
            letter = self._letters[0]
            with self.page.block(f"for {letter} in range({shape[0]}):"):
                inner = copy(self)
                inner._letters = self._letters[1:]
                row = function(inner, *(_row(matrix, letter) for matrix in matrices))
                cells = inner._comprehension("", row.shape, inner.cell(row))
                self.page.write(f"{name}.append({' '.join(cells)})")

        return Step(shape, "terms", write)

    def _add_up(
        self, name: str, shape: Shape, index: Index, loops: dict[str, int], term: str
    ) -> None:
        """Write nested loops that add a term to the cell of an index."""
        self.page.write(f"{name} = {_filled(shape, '-0.0')}")
        margin = ""
        for letter, count in loops.items():
            self.page.write(f"{margin}for {letter} in range({count}):")
            margin += "    "
        self.page.write(f"{margin}{name}{''.join(f'[{at}]' for at in index)} += {term}")

    def _comprehension(self, start: str, shape: Shape, cell: Cell) -> list[str]:
        """The lines of a value, cell by cell, after what starts the first one."""
        index = self._letters[: len(shape)]
        code = cell(index)
        fors = [f"for {letter} in range({n})" for letter, n in zip(index, shape, strict=True)]
        if not fors:
            return [start + code]
        row = f"[{code} {fors[-1]}]"
        line = start + (row if len(fors) == 1 else f"[{row} {fors[0]}]")
        if len(line) <= _WIDTH:
            return [line]
        if len(fors) == 1:
            return [f"{start}[", f"    {code}", f"    {fors[0]}", "]"]
        return [f"{start}[", f"    {row}", f"    {fors[0]}", "]"]


def _filled(shape: Shape, code: str) -> str:
    if not shape:
        return code
    row = f"[{code}] * {shape[-1]}"
    return row if len(shape) == 1 else f"[{row} for _ in range({shape[0]})]"


def _row(matrix: Known, letter: str) -> Known:
    whole = f"{matrix.whole}[{letter}]"
    return Known(matrix.shape[1:], lambda index: matrix.cell((letter, *index)), whole)
