"""Every operation by itself: its value, its gradient, and what it does where numbers end."""

import math
import operator
from random import Random

import pytest
from finite_differences import assert_gradients_fit, shaped
from hypothesis import given
from hypothesis import strategies as st

from engine import as_matrix, cells, shape_of

SHAPES = [(), (3,), (2, 3)]
PAIRS = [((), ()), ((3,), (3,)), ((2, 3), (2, 3))]
BROADCASTS = [((), (3,)), ((3,), ()), ((), (2, 3)), ((2, 3), ())]
PRODUCTS = [  # left, right, result
    ((2,), (2, 3), (3,)),
    ((2, 3), (3,), (2,)),
    ((2, 3), (3, 4), (2, 4)),
    ((3,), (3,), ()),
    ((1,), (1, 3), (3,)),
    ((3, 1), (1,), (3,)),
    ((3, 1), (1, 2), (3, 2)),
    ((1, 3), (3, 1), (1, 1)),
]

FUNCTIONS = {
    "-": operator.neg,
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
    "tanh": math.tanh,
    "relu": lambda x: max(x, 0.0),
    "exp": math.exp,
    "log": math.log,
    "sqrt": math.sqrt,
    "abs": abs,
}
SIGNS = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": operator.pow,
}
POSITIVE_ONLY = {"log", "sqrt", "/", "**"}


def words(value):
    return "×".join(map(str, value)) or "scalar" if isinstance(value, tuple) else None


def numbers(seed, shape, *, positive=False):
    """Numbers away from 0, where relu and abs have a kink, and without a pattern."""
    random = Random(seed)

    def number():
        size = random.uniform(0.2, 1.8)
        return size if positive or random.random() < 0.5 else -size

    return shaped(iter(number, None), shape)


def as_lists(value):
    return list(map(as_lists, value)) if isinstance(value, tuple) else value


def weighed(build, expression, result_shape, **operands):
    """The network that adds up the result's cells, each with a weight of its own."""
    inputs = {**operands, "weights": numbers("weights", result_shape)}
    names = list(inputs)
    return build(
        f"r = {expression}\nL = sum(weights * r)",
        {name: as_lists(inputs[name]) for name in names[1:]},
        {names[0]: as_lists(inputs[names[0]])},
    )


def values(network):
    return network.differentiate(network.inputs, network.parameters)[0]


@pytest.mark.parametrize("shape", SHAPES, ids=words)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_of_one_operand_works_on_every_cell(build, name, shape):
    a = numbers(name, shape, positive=name in POSITIVE_ONLY)
    network = weighed(build, f"{name}(a)", shape, a=a)
    result = values(network)["r"]
    assert shape_of(result) == shape
    assert list(cells(result)) == pytest.approx([FUNCTIONS[name](cell) for cell in cells(a)])
    assert_gradients_fit(network)


@pytest.mark.parametrize(("left", "right"), PAIRS + BROADCASTS, ids=words)
@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_pairs_cells_or_a_scalar_with_every_cell(build, sign, left, right):
    positive = sign in POSITIVE_ONLY
    a, b = numbers("a", left, positive=positive), numbers("b", right, positive=positive)
    shape = left or right
    network = weighed(build, f"a {sign} b", shape, a=a, b=b)
    result = values(network)["r"]
    count = math.prod(shape)
    pairs = zip(
        list(cells(a)) * (count if not left else 1),
        list(cells(b)) * (count if not right else 1),
        strict=True,
    )
    assert shape_of(result) == shape
    assert list(cells(result)) == pytest.approx([SIGNS[sign](p, q) for p, q in pairs])
    assert_gradients_fit(network)


@pytest.mark.parametrize(("left", "right", "shape"), PRODUCTS, ids=words)
def test_the_matrix_product_sees_rows_on_its_left_and_columns_on_its_right(
    build, left, right, shape
):
    a, b = numbers("a", left), numbers("b", right)
    network = weighed(build, "a @ b", shape, a=a, b=b)
    rows = as_matrix(a)
    columns = list(zip(*b, strict=True)) if len(right) == 2 else [b]
    expected = [
        sum(p * q for p, q in zip(row, column, strict=True)) for row in rows for column in columns
    ]
    result = values(network)["r"]
    assert shape_of(result) == shape
    assert list(cells(result)) == pytest.approx(expected)
    assert_gradients_fit(network)


