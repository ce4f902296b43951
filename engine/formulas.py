"""Formulas: what an operation does to each cell, written once, as text.

A formula is an expression over one-letter names, each of which stands for the cell of an
operand, and the functions of `floats`: `g * (r * (1.0 - r))`. It is ours, never a user's.
The plain engine compiles it and calls it for every cell; the writers of code simplify it
where operands are constants, and put it into their source. So both compute the same.
"""

import ast
import math
from collections.abc import Callable
from functools import cache
from typing import TypeAlias

from engine import floats

Constants: TypeAlias = tuple[tuple[str, float], ...]
"""The names of a formula that stand for constants, with their numbers."""


@cache
def compiled(formula: str, names: tuple[str, ...]) -> Callable[..., float]:
    """The formula as a function of the cells of these names, in this order."""
    function: Callable[..., float] = eval(
        f"lambda {', '.join(names)}: {formula}", {"__builtins__": {}, **floats.FUNCTIONS}
    )
    return function


@cache
def simplified(formula: str, constants: Constants) -> str:
    """The formula with constants in their places, and without the work that they save.

    Every step keeps all bits of the result, for every float, infinities and the sign of
    zero included: e · 1 = e / 1 = e, e · -1 = -e, power(e, 2) = e · e, power(e, 1) = e.
    """
    tree = ast.parse(formula, mode="eval").body
    return ast.unparse(_Simplifier(dict(constants)).simple(tree))


def number_in(formula: str) -> float | None:
    """The number that a simplified formula consists of, if it does."""
    return _number(ast.parse(formula, mode="eval").body)


class _Simplifier(ast.NodeTransformer):
    def __init__(self, constants: dict[str, float]) -> None:
        self._constants = constants

    def simple(self, node: ast.expr) -> ast.expr:
        result: ast.expr = self.visit(node)
        return result

    def visit_Name(self, node: ast.Name) -> ast.expr:
        number = self._constants.get(node.id)
        return node if number is None else _constant(number)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        return _negated(self.simple(node.operand))

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        left, right = self.simple(node.left), self.simple(node.right)
        if isinstance(node.op, ast.Mult):
            for factor, other in ((_number(left), right), (_number(right), left)):
                if factor in (1.0, -1.0):
                    return other if factor == 1.0 else _negated(other)
        if isinstance(node.op, ast.Div) and _number(right) == 1.0:
            return left
        return _folded(ast.BinOp(left, node.op, right), left, right)

    def visit_Call(self, node: ast.Call) -> ast.expr:
        operands = [self.simple(operand) for operand in node.args]
        assert isinstance(node.func, ast.Name)
        match node.func.id, operands:
            case "power", [base, exponent] if _number(exponent) == 1.0:
                return base
            case "power", [ast.Name() as base, exponent] if _number(exponent) == 2.0:
                return ast.BinOp(base, ast.Mult(), base)
            case "divide", [numerator, divisor] if _number(divisor) not in (None, 0.0):
                return _folded(ast.BinOp(numerator, ast.Div(), divisor), numerator, divisor)
        return _folded(ast.Call(node.func, operands, []), *operands)

    def visit_IfExp(self, node: ast.IfExp) -> ast.expr:
        test = self.simple(node.test)
        if not any(isinstance(part, ast.Name) for part in ast.walk(test)):
            return self.simple(node.body if _value(test) else node.orelse)
        return ast.IfExp(test, self.simple(node.body), self.simple(node.orelse))


def _number(expression: ast.expr) -> float | None:
    match expression:
        case ast.Constant(value=float(number)):
            return number
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=float(number))):
            return -number
    return None


def _constant(number: float) -> ast.expr:
    if math.copysign(1.0, number) > 0.0:
        return ast.Constant(number)
    return ast.UnaryOp(ast.USub(), ast.Constant(-number))


def _negated(operand: ast.expr) -> ast.expr:
    number = _number(operand)
    return ast.UnaryOp(ast.USub(), operand) if number is None else _constant(-number)


def _folded(expression: ast.expr, *operands: ast.expr) -> ast.expr:
    """The number, where all operands are numbers and it is finite."""
    if any(_number(operand) is None for operand in operands):
        return expression
    number = _value(expression)
    return _constant(number) if math.isfinite(number) else expression


def _value(expression: ast.expr) -> float:
    return compiled(ast.unparse(expression), ())()
