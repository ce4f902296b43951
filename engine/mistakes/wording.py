"""Faults in words, with the names and the equations of the network they are in."""

from math import prod

from engine.equations import shortened
from engine.graph import Graph
from engine.mistakes.faults import Fault, Use, paths_of, slip_of
from engine.operations import Mistake


def fault_in_words(graph: Graph, fault: Fault) -> str:
    """What is wrong, as a clause: `σ′ of u = sigmoid(y) is missing`."""
    use = fault.uses[0]
    if fault.mistake is Mistake.PATH:
        return f"{_path(graph, use)} is left out"
    if fault.mistake is Mistake.SIGN:
        alone = fault.uses == paths_of(graph, graph.nodes[use.place].operands[use.operand])
        return "the sign is wrong" if alone else f"the sign of {_path(graph, use)} is wrong"
    node = graph.nodes[use.place]
    operands = [_operand_text(graph, place) for place in node.operands]
    return slip_of(graph, fault.mistake, use).words.format(
        **dict(zip("ab", operands, strict=False)),
        r=_operand_text(graph, use.place),
        step=_step(graph, use.place),
        n=prod(graph.nodes[node.operands[0]].shape),
    )


def through(graph: Graph, fault: Fault) -> str:
    """The equation that the fault is in, as written."""
    label = graph.nodes[fault.uses[0].place].label
    return next(shortened(line.text) for line in graph.equations if line.name == label)


def _operand_text(graph: Graph, place: int) -> str:
    """A node as a factor: its name, its number, or in parentheses the expression that it is."""
    return _bound(*_written(graph, place), _ATOM)


def _path(graph: Graph, use: Use) -> str:
    """`the path through v`; where an equation takes the node more than once, which of them."""
    label = graph.nodes[use.place].label
    paths = paths_of(graph, graph.nodes[use.place].operands[use.operand])
    here = [path for path in paths if graph.nodes[path.place].label == label]
    if len(here) == 1:
        return f"the path through {label}"
    return f"path {here.index(use) + 1} of the {len(here)} through {label}"


def _step(graph: Graph, place: int) -> str:
    node = graph.nodes[place]
    written = shortened(_expression(graph, place)[0])
    return f"{node.label} = {written}" if node.named else written


_ATOM = 9
_BINDING = {"+": 1, "-": 1, "*": 2, "/": 2, "@": 2, "unary -": 3, "**": 4}


def _written(graph: Graph, place: int) -> tuple[str, int]:
    """A node as an equation has it, and how strongly its outermost sign binds."""
    node = graph.nodes[place]
    return (node.label, _ATOM) if node.named else _expression(graph, place)


def _expression(graph: Graph, place: int) -> tuple[str, int]:
    node = graph.nodes[place]
    if node.operation is None:
        return f"{node.constant:g}", _ATOM if node.constant >= 0.0 else 3
    parts = [_written(graph, operand) for operand in node.operands]
    name = node.operation.name
    if name not in _BINDING:
        inside = ", ".join(text for text, _ in parts)
        return (f"{name}({inside})", _ATOM) if name.isidentifier() else parts[0]
    binding = _BINDING[name]
    texts = [_bound(*part, binding + number) for number, part in enumerate(parts)]
    if name == "unary -":
        return f"-{texts[0]}", binding
    if name == "**":
        texts = [_bound(*parts[0], binding + 1), _bound(*parts[1], binding)]
    return f"{texts[0]} {name} {texts[1]}", binding


def _bound(text: str, binding: int, least: int) -> str:
    return text if binding >= least else f"({text})"
