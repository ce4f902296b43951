"""Networks of random equations, shapes and numbers, in which every operation occurs."""

import re
from random import Random

from finite_differences import shaped
from hypothesis import strategies as st

SHAPES = [(), (2,), (3,), (2, 2), (2, 3), (3, 2), (3, 3)]
LEAVES = {  # for every shape an input and a parameter
    (): ("c", "k"),
    (2,): ("u", "p"),
    (3,): ("v", "q"),
    (2, 2): ("X", "A"),
    (2, 3): ("Y", "B"),
    (3, 2): ("Z", "C"),
    (3, 3): ("W", "D"),
}


@st.composite
def expressions(draw, shape, names, depth):
    """The text of an expression of that shape, from leaves and earlier equations.

    Every operation occurs; its operands stay where it is defined and its results near 1.
    """

    def part(of_shape):
        return draw(expressions(of_shape, names, depth - 1))

    known = [name for name, its_shape in names.items() if its_shape == shape]
    if depth == 0:
        numbers = ["0.5", "(-1.5)", "3", "2e-1"] if not shape else []
        return draw(st.sampled_from([*LEAVES[shape], *known, *numbers]))
    kinds = ["function", "domain", "sign", "sign", "divide", "power", "name"]
    kinds += ["reduce", "cross_entropy", "dot"] if not shape else ["softmax", "product", "product"]
    match draw(st.sampled_from(kinds)):
        case "function":
            forms = ["(-{})", "sigmoid({})", "tanh({})", "relu({})", "abs({})"]
            return draw(st.sampled_from(forms)).format(part(shape))
        case "domain":
            forms = ["exp(tanh({}))", "log({} ** 2 + 0.5)", "sqrt({0} * {0} + 0.5)"]
            return draw(st.sampled_from(forms)).format(part(shape))
        case "sign":
            left, right = draw(st.sampled_from([(shape, shape), (shape, ()), ((), shape)]))
            return f"({part(left)} {draw(st.sampled_from('+-*'))} {part(right)})"
        case "divide":
            return f"({part(shape)} / ({part(draw(st.sampled_from([shape, ()])))} ** 2 + 0.5))"
        case "power":
            forms = ["(tanh({}) ** 2)", "(tanh({}) ** 3)", "((abs({0}) + 0.5) ** tanh({0}))"]
            return draw(st.sampled_from(forms)).format(part(shape))
        case "reduce":
            return (
                f"{draw(st.sampled_from(['sum', 'mean']))}({part(draw(st.sampled_from(SHAPES)))})"
            )
        case "cross_entropy":
            vector = draw(st.sampled_from([(2,), (3,)]))
            return f"cross_entropy({part(vector)}, {part(vector)})"
        case "dot":
            vector = draw(st.sampled_from([(2,), (3,)]))
            return f"({part(vector)} @ {part(vector)})"
        case "softmax":
            return f"softmax({part(shape)})"
        case "product":
            inner = draw(st.sampled_from([2, 3]))
            vector = [((inner,), (inner, *shape)), ((*shape, inner), (inner,))]
            matrix = [((shape[0], inner), (inner, shape[-1]))]
            left, right = draw(st.sampled_from(vector if len(shape) == 1 else matrix))
            return f"({part(left)} @ {part(right)})"
        case _:
            return draw(expressions(shape, names, 0))


@st.composite
def networks(draw):
    """Equations of random shapes, each with an addend of its own, and a loss that has them all.

    The addend `d1` of the equation `y1` enters nowhere else, so that its gradient is that of
    the intermediate `y1` and differences can check it too.
    """
    names = {}
    lines = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        shape = draw(st.sampled_from(SHAPES))
        lines.append(f"y{number} = {draw(expressions(shape, names, 2))} + d{number}")
        names[f"y{number}"] = shape
    terms = [draw(expressions((), names, 2)), *(f"mean({name} ** 2)" for name in names)]
    lines.append(f"L = {' + '.join(terms)}")
    shapes = {leaf: shape for shape, leaves in LEAVES.items() for leaf in leaves}
    shapes |= {name.replace("y", "d"): shape for name, shape in names.items()}
    used = set(re.findall(r"\b[a-zA-Z]\d*\b", "\n".join(lines)))
    return "\n".join(lines), {leaf: shapes[leaf] for leaf in sorted(used & shapes.keys())}


def as_lists(value):
    return list(map(as_lists, value)) if isinstance(value, tuple) else value


def with_numbers(build, equations, shapes, seed):
    random = Random(seed)
    stream = iter(lambda: random.uniform(-1.5, 1.5), None)
    leaves = {name: as_lists(shaped(stream, shape)) for name, shape in shapes.items()}
    parameters = {name: leaves.pop(name) for _, name in LEAVES.values() if name in leaves}
    return build(equations, leaves, parameters)
