"""NumPy code: a value is an array that holds all samples at once, along its first axis.

For networks that have outgrown plain Python. Sums add in NumPy's order, so the last digits
differ from the plain engine's: by less than 1e-12 of a number, as the tests check.
"""

from dataclasses import dataclass, replace
from typing import TypeAlias

from engine.algebra import RowFunction
from engine.kernels.spelling import constants, in_numpy
from engine.kernels.writer import Writer
from engine.values import Shape


@dataclass(frozen=True)
class Array:
    """A value as code.

    shape: of the value for one sample.
    axes: how many axes the array has before those of the shape: one for the samples, if the
        value differs between them, and one for the rows within a step that goes by row.
    filled: the array lacks the axes of the shape; it has the number that every cell is.
    root: the code of the array whose squares the cells are, if they are squares.
    """

    shape: Shape
    code: str
    axes: int
    filled: bool = False
    root: str | None = None


@dataclass(frozen=True)
class Outer:
    """An outer product, which over all samples is one matrix product."""

    column: Array
    row: Array

    @property
    def shape(self) -> Shape:
        """The shape of the matrix."""
        return self.column.shape + self.row.shape


@dataclass(frozen=True)
class Total:
    """The sum of an array's cells, which over all samples is the sum of the whole array."""

    of: Array

    @property
    def shape(self) -> Shape:
        """The shape of a scalar."""
        return ()


Code: TypeAlias = Array | Outer | Total
Operand: TypeAlias = Code | float


class Arrays(Writer[Code]):
    """Writes NumPy code."""

    # The steps of the algebra

    def shape(self, value: Operand) -> Shape:
        return () if isinstance(value, float) else value.shape

    def cells(self, formula: str, **operands: Operand) -> Operand:
        shape = next((shape for shape in map(self.shape, operands.values()) if shape), ())
        spelling = in_numpy(formula, constants(operands, _number))
        if spelling.number is not None:
            number = spelling.number
            return Array(shape, repr(number), 0, filled=True) if shape else number
        used = {
            name: self._worked_out(operand)
            for name, operand in operands.items()
            if spelling.uses(name)
        }
        filled = bool(shape) and all(one.filled or not one.shape for one in used.values())
        if spelling.operand is not None:
            same = used[spelling.operand]
            return Array(shape, same.code, same.axes, filled)
        self.functions |= spelling.functions
        physical = () if filled else shape
        codes = {name: _spread(one, physical) for name, one in used.items()}
        axes = max((one.axes for one in used.values()), default=0)
        result = self._array(shape, spelling.template.format_map(codes), axes, filled=filled)
        root = codes[next(iter(codes))] if spelling.is_square and not filled else None
        return replace(result, root=root)

    def product(self, left: Operand, right: Operand) -> Array:
        p, q = self._full(left), self._full(right)
        match len(p.shape), len(q.shape):
            case 1, 1:
                code = f"({p.code} * {q.code}).sum(-1)"
            case 1, 2 if q.axes:
                code = f"({p.code}[..., None, :] @ {q.code})[..., 0, :]"
            case 2, 1 if p.axes:
                code = f"({p.code} @ {q.code}[..., None])[..., 0]"
            case 2, 1:  # the copy is contiguous, with which small products take half the time
                code = f"{q.code} @ {p.code}.T.copy()"
            case _:
                code = f"{p.code} @ {q.code}"
        return self._array(p.shape[:-1] + q.shape[1:], code, max(p.axes, q.axes))

    def outer(self, column: Operand, row: Operand) -> Outer:
        return Outer(self._full(column), self._full(row))

    def transposed(self, matrix: Operand) -> Array:
        value = self._full(matrix)
        return self._array(value.shape[::-1], f"{value.code}.swapaxes(-1, -2)", value.axes)

    def total(self, value: Operand) -> Operand:
        whole = self._full(value)
        if not whole.shape:
            return whole
        return Total(whole)

    def largest(self, vector: Operand) -> Array:
        value = self._full(vector)
        return self._array((), f"{value.code}.max(-1)", value.axes)

    def by_row(self, function: RowFunction, *values: Operand) -> Operand:
        """A matrix is a vector with one more axis before its own, and one axis less."""
        matrices = [self._full(value) for value in values]
        if len(matrices[0].shape) == 1:
            result: Operand = function(self, *matrices)
            return result
        rows = [Array(one.shape[1:], one.code, one.axes + 1) for one in matrices]
        row = self._full(function(self, *rows))
        return Array(matrices[0].shape, row.code, row.axes - 1)

    # What the code around the steps needs

    def variable(self, name: str, shape: Shape) -> Array:
        return Array(shape, name, axes=0)

    def sampled(self, name: str, shape: Shape) -> Array:
        """A variable with a value for every sample."""
        return Array(shape, name, axes=1)

    def over_samples(self, value: Operand) -> str:
        """The code of the sum over all samples, of which there are `count`.

        Where it lacks axes of the value's shape, its number is that of every cell.
        """
        match value:
            case Outer(column, row) if column.axes and row.axes:
                return f"{column.code}.T @ {row.code}"
            case Total(Array(root=str(root)) as of) if of.axes:
                self.functions.add("vdot")  # adds up the squares without making them
                return f"vdot({root}, {root})"
            case Total(of) if of.axes:
                return f"{of.code}.sum()"
            case Outer() | Total() | Array():
                one = self._worked_out(value)
                return f"{one.code}.sum(0)" if one.axes else f"{one.code} * count"
            case _:
                return f"{value!r} * count"

    # Lines

    def _array(self, shape: Shape, code: str, axes: int, *, filled: bool = False) -> Array:
        target = Array(shape, self.fresh(), axes, filled)
        self.page.assign_passing(target.code, code)
        return target

    def _worked_out(self, operand: Operand) -> Array:
        """The operand as an array, perhaps filled."""
        match operand:
            case Outer(column, row):
                axes = max(column.axes, row.axes)
                code = f"{column.code}[..., :, None] * {row.code}[..., None, :]"
                return self._array(operand.shape, code, axes)
            case Total(of):
                own = "-1" if len(of.shape) == 1 else "(-2, -1)"
                return self._array((), f"{of.code}.sum({own})", of.axes)
            case Array():
                return operand
            case _:
                return Array((), repr(operand), axes=0)

    def _full(self, operand: Operand) -> Array:
        """The operand as an array with all its axes."""
        one = self._worked_out(operand)
        if not one.filled:
            return one
        self.functions.add("ones")
        code = f"{_spread(one, one.shape)} * ones({one.shape})"
        return self._array(one.shape, code, one.axes)


def _number(operand: Operand) -> float | None:
    """The number that every cell of the operand is, if that is known."""
    match operand:
        case float():
            return operand
        case Array(code=code, filled=True) if not code.isidentifier():
            return float(code)
    return None


def _spread(one: Array, shape: Shape) -> str:
    """The code of a number of each sample, with axes to pair it with the cells of a shape."""
    if one.axes and shape and (one.filled or not one.shape):
        return f"{one.code}[..., {', '.join(['None'] * len(shape))}]"
    return one.code