@pytest.mark.parametrize("shape", SHAPES, ids=words)
def test_sum_and_mean_take_all_cells(build, shape):
    a = numbers("a", shape)
    for name, divisor in (("sum", 1), ("mean", math.prod(shape))):
        network = weighed(build, f"{name}(a)", (), a=a)
        assert values(network)["r"] == pytest.approx(sum(cells(a)) / divisor)
        assert_gradients_fit(network)


@pytest.mark.parametrize("shape", [(1,), (4,), (1, 3), (3, 1), (3, 4)], ids=words)
def test_softmax_makes_probabilities_of_every_row(build, shape):
    a = numbers("a", shape)
    network = weighed(build, "softmax(a)", shape, a=a)
    for row, logits in zip(as_matrix(values(network)["r"]), as_matrix(a), strict=True):
        exponentials = [math.exp(logit) for logit in logits]
        assert list(row) == pytest.approx([e / sum(exponentials) for e in exponentials])
    assert_gradients_fit(network)


@pytest.mark.parametrize("target", [[0.0, 1.0, 0.0], [0.2, 0.5, 0.3], [1.5, -0.5, 0.7]])
def test_cross_entropy_is_the_targets_surprise_whatever_the_targets_sum(build, target):
    logits = numbers("logits", (3,))
    network = weighed(build, "cross_entropy(a, b)", (), a=logits, b=tuple(target))
    whole = sum(math.exp(logit) for logit in logits)
    surprises = [-math.log(math.exp(logit) / whole) for logit in logits]
    expected = sum(t * s for t, s in zip(target, surprises, strict=True))
    assert values(network)["r"] == pytest.approx(expected)
    assert_gradients_fit(network)


def test_softmax_and_cross_entropy_of_the_same_logits_agree(build):
    logits = [0.3, -1.2, 2.0]
    direct = build("L = cross_entropy(a, t)", {"a": logits, "t": [0, 1, 0]})
    spelled = build("L = -sum(t * log(softmax(a)))", {"a": logits, "t": [0, 1, 0]})
    (one, gradients), (other, others) = (
        network.differentiate(network.inputs, network.parameters) for network in (direct, spelled)
    )
    assert one.loss == pytest.approx(other.loss)
    assert gradients["a"] == pytest.approx(others["a"])
    assert gradients["t"] == pytest.approx(others["t"])


def run(build, equations, **inputs):
    network = build(equations, inputs)
    return network.differentiate(network.inputs, network.parameters)


@pytest.mark.parametrize(
    ("x", "expected"), [(1000.0, 1.0), (-1000.0, 0.0), (-740.0, math.exp(-740.0))]
)
def test_sigmoid_does_not_overflow_on_either_side(build, x, expected):
    trace, gradients = run(build, "L = sigmoid(x)", x=x)
    assert trace.loss == expected
    assert gradients["x"] == pytest.approx(0.0, abs=1e-300)


def test_softmax_of_huge_logits_is_certain(build):
    trace, gradients = run(build, "p = softmax(x)\nL = p @ k", x=[1000.0, -1000, 0], k=[1, 2, 3])
    assert trace["p"] == (1.0, 0.0, 0.0)
    assert gradients["x"] == (0.0, 0.0, 0.0)
    trace, _ = run(build, "p = softmax(x)\nL = sum(p)", x=[[1000.0, 1000], [-1000, -1000]])
    assert trace["p"] == ((0.5, 0.5), (0.5, 0.5))


def test_cross_entropy_of_huge_logits_is_their_difference(build):
    trace, gradients = run(build, "L = cross_entropy(x, t)", x=[1000.0, -1000], t=[0, 1])
    assert trace.loss == 2000.0
    assert gradients["x"] == (1.0, -1.0)
    assert gradients["t"] == (0.0, 2000.0)


