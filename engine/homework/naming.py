"""Which quantity a name means: the value of a node, or the gradient with respect to it.

A gradient is marked before the name, as in dA, d_A, grad_A, ∂L/∂A, dL/dA, `gradient of A`, or
behind it, as in A.grad and A_grad, or by the section that it stands in. A name without a mark
is a value if others in the file are marked, and a gradient if none is; only the loss alone
always is a value. A node's own name goes before its reading as a mark, and the exact spelling
before the same name in other capitals.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NamedTuple

from engine.errors import NetworkError
from engine.graph import Graph
from engine.homework.given import Given
from engine.homework.sections import section

_BEFORE = re.compile(
    r"(?:gradients?|grads?)[\s_.]*(?:of|wrt)?[\s_.]*|(?:∂|∇|d)[\s_]*", re.IGNORECASE
)
_BEHIND = re.compile(r"[\s_.]*(?:gradients?|grads?)", re.IGNORECASE)
_LOSS = "loss"


class Quantity(NamedTuple):
    """The value of a node, or the gradient of the loss with respect to it."""

    node: str
    gradient: bool


@dataclass(frozen=True)
class Sheet:
    """What was given, by what it means.

    unknown: what means nothing in this network, with the names that come close.
    """

    given: Mapping[Quantity, Given]
    unknown: tuple[tuple[Given, tuple[str, ...]], ...]


def name_all(found: Iterable[Given], graph: Graph) -> Sheet:
    """Find out what each name means.

    The same numbers may be given twice. Raises NetworkError, with the line, for other numbers
    for the same quantity, and where no name means anything.
    """
    all_given = list(found)
    read = [(each, _read(each, graph)) for each in all_given]
    marked = any(mark is True for _, meaning in read if meaning for mark in meaning[1:])
    named: dict[Quantity, Given] = {}
    unknown: list[tuple[Given, tuple[str, ...]]] = []
    for each, meaning in read:
        if meaning is None:
            close = get_close_matches(each.name, graph.places, n=3)
            unknown.append((each, tuple(close)))
            continue
        node, mark = meaning
        gradient = (not marked and node != graph.loss) if mark is None else mark
        quantity = Quantity(node, gradient)
        if quantity in named and named[quantity].numbers != each.numbers:
            what = f"the gradient of {node}" if gradient else f"the value of {node}"
            raise NetworkError(
                f"{each.name} gives {what} a second time", "leave one of them out", line=each.line
            )
        named.setdefault(quantity, each)
    if not named:
        raise NetworkError(
            f"none of its names is in this network, such as {all_given[0].name}",
            f"name numbers after nodes, as in d{next(iter(graph.places))}",
            line=all_given[0].line,
        )
    return Sheet(named, tuple(unknown))


def _read(each: Given, graph: Graph) -> tuple[str, bool | None] | None:
    """The node that a name means, and whether it is marked as a gradient or as a value."""
    meaning = _meaning("".join(each.name.split()), graph)
    if meaning is None:
        words = re.split(r"[\s()]+", each.name)
        found = (_meaning(word, graph) for word in reversed(words) if word)
        meaning = next(filter(None, found), None)
        if meaning is not None and meaning[1] is None and len(words) > 1:
            meaning = meaning[0], section(each.name)
    if meaning is None:
        return None
    node, mark = meaning
    return node, each.gradient if mark is None else mark


def _meaning(name: str, graph: Graph) -> tuple[str, bool | None] | None:
    name = name.strip("._/")
    if name in graph.places:
        return name, None
    rests = list(_without_mark(name, graph.loss))
    for rest in rests:
        if rest in graph.places:
            return rest, True
    for rest in rests:
        if node := _in_other_capitals(rest, graph):
            return node, True
    if node := _in_other_capitals(name, graph):
        return node, None
    if name.lower() == _LOSS:
        return graph.loss, None
    return _meaning(name.rpartition(".")[2], graph) if "." in name else None


def _without_mark(name: str, loss: str) -> Iterable[str]:
    """What is left of a name without a mark of a gradient, in every way that there is one."""
    quotient = re.match(rf"[∂d]_?(?:{re.escape(loss)}|loss|l)[_/]*[∂d]_?", name, re.IGNORECASE)
    if quotient:
        yield name[quotient.end() :]
    if before := _BEFORE.match(name):
        yield name[before.end() :]
    for behind in _BEHIND.finditer(name):
        if behind.end() == len(name):
            yield name[: behind.start()]
            yield name[: behind.start()].rpartition(".")[2]


def _in_other_capitals(name: str, graph: Graph) -> str | None:
    same = [node for node in graph.places if node.lower() == name.lower()]
    return same[0] if len(same) == 1 else None
