"""Answers as people type them: a number, or an expression over the names on the screen.

2.16   -0,5   1/3   x₀ · dy[1]   2 * w[1]   ∂L/∂w @ C[0]   sigmoid(y[1])

Names are those of the network; a gradient is ∂L/∂y, dL/dy, ∂y, dy or grad_y, a cell x[0],
x₀, A[0][1] or A[0, 1], a row A[0], the transposed matrix A.T or Aᵀ. Signs and functions are
those of equations. The text is parsed with Python's own parser and walked by an allow-list;
nothing in it is ever evaluated.
"""

import ast
import math
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.cell import Cell
from engine.equations import normalised, shortened
from engine.errors import NetworkError
from engine.mistakes import Answer, typed_number
from engine.operations import OPERATIONS, ShapeError
from engine.passes import Gradients, Trace
from engine.tuples import TUPLES
from engine.values import Value, describe, is_matrix, shape_of

_LONGEST = 500
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)
_WRITTEN = str.maketrans({"−": "-", "–": "-", "·": "*", "×": "*", "⋅": "*", "²": "**2", "³": "**3"})
_SUBSCRIPT = re.compile("[₀-₉]+")
_DIGITS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_NAME = r"[^\W\d]\w*"
_PREFIXES = ("grad_", "d_", "grad", "d")
_SIGNS: dict[type[ast.operator], str] = {
    ast.MatMult: "@",
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
}
_REMEDY = "give a number such as 2.16, or an expression over visible names such as x[0] * dy[1]"


@dataclass(frozen=True)
class Quantities:
    """What an expression may name: the numbers of a pass, but for those that are hidden.

    hides: whether a cell may not be read, because it is asked for or gives it away.
    """

    trace: Trace
    gradients: Gradients
    hides: Callable[[Cell], bool] = lambda _cell: False


def parse_answer(text: str, quantities: Quantities) -> Answer:
    """The number that a text stands for, with its precision.

    Raises NetworkError, in one sentence, for a text that cannot be read, that has no finite
    number as its result, or that names what is hidden.
    """
    written = text.strip().translate(_WRITTEN)
    if re.fullmatch(r"[+-]?\d*,\d+", written):
        written = written.replace(",", ".")
    if not written or len(written) > _LONGEST:
        raise NetworkError("there is no answer" if not written else "that is too long", _REMEDY)
    if _NUMBER.fullmatch(written):
        answer = typed_number(written)
        _finite(answer.number)
        return answer
    try:
        result = _Reader(quantities).value(_parsed(_rewritten(written, quantities)))
    except RecursionError:
        raise NetworkError("that is too deeply nested", _REMEDY) from None
    if not isinstance(result, float):
        raise NetworkError(
            f"that is a {describe(shape_of(result))}, where one number is asked for",
            "pick a cell, as in x[0]",
        )
    return Answer(_finite(result))


def _finite(number: float) -> float:
    if not math.isfinite(number):
        raise NetworkError("that is no finite number", _REMEDY)
    return number


def _rewritten(text: str, quantities: Quantities) -> str:
    """The text with the notation of mathematics turned into that of Python.

    A gradient becomes the call `_(y)`: no function and no name is called so in a network.
    """
    places = quantities.trace.graph.places
    loss = quantities.trace.graph.loss
    text = _SUBSCRIPT.sub(lambda found: f"[{found[0].translate(_DIGITS)}]", text)
    text = text.replace("ᵀ", ".T").replace("^", "**").replace("σ(", "sigmoid(")

    def quotient(found: re.Match[str]) -> str:
        above, below, name = found["above"], found["below"], found["name"]
        numbers = normalised(above) in places and normalised(below + name) in places
        return found[0] if numbers else f"_({name})"

    over = rf"(?P<above>[∂d]{re.escape(loss)})\s*/\s*(?P<below>[∂d])(?P<name>{_NAME})"
    text = re.sub(rf"(?<!\w){over}", quotient, text)
    return re.sub(rf"∂({_NAME})", r"_(\1)", text)


def _parsed(text: str) -> ast.expr:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise NetworkError(f"`{shortened(text)}` cannot be read", _REMEDY) from None


