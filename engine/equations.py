"""The equation language: text → checked expression trees, one per line.

The text is parsed with Python's own parser and translated by an allow-list; nothing in it
is ever evaluated. What is left is a tree of names, numbers and operations.
"""

import ast
import math
import unicodedata
import warnings
from dataclasses import dataclass
from typing import TypeAlias

from engine.errors import NetworkError
from engine.operations import FUNCTIONS, OPERATIONS


@dataclass(frozen=True)
class Name:
    """The use of an input, a parameter or an earlier equation."""

    name: str


@dataclass(frozen=True)
class Number:
    """A constant written in an equation."""

    value: float


@dataclass(frozen=True)
class Apply:
    """An operation, by its name in OPERATIONS, applied to its operands."""

    operation: str
    operands: tuple["Expression", ...]


Expression: TypeAlias = Name | Number | Apply


@dataclass(frozen=True)
class Equation:
    """One line `name = expression`; `text` is the line as written, `line` its number from 1."""

    name: str
    expression: Expression
    text: str
    line: int


_SIGNS: dict[type[ast.operator], str] = {
    ast.MatMult: "@",
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
}
_LANGUAGE = f"use @ + - * / **, numbers, names and {', '.join(sorted(FUNCTIONS))}"


def parse_equations(text: str) -> tuple[Equation, ...]:
    """The equations of a text, one assignment a line; blank lines and # comments are skipped.

    Raises NetworkError, with the line counted within the text, for anything that is not
    part of the language.
    """
    equations = []
    for number, line in enumerate(text.split("\n"), start=1):
        code = line.split("#", 1)[0].strip()
        if code:
            equations.append(_parse_line(code, number))
    if not equations:
        raise NetworkError("there are no equations", "write at least one, such as L = sum(x ** 2)")
    return tuple(equations)


def normalised(name: str) -> str:
    """A name as Python's parser spells it, so that a name in a table is the one in an equation."""
    return unicodedata.normalize("NFKC", name)


def _parse_line(code: str, line: int) -> Equation:
    try:
        name, expression = _assignment(code)
        return Equation(name, _expression(expression), code, line)
    except NetworkError as error:
        raise NetworkError(
            f"in the equation `{shortened(code)}`, {error.problem}", error.remedy, line=line
        ) from None
    except (RecursionError, MemoryError, ValueError):  # ValueError: thousands of digits
        raise NetworkError(
            f"the equation `{shortened(code)}` is too deeply nested or too long",
            "split it over several lines",
            line=line,
        ) from None


def _assignment(code: str) -> tuple[str, ast.expr]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            statements = ast.parse(code).body
    except (SyntaxError, ValueError) as error:
        problem = getattr(error, "msg", None) or str(error)
        raise NetworkError(
            f"there is a syntax error ({problem})", "write it as name = expression"
        ) from None
    match statements:
        case [ast.Assign(targets=[ast.Name(id=name)], value=expression)]:
            if name in FUNCTIONS:
                raise NetworkError(f"{name} is the name of a function", "choose another name")
            return name, expression
        case _:
            raise NetworkError(
                "there is no single assignment", "write one `name = expression` a line"
            )


def _expression(node: ast.expr) -> Expression:
    match node:
        case ast.Name(id=name):
            if name in FUNCTIONS:
                raise NetworkError(f"the function {name} has no operand", f"write {name}(…)")
            return Name(name)
        case ast.Constant(value=bool() | str() | bytes() | complex() | None):
            raise NetworkError(f"{ast.unparse(node)} is no real number", _LANGUAGE)
        case ast.Constant(value=int() | float() as value):
            return Number(_real(value))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            negated = _expression(operand)
            if isinstance(negated, Number):
                return Number(-negated.value)
            return Apply("unary -", (negated,))
        case ast.BinOp(left=left, op=sign, right=right):
            if type(sign) not in _SIGNS:
                power = isinstance(sign, ast.BitXor)
                raise NetworkError(
                    "there is a sign that is not part of the language",
                    "write ** for a power" if power else _LANGUAGE,
                )
            return Apply(_SIGNS[type(sign)], (_expression(left), _expression(right)))
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
            return _call(name, arguments)
        case _:
            raise NetworkError(
                f"`{shortened(ast.unparse(node))}` is not part of the language", _LANGUAGE
            )


def _call(name: str, arguments: list[ast.expr]) -> Apply:
    if name not in FUNCTIONS:
        raise NetworkError(f"there is no function {name}", _LANGUAGE)
    wanted = OPERATIONS[name].operands
    if len(arguments) != wanted:
        raise NetworkError(f"{name} has {len(arguments)} operands", f"give it exactly {wanted}")
    return Apply(name, tuple(_expression(argument) for argument in arguments))


def _real(value: int | float) -> float:
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise NetworkError("a number is too large", "use numbers below 1.8e308")
    return number


def shortened(text: str, limit: int = 60) -> str:
    """A text that fits into a message."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
