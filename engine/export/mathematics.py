"""The algebra of comments: what a gradient is, in the signs of the equation language.

∂L/∂A = xᵀ @ ∂L/∂y follows from the operation's own definition, as the code does.
"""

import re
from dataclasses import dataclass

from engine.algebra import Algebra, RowFunction
from engine.export.dialects import in_mathematics, substituted, uses, written
from engine.export.names import Names
from engine.graph import Graph
from engine.values import Shape

_LONGEST = 60
"""Of what can be taken in at a glance; for what is longer there is a sentence."""


@dataclass(frozen=True)
class Said:
    """A value as an expression; empty for what has to be said otherwise.

    spread: the expression is one number, which every cell is.
    """

    shape: Shape
    code: str
    spread: bool = False


class Mathematics(Algebra[Said]):
    """Writes expressions of whole values."""

    def shape(self, value: Said | float) -> Shape:
        return () if isinstance(value, float) else value.shape

    def cells(self, formula: str, **operands: Said | float) -> Said:
        shape = next((shape for shape in map(self.shape, operands.values()) if shape), ())
        codes = {n: each if isinstance(each, float) else each.code for n, each in operands.items()}
        varying = any(self.shape(operands[name]) for name in uses(formula, codes))
        return Said(shape, written(formula, codes, in_mathematics), bool(shape) and not varying)

    def product(self, left: Said, right: Said) -> Said:
        shape = left.shape[:-1] + right.shape[1:]
        match len(left.shape), len(right.shape):
            case 1, 1:
                return _of(shape, "p @ q.T", left, right)
            case 2, 1:  # a gradient that is a row
                return _of(shape, "q @ p.T", left, right)
            case _:
                return _of(shape, "p @ q", left, right)

    def outer(self, column: Said, row: Said) -> Said:
        return _of(column.shape + row.shape, "p.T @ q", column, row)

    def transposed(self, matrix: Said) -> Said:
        return _of(matrix.shape[::-1], "p.T", matrix)

    def total(self, value: Said | float) -> Said | float:
        if isinstance(value, float) or not value.shape:
            return value
        return _of((), "sum(p)", value)

    def largest(self, vector: Said) -> Said:
        return _of((), "max(p)", vector)

    def by_row(self, function: RowFunction, *values: Said) -> Said:
        if len(values[0].shape) == 2:
            return Said(values[0].shape, "")
        result: Said = function(self, *values)
        return result


def _of(shape: Shape, code: str, p: Said, q: Said | None = None) -> Said:
    operands = {"p": p.code} if q is None else {"p": p.code, "q": q.code}
    return Said(shape, substituted(code, operands))


def gradient_text(graph: Graph, names: Names, place: int, number: int, *, more: bool) -> str:
    """The gradient that flows from a node back to the operand of this number.

    ∂L/∂y = ∂L/∂u * (u * (1 - u)), or the operation's rule where that would be long.
    more: whether another path has given the operand a gradient already; then they add.
    """
    node = graph.nodes[place]
    operation = node.operation
    assert operation is not None
    operands = [
        graph.nodes[each].constant if each not in names.values else _value(graph, f"v{each}_", each)
        for each in node.operands
    ]
    upstream, result = _value(graph, f"g{place}_", place), _value(graph, f"v{place}_", place)
    said = operation.gradients[number](Mathematics(), upstream, result, *operands)
    gradient = _gradient(graph, names, node.operands[number])
    if not said.code or len(said.code) > _LONGEST:
        head = f"{gradient}, one more path" if more else gradient
        return f"{head}: {operation.gradient_rules[number]}"
    text = re.sub(
        r"g(\d+)_\.T", lambda match: f"({_gradient(graph, names, int(match[1]))})ᵀ", said.code
    )
    text = re.sub(r"g(\d+)_", lambda match: _gradient(graph, names, int(match[1])), text)
    text = re.sub(r"v(\d+)_", lambda match: names.values[int(match[1])], text)
    text = text.replace(".T", "ᵀ")
    return f"{gradient} {'+=' if more else '='} {text}{' in every cell' if said.spread else ''}"


def _value(graph: Graph, code: str, place: int) -> Said:
    return Said(graph.nodes[place].shape, code)


def _gradient(graph: Graph, names: Names, place: int) -> str:
    return f"∂{graph.loss}/∂{names.values[place]}"
