"""The backward pass of whole networks, against central differences and against itself."""

from dataclasses import FrozenInstanceError

import pytest
from finite_differences import assert_gradients_fit, near_a_kink
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from random_networks import networks, with_numbers

from engine import Kind, cells, shape_of


@settings(max_examples=150)
@given(network=networks(), seed=st.integers(0, 10**6))
def test_random_networks_have_the_gradients_that_differences_show(build, network, seed):
    equations, shapes = network
    built = with_numbers(build, equations, shapes, seed)
    assume(not near_a_kink(built))
    assert_gradients_fit(built)
    _, gradients = built.differentiate(built.inputs, built.parameters)
    assert gradients["L"] == 1.0
    for name in set(built.graph.names(Kind.INTERMEDIATE)) - {"L"}:
        assert gradients[name] == gradients[name.replace("y", "d")]


def gradients_of(build, equations, inputs=None, parameters=None):
    network = build(equations, inputs, parameters)
    return network.differentiate(network.inputs, network.parameters)[1]


X = [0.5, -1.25]
A = [[0.3, -0.7], [1.1, 0.2]]


def test_a_name_used_twice_has_the_sum_of_the_gradients_of_its_uses(build):
    assert gradients_of(build, "L = x * x", {"x": 1.25})["x"] == 2.5
    assert gradients_of(build, "L = x + x + x", {"x": 1.25})["x"] == 3.0
    assert gradients_of(build, "L = x - x", {"x": 1.25})["x"] == 0.0
    assert gradients_of(build, "L = x ** x", {"x": 1.0})["x"] == 1.0


def test_the_gradients_of_two_paths_add(build):
    one = gradients_of(build, "y = x @ A\nL = sum(y ** 2)", {"x": X}, {"A": A})
    other = gradients_of(build, "L = sum(sigmoid(x))", {"x": X})
    both = "y = x @ A\nL = sum(y ** 2) + sum(sigmoid(x))"
    gradients = gradients_of(build, both, {"x": X}, {"A": A})
    assert gradients["x"] == tuple(a + b for a, b in zip(one["x"], other["x"], strict=True))
    assert gradients["A"] == one["A"]


def test_a_parameter_used_in_two_equations_has_the_sum_of_both_gradients(build):
    shared = gradients_of(build, "y = x @ A\nz = tanh(y) @ A\nL = sum(z ** 2)", {"x": X}, {"A": A})
    apart = "y = x @ A\nz = tanh(y) @ B\nL = sum(z ** 2)"
    split = gradients_of(build, apart, {"x": X}, {"A": A, "B": A})
    added = [a + b for a, b in zip(cells(split["A"]), cells(split["B"]), strict=True)]
    assert list(cells(shared["A"])) == added


def test_an_intermediate_used_by_several_equations_has_the_sum_of_their_gradients(build):
    gradients = gradients_of(build, "y = 3 * x\na = y * y\nb = 5 * y\nL = a + b", {"x": 2.0})
    assert gradients["y"] == 2 * 6.0 + 5
    assert gradients["x"] == 3 * gradients["y"]


def test_another_name_for_the_same_numbers_passes_its_gradient_on(build):
    gradients = gradients_of(build, "b = a\nc = b\nL = sum(c * c) + sum(b)", {"a": [1.0, 2.0]})
    assert gradients["c"] == (2.0, 4.0)
    assert gradients["a"] == gradients["b"] == (3.0, 5.0)


def test_a_named_constant_has_a_gradient_too(build):
    gradients = gradients_of(build, "c = 2\nd = c * 3\nL = sum(d * x)", {"x": [1.0, 4.0]})
    assert gradients["d"] == 5.0
    assert gradients["c"] == 15.0


def test_constants_have_no_gradient(build):
    network = build("L = x ** (1 + 1)", {"x": -3.0})
    _, gradients = network.differentiate(network.inputs, network.parameters)
    for node, gradient in zip(network.graph.nodes, gradients.by_node, strict=True):
        assert node.differentiated == (node.label == "x" or node.named)
        assert gradient == {"x": -6.0, "L": 1.0 if node.named else 0.0}[node.label]


def test_what_does_not_reach_the_loss_has_the_gradient_zero(build):
    gradients = gradients_of(build, "y = x @ A\nL = sum(x)", {"x": X}, {"A": A})
    assert gradients["y"] == (0.0, 0.0)
    assert gradients["A"] == ((0.0, 0.0), (0.0, 0.0))
    assert gradients["x"] == (1.0, 1.0)


def test_every_named_node_has_a_value_and_a_gradient_of_its_shape(build):
    network = build("y = x @ A\nc = 2\nz = c * -y\nL = mean(z ** 2)", {"x": X}, {"A": A})
    trace, gradients = network.differentiate(network.inputs, network.parameters)
    assert list(trace) == list(gradients) == ["x", "A", "y", "c", "z", "L"]
    assert len(trace) == 6
    for name in trace:
        assert shape_of(trace[name]) == shape_of(gradients[name]) == network.graph.shape(name)


def test_trace_and_gradients_are_frozen(build):
    network = build("y = x @ A\nL = sum(y)", {"x": X}, {"A": A})
    trace, gradients = network.differentiate(network.inputs, network.parameters)
    for values in (trace, gradients):
        with pytest.raises(FrozenInstanceError):
            values.by_node = ()
        with pytest.raises(TypeError):
            values["A"] = ()
        assert isinstance(values["A"], tuple)
        assert isinstance(values["A"][0], tuple)


def test_a_constant_folded_into_the_loss_needs_no_leaf(build):
    network = build("L = 2 ** 3 - -1.5")
    trace, gradients = network.differentiate({}, {})
    assert trace.loss == 9.5
    assert dict(gradients) == {"L": 1.0}
