"""Find the bug: a backward pass with one fault in it, and central differences to find it with.

The learner compares the faulty gradients with the differences, says which node's step is at
fault and what kind of mistake it is, and may ask for hints.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from engine.cell import Cell
from engine.differences import central_differences, disagreeing
from engine.errors import NetworkError
from engine.graph import Graph
from engine.mistakes import (
    Fault,
    differing,
    fault_in_words,
    faulty_backward,
    possible_faults,
    steps_at_fault,
)
from engine.mistakes.wording import through
from engine.operations import Mistake
from engine.passes import Gradients, Trace, backward
from engine.practice.reply import Outcome, Reply
from engine.stages import Pass, stages
from engine.values import Value, all_finite, cells

_NOTICEABLE = 0.05


@dataclass(frozen=True)
class BugHunt:
    """A backward pass with a fault, to be found.

    fault, right: what is planted, and the gradients without it; not to be shown.
    faulty: the gradients to be shown.
    solutions: for every node that is a right answer, the kinds of mistake that are: the
        fault's own, and those that give the same numbers everywhere.
    hints: from vague to plain; the last one is the solution.
    """

    trace: Trace
    right: Gradients
    fault: Fault
    faulty: Gradients
    solutions: Mapping[str, frozenset[Mistake]]
    hints: tuple[str, ...]

    @property
    def nodes(self) -> tuple[str, ...]:
        """The nodes to choose from: all but the loss, in the order of the backward pass."""
        return _steps(self.trace.graph)

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        """The kinds of mistake to choose from: all that can happen in this network."""
        possible = {fault.mistake for fault in possible_faults(self.trace.graph)}
        return tuple(mistake for mistake in Mistake if mistake in possible)

    def differences(self, node: str) -> Value:
        """The gradient of a node by central differences, of the node's shape."""
        return central_differences(self.trace, node)

    def disagreeing(self, node: str, differences: Value) -> frozenset[Cell]:
        """The cells of a node's faulty gradient that disagree with its differences."""
        return disagreeing(self.trace, node, self.faulty[node], differences)

    def guess(self, node: str, mistake: Mistake) -> Reply:
        """What is to be said to a guess."""
        gradient = f"∂{self.trace.graph.loss}/∂{node}"
        if mistake in self.solutions.get(node, ()):
            words = fault_in_words(self.trace.graph, self.fault)
            return Reply(Outcome.RIGHT, f"Found: in the step to {gradient}, {words}.")
        if node in self.solutions:
            return Reply(
                Outcome.WRONG, f"{gradient} is where it goes wrong, but in another way than that."
            )
        if node in differing(self.right, self.faulty):
            return Reply(
                Outcome.WRONG,
                f"{gradient} is wrong, but its own step is right: what flows in is wrong already, "
                "so look nearer to the loss.",
            )
        return Reply(
            Outcome.WRONG, f"{gradient} agrees with its differences: there is no fault in its step."
        )


def start_hunt(trace: Trace, seed: int) -> BugHunt:
    """Plant a fault whose first wrong gradient is off by 5 % or more in some cell.

    It is off by more than central differences can be, or it could not be found. First a node
    is chosen, then a kind, then a place. Raises NetworkError where no fault would show, as in
    a sample whose loss is not finite.
    """
    graph, right, random = trace.graph, backward(trace), Random(f"{seed}:hunt")
    passes = {fault: faulty_backward(trace, fault) for fault in possible_faults(graph)}
    showing = [
        fault
        for fault, faulty in passes.items()
        if math.isfinite(trace.loss)
        and all(map(all_finite, faulty.values()))
        and _shows(trace, fault, right, faulty)
    ]
    if not showing:
        raise NetworkError(
            "no fault would show in the gradients of this sample", "choose another sample"
        )
    nodes = {name for fault in showing for name in steps_at_fault(graph, fault)}
    node = random.choice([name for name in _steps(graph) if name in nodes])
    here = [fault for fault in showing if node in steps_at_fault(graph, fault)]
    mistake = random.choice(sorted({fault.mistake for fault in here}, key=list(Mistake).index))
    fault = random.choice([fault for fault in here if fault.mistake is mistake])
    faulty = passes[fault]
    return BugHunt(
        trace, right, fault, faulty, _solutions(graph, faulty, passes), _hints(graph, fault, node)
    )


def _shows(trace: Trace, fault: Fault, right: Gradients, faulty: Gradients) -> bool:
    return any(
        _largest_difference(right[name], faulty[name])
        >= _NOTICEABLE * max(map(abs, cells(right[name])))
        and disagreeing(trace, name, faulty[name], right[name])
        for name in steps_at_fault(trace.graph, fault)
    )


def _largest_difference(right: Value, faulty: Value) -> float:
    pairs = zip(cells(right), cells(faulty), strict=True)
    return max(abs(a - b) if math.isfinite(a) else 0.0 for a, b in pairs)


def _solutions(
    graph: Graph, faulty: Gradients, passes: Mapping[Fault, Gradients]
) -> dict[str, frozenset[Mistake]]:
    solutions: dict[str, frozenset[Mistake]] = {}
    for fault, gradients in passes.items():
        if not differing(faulty, gradients):
            for name in steps_at_fault(graph, fault):
                solutions[name] = solutions.get(name, frozenset()) | {fault.mistake}
    return solutions


def _hints(graph: Graph, fault: Fault, node: str) -> tuple[str, ...]:
    loss = graph.loss
    return (
        "Go backward from the loss: the step to the first gradient that disagrees with its "
        "differences is at fault.",
        f"The fault is in the way back through {through(graph, fault)}.",
        f"It is the step to ∂{loss}/∂{node}: divide its cells by their differences, and look "
        "for a pattern.",
        f"{fault.mistake.value.capitalize()}.",
        f"In the step to ∂{loss}/∂{node}, {fault_in_words(graph, fault)}.",
    )


def _steps(graph: Graph) -> tuple[str, ...]:
    order = (stage.node for stage in stages(graph) if stage.kind is Pass.BACKWARD)
    return tuple(name for name in order if name != graph.loss)
