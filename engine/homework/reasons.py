"""What else people hand in for a gradient than what one fault in the backward pass gives."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from engine.graph import Graph
from engine.homework.naming import Quantity
from engine.passes import Gradients, Trace
from engine.values import Value, cells, is_matrix


class Mark(Enum):
    """What is said of a matrix: the kinds of reasons why it is not right."""

    RIGHT = "right"
    VAGUE = "too few digits"
    FAULT = "fault"
    TRANSPOSED = "transposed"
    FACTOR = "constant factor"
    OTHER = "another quantity"
    ROUNDING = "rounding only"
    SHAPE = "wrong shape"
    UNEXPLAINED = "unexplained"


@dataclass(frozen=True)
class Setting:
    """What people multiply gradients by too early: η, and 1/N for N samples."""

    learning_rate: float
    samples: int


@dataclass(frozen=True)
class Reason:
    """Other numbers than the right ones, row by row, and what they are in words."""

    mark: Mark
    words: str
    numbers: tuple[float, ...]


def reasons(
    quantity: Quantity, trace: Trace, gradients: Gradients, setting: Setting
) -> Iterator[Reason]:
    """What may stand in place of a quantity, the simplest first, all of as many cells."""
    graph = trace.graph
    right = (gradients if quantity.gradient else trace)[quantity.node]
    exact = tuple(cells(right))
    what = "gradient" if quantity.gradient else "value"
    if is_matrix(right):
        flipped = tuple(cells(tuple(zip(*right, strict=True))))
        yield Reason(Mark.TRANSPOSED, f"this is the {what}, transposed", flipped)
    for factor, words in _factors(quantity.gradient, setting):
        yield Reason(Mark.FACTOR, words, tuple(factor * number for number in exact))
    for other, value in _others(quantity, trace, gradients):
        numbers = tuple(cells(value))
        if len(numbers) == len(exact):
            yield Reason(Mark.OTHER, f"this is {in_words(other, graph)}", numbers)


def in_words(quantity: Quantity, graph: Graph) -> str:
    """A quantity: `∂L/∂A, the gradient of A`, or `the value of A`."""
    node = quantity.node
    return f"∂{graph.loss}/∂{node}" if quantity.gradient else f"the value of {node}"


def _factors(gradient: bool, setting: Setting) -> Iterator[tuple[float, str]]:
    yield 2.0, "this is twice the right numbers"
    yield 0.5, "this is half the right numbers"
    yield -1.0, "the sign is wrong"
    if not gradient:
        return
    rate, count = setting.learning_rate, setting.samples
    yield rate, f"this is multiplied by η = {rate:g}"
    yield -rate, f"this is multiplied by -η = {-rate:g}, which is the step"
    if count > 1:
        yield 1.0 / count, f"this is divided by N = {count}"
        yield float(count), f"this is multiplied by N = {count}"
        yield rate / count, f"this is multiplied by η/N = {rate / count:g}"
        yield -rate / count, f"this is multiplied by -η/N = {-rate / count:g}, which is the step"


def _others(
    quantity: Quantity, trace: Trace, gradients: Gradients
) -> Iterator[tuple[Quantity, Value]]:
    """The other one of the same node, then those of other nodes."""
    node, gradient = quantity
    yield Quantity(node, not gradient), (trace if gradient else gradients)[node]
    for name, value in (gradients if gradient else trace).items():
        if name != node:
            yield Quantity(name, gradient), value
