"""Row by row: vectors are lists, matrices lists of rows, and a loop takes one row at a time.

Within the loop the cells of the row are local variables, as in unrolled code. The code of a
matrix is as long as one of its rows, so that large networks compile at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from engine.algebra import RowFunction
from engine.kernels.spelling import Spelling, constants, in_python
from engine.kernels.writer import LoopWriter, sum_in_lines, tuple_of
from engine.values import Shape


@dataclass(frozen=True)
class Value:
    """A value as code.

    code: a name or a number.
    filled: the code is that of a scalar, which every cell is.
    """

    shape: Shape
    code: str
    filled: bool = False


@dataclass(frozen=True)
class Outer:
    """An outer product that is not worked out before it is used: nearly always just once."""

    column: Value
    row: Value

    @property
    def shape(self) -> Shape:
        """The shape of the matrix."""
        return self.column.shape + self.row.shape


Code: TypeAlias = Value | Outer
Operand: TypeAlias = Code | float


class Rows(LoopWriter[Code]):
    """Writes code that goes row by row."""

    # The steps of the algebra

    def shape(self, value: Operand) -> Shape:
        return () if isinstance(value, float) else value.shape

    def cells(self, formula: str, **operands: Operand) -> Operand:
        shape = next((shape for shape in map(self.shape, operands.values()) if shape), ())
        spelling = in_python(formula, constants(operands, _number))
        if spelling.number is not None:
            number = spelling.number
            return Value(shape, repr(number), filled=True) if shape else number
        used = {name: operand for name, operand in operands.items() if spelling.uses(name)}
        filled = bool(shape) and all(map(_is_one_number, used.values()))
        if spelling.operand is not None:
            same = used[spelling.operand]
            return Value(shape, _scalar(same), filled=True) if filled else same
        target = Value(shape, self.fresh(), filled)
        self.page.write(f"{target.code} = {self._each(spelling, () if filled else shape, used)}")
        return target

    def product(self, left: Operand, right: Operand) -> Value:
        p, q = self._worked_out(left), self._worked_out(right)
        target = self.variable(self.fresh(), p.shape[:-1] + q.shape[1:])
        match len(p.shape), len(q.shape):
            case 1, 1:
                self.page.write(f"{target.code} = -0.0")
                with self.page.block(f"for p, q in zip({p.code}, {q.code}):"):
                    self.page.write(f"{target.code} += p * q")
            case 1, 2:
                self._row_times_matrix(p.code, q)
                self.page.write(f"{target.code} = [{', '.join(_cells('a', q.shape[1]))}]")
            case 2, 1:
                self._matrix_times_column(target, p, q)
            case _:
                self.page.write(f"{target.code} = []")
                with self.page.block(f"for r in {p.code}:"):
                    self._row_times_matrix("r", q)
                    self.page.write(f"{target.code}.append([{', '.join(_cells('a', q.shape[1]))}])")
        return target

    def outer(self, column: Operand, row: Operand) -> Outer:
        return Outer(self._worked_out(column), self._worked_out(row))

    def transposed(self, matrix: Operand) -> Value:
        value = self._worked_out(matrix)
        target = self.variable(self.fresh(), value.shape[::-1])
        self.page.write(f"{target.code} = list(zip(*{value.code}))")
        return target

    def total(self, value: Operand) -> Operand:
        whole = self._worked_out(value)
        if not whole.shape:
            return whole
        target = self.variable(self.fresh(), ())
        self.page.write(f"{target.code} = -0.0")
        if len(whole.shape) == 1:
            with self.page.block(f"for p in {whole.code}:"):
                self.page.write(f"{target.code} += p")
        else:
            with self.page.block(f"for r in {whole.code}:"), self.page.block("for p in r:"):
                self.page.write(f"{target.code} += p")
        return target

    def largest(self, vector: Operand) -> Operand:
        target = self.variable(self.fresh(), ())
        self.page.write(f"{target.code} = max({self._worked_out(vector).code})")
        return target

    def by_row(self, function: RowFunction, *values: Operand) -> Operand:
        matrices = [self._worked_out(value) for value in values]
        shape = matrices[0].shape
        if len(shape) == 1:
            result: Operand = function(self, *matrices)
            return result
        target = self.variable(self.fresh(), shape)
        rows = [self.variable(self.fresh(), shape[1:]) for _ in matrices]
        self.page.write(f"{target.code} = []")
        codes = ", ".join(matrix.code for matrix in matrices)
        names = ", ".join(row.code for row in rows)
        with self.page.block(f"for {names}, in zip({codes}):"):
            row = self._worked_out(function(self, *rows))
            self.page.write(f"{target.code}.append({row.code})")
        return target

    # What the code around the steps needs

    def variable(self, name: str, shape: Shape) -> Value:
        return Value(shape, name)

    def pattern(self, variable: Code) -> str:
        return self._worked_out(variable).code

    def opened(self, code: str, variable: Code) -> str:
        """A matrix becomes a list, whose rows can be exchanged."""
        return f"list({code})" if len(variable.shape) == 2 else code

    def closed(self, variable: Code) -> str:
        code = self.pattern(variable)
        return f"tuple({code})" if variable.shape else code

    def change(self, variable: Code, formula: str, **operands: Operand) -> None:
        target = self._worked_out(variable)
        spelling = in_python(formula, constants(operands, _number))
        used = {name: operand for name, operand in operands.items() if spelling.uses(name)}
        if any(isinstance(operand, Outer) for operand in used.values()):
            self._change_by_outer(target, spelling, used)
        elif all(map(_is_one_number, used.values())) and target.shape:
            number = self._each(spelling, (), used)
            self.page.write(f"{target.code} = {_filled_list(number, target.shape)}")
        else:
            each = self._each(spelling, target.shape, used, row_form="tuple([{}])")
            self.page.write(f"{target.code} = {each}")

    def settled(self, value: Operand, changing: Sequence[Code]) -> Operand:
        parts = (value.column, value.row) if isinstance(value, Outer) else (value,)
        names = {self.pattern(variable) for variable in changing}
        if names.isdisjoint(part.code for part in parts if isinstance(part, Value)):
            return value
        code = self._worked_out(value)
        if isinstance(value, Outer):
            return code
        target = self.variable(self.fresh(), code.shape)
        self.page.write(f"{target.code} = {f'list({code.code})' if code.shape else code.code}")
        return target

    # Lines

    def _row_times_matrix(self, row: str, matrix: Value) -> None:
        """Leave the cells of row @ matrix in the variables a0, a1, …"""
        sums, cells = _cells("a", matrix.shape[1]), _cells("c", matrix.shape[1])
        self.page.write(f"{' = '.join(sums)} = -0.0")
        with self.page.block(f"for p, {tuple_of(cells)} in zip({row}, {matrix.code}):"):
            self.page.write(*[f"{a} += p * {c}" for a, c in zip(sums, cells, strict=True)])

    def _matrix_times_column(self, target: Value, matrix: Value, column: Value) -> None:
        factors, cells = _cells("d", column.shape[0]), _cells("c", column.shape[0])
        terms = [f"{c} * {d}" for c, d in zip(cells, factors, strict=True)]
        self.page.write(f"{tuple_of(factors)} = {column.code}", f"{target.code} = []")
        with self.page.block(f"for {tuple_of(cells)} in {matrix.code}:"):
            *lines, last = sum_in_lines("a0", terms)
            self.page.write(*[f"a0 = {line}" for line in lines])
            self.page.write(f"{target.code}.append({last})")

    def _change_by_outer(
        self, target: Value, spelling: Spelling, operands: Mapping[str, Operand]
    ) -> None:
        """Exchange every row of a matrix; the cells of the row and the products are unrolled."""
        outer = next(operand for operand in operands.values() if isinstance(operand, Outer))
        cells, factors = _cells("c", target.shape[1]), _cells("d", target.shape[1])
        self.page.write(f"{tuple_of(factors)} = {outer.row.code}")
        rows = f"enumerate(zip({outer.column.code}, {target.code}))"
        with self.page.block(f"for i, (p, {tuple_of(cells)}) in {rows}:"):
            self.page.write(f"{target.code}[i] = (")
            for c, d in zip(cells, factors, strict=True):
                known = {target: c, outer: f"(p * {d})"}
                codes = {
                    name: known.get(operand) or _scalar(operand)
                    for name, operand in operands.items()
                }
                self.page.write(f"    {spelling.template.format_map(codes)},")
            self.page.write(")")

    def _each(
        self,
        spelling: Spelling,
        shape: Shape,
        operands: Mapping[str, Operand],
        row_form: str = "[{}]",
    ) -> str:
        """The formula for every cell, as an expression; one number is paired with every cell."""
        self.functions |= spelling.functions
        single = {name for name, operand in operands.items() if _is_one_number(operand)}
        codes = {
            name: _scalar(operand) if name in single else name for name, operand in operands.items()
        }
        cell = spelling.template.format_map(codes)
        if not shape:
            return cell
        each = [name for name in operands if name not in single]
        values = [self._worked_out(operands[name]).code for name in each]
        if len(shape) == 1:
            return f"[{cell} {_for(each, values)}]"
        rows = [f"row_{name}" for name in each]
        row = row_form.format(f"{cell} {_for(each, rows)}")
        return f"[{row} {_for(rows, values)}]"

    def _worked_out(self, operand: Operand) -> Value:
        """The operand as a list, or as a list of rows; a scalar as it is."""
        if isinstance(operand, Outer):
            target = self.variable(self.fresh(), operand.shape)
            products = f"[p * q for q in {operand.row.code}]"
            self.page.write(f"{target.code} = [{products} for p in {operand.column.code}]")
            return target
        if isinstance(operand, float):
            return Value((), repr(operand))
        if operand.filled:
            return Value(operand.shape, _filled_list(operand.code, operand.shape))
        return operand


def _number(operand: Operand) -> float | None:
    """The number that every cell of the operand is, if that is known."""
    match operand:
        case float():
            return operand
        case Value(code=code, filled=True) if not code.isidentifier():
            return float(code)
    return None


def _is_one_number(operand: Operand) -> bool:
    """Whether the operand is a scalar, or filled with one."""
    return isinstance(operand, float) or (
        isinstance(operand, Value) and (operand.filled or not operand.shape)
    )


def _scalar(operand: Operand) -> str:
    assert not isinstance(operand, Outer)
    return repr(operand) if isinstance(operand, float) else operand.code


def _filled_list(number: str, shape: Shape) -> str:
    row = f"({number},) * {shape[-1]}"
    return row if len(shape) == 1 else f"[{row}] * {shape[0]}"


def _for(names: Sequence[str], values: Sequence[str]) -> str:
    if len(names) == 1:
        return f"for {names[0]} in {values[0]}"
    return f"for {', '.join(names)} in zip({', '.join(values)})"


def _cells(letter: str, count: int) -> list[str]:
    return [f"{letter}{i}" for i in range(count)]
