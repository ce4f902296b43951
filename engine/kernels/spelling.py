"""How a formula is spelled in generated code: as a template for the names of its operands."""

import ast
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from engine.formulas import Constants, number_in, simplified

V = TypeVar("V")


@dataclass(frozen=True)
class Spelling:
    """A formula as code.

    template: the code, with a place `{x}` for each operand x that it still names.
    functions: the functions that it calls.
    number: the number that it is, if no operand is left.
    """

    template: str
    functions: frozenset[str]
    number: float | None

    @property
    def operand(self) -> str | None:
        """The operand, if the code is nothing else."""
        name = self.template[1:-1]
        return name if self.template == f"{{{name}}}" and name.isidentifier() else None

    @property
    def is_square(self) -> bool:
        """Whether the code is one operand times itself."""
        left, times, right = self.template.partition(" * ")
        return bool(times) and left == right and left[1:-1].isidentifier()

    def uses(self, operand: str) -> bool:
        """Whether the code names this operand."""
        return f"{{{operand}}}" in self.template


def constants(operands: Mapping[str, V], number: Callable[[V], float | None]) -> Constants:
    """The operands of a formula that are constant, by what tells the number of one."""
    numbers = {name: number(operand) for name, operand in operands.items()}
    return tuple((name, found) for name, found in numbers.items() if found is not None)


@cache
def in_python(formula: str, constants: Constants) -> Spelling:
    """The formula for one cell, with the short functions written out to save their calls."""
    return _spelled(formula, constants, _WRITTEN_OUT, lambda node: node)


@cache
def in_numpy(formula: str, constants: Constants) -> Spelling:
    """The formula for arrays of cells, with a choice between two written as `where`."""
    return _spelled(formula, constants, {"sigmoid": "1.0 / (1.0 + exp(-x))"}, _as_where)


_WRITTEN_OUT = {
    "sigmoid": "1.0 / (1.0 + math_exp(-x)) if x >= 0.0 else (e := math_exp(x)) / (1.0 + e)",
    "divide": "x / y if y else divide(x, y)",
}


def _spelled(
    formula: str,
    constants: Constants,
    written_out: Mapping[str, str],
    adapted: Callable[[ast.expr], ast.expr],
) -> Spelling:
    text = simplified(formula, constants)
    tree = ast.parse(text, mode="eval").body
    tree = _Places().visit(adapted(_WriteOut(written_out).visit(tree)))
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    functions = frozenset(function.id for function in calls if isinstance(function, ast.Name))
    return Spelling(ast.unparse(tree), functions, number_in(text))


class _WriteOut(ast.NodeTransformer):
    """Puts the definition of a function in place of its call."""

    def __init__(self, definitions: Mapping[str, str]) -> None:
        self._definitions = definitions

    def visit_Call(self, node: ast.Call) -> ast.expr:
        assert isinstance(node.func, ast.Name)
        if node.func.id not in self._definitions:
            return node
        definition = ast.parse(self._definitions[node.func.id], mode="eval").body
        arguments = dict(zip("xy", node.args, strict=False))
        written: ast.expr = _Replace(arguments).visit(definition)
        return written


class _Replace(ast.NodeTransformer):
    def __init__(self, arguments: Mapping[str, ast.expr]) -> None:
        self._arguments = arguments

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return deepcopy(self._arguments.get(node.id, node))


class _Places(ast.NodeTransformer):
    """Marks the operands, which are all names that are neither called nor assigned here."""

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return node if node.id == "e" else ast.Name(f"{{{node.id}}}")

    def visit_Call(self, node: ast.Call) -> ast.expr:
        return ast.Call(node.func, [self.visit(operand) for operand in node.args], [])


def _as_where(tree: ast.expr) -> ast.expr:
    where: ast.expr = _Where().visit(tree)
    return where


class _Where(ast.NodeTransformer):
    def visit_IfExp(self, node: ast.IfExp) -> ast.expr:
        parts = [self.visit(part) for part in (node.test, node.body, node.orelse)]
        return ast.Call(ast.Name("where"), parts, [])

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.expr:
        assert isinstance(node.op, ast.Or)
        left, right = map(self.visit, node.values)
        return ast.BinOp(left, ast.BitOr(), right)
