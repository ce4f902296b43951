"""The functions of a kernel in NumPy: all samples between two updates at once.

The names are those of `python_code`.
"""

from typing import Any

from engine.graph import Graph, Kind
from engine.kernels.arrays import Arrays
from engine.kernels.python_code import needed_inputs
from engine.kernels.writer import tuple_of
from engine.passes import walk_backward, walk_forward


def numpy_code(graph: Graph) -> str:
    """Two functions, the first of which trains with an update after every group of samples.

    train(groups, parameters, sums, step, loss) → (parameters, sums, loss)
    evaluate(samples, count, parameters, loss) → loss

    groups: samples, their count, and whether the update is due after them; samples are a
        tuple of arrays, one for each input that the loss depends on, whose first axis
        counts the samples.
    parameters, sums: tuples of arrays; a sum is None after an update, and may lack axes
        that its parameter has, where its cells are all the same.
    """
    code = _Code(graph, Arrays())
    page, names = code.writer.page, code.parameter_names
    with page.function("def train(groups, parameters, sums, step, loss):"):
        page.write(f"{tuple_of(list(names))} = parameters")
        page.write(f"{tuple_of(list(names.values()))} = sums")
        with page.block(f"for {code.sample}, count, due in groups:"):
            code.add_gradients()
            with page.block("if due:"):
                for parameter, whole in names.items():
                    page.write(f"{parameter} = {parameter} - step * {whole}", f"{whole} = None")
        page.write(f"return {tuple_of(list(names))}, {tuple_of(list(names.values()))}, loss")
    page.write("", "")
    with page.function("def evaluate(samples, count, parameters, loss):"):
        page.write(f"{code.sample} = samples", f"{tuple_of(list(names))} = parameters")
        code.forward()
        page.write("return loss")
    functions = ", ".join(sorted(code.writer.functions - {"abs"}))
    return (f"from numpy import {functions}\n\n\n" if functions else "") + page.text


class _Code:
    """The parts that the functions are put together from."""

    def __init__(self, graph: Graph, writer: Arrays) -> None:
        self._graph = graph
        self.writer = writer
        self._parameters = [graph.places[name] for name in graph.names(Kind.PARAMETER)]
        self._inputs = [graph.places[name] for name in needed_inputs(graph)]
        self.parameter_names = {f"v{place}": f"s{place}" for place in self._parameters}
        self.sample = tuple_of([f"v{place}" for place in self._inputs])

    def forward(self) -> list[Any]:
        """Write the forward pass, and add the losses to the sum."""
        values = walk_forward(self.writer, self._graph, self._graph.needed, self._leaf)
        losses = values[self._graph.places[self._graph.loss]]
        self.writer.page.write(f"loss = loss + {self.writer.over_samples(losses)}")
        return values

    def add_gradients(self) -> None:
        """Write both passes, and add the gradients to their sums."""
        values = self.forward()
        gradients = walk_backward(self.writer, self._graph, self._graph.trained, values)
        for place in self._parameters:
            gradient = 0.0 if gradients[place] is None else gradients[place]
            self.writer.page.write(
                f"t = {self.writer.over_samples(gradient)}",
                f"s{place} = t if s{place} is None else s{place} + t",
            )

    def _leaf(self, place: int) -> Any:
        shape = self._graph.nodes[place].shape
        if place in self._inputs:
            return self.writer.sampled(f"v{place}", shape)
        return self.writer.variable(f"v{place}", shape)
