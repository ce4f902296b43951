"""Answers as people type them, read as numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import NetworkError, find_network, load_network
from engine.mistakes import Answer
from engine.practice import Quantities, parse_answer

X = [0.5, -1.25]


@pytest.fixture(scope="module")
def network(build):
    return build(
        "y = x @ A\nu = sigmoid(y)\nDelta = u * b\nL = sum(Delta ** 2)",
        {"x": X},
        {"A": [[0.3, -0.7], [1.1, 0.2]], "b": 3.0},
    )


@pytest.fixture(scope="module")
def quantities(network):
    return Quantities(*network.differentiate(network.inputs, network.parameters))


@pytest.mark.parametrize(
    ("text", "number", "unit", "digits"),
    [
        ("2.16", 2.16, 0.01, 3),
        (" -0.5 ", -0.5, 0.1, 1),
        ("−0,50", -0.5, 0.01, 2),
        ("+3", 3.0, 1.0, 1),
        ("1e-3", 1e-3, 1e-3, 1),
        ("1.50E+2", 150.0, 1.0, 3),
        (".25", 0.25, 0.01, 2),
        ("100", 100.0, 1.0, 3),
        ("0.0025", 0.0025, 1e-4, 2),
        ("0.00", 0.0, 0.01, 0),
        ("0e999", 0.0, 1e308, 0),
    ],
)
def test_a_typed_number_has_the_precision_of_its_digits(quantities, text, number, unit, digits):
    answer = parse_answer(text, quantities)
    assert (answer.number, answer.digits) == (number, digits)
    assert answer.unit == pytest.approx(unit)


def test_an_expression_is_what_it_says(quantities):
    trace, gradients = quantities.trace, quantities.gradients
    x, a, b, y, dy = trace["x"], trace["A"], trace["b"], trace["y"], gradients["y"]
    expected = {
        "1/3": 1 / 3,
        "x[0]": x[0],
        "x₀": x[0],
        "A[0][1]": a[0][1],
        "A[0, 1]": a[0][1],
        "L": trace.loss,
        "dL/dy[1]": dy[1],
        "dL / dy₁": dy[1],
        "∂L/∂y[1]": dy[1],
        "∂L/∂y₁": dy[1],
        "∂y[1]": dy[1],
        "dy[1]": dy[1],
        "d_y[1]": dy[1],
        "grad_y[1]": dy[1],
        "dL/dA[1][0]": gradients["A"][1][0],
        "dDelta[0]": gradients["Delta"][0],
        "x₀·∂L/∂y₁": x[0] * dy[1],
        "x[0] × dy[1]": x[0] * dy[1],
        "-x[0] + +2": 2 - x[0],
        "b²": b**2,
        "b^2": b**2,
        "(x @ A)[1]": y[1],
        "x @ A.T[0]": x[0] * a[0][0] + x[1] * a[1][0],
        "x @ Aᵀ[1]": x[0] * a[0][1] + x[1] * a[1][1],
        "A[0] @ x": x[0] * a[0][0] + x[1] * a[0][1],
        "sigmoid(y[0])": trace["u"][0],
        "σ(y₀)": trace["u"][0],
        "sum(x * dy)": x[0] * dy[0] + x[1] * dy[1],
        "u₀·(1 − u₀)": trace["u"][0] * (1 - trace["u"][0]),
    }
    for text, number in expected.items():
        answer = parse_answer(text, quantities)
        assert (text, answer.number) == (text, pytest.approx(number, rel=1e-14))
        assert answer == Answer(answer.number)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "there is no answer"),
        ("   ", "there is no answer"),
        ("1" * 600, "too long"),
        ("two", "the name two is not known"),
        ("∂L/∂q", "the name q is not known"),
        ("x[", "cannot be read"),
        ("x = 1", "cannot be read"),
        ("'x'", "cannot be read"),
        ("True", "cannot be read"),
        ("1j", "cannot be read"),
        ("x.real", "cannot be read"),
        ("[1, 2]", "cannot be read"),
        ("1 if x else 2", "cannot be read"),
        ("lambda: 1", "cannot be read"),
        ("(x := 2)", "cannot be read"),
        ("__import__('os')", "there is no function __import__"),
        ("x.__class__()", "cannot be read"),
        ("eval(x)", "there is no function eval"),
        ("exp(1, 2)", "there is no function exp of 2 operands"),
        ("exp(x=1)", "cannot be read"),
        ("x", "that is a vector of 2"),
        ("A", "that is a 2×2 matrix"),
        ("x[2]", "x is a vector of 2 and has no cell [2]"),
        ("x[-1]", "is no whole number from 0 on"),
        ("x[0:1]", "is no whole number from 0 on"),
        ("x[b]", "is no whole number from 0 on"),
        ("x[0][0]", "has no cell [0][0]"),
        ("b[0]", "b is a scalar and has no cell [0]"),
        ("b @ b", "takes no scalars"),
        ("x @ b", "takes no scalars"),
        ("1e999", "no finite number"),
        ("1/0", "no finite number"),
        ("9**9**9**9", "no finite number"),
        ("9" * 400 + "+1", "no finite number"),
        ("(" * 240 + ")" * 240, "cannot be read"),
        ("-" * 490 + "x", ""),
    ],
)
def test_what_cannot_be_read_is_said_in_one_sentence(quantities, text, problem):
    with pytest.raises(NetworkError) as complaint:
        parse_answer(text, quantities)
    assert problem in str(complaint.value)
    assert str(complaint.value).count("\n") == 0


@given(text=st.text(alphabet="xAbyudL∂/@+-*.,()[]01₀₁ᵀTe σ²^=:'_", max_size=40) | st.text())
def test_no_text_makes_it_raise_anything_else(quantities, text):
    try:
        assert isinstance(parse_answer(text, quantities).number, float)
    except NetworkError as complaint:
        assert str(complaint)


def test_what_is_hidden_cannot_be_named(quantities):
    hidden = Quantities(quantities.trace, quantities.gradients, lambda cell: cell.node == "u")
    for text in ("u[0]", "∂L/∂u₀", "u @ x", "sum(u.T)", "2 * du[1]"):
        with pytest.raises(NetworkError, match="hidden while it is asked for"):
            parse_answer(text, hidden)
    assert parse_answer("y[0]", hidden).number == quantities.trace["y"][0]


def test_names_of_the_network_come_before_notation(build):
    network = build("dy = 2 * y\ndL = dy + y\nL = dL / dy", {"y": 1.0})
    trace, gradients = network.differentiate(network.inputs, network.parameters)
    quantities = Quantities(trace, gradients)
    assert parse_answer("dy", quantities).number == 2.0
    assert parse_answer("dL/dy", quantities).number == 1.5
    assert parse_answer("∂L/∂y", quantities).number == gradients["y"]
    assert parse_answer("ddy", quantities).number == gradients["dy"]


def test_names_in_any_script_and_of_any_length_are_read(build):
    network = build("λ_выход = -α\na_very_long_name = λ_выход * α", {"α": 1.5})
    quantities = Quantities(*network.differentiate(network.inputs, network.parameters))
    assert parse_answer("λ_выход", quantities).number == -1.5
    assert parse_answer("∂a_very_long_name/∂α", quantities).number == -3.0
    assert parse_answer("da_very_long_name/dα", quantities).number == -3.0


def test_the_published_cell_can_be_written_out():
    network = load_network(find_network("two-branch"))
    trace, gradients = network.differentiate(network.inputs, network.parameters)
    quantities = Quantities(trace, gradients)
    text = "x₀ · u₁·(1 − u₁) · (2·w₀·C[1][0] + 2·w₁·C[1][1] + 2·w₂·C[1][2])"
    assert parse_answer(text, quantities).agrees(gradients["A"][0][1])
    assert parse_answer("x[0] * u[1] * (1 - u[1]) * (dw @ C[1])", quantities).agrees(
        gradients["A"][0][1]
    )
