"""The functions of a kernel in plain Python: loops over samples around a writer's steps.

`train` goes over samples or, where weights change after several samples, over groups of
them; `evaluate` adds up losses at fixed weights. Names of a network's file are not part of
the code: the node at place 7 of the graph is `v7`, its gradient `g7`, the sum of gradients
since the last update `s7`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from engine import floats
from engine.graph import Graph, Kind
from engine.kernels.writer import LoopWriter, tuple_of
from engine.passes import walk_backward, walk_forward

_OURS = floats.FUNCTIONS.keys() - {"abs", "tanh"}


def per_sample_code(graph: Graph, writer: LoopWriter[Any]) -> str:
    """Two functions: the first trains with an update after every sample.

    train(samples, parameters, step, loss) → (parameters, loss)
    evaluate(samples, parameters, loss) → loss

    samples: tuples of the values of the graph's inputs that the loss depends on.
    parameters: a tuple of the values of all parameters.
    step: η/N, which is called n in the formula of the update.
    loss: the sum so far.
    """
    code = _Code(graph, writer)
    with writer.page.function("def train(samples, parameters, step, loss):"):
        code.take("parameters", code.parameters)
        with writer.page.block(f"for {code.sample} in samples:"):
            gradients = code.differentiate()
            changing = list(code.parameters.values())
            gradients = {p: writer.settled(g, changing) for p, g in gradients.items()}
            for place, gradient in gradients.items():
                parameter = code.parameters[place]
                writer.change(parameter, "w - n * g", w=parameter, n=code.step, g=gradient)
        writer.page.write(f"return {code.give(code.parameters)}, loss")
    return code.finished()


def grouped_code(graph: Graph, writer: LoopWriter[Any]) -> str:
    """Two functions: the first trains with an update after every group of samples.

    train(groups, parameters, sums, step, loss) → (parameters, sums, loss)
    evaluate(samples, parameters, loss) → loss

    groups: pairs of samples and whether the update is due after them.
    sums: the sums of the gradients since the last update, -0.0 in every cell after one.
    The rest is as in `per_sample_code`.
    """
    code = _Code(graph, writer)
    with writer.page.function("def train(groups, parameters, sums, step, loss):"):
        code.take("parameters", code.parameters)
        code.take("sums", code.sums)
        with writer.page.block("for samples, due in groups:"):
            with writer.page.block(f"for {code.sample} in samples:"):
                for place, gradient in code.differentiate().items():
                    whole = code.sums[place]
                    writer.change(whole, "s + g", s=whole, g=gradient)
            with writer.page.block("if due:"):
                for place, parameter in code.parameters.items():
                    whole = code.sums[place]
                    writer.change(parameter, "w - n * s", w=parameter, n=code.step, s=whole)
                    writer.change(whole, "z", z=-0.0)
        parameters, sums = code.give(code.parameters), code.give(code.sums)
        writer.page.write(f"return {parameters}, {sums}, loss")
    return code.finished()


class _Code:
    """The parts that the functions are put together from."""

    def __init__(self, graph: Graph, writer: LoopWriter[Any]) -> None:
        self._graph = graph
        self._writer = writer
        self.parameters = self._variables("v", list(graph.names(Kind.PARAMETER)))
        self.sums = self._variables("s", list(graph.names(Kind.PARAMETER)))
        self._inputs = self._variables("v", needed_inputs(graph))
        self.step = writer.variable("step", ())
        self.sample = tuple_of([writer.pattern(value) for value in self._inputs.values()])

    def _variables(self, letter: str, names: Sequence[str]) -> dict[int, Any]:
        places = [self._graph.places[name] for name in names]
        shapes = [self._graph.nodes[place].shape for place in places]
        return {
            p: self._writer.variable(f"{letter}{p}", s) for p, s in zip(places, shapes, strict=True)
        }

    def take(self, values: str, variables: Mapping[int, Any], *, changing: bool = True) -> None:
        """Write what gives the variables their values from a tuple of that name."""
        for number, variable in enumerate(variables.values()):
            code = f"{values}[{number}]"
            code = self._writer.opened(code, variable) if changing else code
            self._writer.page.write(f"{self._writer.pattern(variable)} = {code}")

    def give(self, variables: Mapping[int, Any]) -> str:
        """The tuple of the variables' values."""
        return tuple_of([self._writer.closed(variable) for variable in variables.values()])

    def forward(self) -> list[Any]:
        """Write the forward pass of a sample, and add its loss to the sum."""
        leaves = self.parameters | self._inputs
        values = walk_forward(self._writer, self._graph, self._graph.needed, leaves.__getitem__)
        loss = self._writer.variable("loss", ())
        addend = values[self._graph.places[self._graph.loss]]
        self._writer.change(loss, "s + l", s=loss, l=addend)
        return values

    def differentiate(self) -> dict[int, Any]:
        """Write both passes of a sample; the gradients of the parameters, by place."""
        values = self.forward()
        gradients = walk_backward(self._writer, self._graph, self._graph.trained, values)
        return {p: 0.0 if gradients[p] is None else gradients[p] for p in self.parameters}

    def finished(self) -> str:
        """All the code: what was written so far, `evaluate`, and the imports above."""
        page = self._writer.page
        page.write("", "")
        with page.function("def evaluate(samples, parameters, loss):"):
            self.take("parameters", self.parameters, changing=False)
            with page.block(f"for {self.sample} in samples:"):
                self.forward()
            page.write("return loss")
        return f"{self._imports()}\n\n{page.text}"

    def _imports(self) -> str:
        used = self._writer.functions
        lines = []
        if "math_exp" in used:
            lines.append("from math import exp as math_exp")
        if "tanh" in used:
            lines.append("from math import tanh")
        if ours := sorted(used & _OURS):
            lines.append(f"from engine.floats import {', '.join(ours)}")
        return "".join(f"{line}\n" for line in lines)


def needed_inputs(graph: Graph) -> list[str]:
    """The names of the inputs that the loss depends on."""
    return [name for name in graph.names(Kind.INPUT) if graph.places[name] in graph.needed]
