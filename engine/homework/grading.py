"""Grading: is every matrix right, to the precision that it was given to, and if not, why?

Every fault that can happen in the backward pass is planted, and its numbers are compared
with those given. Of several that explain a matrix, that one comes first which explains most of
what was handed in, then the nearest to the matrix. What no fault explains may be the right
numbers transposed, times a constant, or those of something else; or rounding.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.cell import Cell, cells_of
from engine.homework.given import Given
from engine.homework.naming import Quantity, Sheet
from engine.homework.reasons import Mark, Reason, Setting, reasons
from engine.mistakes import Answer, Fault, faulty_backward, possible_faults
from engine.mistakes.diagnosis import fault_near, likeliest_first
from engine.passes import Gradients, Trace, backward
from engine.values import Shape, cells, describe

_FEW_DIGITS = 3
_LAST_DIGITS, _SINGLE, _AT_MOST = 10.0, 1e-6, 0.01
"""Rounding: units of the last digit, or of the largest number in single precision; but of the
largest number at most so much."""
_NOTHING = 1e-15


@dataclass(frozen=True)
class WrongCell:
    """A cell that was given wrong, with the right number."""

    cell: Cell
    given: float
    right: float


@dataclass(frozen=True)
class Grade:
    """What is said of one matrix.

    words: a clause, such as `σ′ of u = sigmoid(y) is missing`.
    fault: the likeliest fault of the backward pass, where one explains the numbers.
    wrong: the cells that are wrong, the furthest off first.
    """

    quantity: Quantity
    given: Given
    mark: Mark
    words: str
    fault: Fault | None = None
    wrong: tuple[WrongCell, ...] = ()


def grade(sheet: Sheet, trace: Trace, setting: Setting) -> tuple[Grade, ...]:
    """A grade for everything given, in its order."""
    right = backward(trace)
    grader = _Grader(sheet, trace, right, setting)
    return tuple(grader.grade(quantity, given) for quantity, given in sheet.given.items())


@dataclass(frozen=True)
class _Planted:
    fault: Fault
    gradients: Gradients
    explained: int


class _Grader:
    def __init__(self, sheet: Sheet, trace: Trace, right: Gradients, setting: Setting) -> None:
        self._sheet = sheet
        self._trace = trace
        self._right = right
        self._setting = setting
        self._planted: dict[Fault, _Planted] = {}

    def grade(self, quantity: Quantity, given: Given) -> Grade:
        graph, numbers = self._trace.graph, given.numbers
        exact = list(cells((self._right if quantity.gradient else self._trace)[quantity.node]))
        shape = graph.shape(quantity.node)
        if not _fits(given.shape, shape):
            turned = _turned(given) if given.shape == shape[::-1] else ()
            if turned and _agree(turned, exact):
                what = f"{_size(given.shape)} in place of {_size(shape)}"
                words = f"the numbers are right but transposed: {what}"
                return Grade(quantity, given, Mark.TRANSPOSED, words)
            words = f"a {describe(given.shape)} was given for a {describe(shape)}"
            return Grade(quantity, given, Mark.SHAPE, words)
        if _agree(numbers, exact):
            if _tell(numbers, exact):
                return Grade(quantity, given, Mark.RIGHT, "right")
            return Grade(quantity, given, Mark.VAGUE, "the numbers have too few digits to tell")
        wrong = tuple(_wrong_cells(quantity, shape, numbers, exact))
        if quantity.gradient and (faults := self._explaining(quantity.node, numbers)):
            said = list(dict.fromkeys(fault_near(graph, quantity.node, f) for f in faults))
            words = _doubtful(said, numbers)
            return Grade(quantity, given, Mark.FAULT, words, faults[0], wrong)
        reason = self._reason(quantity, numbers, exact)
        return Grade(quantity, given, reason.mark, reason.words, None, wrong)

    def _explaining(self, node: str, numbers: Sequence[Answer]) -> list[Fault]:
        """The faults that explain a node's gradient, the likeliest first."""
        found = [
            planted
            for fault in likeliest_first(self._trace.graph, node)
            if _explains(numbers, list(cells((planted := self._plant(fault)).gradients[node])))
        ]
        return [each.fault for each in sorted(found, key=lambda each: -each.explained)]

    def _plant(self, fault: Fault) -> _Planted:
        if not self._planted:
            for each in possible_faults(self._trace.graph):
                gradients = faulty_backward(self._trace, each)
                self._planted[each] = _Planted(each, gradients, self._count(gradients))
        return self._planted[fault]

    def _count(self, gradients: Gradients) -> int:
        """How many of the gradients that were handed in these are."""
        return sum(
            quantity.gradient
            and len(given.numbers) == len(exact := list(cells(gradients[quantity.node])))
            and _agree(given.numbers, exact)
            for quantity, given in self._sheet.given.items()
        )

    def _reason(
        self, quantity: Quantity, numbers: Sequence[Answer], exact: Sequence[float]
    ) -> Reason:
        for reason in reasons(quantity, self._trace, self._right, self._setting):
            if _explains(numbers, reason.numbers):
                return Reason(reason.mark, _doubtful([reason.words], numbers), ())
        largest = max(abs(c) for value in self._right.values() for c in cells(value))
        if _rounded(numbers, exact, _NOTHING * largest):
            return Reason(Mark.ROUNDING, "the last digits are off, as by rounding on the way", ())
        return Reason(Mark.UNEXPLAINED, "none of the usual mistakes explains it", ())


