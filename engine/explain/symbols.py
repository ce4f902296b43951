"""The explaining algebra: a step gives, for any cell of its result, the expression for it.

Nothing is computed, and nothing is built for cells that nobody asks about. So an operation
is explained by the definition that it is computed by.
"""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from engine.algebra import Algebra, RowFunction
from engine.explain.expressions import (
    Abbreviation,
    Binary,
    Call,
    Choice,
    Expression,
    Index,
    Largest,
    Letter,
    Negated,
    Number,
    Range,
    Sum,
)
from engine.floats import FUNCTIONS
from engine.formulas import Constants, simplified
from engine.operations import Operation
from engine.operations.operation import Notation
from engine.values import Shape


@dataclass(frozen=True)
class Reference:
    """The value or the gradient of a node as a matrix: a vector is one row.

    place: of the node, in `graph.nodes`.
    """

    place: int
    gradient: bool = False
    transposed: bool = False

    @property
    def turned(self) -> "Reference":
        """The same with rows and columns exchanged."""
        return Reference(self.place, self.gradient, not self.transposed)


@dataclass(frozen=True)
class Symbolic:
    """A value whose cells are expressions, made when they are asked for.

    at: the expression of the cell with an index, in which there may be letters.
    reference: the node whose value or gradient this is.
    product: the two matrices whose product it is.
    cell_by_cell: whether each cell is computed from the cells with the same index.
    """

    shape: Shape
    at: Callable[[Index], Expression]
    reference: Reference | None = None
    product: tuple[Reference, Reference] | None = None
    cell_by_cell: bool = False


Operand: TypeAlias = Symbolic | float


class Symbols(Algebra[Symbolic]):
    """Writes the steps of one operation, in its notation.

    backward: in gradients, constant factors of 1 and the like are left out, and a vector
        that is multiplied by a matrix is a row, as every gradient of a vector is.
    """

    def __init__(self, operation: Operation, *, backward: bool) -> None:
        self._notation = operation.notation
        self._backward = backward

    def shape(self, value: Operand) -> Shape:
        return () if isinstance(value, float) else value.shape

    def cells(self, formula: str, **operands: Operand) -> Symbolic:
        shape = next((shape for shape in map(self.shape, operands.values()) if shape), ())

        named = _names(formula) | ({"x"} if self._notation else set())

        def at(index: Index) -> Expression:
            return self._expression(
                formula,
                {name: _cell(operands[name], index) for name in operands if name in named},
            )

        return Symbolic(shape, at, cell_by_cell=True)

    def product(self, left: Symbolic, right: Symbolic) -> Symbolic:
        rank, inner = len(left.shape) - 1, left.shape[-1]
        turn = self._backward and len(left.shape) == 2 and len(right.shape) == 1

        def at(index: Index) -> Expression:
            def term(place: Index) -> Expression:
                p, q = left.at(index[:rank] + place), right.at(place + index[rank:])
                return self._expression("p * q", {"p": q, "q": p} if turn else {"p": p, "q": q})

            return _over(Sum, (inner,), term)

        matrices = None
        if left.reference and right.reference:
            if turn:
                matrices = right.reference, left.reference.turned
            elif len(right.shape) == 1:
                matrices = left.reference, right.reference.turned
            else:
                matrices = left.reference, right.reference
        return Symbolic(left.shape[:-1] + right.shape[1:], at, product=matrices)

    def outer(self, column: Symbolic, row: Symbolic) -> Symbolic:
        def at(index: Index) -> Expression:
            operands = {"p": column.at(index[:1]), "q": row.at(index[1:])}
            return self._expression("p * q", operands)

        matrices = None
        if column.reference and row.reference:
            matrices = column.reference.turned, row.reference
        return Symbolic(column.shape + row.shape, at, product=matrices)

    def transposed(self, matrix: Symbolic) -> Symbolic:
        reference = matrix.reference.turned if matrix.reference else None
        return Symbolic(matrix.shape[::-1], lambda index: matrix.at(index[::-1]), reference)

    def total(self, value: Operand) -> Symbolic:
        shape = self.shape(value)

        return Symbolic((), lambda _index: _over(Sum, shape, lambda place: _cell(value, place)))

    def largest(self, vector: Symbolic) -> Symbolic:
        return Symbolic((), lambda _index: _over(Largest, vector.shape, vector.at))

    def by_row(self, function: RowFunction, *values: Symbolic) -> Symbolic:
        shape = values[0].shape

        def at(index: Index) -> Expression:
            result: Symbolic = function(self, *(_row(value, index[:-1]) for value in values))
            return result.at(index[-1:])

        return Symbolic(shape, at)

    def _expression(self, formula: str, operands: Mapping[str, Expression]) -> Expression:
        """The formula with these operands in it."""
        constants: Constants | None = None
        if self._backward:
            constants = tuple(
                (name, operand.value)
                for name, operand in operands.items()
                if isinstance(operand, Number)
            )
        return _translated(_parsed(formula, constants, self._notation), operands)


