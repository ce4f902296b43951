"""What the tests of explanations share: every cell of a network, and formulas read back."""

import math
import re

from engine import cells_of
from engine.explain import text_of

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
FUNCTIONS = {
    "abs": abs,
    "exp": math.exp,
    "log": lambda x: math.log(x) if x > 0 else math.nan,
    "relu": lambda x: max(x, 0.0),
    "sigma": lambda x: 1 / (1 + math.exp(-x)),
    "sign": lambda x: (x > 0) - (x < 0),
    "sqrt": math.sqrt,
    "tanh": math.tanh,
}


def used_in(equations, leaves):
    """The leaves that the equations use."""
    names = set(re.findall(r"[a-z]+", equations))
    return {name: value for name, value in leaves.items() if name in names}


def every_cell(trace):
    for name in trace:
        for gradient in (False, True):
            yield from cells_of(name, trace.graph.shape(name), gradient)


def added(numbers):
    """Added from left to right, without the compensation of newer Pythons' sum()."""
    result = -0.0
    for number in numbers:
        result += number
    return result


def size(formula):
    """What rounding errors of a formula are measured by."""
    return 1.0 + sum(abs(term.number) for term in formula.addends())


def read_back(pieces):
    """The number of a formula as a reader would compute it from what is written.

    None where the text leaves something out.
    """
    text = text_of(pieces, repr)
    if re.search("…|Σ|max|′|if", text) or text.count("|") > 2:
        return None
    text = re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda match: f"**{match[0].translate(SUPERSCRIPTS)}", text)
    text = re.sub(r"\|([^|]*)\|", r"abs(\1)", text)
    text = re.sub(r"√([0-9.e-]+)", r"sqrt(\1)", text).replace("√", "sqrt").replace("σ", "sigma")
    for written, meant in (("·", "*"), ("−", "-"), ("^", "**"), ("∞", "inf")):
        text = text.replace(written, meant)
    number = eval(text, {"__builtins__": {}, **FUNCTIONS})
    assert isinstance(number, float | int), text
    return number
