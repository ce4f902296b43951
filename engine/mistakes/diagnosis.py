"""Diagnosis: which fault explains the numbers that somebody has for a gradient.

Every fault that can reach the gradient is planted, and its numbers are compared with those
given. The nearest to the gradient comes first, then the simplest.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from engine.cell import Cell
from engine.graph import Graph
from engine.mistakes.answer import Answer
from engine.mistakes.faults import Fault, faulty_backward, possible_faults, steps_at_fault
from engine.mistakes.wording import fault_in_words, through
from engine.operations import Mistake
from engine.passes import Gradients, Trace, backward

_ENOUGH_DIGITS = 3


class Judgement(Enum):
    """What is to be said of an answer."""

    RIGHT = "right"
    VAGUE = "too few digits"
    FAULT = "explained by a fault"
    UNEXPLAINED = "unexplained"


@dataclass(frozen=True)
class Verdict:
    """What is to be said of an answer, and why.

    words: one clause, such as `the matrix C is transposed: …`.
    mistake: the kind of the likeliest fault; its sign alone can be wrong in a value of the
        forward pass, where there is no fault of the backward pass.
    faults: all that explain the answer, the likeliest first.
    """

    judgement: Judgement
    words: str
    mistake: Mistake | None = None
    faults: tuple[Fault, ...] = ()


def diagnose(trace: Trace, cell: Cell, answer: Answer) -> Verdict:
    """What is to be said of an answer for one cell, a value or a gradient."""
    return diagnose_cells(trace, {cell: answer})


def diagnose_cells(trace: Trace, answers: Mapping[Cell, Answer]) -> Verdict:
    """The same for any number of cells of one node's value or gradient, at least one.

    Right if every cell is right to the digits given; a fault explains all cells or none.
    """
    right = backward(trace)
    exact = {cell: cell.number(trace, right) for cell in answers}
    if all(answer.agrees(exact[cell]) for cell, answer in answers.items()):
        if _tell(answers, exact):
            return Verdict(Judgement.RIGHT, "right")
        return Verdict(Judgement.VAGUE, "that has too few digits to tell")
    first = next(iter(answers))
    if not first.gradient:
        return _of_value(answers, exact)
    return _of_gradient(trace, first.node, answers)


def _of_value(answers: Mapping[Cell, Answer], exact: Mapping[Cell, float]) -> Verdict:
    if _explains(answers, {cell: -number for cell, number in exact.items()}):
        return Verdict(Judgement.FAULT, "the sign is wrong", Mistake.SIGN)
    return _by_ratio(answers, exact)


def _by_ratio(answers: Mapping[Cell, Answer], exact: Mapping[Cell, float]) -> Verdict:
    if _digits(answers) >= _ENOUGH_DIGITS:
        for ratio, words in ((2.0, "twice"), (0.5, "half")):
            if _explains(answers, {cell: ratio * number for cell, number in exact.items()}):
                return Verdict(Judgement.UNEXPLAINED, f"that is {words} the right number")
    return Verdict(Judgement.UNEXPLAINED, "none of the usual mistakes explains it")


def _of_gradient(trace: Trace, node: str, answers: Mapping[Cell, Answer]) -> Verdict:
    graph = trace.graph
    faults = tuple(
        fault
        for fault in likeliest_first(graph, node)
        if _explains(answers, _numbers(trace, faulty_backward(trace, fault), answers))
    )
    if not faults:
        return _by_ratio(answers, _numbers(trace, backward(trace), answers))
    first, *others = dict.fromkeys(fault_near(graph, node, fault) for fault in faults)
    words = first
    if _digits(answers) < _ENOUGH_DIGITS:
        words = f"perhaps {first}{f', or {others[0]}' if others else ''}; more digits would tell"
    return Verdict(Judgement.FAULT, words, faults[0].mistake, faults)


def fault_near(graph: Graph, node: str, fault: Fault) -> str:
    """A fault in words, with its equation where it is not in the step of this node."""
    words, equation = fault_in_words(graph, fault), through(graph, fault)
    near = node in steps_at_fault(graph, fault) or equation in words
    return words if near else f"{words} (in the step through {equation})"


def likeliest_first(graph: Graph, node: str) -> list[Fault]:
    """The faults that can reach a node's gradient, the nearest first, then the simplest.

    How far a fault is, is how many named nodes lie between.
    """
    distance = {graph.places[node]: 0}
    for place, other in enumerate(graph.nodes):
        reached = [distance[operand] for operand in other.operands if operand in distance]
        if reached:
            distance[place] = min(reached) + other.named
    kinds = list(Mistake)

    def likelihood(fault: Fault) -> tuple[int, int]:
        place, operand = fault.uses[0]
        return distance[graph.nodes[place].operands[operand]], kinds.index(fault.mistake)

    reaching = [
        fault
        for fault in possible_faults(graph)
        if graph.nodes[fault.uses[0].place].operands[fault.uses[0].operand] in distance
    ]
    return sorted(reaching, key=likelihood)


def _numbers(
    trace: Trace, gradients: Gradients, answers: Mapping[Cell, Answer]
) -> dict[Cell, float]:
    return {cell: cell.number(trace, gradients) for cell in answers}


def _explains(answers: Mapping[Cell, Answer], numbers: Mapping[Cell, float]) -> bool:
    agree = all(answer.agrees(numbers[cell]) for cell, answer in answers.items())
    return agree and _tell(answers, numbers)


def _tell(answers: Mapping[Cell, Answer], numbers: Mapping[Cell, float]) -> bool:
    return any(answer.tells(numbers[cell]) for cell, answer in answers.items())


def _digits(answers: Mapping[Cell, Answer]) -> int:
    return max(answer.digits for answer in answers.values())
