"""Formulas as text for readers: in Python, in NumPy and as mathematics.

What `formulas` says of the cells of an operation is written with the names of the program
in it, as few parentheses as the signs need, and constants worked out.
"""

import ast
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import TypeAlias

from engine.formulas import Constants, compiled, simplified

Operands: TypeAlias = Mapping[str, str | float]
"""The code of each operand of a formula, or the number that it is."""

Dialect: TypeAlias = Callable[[ast.expr], ast.expr]
"""How a formula is put in other words."""


def written(formula: str, operands: Operands, dialect: Dialect) -> str:
    """The formula of these operands."""
    codes = {name: code for name, code in operands.items() if isinstance(code, str)}
    return substituted(ast.unparse(dialect(_tree(formula, _constants(operands)))), codes)


def uses(formula: str, operands: Operands) -> Counter[str]:
    """How often each operand that is no number occurs in the code."""
    tree = _tree(formula, _constants(operands))
    return Counter(
        part.id for part in ast.walk(tree) if isinstance(part, ast.Name) and part.id in operands
    )


def called(code: str) -> set[str]:
    """The names of the functions that code calls, those of modules not included."""
    return {call.func.id for call in _calls(code) if isinstance(call.func, ast.Name)}


def has_calls(code: str) -> bool:
    """Whether code calls any function."""
    return any(True for _ in _calls(code))


def _calls(code: str) -> Iterator[ast.Call]:
    return (node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call))


def substituted(code: str, codes: Mapping[str, str]) -> str:
    """An expression with other expressions in place of names."""
    trees = {name: ast.parse(other, mode="eval").body for name, other in codes.items()}
    return ast.unparse(_Substitution(trees).visit(ast.parse(code, mode="eval").body))


class _Substitution(ast.NodeTransformer):
    def __init__(self, trees: Mapping[str, ast.expr]) -> None:
        self._trees = trees

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._trees.get(node.id, node)


def _constants(operands: Operands) -> Constants:
    return tuple((name, code) for name, code in operands.items() if isinstance(code, float))


@cache
def _simplified(formula: str, constants: Constants) -> str:
    return simplified(formula, constants)


def _tree(formula: str, constants: Constants) -> ast.expr:
    return ast.parse(_simplified(formula, constants), mode="eval").body


def in_python(tree: ast.expr) -> ast.expr:
    """For one cell; functions are those of `floats`."""
    result: ast.expr = _Python().visit(tree)
    return result


class _Python(ast.NodeTransformer):
    def visit_Call(self, node: ast.Call) -> ast.expr:
        operands = [self.visit(operand) for operand in node.args]
        assert isinstance(node.func, ast.Name)
        name = "math.tanh" if node.func.id == "tanh" else node.func.id
        return ast.Call(ast.Name(name), operands, [])


def in_numpy(tree: ast.expr) -> ast.expr:
    """For arrays of cells, whose own signs give infinities and NaN without raising."""
    result: ast.expr = _NumPy().visit(tree)
    return result


class _NumPy(ast.NodeTransformer):
    def visit_Call(self, node: ast.Call) -> ast.expr:
        if not any(isinstance(part, ast.Name) for each in node.args for part in ast.walk(each)):
            return ast.Name(f"np.{compiled(ast.unparse(node), ())()!r}")
        operands = [self.visit(operand) for operand in node.args]
        assert isinstance(node.func, ast.Name)
        match node.func.id:
            case "divide":
                return ast.BinOp(operands[0], ast.Div(), operands[1])
            case "power":
                return ast.BinOp(operands[0], ast.Pow(), operands[1])
            case "sigmoid":
                return ast.Call(node.func, operands, [])
            case name:
                return ast.Call(ast.Name(f"np.{name}"), operands, [])

    def visit_IfExp(self, node: ast.IfExp) -> ast.expr:
        parts = [self.visit(part) for part in (node.test, node.body, node.orelse)]
        return ast.Call(ast.Name("np.where"), parts, [])

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.expr:
        assert isinstance(node.op, ast.Or)
        left, right = map(self.visit, node.values)
        return ast.BinOp(left, ast.BitOr(), right)


def in_mathematics(tree: ast.expr) -> ast.expr:
    """For a reader: the signs of the equation language, whole numbers without a point."""
    result: ast.expr = _Mathematics().visit(tree)
    return result


class _Mathematics(ast.NodeTransformer):
    def visit_Call(self, node: ast.Call) -> ast.expr:
        operands = [self.visit(operand) for operand in node.args]
        assert isinstance(node.func, ast.Name)
        match node.func.id:
            case "divide":
                return ast.BinOp(operands[0], ast.Div(), operands[1])
            case "power":
                return ast.BinOp(operands[0], ast.Pow(), operands[1])
            case _:
                return ast.Call(node.func, operands, [])

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        whole = isinstance(node.value, float) and node.value.is_integer() and node.value < 1e9
        return ast.Constant(int(node.value)) if whole else node  # type: ignore[arg-type]
