"""A cell: one number of a network, which can be pointed at, explained, asked for and edited."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from engine.errors import NetworkError
from engine.graph import Graph
from engine.passes import Gradients, Trace
from engine.values import Value, describe

_DIGITS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True, order=True)
class Cell:
    """A cell of a named node's value, or of the gradient of the loss with respect to it.

    index: () for a scalar, (i,) in a vector, (row, column) in a matrix, counted from 0.
    """

    node: str
    index: tuple[int, ...] = ()
    gradient: bool = False

    def label(self, loss: str) -> str:
        """How mathematics writes it: x₀, A[0][1], ∂L/∂y₁; `loss` is the name of the loss."""
        name = f"∂{loss}/∂{self.node}" if self.gradient else self.node
        return name + index_label(self.index)

    def number(self, trace: Trace, gradients: Gradients) -> float:
        """The number in it."""
        value: Value = (gradients if self.gradient else trace)[self.node]
        for place in self.index:
            assert isinstance(value, tuple)
            value = value[place]
        assert isinstance(value, float)
        return value


def index_label(index: tuple[int, ...]) -> str:
    """The index of a cell behind its name: a subscript in a vector, brackets in a matrix."""
    if len(index) == 1:
        return str(index[0]).translate(_SUBSCRIPTS)
    return "".join(f"[{place}]" for place in index)


def cells_of(node: str, shape: tuple[int, ...], gradient: bool = False) -> Iterator[Cell]:
    """Every cell of a node's value or gradient, row by row."""
    return (Cell(node, index, gradient) for index in product(*map(range, shape)))


def parse_cell(text: str, graph: Graph) -> Cell:
    """The cell of a value that a text names: A[0][1], A[0, 1], x₀; a name alone has no index.

    Raises NetworkError for a name that is not in the graph and for a cell that is not there.
    """
    name, *places = re.split(r"[\[\],\s]+", re.sub("([₀-₉]+)$", r"[\1]", text.strip()))
    if name not in graph.places:
        raise NetworkError(
            f"{text!r} is no cell of this network", f"the names are {', '.join(graph.places)}"
        )
    try:
        index = tuple(int(place.translate(_DIGITS)) for place in places if place)
    except ValueError:
        raise NetworkError(f"{text!r} is no cell", "write A[0][1], x[0] or a name") from None
    shape = graph.shape(name)
    in_range = all(0 <= place < size for place, size in zip(index, shape, strict=False))
    if len(index) not in (0, len(shape)) or not in_range:
        raise NetworkError(
            f"{text!r} is not there: {name} is a {describe(shape)}",
            "count cells from 0, as in A[0][1]",
        )
    return Cell(name, index)
