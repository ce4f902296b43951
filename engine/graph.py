"""A network's graph: every input, parameter, constant and operation, with its shape.

Equations become nodes in the order in which they are computed; an expression inside an
equation becomes a node without a name. Forward pass, backward pass and all that comes
after them are walks over this list, in one direction or the other.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from enum import Enum
from functools import cached_property
from types import MappingProxyType

from engine.equations import Apply, Equation, Expression, Name, Number, shortened
from engine.errors import NetworkError
from engine.operations import COPY, OPERATIONS, Operation, ShapeError
from engine.values import Shape, describe


class Kind(Enum):
    """What a node is. Parameters are trained; inputs and constants are given."""

    INPUT = "input"
    PARAMETER = "parameter"
    CONSTANT = "constant"
    INTERMEDIATE = "intermediate"


@dataclass(frozen=True)
class Node:
    """One node of the graph.

    label: the name of the input, parameter or equation; the parts of an equation carry
        the name of their equation and are not `named`.
    operation, operands: how it is computed, operands by their place in `Graph.nodes`;
        None and empty for leaves.
    constant: the number, for a constant.
    differentiated: whether the backward pass gives it a gradient; only constants, and
        expressions of nothing else, have none.
    """

    label: str
    named: bool
    kind: Kind
    shape: Shape
    operation: Operation | None = None
    operands: tuple[int, ...] = ()
    constant: float = 0.0
    differentiated: bool = True


@dataclass(frozen=True)
class Use:
    """The use of a node: the place of the one that it is an operand of, and which operand."""

    place: int
    operand: int


@dataclass(frozen=True)
class Graph:
    """Nodes in the order of computation, leaves first, the loss last.

    places: the place in `nodes` of every named node.
    equations: as written, in order; the last one is the loss.
    """

    nodes: tuple[Node, ...]
    places: Mapping[str, int]
    equations: tuple[Equation, ...]

    def __hash__(self) -> int:
        return hash((self.nodes, self.equations))  # the places follow from the nodes

    @property
    def loss(self) -> str:
        """The name of the loss."""
        return self.equations[-1].name

    def names(self, kind: Kind) -> Iterator[str]:
        """The names of all named nodes of one kind, in the order of computation."""
        return (node.label for node in self.nodes if node.named and node.kind is kind)

    def shape(self, name: str) -> Shape:
        """The shape of a named node."""
        return self.nodes[self.places[name]].shape

    def reads(self, name: str) -> tuple[str, ...]:
        """The named nodes that an equation reads, one for every use; none for a leaf.

        In the order in which they are computed with, those inside its parts included.
        """
        return self._reads.get(name, ())

    @cached_property
    def _reads(self) -> Mapping[str, tuple[str, ...]]:
        reads: dict[str, tuple[str, ...]] = {}
        for node in self.nodes:
            operands = (self.nodes[place] for place in node.operands)
            named = tuple(operand.label for operand in operands if operand.named)
            reads[node.label] = reads.get(node.label, ()) + named
        return reads

    @cached_property
    def needed(self) -> tuple[int, ...]:
        """The places of the nodes that the loss depends on, in the order of computation."""
        needed = {self.places[self.loss]}
        for place in reversed(range(len(self.nodes))):
            if place in needed:
                needed.update(self.nodes[place].operands)
        return tuple(sorted(needed))

    @cached_property
    def uses(self) -> tuple[tuple[Use, ...], ...]:
        """For each node the uses on its paths to the loss, in the order of the backward pass."""
        uses: list[list[Use]] = [[] for _ in self.nodes]
        for place in reversed(self.needed):
            for number, operand in enumerate(self.nodes[place].operands):
                uses[operand].append(Use(place, number))
        return tuple(map(tuple, uses))

    @cached_property
    def trained(self) -> frozenset[int]:
        """The places of the needed nodes that change when parameters do."""
        trained: set[int] = set()
        for place in self.needed:
            node = self.nodes[place]
            if node.kind is Kind.PARAMETER or not trained.isdisjoint(node.operands):
                trained.add(place)
        return frozenset(trained)


def build_graph(
    equations: tuple[Equation, ...], inputs: Mapping[str, Shape], parameters: Mapping[str, Shape]
) -> Graph:
    """Check equations against their leaves and lay them out as a graph.

    Raises NetworkError, with the line of the equation, for a name that is unknown, used
    before its line or given twice, for shapes that do not fit, and for a loss that is no
    scalar.
    """
    builder = _Builder(equations)
    for name, shape in inputs.items():
        builder.add_leaf(name, Kind.INPUT, shape)
    for name, shape in parameters.items():
        builder.add_leaf(name, Kind.PARAMETER, shape)
    for equation in equations:
        try:
            builder.add_equation(equation)
        except NetworkError as error:
            problem, remedy = error.problem, error.remedy
        except RecursionError:
            problem, remedy = "the nesting is too deep", "split it over several lines"
        else:
            continue
        raise NetworkError(
            f"in the equation `{shortened(equation.text)}`, {problem}", remedy, line=equation.line
        )
    return builder.finished()


class _Builder:
    def __init__(self, equations: tuple[Equation, ...]) -> None:
        self._equations = equations
        self._nodes: list[Node] = []
        self._places: dict[str, int] = {}

    def add_leaf(self, name: str, kind: Kind, shape: Shape) -> None:
        if name in self._places:
            raise NetworkError(
                f"{name} is both an input and a parameter", "give one of them another name"
            )
        self._places[name] = self._append(Node(name, named=True, kind=kind, shape=shape))

    def add_equation(self, equation: Equation) -> None:
        if equation.name in self._places:
            raise NetworkError(
                f"{equation.name} is given a second time", "give this line another name"
            )
        place = self._add(equation.expression, equation)
        if self._nodes[place].operation is None or self._nodes[place].named:
            place = self._apply(COPY, (place,), equation)
        self._nodes[place] = replace(self._nodes[place], named=True, differentiated=True)
        self._places[equation.name] = place

    def finished(self) -> Graph:
        loss = self._equations[-1]
        shape = self._nodes[self._places[loss.name]].shape
        if shape:
            raise NetworkError(
                f"the last equation `{shortened(loss.text)}` is the loss and must be a scalar, "
                f"but it is a {describe(shape)}",
                "reduce it with sum(…) or mean(…)",
                line=loss.line,
            )
        return Graph(tuple(self._nodes), MappingProxyType(self._places), self._equations)

    def _append(self, node: Node) -> int:
        self._nodes.append(node)
        return len(self._nodes) - 1

    def _add(self, expression: Expression, equation: Equation) -> int:
        match expression:
            case Name(name):
                return self._find(name)
            case Number(value):
                return self._append(
                    Node(
                        equation.name,
                        named=False,
                        kind=Kind.CONSTANT,
                        shape=(),
                        constant=value,
                        differentiated=False,
                    )
                )
            case Apply(name, expressions):
                operands = tuple(self._add(operand, equation) for operand in expressions)
                return self._apply(OPERATIONS[name], operands, equation)

    def _apply(self, operation: Operation, operands: tuple[int, ...], equation: Equation) -> int:
        nodes = [self._nodes[place] for place in operands]
        try:
            shape = operation.shape(*(node.shape for node in nodes))
        except ShapeError as error:
            raise NetworkError(
                f"{operation.name.removeprefix('unary ')} has {error}",
                "change the equation or the shapes that go into it",
            ) from None
        return self._append(
            Node(
                equation.name,
                named=False,
                kind=Kind.INTERMEDIATE,
                shape=shape,
                operation=operation,
                operands=operands,
                differentiated=any(node.differentiated for node in nodes),
            )
        )

    def _find(self, name: str) -> int:
        if name in self._places:
            return self._places[name]
        later = next((e for e in self._equations if e.name == name), None)
        if later is not None:
            raise NetworkError(
                f"{name} is used before its own equation",
                "move the equation that gives it above this line",
            )
        close = get_close_matches(name, self._places, n=1)
        declare = f"declare {name} under [inputs] or [parameters], or give it an equation above"
        raise NetworkError(
            f"the name {name} is not known",
            f"write {close[0]} if you meant that, or {declare}" if close else declare,
        )