@dataclass(frozen=True)
class _Reader:
    quantities: Quantities

    def value(self, node: ast.expr) -> Value:
        match node:
            case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
                return _real(number)
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.value(operand)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return _applied("unary -", self.value(operand))
            case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _SIGNS:
                return _applied(_SIGNS[type(sign)], self.value(left), self.value(right))
            case ast.Call(func=ast.Name(id=name), args=operands, keywords=[]) if name != "_":
                return self._called(name, operands)
            case ast.Attribute(value=inner, attr="T"):
                matrix = self.value(inner)
                return TUPLES.transposed(matrix) if is_matrix(matrix) else matrix
        return self._read(node)

    def _called(self, name: str, operands: list[ast.expr]) -> Value:
        operation = OPERATIONS.get(name)
        if operation is None or len(operands) != operation.operands:
            known = ", ".join(sorted(name for name in OPERATIONS if name.isidentifier()))
            raise NetworkError(
                f"there is no function {name} of {len(operands)} operands", f"use {known}"
            )
        return _applied(name, *map(self.value, operands))

    def _read(self, node: ast.expr) -> Value:
        """The value or the gradient of a node, or some of its cells."""
        index: tuple[int, ...] = ()
        inner = node
        while isinstance(inner, ast.Subscript):
            index = (*_index(inner.slice), *index)
            inner = inner.value
        match inner:
            case ast.Name(id=name):
                quantity = self._named(name)
            case ast.Call(func=ast.Name(id="_"), args=[ast.Name(id=name)], keywords=[]):
                quantity = self._gradient(name)
            case _ if inner is not node:
                return _picked(self.value(inner), index, f"`{ast.unparse(inner)}`")
            case _:
                raise NetworkError(f"`{shortened(ast.unparse(node))}` cannot be read", _REMEDY)
        values = self.quantities.gradients if quantity.gradient else self.quantities.trace
        result = _picked(values[quantity.node], index, _label(self.quantities, quantity))
        cell = Cell(quantity.node, index, quantity.gradient)
        if self.quantities.hides(cell):
            raise NetworkError(
                f"{_label(self.quantities, cell)} is hidden while it is asked for",
                "use names that are visible",
            )
        return result

    def _named(self, name: str) -> Cell:
        places = self.quantities.trace.graph.places
        if name in places:
            return Cell(name)
        for prefix in _PREFIXES:
            if name.startswith(prefix) and name.removeprefix(prefix) in places:
                return Cell(name.removeprefix(prefix), gradient=True)
        raise NetworkError(f"the name {name} is not known", _REMEDY)

    def _gradient(self, name: str) -> Cell:
        if name not in self.quantities.trace.graph.places:
            raise NetworkError(f"the name {name} is not known", _REMEDY)
        return Cell(name, gradient=True)


def _label(quantities: Quantities, cell: Cell) -> str:
    return cell.label(quantities.trace.graph.loss)


def _index(expression: ast.expr) -> tuple[int, ...]:
    parts = expression.elts if isinstance(expression, ast.Tuple) else [expression]
    places = [part.value for part in parts if isinstance(part, ast.Constant)]
    whole = [place for place in places if isinstance(place, int) and not isinstance(place, bool)]
    if len(whole) != len(parts):
        raise NetworkError(
            f"the index {shortened(ast.unparse(expression))} is no whole number from 0 on",
            "write a cell as in A[0][1]",
        )
    return tuple(whole)


def _picked(value: Value, index: tuple[int, ...], label: str) -> Value:
    shape = shape_of(value)
    fits = len(index) <= len(shape)
    if not fits or any(place >= size for place, size in zip(index, shape, strict=False)):
        cell = "".join(f"[{place}]" for place in index)
        raise NetworkError(
            f"{label} is a {describe(shape)} and has no cell {cell}", "count cells from 0"
        )
    picked: Any = value
    for place in index:
        picked = picked[place]
    result: Value = picked
    return result


def _applied(name: str, *values: Value) -> Value:
    operation = OPERATIONS[name]
    try:
        operation.shape(*map(shape_of, values))
    except ShapeError as error:
        word = name.removeprefix("unary ")
        raise NetworkError(f"{word} has {error}", "change the expression") from None
    result: Value = operation.forward(TUPLES, *values)
    return result


def _real(number: int | float) -> float:
    try:
        return _finite(float(number))
    except OverflowError:
        return _finite(math.inf)