@pytest.mark.parametrize(
    ("expression", "x", "expected"),
    [
        ("log(x)", 0.0, -math.inf),
        ("log(x)", -1.0, math.nan),
        ("1 / x", 0.0, math.inf),
        ("1 / x", -0.0, -math.inf),
        ("-1 / x", 0.0, -math.inf),
        ("x / x", 0.0, math.nan),
        ("x / 1e-308", 1e300, math.inf),
        ("sqrt(x)", -1.0, math.nan),
        ("exp(x)", 1000.0, math.inf),
        ("exp(x)", -1000.0, 0.0),
        ("exp(exp(x))", -1000.0, 1.0),
        ("exp(-exp(x))", 1000.0, 0.0),
        ("x * x", 1e200, math.inf),
        ("x - x * x * x", 1e200, -math.inf),
        ("exp(x) - exp(x)", 1000.0, math.nan),
        ("x ** 2", 1e200, math.inf),
        ("x ** 2", -1e200, math.inf),
        ("x ** 3", -1e200, -math.inf),
        ("x ** 4", -1e200, math.inf),
        ("x ** 0.5", -8.0, math.nan),
        ("x ** 0", 0.0, 1.0),
        ("x ** -1", 0.0, math.inf),
        ("x ** -1", -0.0, -math.inf),
        ("x ** -2", -0.0, math.inf),
        ("x ** -0.5", -0.0, math.inf),
        ("x ** x", -1e200, 0.0),
        ("x ** x", 1e200, math.inf),
        ("sigmoid(exp(x))", 1000.0, 1.0),
        ("sigmoid(-exp(x))", 1000.0, 0.0),
        ("sigmoid(exp(x) - exp(x))", 1000.0, math.nan),
        ("tanh(exp(x))", 1000.0, 1.0),
        ("relu(-exp(x))", 1000.0, 0.0),
        ("relu(log(x))", -1.0, math.nan),
        ("abs(-exp(x))", 1000.0, math.inf),
        ("abs(log(x))", -1.0, math.nan),
        ("log(exp(x))", 1000.0, math.inf),
        ("sqrt(exp(x))", 1000.0, math.inf),
    ],
)
def test_what_leaves_the_range_of_floats_follows_ieee_754_and_never_raises(
    build, expression, x, expected
):
    trace, gradients = run(build, f"L = {expression}", x=x)
    assert isinstance(gradients["x"], float)
    assert trace.loss == pytest.approx(expected, rel=0.0, abs=0.0, nan_ok=True)


@pytest.mark.parametrize("logits", ["exp(x)", "log(1 - x)", "log(-x)"])
@pytest.mark.parametrize("loss", ["softmax(a) @ x", "cross_entropy(a, x)"])
def test_logits_that_are_infinite_or_nan_give_nan_and_never_raise(build, logits, loss):
    trace, gradients = run(build, f"a = {logits}\nL = {loss}", x=[0.5, 1000.0])
    assert math.isnan(trace.loss)
    assert all(map(math.isnan, gradients["a"]))


@pytest.mark.parametrize(
    ("expression", "x", "expected"),
    [
        ("relu(x)", 0.0, 0.0),
        ("abs(x)", 0.0, 0.0),
        ("sqrt(x)", 0.0, math.inf),
        ("log(x)", 0.0, math.inf),
        ("x ** 0", 0.0, 0.0),
        ("x ** 1", 0.0, 1.0),
        ("x ** 2", 0.0, 0.0),
        ("0 ** x", 1.0, 0.0),
        ("0 ** x", 0.0, 0.0),
        ("exp(x)", 1000.0, math.inf),
    ],
)
def test_the_derivative_at_an_edge_is_the_stated_one(build, expression, x, expected):
    _, gradients = run(build, f"L = {expression}", x=x)
    assert gradients["x"] == expected


@given(x=st.floats(allow_nan=False, allow_infinity=False))
def test_a_square_is_the_product_to_the_last_bit(build, x):
    trace, gradients = run(build, "a = x ** 2\nb = x * x\nL = a - b", x=x)
    assert trace["a"] == trace["b"] == x * x
    assert gradients["a"] == 1.0


UNARY = st.sampled_from(sorted(FUNCTIONS))
BINARY = st.sampled_from(sorted(SIGNS))
ANY_FLOAT = st.floats(allow_nan=False, allow_infinity=False)


@given(first=UNARY, second=UNARY, sign=BINARY, x=ANY_FLOAT, y=ANY_FLOAT)
def test_no_numbers_make_an_operation_raise(build, first, second, sign, x, y):
    equations = f"a = {first}({second}(x))\nb = a {sign} y\nc = softmax(b)\n"
    loss = "L = cross_entropy(c, b) + sum(a) + mean(c @ b)"
    trace, gradients = run(build, equations + loss, x=[x, y], y=[y, x])
    assert isinstance(trace.loss, float)
    assert all(isinstance(cell, float) for cell in cells(gradients["x"]))


def test_a_sum_of_floats_is_added_from_left_to_right(build):
    tiny = [1.0, *[1e-16] * 20]
    trace, _ = run(build, "s = sum(x)\nd = x @ k\nL = s + d", x=tiny, k=[1.0] * 21)
    assert trace["s"] == 1.0
    assert trace["d"] == 1.0