def _cell(operand: Operand, index: Index) -> Expression:
    """The cell with this index; of a scalar, which meets every cell, its only one."""
    if isinstance(operand, float):
        return Number(operand)
    return operand.at(index if operand.shape else ())


def _over(kind: type[Range], counts: Shape, body: Callable[[Index], Expression]) -> Expression:
    """A sum or the like over all places; where there is but one, no letter is needed."""
    places = tuple(Letter() if count > 1 else 0 for count in counts)
    letters = tuple(place for place in places if isinstance(place, Letter))
    if not letters:
        return body(places)
    return kind(letters, tuple(count for count in counts if count > 1), body(places))


def _row(value: Symbolic, before: Index) -> Symbolic:
    return Symbolic(value.shape[-1:], lambda last: value.at((*before, *last)))


@cache
def _names(formula: str) -> frozenset[str]:
    tree = ast.parse(formula, mode="eval")
    return frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))


@cache
def _parsed(formula: str, constants: Constants | None, notation: Notation | None) -> ast.expr:
    """The tree of a formula, where what the notation abbreviates is a call of its symbol.

    It is simplified with these constants, unless they are None.
    """
    text = formula if constants is None else simplified(formula, constants)
    tree = ast.parse(text, mode="eval").body
    if notation is None:
        return tree
    symbols = {notation.function: notation.symbol, notation.derivative: f"{notation.symbol}′"}
    abbreviated = _Abbreviate(symbols).visit(tree)
    assert isinstance(abbreviated, ast.expr)
    return abbreviated


class _Abbreviate(ast.NodeTransformer):
    """Makes of a part of a formula a call of the symbol for it, with x and the part itself."""

    def __init__(self, symbols: Mapping[str, str]) -> None:
        self._symbols = {
            ast.unparse(ast.parse(formula, mode="eval")): symbol
            for formula, symbol in symbols.items()
        }

    def visit(self, node: ast.AST) -> ast.AST:
        symbol = self._symbols.get(ast.unparse(node)) if isinstance(node, ast.expr) else None
        if symbol is None:
            visited: ast.AST = self.generic_visit(node)
            return visited
        assert isinstance(node, ast.expr)
        return ast.Call(ast.Name(symbol), [ast.Name("x"), node], [])


_SIGNS: dict[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.NotEq: "!=",
    ast.Or: "or",
}


def _translated(tree: ast.expr, operands: Mapping[str, Expression]) -> Expression:
    def of(node: ast.expr) -> Expression:
        return _translated(node, operands)

    match tree:
        case ast.Name(id=name):
            return operands[name]
        case ast.Constant(value=float(number)):
            return Number(number)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=float(number))):
            return Number(-number)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return Negated(of(operand))
        case ast.BinOp(left=left, op=sign, right=right):
            return Binary(_SIGNS[type(sign)], of(left), of(right))
        case ast.BoolOp(op=sign, values=[left, right]):
            return Binary(_SIGNS[type(sign)], of(left), of(right))
        case ast.Compare(left=left, ops=[sign], comparators=[right]):
            return Binary(_SIGNS[type(sign)], of(left), of(right))
        case ast.IfExp(test=test, body=body, orelse=otherwise):
            return Choice(of(test), of(body), of(otherwise))
        case ast.Call(func=ast.Name(id="divide" | "power" as name), args=[left, right]):
            return Binary("/" if name == "divide" else "**", of(left), of(right))
        case ast.Call(func=ast.Name(id=name), args=[operand]) if name in FUNCTIONS:
            return Call(name, of(operand))
        case ast.Call(func=ast.Name(id=symbol), args=[argument, definition]):
            return Abbreviation(symbol, of(argument), of(definition))
    raise NotImplementedError(f"a formula has {ast.unparse(tree)}, which cannot be explained yet")