def _fits(given: Shape, shape: Shape) -> bool:
    """Whether they are the same but for rows and columns of one cell, and brackets around."""
    return [size for size in given if size > 1] == [size for size in shape if size > 1]


def _turned(given: Given) -> tuple[Answer, ...]:
    rows, columns = given.shape
    return tuple(given.numbers[row * columns + c] for c in range(columns) for row in range(rows))


def _size(shape: Shape) -> str:
    return "×".join(map(str, shape))


def _agree(numbers: Sequence[Answer], exact: Sequence[float]) -> bool:
    return all(answer.agrees(number) for answer, number in zip(numbers, exact, strict=True))


def _tell(numbers: Sequence[Answer], exact: Sequence[float]) -> bool:
    return any(answer.tells(number) for answer, number in zip(numbers, exact, strict=True))


def _explains(numbers: Sequence[Answer], exact: Sequence[float]) -> bool:
    return _agree(numbers, exact) and _tell(numbers, exact)


def _rounded(numbers: Sequence[Answer], exact: Sequence[float], nothing: float) -> bool:
    largest = max(map(abs, exact))
    return all(
        abs(answer.number - number)
        <= min(max(_LAST_DIGITS * answer.unit, _SINGLE * largest), _AT_MOST * largest) + nothing
        for answer, number in zip(numbers, exact, strict=True)
    )


def _doubtful(said: Sequence[str], numbers: Sequence[Answer]) -> str:
    """The first explanation; with few digits, the next one too."""
    if max(answer.digits for answer in numbers) >= _FEW_DIGITS:
        return said[0]
    other = f", or {said[1]}" if len(said) > 1 else ""
    return f"perhaps {said[0]}{other}; more digits would tell"


def _wrong_cells(
    quantity: Quantity, shape: Shape, numbers: Sequence[Answer], exact: Sequence[float]
) -> Iterator[WrongCell]:
    places = cells_of(quantity.node, shape, quantity.gradient)
    wrong = [
        WrongCell(cell, answer.number, number)
        for cell, answer, number in zip(places, numbers, exact, strict=True)
        if not answer.agrees(number)
    ]
    yield from sorted(wrong, key=_distance, reverse=True)


def _distance(each: WrongCell) -> float:
    distance = abs(each.given - each.right)
    return distance if distance == distance else math.inf
