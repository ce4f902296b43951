"""The backward pass beside central differences: it agrees, and a wrong one does not."""

import math
from itertools import pairwise

import pytest
from finite_differences import near_a_kink
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from random_networks import networks, with_numbers

from engine import Cell, NetworkError, find_network, load_network, parse_cell, preset_names
from engine.comparison import Agreement, against, against_differences
from engine.mistakes import differing, faulty_backward, possible_faults
from engine.passes import Gradients
from engine.sweep import best_slope, sweep

SLOW = settings(max_examples=40)


def pass_of(network):
    return network.differentiate(network.inputs, network.parameters)


@pytest.mark.parametrize("name", preset_names())
def test_all_gradients_of_a_preset_agree(name):
    trace, gradients = pass_of(load_network(find_network(name)))
    rows = list(against_differences(trace, gradients))
    assert [row.node for row in rows] == list(gradients)
    assert {row.agreement for row in rows} == {Agreement.AGREES}
    assert max(row.relative for row in rows) < 1e-6


@given(text=networks(), seed=st.integers(0, 10**6), data=st.data())
@SLOW
def test_exactly_those_gradients_differ_that_a_fault_makes_wrong(build, text, seed, data):
    network = with_numbers(build, *text, seed)
    assume(not near_a_kink(network))
    trace, right = pass_of(network)
    fault = data.draw(st.sampled_from(possible_faults(network.graph)))
    faulty = faulty_backward(trace, fault)
    wrong = differing(right, faulty)
    for row in against_differences(trace, right):
        assert row.agreement is Agreement.AGREES
    for row in against_differences(trace, faulty):
        if row.node not in wrong:
            assert row.agreement is Agreement.AGREES
        elif row.relative > 1e-5:
            assert row.agreement is Agreement.DIFFERS


@pytest.mark.parametrize("equation", ["L = sum(relu(x))", "L = sum(abs(x)) + 3"])
def test_at_a_kink_every_slope_between_those_on_both_sides_is_right(build, equation):
    trace, gradients = pass_of(build(equation, {"x": [0.0, 0.5]}))
    rows = {row.node: row for row in against_differences(trace, gradients)}
    assert rows["x"].agreement in (Agreement.KINK, Agreement.AGREES)
    slopes = list(sweep(trace, Cell("x", (0,))))
    assert best_slope(slopes).kink is not None
    wrong = Gradients(
        trace.graph, tuple((1.5, 1.0) if v == gradients["x"] else v for v in gradients.by_node)
    )
    rows = {row.node: row for row in against_differences(trace, wrong)}
    assert rows["x"].agreement is Agreement.DIFFERS
    assert rows["x"].worst.cell == Cell("x", (0,), gradient=True)


def test_a_kink_nearby_is_no_difference(build):
    trace, gradients = pass_of(build("L = sum(relu(x)) + 3", {"x": [1e-6, -1e-6, 1e-7]}))
    assert all(
        row.agreement in (Agreement.AGREES, Agreement.KINK)
        for row in against_differences(trace, gradients)
    )


def test_what_is_not_finite_cannot_be_told(build):
    trace, gradients = pass_of(build("L = sum(exp(x))", {"x": [1000.0, 0.0]}))
    rows = {row.node: row for row in against_differences(trace, gradients)}
    assert rows["x"].agreement is Agreement.UNSURE


def test_small_gradients_below_a_large_loss_are_told_right_from_wrong(build):
    network = build("L = 1e6 + sum(x ** 3) * 1e-2", {"x": [0.3, -0.7]})
    trace, gradients = pass_of(network)
    wrong = Gradients(
        trace.graph,
        tuple((v[0], 1.01 * v[1]) if v == gradients["x"] else v for v in gradients.by_node),
    )
    rows = {row.node: row for row in against_differences(trace, gradients)}
    assert rows["x"].agreement is Agreement.AGREES
    rows = {row.node: row for row in against_differences(trace, wrong)}
    assert rows["x"].agreement is Agreement.DIFFERS


def test_a_slope_that_is_lost_in_the_rounding_of_the_loss_cannot_be_told(build):
    trace, gradients = pass_of(build("L = 1e13 + sum(x ** 3) * 1e-2", {"x": [0.3, -0.7]}))
    rows = {row.node: row for row in against_differences(trace, gradients)}
    assert rows["x"].agreement is Agreement.UNSURE


@pytest.mark.parametrize("more", ["", " + 12345.678", " + c ** 2"])
def test_a_gradient_that_is_nothing_but_rounding_agrees(build, more):
    leaves = {"x": [0.1, 0.2, 0.7], "c": 2.0} if "c" in more else {"x": [0.1, 0.2, 0.7]}
    trace, gradients = pass_of(build(f"L = 3 * mean(softmax(x)){more}", leaves))
    rows = {row.node: row for row in against_differences(trace, gradients)}
    assert rows["x"].agreement is Agreement.AGREES


def test_a_sweep_shows_truncation_and_rounding():
    trace, gradients = pass_of(load_network(find_network("two-branch")))
    slopes = list(sweep(trace, Cell("A", (0, 1))))
    exact = gradients["A"][0][1]
    off = [abs(slope.central - exact) for slope in slopes]
    best = best_slope(slopes)
    assert abs(best.central - exact) <= 10 * best.error < 1e-7
    assert best.kink is None
    assert off[0] > 1e3 * min(off)
    assert off[-1] > 1e3 * min(off)
    for before, after in pairwise(slopes[:5]):
        assert after.step == before.step / 4
        ratio = abs(before.central - exact) / abs(after.central - exact)
        assert ratio == pytest.approx(16, rel=0.2)  # the truncation falls with the square


def test_gradients_that_are_as_precise_are_compared_closely():
    _, gradients = pass_of(load_network(find_network("two-branch")))
    same = {row.node: row.agreement for row in against(gradients, gradients)}
    assert set(same.values()) == {Agreement.EXACT}
    a, b, c = gradients["y"]
    for other, agreement in (
        (math.nextafter(b, 9), Agreement.AGREES),
        (b * (1 + 1e-7), Agreement.DIFFERS),
        (math.nan, Agreement.DIFFERS),
    ):
        rows = {row.node: row for row in against(gradients, {**gradients, "y": (a, other, c)})}
        assert rows["y"].agreement is agreement
        assert rows["y"].worst.cell.index == (1,)
        assert rows["x"].agreement is Agreement.EXACT


def test_a_cell_is_found_by_its_name():
    graph = load_network(find_network("two-branch")).graph
    assert parse_cell("A[0][1]", graph) == parse_cell(" A[0, 1]", graph) == Cell("A", (0, 1))
    assert parse_cell("x₂", graph) == parse_cell("x[2]", graph) == Cell("x", (2,))
    assert parse_cell("A", graph) == Cell("A")
    for wrong in ("A[0]", "A[0][3]", "x[-1]", "x[a]", "Q", ""):
        with pytest.raises(NetworkError):
            parse_cell(wrong, graph)
