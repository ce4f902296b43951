"""Expressions as mathematics writes them, in pieces that a screen can style and mark."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction
from itertools import chain, count
from math import copysign, isfinite, prod
from typing import TypeAlias

from engine.cell import Cell, index_label
from engine.explain.expressions import (
    Abbreviation,
    Binary,
    Bound,
    Call,
    Choice,
    Expression,
    Largest,
    Letter,
    Negated,
    Number,
    Range,
    Read,
    Sum,
    factors,
)
from engine.explain.numbers import Numbers
from engine.graph import Graph


@dataclass(frozen=True)
class Piece:
    """A piece of a formula.

    text: what it is in symbols.
    cell: the named cell that it stands for.
    number: the live number to be written in place of the text.
    guarded: whether a negative number needs parentheses here.
    """

    text: str
    cell: Cell | None = None
    number: float | None = None
    guarded: bool = False


Line: TypeAlias = tuple[Piece, ...]


def short(number: float) -> str:
    """A number with six digits and a proper minus."""
    return f"{number:.6g}".replace("-", "−")


def text_of(line: Line, number: Callable[[float], str] = short) -> str:
    """The pieces as text; `number` writes the live numbers."""
    return "".join(_written(piece, number) for piece in line)


def _written(piece: Piece, number: Callable[[float], str]) -> str:
    if piece.number is None:
        return piece.text
    text = number(piece.number)
    return f"({text})" if piece.guarded and text.startswith(("-", "−")) else text


# What binds stronger has the higher level; a part of a lower one is put into parentheses.
_SUM, _PRODUCT, _POWER, _ATOM = range(4)

_ADDENDS = 4
"""So many addends at most are written out in symbols, more as Σ."""

_NUMBERS = 6
"""So many addends at most are written out in numbers."""

_NAMES = "klmnijprst"
_SUBSCRIPTS = str.maketrans("klmnijprst", "ₖₗₘₙᵢⱼₚᵣₛₜ")
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_TESTS = {"<": "<", "<=": "≤", ">": ">", "!=": "≠", "or": "or"}

Names: TypeAlias = Mapping[Letter, int | str]
"""What letters are written as: the number that one is bound to, or its name."""


class Style(Enum):
    """How a formula is written in symbols."""

    STEP = "one step: a short sum is written out"
    PATHS = "whole paths: every sum as Σ"
    DEFINITION = "a definition: a choice with its condition"


def in_symbols(
    expression: Expression, names: Names, numbers: Numbers, style: Style = Style.STEP
) -> Line:
    """An expression in symbols."""
    return tuple(_Writer(numbers, style, live=False).line(expression, names))


def in_numbers(
    expression: Expression, bound: Bound, numbers: Numbers, style: Style = Style.STEP
) -> Line:
    """The same with live numbers in the place of cells and of local derivatives."""
    return tuple(_Writer(numbers, style, live=True).line(expression, bound))


class _Writer:
    def __init__(self, numbers: Numbers, style: Style, *, live: bool) -> None:
        self._numbers = numbers
        self._style = style
        self._live = live
        self._loss = numbers.trace.graph.loss

    def line(self, expression: Expression, bound: Names) -> Iterator[Piece]:
        """A whole right-hand side; a product of the chain rule has wide dots."""
        positive = _without_minus(expression)
        if positive is not None:
            yield Piece("−")
            yield from self._write(positive, bound, _PRODUCT)
            return
        match expression:
            case Choice(test, body, otherwise) if self._style is Style.DEFINITION:
                yield from self._write(body, bound, _SUM)
                yield Piece(" if ")
                yield from self._test(test, bound)
                yield Piece(", else ")
                yield from self._write(otherwise, bound, _SUM)
            case Choice():
                yield from self.line(self._branch(expression, bound), bound)
            case Binary(sign="*", left=left, right=right) if left != right:
                wide = self._style is Style.PATHS or expression.has_gradient
                yield from self._product(expression, bound, " · " if wide else "·")
            case _:
                yield from self._write(expression, bound, _SUM)

    def _write(self, expression: Expression, names: Names, level: int) -> Iterator[Piece]:
        own = self._level(expression, names)
        pieces = self._bare(expression, names, level)
        if own >= level:
            yield from pieces
        else:
            yield from _parenthesised(pieces)

    def _level(self, expression: Expression, names: Names) -> int:
        match expression:
            case Number(value):
                if copysign(1.0, value) < 0.0:
                    return _SUM
                return _PRODUCT if "/" in _constant(value) else _ATOM
            case Negated() | Binary(sign="+" | "-"):
                return _SUM
            case Binary(sign="*", left=left, right=right):
                return _POWER if left == right else _PRODUCT
            case Binary(sign="/"):
                return _PRODUCT
            case Binary(sign="**"):
                return _POWER
            case Sum():
                return _SUM if self._live else _PRODUCT
            case Choice():
                return self._level(self._branch(expression, names), names)
        return _ATOM

    def _bare(self, expression: Expression, names: Names, level: int) -> Iterator[Piece]:
        match expression:
            case Number(value):
                yield Piece(_constant(value))
            case Read():
                yield self._cell(expression, names, level)
            case Negated(operand):
                yield Piece("−")
                yield from self._write(operand, names, _PRODUCT)
            case Binary(sign="+" | "-"):
                yield from self._sum(expression, names)
            case Binary(sign="*", left=left, right=right) if left == right:
                yield from self._write(left, names, _ATOM)
                yield Piece("²")
            case Binary(sign="*"):
                yield from self._product(expression, names, "·")
            case Binary(sign="/", left=left, right=right):
                yield from self._write(left, names, _POWER if _is_sum(left) else _PRODUCT)
                yield Piece(" / ")
                yield from self._write(right, names, _PRODUCT if _is_sum(right) else _POWER)
            case Binary(sign="**", left=left, right=right):
                yield from self._write(left, names, _ATOM)
                yield from self._exponent(right, names)
            case Call():
                yield from self._call(expression, names)
            case Abbreviation(symbol, argument):
                pieces = [Piece(f"{symbol}("), *self._write(argument, names, _SUM), Piece(")")]
                if self._live and expression.has_derivative:
                    symbols = _Writer(self._numbers, Style.PATHS, live=False)
                    text = text_of(tuple(symbols._write(expression, names, _ATOM)))
                    yield self._number(text, expression, names, level)
                else:
                    yield from pieces
            case Choice():
                yield from self._bare(self._branch(expression, names), names, level)
            case Largest():
                yield from self._largest(expression, names, level)
            case Sum() if level > _SUM and not self._live:
                yield from self._sigma(expression, names)
            case Sum():
                yield from self._sum(expression, names)

    def _cell(self, read: Read, names: Names, level: int) -> Piece:
        index = tuple(names[place] if isinstance(place, Letter) else place for place in read.index)
        if not all(isinstance(place, int) for place in index):
            name = f"∂{self._loss}/∂{read.node}" if read.gradient else read.node
            return Piece(name + _label(index))
        cell = read.cell(names)  # type: ignore[arg-type]
        text = cell.label(self._loss)
        return replace(self._number(text, read, names, level), cell=cell)

    def _number(self, text: str, expression: Expression, names: Names, level: int) -> Piece:
        """A text, and in its place the live number of the expression, where it is asked for."""
        if not self._live:
            return Piece(text)
        number = self._numbers.number(expression, names)  # type: ignore[arg-type]
        return Piece(text, number=number, guarded=level > _SUM)

    def _product(self, expression: Expression, names: Names, dot: str) -> Iterator[Piece]:
        parts = factors(expression)
        for place, factor in enumerate(parts):
            last = place == len(parts) - 1
            yield from self._write(factor, names, _PRODUCT if last and _is_sum(factor) else _POWER)
            if not last:
                yield Piece("·" if isinstance(factor, Number) else dot)

    def _sum(self, expression: Expression, names: Names) -> Iterator[Piece]:
        """Addends with their signs; sums over letters are written out if all together is short."""
        parts = list(_signed(expression))
        written_out = self._live or self._is_short([part for _, part in parts], names)
        first = True
        for sign, part in parts:
            if not isinstance(part, Sum) or sign == "−":
                level = _SUM if first and sign == "+" else _PRODUCT
                addends = [self._write(part, names, level)]
            elif written_out:
                addends = [*self._written_out(part, names, first=first)]
            else:
                addends = [self._sigma(part, names)]
            for addend in addends:
                if not first or sign == "−":
                    yield Piece(f" {sign} " if not first else sign)
                yield from addend
                first = False

    def _is_short(self, parts: list[Expression], names: Names) -> bool:
        """Whether addends are few and simple enough to be written without Σ."""
        if self._style is Style.PATHS or any(isinstance(name, str) for name in names.values()):
            return False
        sums = [part for part in parts if isinstance(part, Sum)]
        return len(parts) + sum(prod(part.counts) - 1 for part in sums) <= _ADDENDS and all(
            self._level(part.body, {}) > _SUM and not _has_range(part.body) for part in sums
        )

    def _written_out(self, part: Sum, names: Names, *, first: bool) -> Iterator[Iterator[Piece]]:
        length = prod(part.counts)
        if self._level(part.body, names) == _SUM:
            first = False
        for number, binding in enumerate(part.bindings(names)):  # type: ignore[arg-type]
            if length <= _NUMBERS or number < _NUMBERS - 2 or number == length - 1:
                yield self._write(part.body, binding, _SUM if first and number == 0 else _PRODUCT)
            elif number == _NUMBERS - 2:
                yield iter([Piece("…")])

    def _sigma(self, part: Range, names: Names, symbol: str = "Σ") -> Iterator[Piece]:
        named = with_letters(names, part.over, self._numbers.trace.graph)
        letters = "".join(str(named[letter]) for letter in part.over)
        yield Piece(f"{symbol}{letters.translate(_SUBSCRIPTS)} ")
        yield from self._write(part.body, named, _PRODUCT)

    def _exponent(self, exponent: Expression, names: Names) -> Iterator[Piece]:
        match exponent:
            case Number(value) if value in range(2, 100):
                yield Piece(str(int(value)).translate(_SUPERSCRIPTS))
            case _:
                yield Piece("^")
                yield from self._write(exponent, names, _ATOM)

    def _call(self, call: Call, names: Names) -> Iterator[Piece]:
        if call.function == "sqrt":
            yield Piece("√")
            yield from self._write(call.operand, names, _ATOM)
            return
        before, after = ("|", "|") if call.function == "abs" else (f"{call.function}(", ")")
        yield Piece(before)
        yield from self._write(call.operand, names, _SUM)
        yield Piece(after)

    def _largest(self, largest: Largest, names: Names, level: int) -> Iterator[Piece]:
        (letter,) = largest.over
        match largest.body:
            case Read(node, index) if index[-1] is letter and letter not in index[:-1]:
                row = tuple(names[p] if isinstance(p, Letter) else p for p in index[:-1])
                text = f"max({node}{''.join(f'[{place}]' for place in row)})"
            case _:
                symbols = _Writer(self._numbers, Style.PATHS, live=False)
                text = f"({text_of(tuple(symbols._sigma(largest, names, 'max')))})"
        yield self._number(text, largest, names, level)

    def _branch(self, choice: Choice, names: Names) -> Expression:
        """The chosen expression; the regular one, the first, where letters are not bound."""
        if all(isinstance(names.get(letter), int) for letter in choice.test.letters):
            return self._numbers.chosen(choice, names)  # type: ignore[arg-type]
        return choice.body

    def _test(self, test: Expression, names: Names) -> Iterator[Piece]:
        assert isinstance(test, Binary)
        write = self._test if test.sign == "or" else lambda p, n: self._write(p, n, _SUM)
        yield from write(test.left, names)
        yield Piece(f" {_TESTS[test.sign]} ")
        yield from write(test.right, names)


def with_letters(names: Names, letters: Iterable[Letter], graph: Graph, first: str = "") -> Names:
    """The names and one for each of these letters, such that no two things have the same.

    first: the names to be tried before the usual ones.
    """
    named = dict(names)
    for letter in letters:
        taken = {*named.values(), *graph.places}
        named[letter] = next(n for n in chain(first, _letter_names()) if n not in taken)
    return named


def _parenthesised(pieces: Iterator[Piece]) -> Iterator[Piece]:
    yield Piece("(")
    yield from pieces
    yield Piece(")")


def _signed(expression: Expression, sign: str = "+") -> Iterator[tuple[str, Expression]]:
    """The addends with their signs; what is added as a whole is taken apart as well."""
    match expression:
        case Binary(sign="+", left=left, right=right) if sign == "+":
            yield from _signed(left)
            yield from _signed(right)
        case Binary(sign="-", left=left, right=right) if sign == "+":
            yield from _signed(left)
            yield from _signed(right, "−")
        case _ if sign == "+" and (positive := _without_minus(expression)) is not None:
            yield "−", positive
        case _:
            yield sign, expression


def _without_minus(expression: Expression) -> Expression | None:
    """What a minus in front makes the expression of; None if there is none in front."""
    match expression:
        case Negated(operand):
            return operand
        case Number(value) if copysign(1.0, value) < 0.0:
            return Number(-value)
        case Binary(sign="*" | "/" as sign, left=left, right=right) if left != right:
            positive = _without_minus(left)
            return None if positive is None else Binary(sign, positive, right)
    return None


def _letter_names() -> Iterator[str]:
    """k, l, m, …, and when they are used up k′, l′, …"""
    return (name + "′" * primes for primes in count() for name in _NAMES)


def _is_sum(expression: Expression) -> bool:
    return isinstance(expression, Sum)


def _has_range(expression: Expression) -> bool:
    return isinstance(expression, Range) or any(map(_has_range, expression.parts))


def _label(index: tuple[int | str, ...]) -> str:
    if len(index) == 1:
        return str(index[0]).translate(_SUBSCRIPTS)
    return index_label(index)  # type: ignore[arg-type]


def _constant(value: float) -> str:
    """A constant as people write it: a whole number without a point, 1/3 as a fraction."""
    if not isfinite(value):
        return str(value).replace("inf", "∞").replace("-", "−")
    text = repr(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
    fraction = Fraction(value).limit_denominator(4096)
    if len(text) > 8 and fraction.numerator / fraction.denominator == value:
        text = str(fraction)
    return text.replace("-", "−")
