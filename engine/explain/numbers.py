"""The live numbers of an expression, with the bits that the engine computes."""

import operator
from collections.abc import Callable

from engine.explain.expressions import (
    Abbreviation,
    Binary,
    Bound,
    Call,
    Choice,
    Expression,
    Largest,
    Negated,
    Number,
    Range,
    Read,
)
from engine.floats import FUNCTIONS, divide, power
from engine.passes import Gradients, Trace

_SIGNS: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": divide,
    "**": power,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    "!=": operator.ne,
    "or": lambda left, right: left or right,
}


class Numbers:
    """Evaluates expressions at the numbers of one sample.

    A sum is evaluated once for every value of the letters that it depends on.
    """

    def __init__(self, trace: Trace, gradients: Gradients) -> None:
        self.trace = trace
        self.gradients = gradients
        self._known: dict[tuple[int, tuple[int, ...]], tuple[Expression, float]] = {}

    def number(self, expression: Expression, bound: Bound) -> float:
        """The number of an expression, whose letters are bound."""
        match expression:
            case Number(value):
                return value
            case Read():
                return expression.cell(bound).number(self.trace, self.gradients)
            case Negated(operand):
                return -self.number(operand, bound)
            case Binary(sign, left, right):
                return _SIGNS[sign](self.number(left, bound), self.number(right, bound))
            case Call(function, operand):
                return FUNCTIONS[function](self.number(operand, bound))
            case Choice():
                return self.number(self.chosen(expression, bound), bound)
            case Abbreviation():
                return self.number(expression.definition, bound)
            case Range():
                key = id(expression), tuple(bound[letter] for letter in expression.letters)
                if key not in self._known:  # the expression too, lest its id is given anew
                    self._known[key] = expression, self._over_range(expression, bound)
                return self._known[key][1]
        raise TypeError(expression)

    def chosen(self, choice: Choice, bound: Bound) -> Expression:
        """The one of the two expressions that the test chooses."""
        return choice.body if self.number(choice.test, bound) else choice.otherwise

    def _over_range(self, expression: Range, bound: Bound) -> float:
        numbers = (self.number(expression.body, binding) for binding in expression.bindings(bound))
        if isinstance(expression, Largest):
            return max(numbers)
        result = -0.0  # as in `values.total`
        for number in numbers:
            result += number
        return result
