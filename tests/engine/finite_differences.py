"""Gradients by central differences: the independent opinion on a backward pass."""

from collections.abc import Iterable
from itertools import islice

import pytest

from engine import Network, Shape, Value, backward, cells, forward, shape_of

STEP = 1e-6
TOLERANCE = 1e-6


def shaped(numbers: Iterable[float], shape: Shape) -> Value:
    """The next numbers as a value of that shape, row by row."""
    stream = iter(numbers)
    if not shape:
        return next(stream)
    if len(shape) == 1:
        return tuple(islice(stream, shape[0]))
    return tuple(tuple(islice(stream, shape[1])) for _ in range(shape[0]))


def nudged(value: Value, place: int, step: float) -> Value:
    """The value with a step added to one of its cells."""
    numbers = list(cells(value))
    numbers[place] += step
    return shaped(numbers, shape_of(value))


def near_a_kink(network: Network) -> bool:
    """Whether a step of a finite difference could cross the kink of relu or abs."""
    trace = forward(network.graph, {**network.inputs, **network.parameters})
    return any(
        0.0 < abs(cell) < 1e-4
        for node in network.graph.nodes
        if node.operation and node.operation.name in ("relu", "abs")
        for cell in cells(trace.by_node[node.operands[0]])
    )


def assert_gradients_fit(network: Network) -> None:
    """The gradient of every cell of every input and parameter is its central difference."""
    leaves = {**network.inputs, **network.parameters}
    trace = forward(network.graph, leaves)
    gradients = backward(trace)
    for name, value in leaves.items():
        assert shape_of(gradients[name]) == shape_of(value)
        for place, gradient in enumerate(cells(gradients[name])):
            above, below = (
                forward(network.graph, {**leaves, name: nudged(value, place, step)}).loss
                for step in (STEP, -STEP)
            )
            scale = max(1.0, abs(gradient), abs(trace.loss))
            difference = (above - below) / (2 * STEP)
            assert gradient == pytest.approx(difference, abs=TOLERANCE * scale), (name, place)
