"""The backward pass beside PyTorch's autograd. These tests need PyTorch."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_networks import networks, with_numbers

from engine import find_network, load_network, preset_names, shape_of
from engine.autograd import autograd, pytorch_version
from engine.comparison import Agreement, against
from engine.mistakes import differing, faulty_backward, possible_faults

pytestmark = pytest.mark.torch

GOOD = {Agreement.EXACT, Agreement.AGREES}


def pass_of(network):
    return network.differentiate(network.inputs, network.parameters)


def test_the_version_is_known():
    import torch

    assert pytorch_version() == torch.__version__


@pytest.mark.parametrize("name", preset_names())
def test_presets_have_the_gradients_of_autograd(name):
    trace, gradients = pass_of(load_network(find_network(name)))
    other = autograd(trace)
    assert {n: shape_of(v) for n, v in other.items()} == {
        n: shape_of(v) for n, v in gradients.items()
    }
    assert {row.agreement for row in against(gradients, other)} <= GOOD


@given(text=networks(), seed=st.integers(0, 10**6), data=st.data())
@settings(max_examples=60)
def test_random_networks_have_the_gradients_of_autograd_and_a_fault_shows(build, text, seed, data):
    network = with_numbers(build, *text, seed)
    trace, gradients = pass_of(network)
    other = autograd(trace)
    assert {row.agreement for row in against(gradients, other)} <= GOOD
    fault = data.draw(st.sampled_from(possible_faults(network.graph)))
    faulty = faulty_backward(trace, fault)
    wrong = differing(gradients, faulty)
    for row in against(faulty, other):
        assert (row.agreement is Agreement.DIFFERS) == (row.node in wrong)


@pytest.mark.parametrize(
    "equations",
    [
        "L = sum(relu(x)) + sum(abs(x))",  # at their kinks
        "L = sum(x ** 2 + x ** 1 + x ** 0)",  # at 0, where powers are special
        "a = x\nb = a\nL = sum(a * b) + a @ x",  # other names for the same numbers
        "u = sigmoid(x)\nL = sum(x)",  # a node that the loss does not need
        "L = 2 + 3",  # nothing to differentiate but the loss
    ],
)
def test_special_cases_are_those_of_autograd(build, equations):
    inputs = {"x": [0.0, -1.5, 2.0]} if "x" in equations else {}
    trace, gradients = pass_of(build(equations, inputs))
    assert {row.agreement for row in against(gradients, autograd(trace))} <= GOOD
