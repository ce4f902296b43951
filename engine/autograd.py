"""The gradients by PyTorch's autograd, in double precision: a second opinion.

Only the forward steps of the operations are used, on tensors; how gradients flow back is
PyTorch's own affair. PyTorch is loaded when it is asked for, and not before.
"""

import ast
from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from engine.algebra import Algebra, RowFunction
from engine.errors import NetworkError
from engine.graph import Kind
from engine.passes import Trace, walk_forward
from engine.values import Shape, Value


def pytorch_version() -> str | None:
    """The version of PyTorch, if it is installed."""
    try:
        return version("torch")
    except PackageNotFoundError:
        return None


def autograd(trace: Trace) -> Mapping[str, Value]:
    """The gradient of the loss with respect to every named node, at the leaves of a trace.

    Raises NetworkError where PyTorch cannot be loaded.
    """
    try:
        import torch
    except (ImportError, OSError) as error:
        raise NetworkError(
            f"PyTorch cannot be loaded ({error})", "install it, or leave it out with --no-torch"
        ) from None
    graph = trace.graph

    def leaf(place: int) -> Any:
        return torch.tensor(trace.by_node[place], dtype=torch.float64, requires_grad=True)

    leaves = [place for place, node in enumerate(graph.nodes) if node.kind is not Kind.INTERMEDIATE]
    tensors = walk_forward(_Tensors(), graph, range(len(graph.nodes)), leaf, leaves)
    named = {name: tensors[place] for name, place in graph.places.items()}
    gradients = torch.autograd.grad(
        named[graph.loss], list(named.values()), allow_unused=True, materialize_grads=True
    )
    return {name: _value(each.tolist()) for name, each in zip(named, gradients, strict=True)}


def _value(listed: Any) -> Value:
    return tuple(map(_value, listed)) if isinstance(listed, list) else listed  # type: ignore[return-value]


class _Tensors(Algebra[Any]):
    """Computes with tensors of float64."""

    def shape(self, value: Any) -> Shape:
        return () if isinstance(value, float) else tuple(value.shape)

    def cells(self, formula: str, **operands: Any) -> Any:
        result = _compiled(formula, tuple(operands))(*operands.values())
        same = any(result is operand for operand in operands.values())
        return result.clone() if same else result  # another name is another node

    def product(self, left: Any, right: Any) -> Any:
        return left @ right

    def outer(self, column: Any, row: Any) -> Any:
        return column.outer(row)

    def transposed(self, matrix: Any) -> Any:
        return matrix.T

    def total(self, value: Any) -> Any:
        return value.sum()

    def largest(self, vector: Any) -> Any:
        return vector.amax()

    def by_row(self, function: RowFunction, *values: Any) -> Any:
        import torch

        if values[0].dim() == 1:
            return function(self, *values)
        return torch.stack([function(self, *rows) for rows in zip(*values, strict=True)])


@cache
def _compiled(formula: str, names: tuple[str, ...]) -> Callable[..., Any]:
    """The formula as a function of tensors; where it chooses, it does so cell by cell."""
    import torch

    functions = {name: getattr(torch, name) for name in ("abs", "exp", "log", "sigmoid", "sign")}
    functions |= {"sqrt": torch.sqrt, "tanh": torch.tanh, "where": torch.where}
    functions |= {"divide": lambda a, b: a / b, "power": torch.pow}
    tree = _Chooser().visit(ast.parse(formula, mode="eval"))
    source = f"lambda {', '.join(names)}: {ast.unparse(tree)}"
    function: Callable[..., Any] = eval(source, functions)
    return function


class _Chooser(ast.NodeTransformer):
    """Writes `a if test else b` as `where(test, a, b)`."""

    def visit_IfExp(self, node: ast.IfExp) -> ast.expr:
        operands = [self.visit(part) for part in (node.test, node.body, node.orelse)]
        return ast.Call(ast.Name("where", ast.Load()), operands, [])
