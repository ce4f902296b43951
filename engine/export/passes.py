"""The two functions of a program that are mathematics: forward and backward pass of a sample.

    forward(sample, parameters) → values        backward(values) → gradients

Values and gradients go by the names of the network; among the values are also those of the
parts of equations. Every line of the backward pass follows a comment that
says what it computes.
"""

import ast
import textwrap
from collections.abc import Callable

from engine.errors import printable
from engine.export.mathematics import gradient_text
from engine.export.names import Names
from engine.export.steps import Operand, ProgramWriter
from engine.graph import Graph, Kind
from engine.kernels.page import Page

MakeWriter = Callable[[Page, Names], ProgramWriter]


def passes(graph: Graph, make: MakeWriter) -> str:
    """The code of both functions."""
    names = Names(graph)
    code = f"{_forward(graph, names, make)}\n\n{_backward(graph, names, make)}"
    return "\n".join(line.rstrip() for line in code.split("\n"))


def _forward(graph: Graph, names: Names, make: MakeWriter) -> str:
    page = Page()
    with page.block("def forward(sample, parameters):"):
        page.write('"""The forward pass: every value of one sample, by name."""')
        for kind, source in ((Kind.INPUT, "sample"), (Kind.PARAMETER, "parameters")):
            for name in graph.names(kind):
                page.write(f'{names.values[graph.places[name]]} = {source}["{name}"]')
        values: list[Operand] = []
        writer = make(page, names)
        texts = {equation.name: printable(equation.text) for equation in graph.equations}
        for place, node in enumerate(graph.nodes):
            if node.operation is None:
                constant = node.kind is Kind.CONSTANT
                known = writer.variable(names.values.get(place, ""), node.shape)
                values.append(node.constant if constant else known)
                continue
            if node.label in texts:
                page.write("", f"# {texts.pop(node.label)}")
            names.begin_operation()
            result = node.operation.forward(writer, *(values[each] for each in node.operands))
            values.append(writer.assigned(names.values[place], result))
        page.write("")
        _write_dictionary(page, _keys(graph, names))
    return page.text


def _backward(graph: Graph, names: Names, make: MakeWriter) -> str:
    steps = _gradients(graph, names, make)
    read = {part.id for part in ast.walk(ast.parse(steps.text)) if isinstance(part, ast.Name)}
    page = Page()
    with page.block("def backward(values):"):
        page.write('"""The backward pass: the gradient of the loss with respect to every node."""')
        for key, name in _keys(graph, names).items():
            if name in read:
                page.write(f'{name} = values["{key}"]')
        page.write(*(line for line in steps.text.split("\n")[:-1]), "")
        _write_dictionary(page, {n: names.gradients[place] for n, place in graph.places.items()})
    return page.text


def _gradients(graph: Graph, names: Names, make: MakeWriter) -> Page:
    """The body of the backward pass."""
    page = Page()
    writer = make(page, names)
    values: list[Operand] = [
        writer.variable(names.values[place], node.shape) if place in names.values else node.constant
        for place, node in enumerate(graph.nodes)
    ]
    loss = graph.places[graph.loss]
    gradients = {loss: writer.assigned(names.gradients[loss], 1.0)}
    for place in reversed(range(len(graph.nodes))):
        node = graph.nodes[place]
        if place not in gradients or node.operation is None:
            continue
        operands = [values[each] for each in node.operands]
        for number, operand in enumerate(node.operands):
            if not graph.nodes[operand].differentiated:
                continue
            more = operand in gradients
            text = gradient_text(graph, names, place, number, more=more)
            page.write("", *textwrap.wrap(text, 90, initial_indent="# ", subsequent_indent="# "))
            names.begin_operation()
            gradient = node.operation.gradients[number](
                writer, gradients[place], values[place], *operands
            )
            name = names.gradients[operand]
            if more:
                gradient = writer.cells("a + b", a=gradients[operand], b=gradient)
            gradients[operand] = writer.assigned(name, gradient)
    for place in graph.places.values():
        if place not in gradients:
            page.write("", f"# {graph.loss} does not depend on {names.values[place]}")
            zeros = writer.cells("z", z=0.0, shape=values[place])
            writer.assigned(names.gradients[place], zeros)
    return page


def _keys(graph: Graph, names: Names) -> dict[str, str]:
    """The name of every value by its key: as in the network or, for parts, as in the program."""
    places = {place: name for name, place in graph.places.items()}
    return {places.get(place, name): name for place, name in names.values.items()}


def _write_dictionary(page: Page, codes: dict[str, str]) -> None:
    with page.block("return {"):
        page.write(*(f'"{name}": {code},' for name, code in codes.items()))
    page.write("}")
