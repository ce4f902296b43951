"""Observations: each where a network was made for it, and none where all is well."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_networks import networks, with_numbers

from engine import Cell, EpochLosses, Network, Run, cells, find_network, load_network, preset_names
from engine.observations import observe, observe_epoch, observe_update


def observed(network: Network):
    return observe(*network.differentiate(network.inputs, network.parameters))


def told(network: Network):
    return {(each.node, each.heading) for each in observed(network)}


MADE_FOR = {
    "vanishing": {("h1", "vanishing gradient")},
    "stuck": {("r", "dead relu"), ("s", "saturated sigmoid")},
}


@pytest.mark.parametrize("name", preset_names())
def test_presets_show_what_they_are_made_for_and_nothing_else(name):
    assert told(load_network(find_network(name))) == MADE_FOR.get(name, set())


@pytest.mark.parametrize("name", [name for name in preset_names() if name not in MADE_FOR])
def test_presets_that_learn_show_nothing_while_they_learn(name):
    network = load_network(find_network(name))
    run = Run(network, network.settings)
    state = run.start()
    raised = []
    for _ in range(min(network.epochs, 100)):
        before, state = state.losses, run.advance(state, 2 * len(network.samples))
        for sample in network.samples[:3]:
            assert observe(*network.differentiate(sample, state.parameters)) == ()
        if before is not None:
            eta = run.settings.learning_rate
            raised += observe_epoch(network.graph, before, state.losses, eta)
    assert bool(raised) == (name == "diverging")


# Saturated and dead


@pytest.mark.parametrize(
    ("function", "inside", "outside"), [("sigmoid", 4.5, 4.7), ("tanh", 2.2, 2.4)]
)
@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_a_function_is_saturated_where_its_derivative_is_a_25th_of_its_largest(
    build, function, inside, outside, sign
):
    equations = f"y = {function}(w)\nL = sum(y)"
    assert told(build(equations, {}, {"w": [sign * inside, 0.0]})) == set()
    assert told(build(equations, {}, {"w": [sign * inside, sign * inside]})) == set()
    for w in ([0.0, sign * outside], [sign * outside, sign * outside * 0.99]):
        [each] = observed(build(equations, {}, {"w": w}))
        assert (each.node, each.heading) == ("y", f"saturated {function}")
        assert each.cell == Cell("y", (1 if w[0] == 0.0 else 0,))
        assert "hardly any gradient" in each.sentence
    assert told(build(equations, {}, {"w": [0.0, 0.0, sign * outside]})) == set()


def test_the_sentence_has_the_derivative_in_it(build):
    [each] = observed(build("y = sigmoid(5.0 * w)\nL = y", {}, {"w": 2.0}))
    output = 1 / (1 + math.exp(-10))
    assert f"is {output * (1 - output):.3g}, because" in each.sentence
    assert "at y is" in each.sentence
    assert "cells" not in each.sentence


def test_a_part_of_an_equation_is_told_without_a_cell(build):
    [each] = observed(build("y = 3 * tanh(w) + 1\nL = y", {}, {"w": 9.0}))
    assert (each.node, each.heading, each.cell) == ("y", "saturated tanh", None)
    assert "a cell inside y" in each.sentence


def test_a_relu_is_dead_when_none_of_its_cells_is_above_0(build):
    for w, dead in (([-1.0, -2.0], True), ([0.0, 0.0], True), ([-9.0, 1e-9], False)):
        network = build("r = relu(w)\nL = sum(r)", {}, {"w": w})
        assert told(network) == ({("r", "dead relu")} if dead else set())
        assert all("no gradient gets back" in each.sentence for each in observed(network))


def test_what_no_parameter_learns_through_is_not_told(build):
    given_only = build("y = sigmoid(x)\nL = y * w", {"x": 99.0}, {"w": 1.0})
    assert told(given_only) == set()
    not_needed = build("y = sigmoid(w)\nL = w ** 2", {}, {"w": 99.0})
    assert told(not_needed) == set()
    number = build("y = sigmoid(99) * w\nL = y", {}, {"w": 1.0})
    assert told(number) == set()


# Vanishing and exploding


def chain(build, weights, first="w0 * x"):
    lines = [f"h0 = {first}"]
    lines += [f"h{n} = w{n} * h{n - 1}" for n in range(1, len(weights))]
    lines.append(f"L = h{len(weights) - 1}")
    parameters = {f"w{n}": weight for n, weight in enumerate(weights)}
    return build("\n".join(lines), {"x": 1.0}, parameters)


@pytest.mark.parametrize(("weight", "what"), [(0.05, "vanishing"), (20.0, "exploding")])
def test_a_gradient_that_changes_a_thousandfold_along_a_chain_is_told(build, weight, what):
    [each] = observed(chain(build, [1.0, weight, weight, weight]))
    assert (each.node, each.heading) == ("h0", f"{what} gradient")
    assert each.cell == Cell("h0", (), gradient=True)
    assert "From ∂L/∂h3 back to ∂L/∂h0" in each.sentence
    assert "8,000 times" in each.sentence
    assert ("smaller" in each.sentence) == (what == "vanishing")
    for milder in (1.0, 9.0, 1 / 9.0):
        assert told(chain(build, [1.0, milder, milder, milder])) == set()


def test_a_large_factor_in_one_or_two_steps_is_no_chain(build):
    assert told(chain(build, [1.0, 1e-4, 1.0])) == set()
    assert told(chain(build, [1.0, 1e-4, 1.0, 1.0])) == {("h0", "vanishing gradient")}


def test_nothing_is_left_of_a_gradient(build):
    [each] = observed(chain(build, [1.0, 1.0, 0.0, 1.0]))
    assert "nothing is left of it" in each.sentence
    assert told(chain(build, [1.0, 1.0, 1.0, 1.0])) == set()


def test_the_cell_shown_is_the_largest_of_the_gradient(build):
    network = build(
        "a = w * x\nb = a @ m\nc = 0.01 * b\nd = 0.01 * c\nL = sum(d)",
        {"x": [1.0, 1.0], "m": [[0.01, 0.0], [-0.03, 0.0]]},
        {"w": [1.0, 1.0]},
    )
    [each] = observed(network)
    assert each.cell == Cell("a", (1,), gradient=True)


def test_a_skip_connection_keeps_the_gradient_alive(build):
    network = build(
        "a = w * x\nb = 0.01 * a\nc = 0.01 * b\nd = 0.01 * c\ne = d + a\nL = e ** 2",
        {"x": 1.0},
        {"w": 1.0},
    )
    assert told(network) == set()


@given(text=networks(), seed=st.integers(0, 99))
def test_whatever_is_told_of_any_network_is_true(build, text, seed):
    network = with_numbers(build, *text, seed)
    trace, gradients = network.differentiate(network.inputs, network.parameters)
    for each in observe(trace, gradients):
        assert each.node in network.graph.places
        assert each.sentence.endswith(".")
        if each.cell is not None:
            assert math.isfinite(each.cell.number(trace, gradients))
        if each.cell is not None and each.heading == "dead relu":
            assert set(cells(trace[each.node])) == {0.0}


@given(number=st.sampled_from([math.inf, -math.inf, math.nan, 1e308, -1e308, 0.0, 5e-324]))
def test_numbers_out_of_range_are_no_reason_to_fail(build, number):
    network = chain(build, [1.0, 1.0, 1.0, 1.0], "tanh(w0) + relu(x)")
    parameters = {**network.parameters, "w0": number, "w2": number}
    for each in observe(*network.differentiate(network.inputs, parameters)):
        assert each.sentence


# Steps


def after_step(network, step):
    trace, gradients = network.differentiate(network.inputs, network.parameters)
    changed = {name: w - step * gradients[name] for name, w in network.parameters.items()}
    return observe_update(trace, changed, step)


def test_an_update_that_raised_its_own_loss_is_told():
    network = load_network(find_network("diverging"))
    [each] = after_step(network, 0.5)
    assert (each.node, each.heading, each.cell) == ("L", "step too long", Cell("L"))
    assert "from 1 to 9" in each.sentence
    assert after_step(network, 0.26)
    for step in (0.25, 0.2, 0.125, 1e-9, 0.0):  # at 0.25 it only goes to the other side
        assert after_step(network, step) == ()


def test_a_step_out_of_the_range_of_floats_is_told(build):
    network = build("L = (w ** 2 - w * x) ** 2", {"x": 0.0}, {"w": 1e60})
    assert after_step(network, 1.0)


def test_at_the_minimum_rounding_is_not_told(build):
    network = build("L = (w - t) ** 2", {"t": 0.1}, {"w": 0.1 + 1e-16})
    trace, _ = network.differentiate(network.inputs, network.parameters)
    assert observe_update(trace, {"w": 0.1 + 1e-9}, 0.1) == ()


def test_an_epoch_that_raised_the_evaluation_loss_is_told():
    graph = load_network(find_network("neuron")).graph
    before = EpochLosses(3, 0.5, 2.0)
    [each] = observe_epoch(graph, before, EpochLosses(4, 0.5, 2.5), 0.75)
    assert (each.node, each.heading) == ("L", "learning rate too large")
    for part in ("Epoch 4", "from 2 to 2.5", "η = 0.75"):
        assert part in each.sentence
    for loss in (2.01, 2.0, 1.0):
        assert observe_epoch(graph, before, EpochLosses(4, 0.5, loss), 0.75) == ()
    assert observe_epoch(graph, before, EpochLosses(4, 0.5, math.nan), 0.75)
    assert observe_epoch(graph, EpochLosses(3, 0.5, math.inf), EpochLosses(4, 0.5, 1.0), 1.0) == ()
