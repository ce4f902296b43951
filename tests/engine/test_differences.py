"""Central differences, and traces with a node held at another value."""

from itertools import islice

import pytest
from finite_differences import near_a_kink
from hypothesis import assume, given
from hypothesis import strategies as st
from random_networks import networks, with_numbers

from engine import Cell, cells, find_network, forward, held, load_network, preset_names, shape_of
from engine.differences import central_differences, disagreeing, slopes


def assert_fit(trace, gradients):
    for name, gradient in gradients.items():
        differences = central_differences(trace, name)
        assert shape_of(differences) == shape_of(gradient)
        scale = max(1.0, abs(trace.loss), *map(abs, cells(gradient)))
        assert list(cells(differences)) == pytest.approx(
            list(cells(gradient)), rel=1e-6, abs=1e-6 * scale
        )


@pytest.mark.parametrize("name", preset_names())
def test_presets_have_the_gradients_of_all_nodes_that_differences_show(name):
    network = load_network(find_network(name))
    assert_fit(*network.differentiate(network.inputs, network.parameters))


@given(text=networks(), seed=st.integers(0, 10**6))
def test_random_networks_have_the_gradients_of_all_nodes_that_differences_show(build, text, seed):
    network = with_numbers(build, *text, seed)
    assume(not near_a_kink(network))
    assert_fit(*network.differentiate(network.inputs, network.parameters))


@pytest.mark.parametrize("p", [1e-9, 1e-5, 0.01, 1.0, 1e5])
def test_the_step_follows_the_scale_of_the_cell(build, p):
    network = build("L = log(p)", {"p": p})
    trace, gradients = network.differentiate(network.inputs, network.parameters)
    assert central_differences(trace, "p") == pytest.approx(gradients["p"], rel=1e-8)


@pytest.mark.parametrize("w", [0.0, 1e-12, 1e-5])
def test_a_number_that_is_small_by_chance_takes_a_larger_step(build, w):
    network = build("L = 40 + sigmoid(w)", parameters={"w": w})
    trace, gradients = network.differentiate(network.inputs, network.parameters)
    assert central_differences(trace, "w") == pytest.approx(gradients["w"], rel=1e-8)


@given(text=networks(), seed=st.integers(0, 10**6))
def test_a_leaf_held_at_a_value_is_a_leaf_of_that_value(build, text, seed):
    network = with_numbers(build, *text, seed)
    leaves = {**network.inputs, **network.parameters}
    trace = forward(network.graph, leaves)
    for name, value in leaves.items():
        same = held(trace, name, value)
        assert same.by_node == trace.by_node
        other = {
            name: other for name, other in leaves.items() if shape_of(other) == shape_of(value)
        }
        for held_value in other.values():
            changed = forward(network.graph, {**leaves, name: held_value})
            assert held(trace, name, held_value).by_node == changed.by_node


def test_an_intermediate_is_held_against_its_equation(build):
    network = build("y = 2 * x\nz = y + x\nL = z * y", {"x": 1.0})
    trace, _ = network.differentiate(network.inputs, network.parameters)
    assert dict(held(trace, "y", 5.0)) == {"x": 1.0, "y": 5.0, "z": 6.0, "L": 30.0}


def test_differences_can_be_had_cell_by_cell():
    network = load_network(find_network("two-branch"))
    trace, _ = network.differentiate(network.inputs, network.parameters)
    whole = list(cells(central_differences(trace, "A")))
    assert list(slopes(trace, "A")) == whole
    assert list(islice(slopes(trace, "A"), 2)) == whole[:2]


def test_the_cells_that_disagree_are_named(build):
    network = build("L = 1000 * sum(v * v) + k", {"v": [1.0, 2.0, -3.0], "k": 0.5})
    trace, gradients = network.differentiate(network.inputs, network.parameters)
    differences = central_differences(trace, "v")
    first, second, third = gradients["v"]
    assert not disagreeing(trace, "v", gradients["v"], differences)
    assert not disagreeing(trace, "v", (first, second * (1 + 1e-7), third), differences)
    off = (first, second * 1.001, float("nan"))
    assert disagreeing(trace, "v", off, differences) == {
        Cell("v", (1,), gradient=True),
        Cell("v", (2,), gradient=True),
    }
    assert disagreeing(trace, "k", -1.0, 1.0) == {Cell("k", (), gradient=True)}
