"""A matrix product as the small drawing that it is: two matrices, their product, one cell."""

from dataclasses import dataclass, replace
from functools import cached_property

from engine.explain.symbols import Reference
from engine.graph import Graph
from engine.passes import Gradients, Trace
from engine.tuples import TUPLES
from engine.values import Matrix, as_matrix


@dataclass(frozen=True)
class MatrixOperand:
    """A matrix of the drawing.

    label: xᵀ, ∂L/∂y, x @ W for a part of an equation.
    node: the named node whose value or gradient it shows; empty for a part of an equation.
    gradient, transposed: what it shows of the node.
    row, column: the ones concerned; None where that is all of them.
    """

    label: str
    node: str
    gradient: bool
    transposed: bool
    rows: Matrix
    row: int | None = None
    column: int | None = None

    @property
    def shape(self) -> str:
        """3×1"""
        return f"{len(self.rows)}×{len(self.rows[0])}"


@dataclass(frozen=True)
class MatrixForm:
    """left · right = result, with the row, the column and the cell concerned.

    The result is the node's value or gradient, or the share of it along one path.
    """

    left: MatrixOperand
    right: MatrixOperand
    result: MatrixOperand

    @cached_property
    def text(self) -> str:
        """∂L/∂A = xᵀ · ∂L/∂y"""
        product = f"{_factor(self.left)} · {_factor(self.right)}"
        return f"{self.result.label} = {product}" if self.result.label else product

    @property
    def shapes(self) -> str:
        """3×1 · 1×3 → 3×3"""
        return f"{self.left.shape} · {self.right.shape} → {self.result.shape}"


def matrix_form(
    trace: Trace,
    gradients: Gradients,
    factors: tuple[Reference, Reference],
    result: Reference,
    index: tuple[int, ...],
    path: str = "",
) -> MatrixForm:
    """The product of two nodes' values or gradients, and the cell of it with this index.

    path: the equation through which this share of the result flows, where it is not all.
    """
    left, right = (_operand(trace, gradients, reference) for reference in factors)
    whole = _operand(trace, gradients, result)
    row, column = (*(0,) * (2 - len(index)), *index)
    if (len(left.rows), len(right.rows[0])) != (len(whole.rows), len(whole.rows[0])):
        whole = _operand(trace, gradients, result.turned)
        row, column = column, row
    if path:
        rows = as_matrix(TUPLES.product(left.rows, right.rows))
        whole = replace(whole, label=f"{whole.label} through {path}", rows=rows)
    return MatrixForm(
        replace(left, row=row),
        replace(right, column=column),
        replace(whole, row=row, column=column),
    )


def _operand(trace: Trace, gradients: Gradients, reference: Reference) -> MatrixOperand:
    graph = trace.graph
    node = graph.nodes[reference.place]
    values = gradients if reference.gradient else trace
    rows = as_matrix(values.by_node[reference.place])
    return MatrixOperand(
        label=label_of(graph, reference),
        node=node.label if node.named else "",
        gradient=reference.gradient,
        transposed=reference.transposed,
        rows=TUPLES.transposed(rows) if reference.transposed else rows,
    )


def label_of(graph: Graph, reference: Reference) -> str:
    """What a matrix is called: xᵀ, ∂L/∂y, x·W for a part of an equation."""
    node = graph.nodes[reference.place]
    name = node.label if node.named else _written(graph, reference.place)
    if reference.gradient:
        name = f"∂{graph.loss}/∂{name}" if node.named else f"∂{graph.loss}/∂({name})"
    return _transposed(name) if reference.transposed else name


def _factor(operand: MatrixOperand) -> str:
    """The label in a product: a part of an equation with signs in it is put into parentheses."""
    whole = operand.node or operand.gradient or operand.transposed
    return operand.label if whole or operand.label.endswith(")") else f"({operand.label})"


def _transposed(name: str) -> str:
    return f"{name}ᵀ" if name.isidentifier() else f"({name})ᵀ"


_SIGNS = {"@": "·", "*": "·", "**": "^", "-": "−"}


def _written(graph: Graph, place: int) -> str:
    """A part of an equation as a whole: x·W + b."""
    node = graph.nodes[place]
    if node.named:
        return node.label
    if node.operation is None:
        return f"{node.constant:g}"
    name = node.operation.name
    operands = [_written(graph, operand) for operand in node.operands]
    if name.isidentifier():
        return f"{name}({', '.join(operands)})"
    inner = [
        f"({text})" if _is_infix(graph, operand) and name not in "+-" else text
        for text, operand in zip(operands, node.operands, strict=True)
    ]
    if len(inner) == 1:
        return f"−{inner[0]}"
    space = " " if name in "+-" else ""
    return f"{inner[0]}{space}{_SIGNS.get(name, name)}{space}{inner[1]}"


def _is_infix(graph: Graph, place: int) -> bool:
    node = graph.nodes[place]
    return not node.named and node.operation is not None and not node.operation.name.isidentifier()
