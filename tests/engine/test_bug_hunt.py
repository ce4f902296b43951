"""Finding a fault that is planted in a backward pass."""

import pytest
from finite_differences import near_a_kink
from hypothesis import assume, given
from hypothesis import strategies as st
from random_networks import networks, with_numbers

from engine import NetworkError, cells, find_network, load_network, preset_names
from engine.mistakes import Mistake, differing, fault_in_words, steps_at_fault, wrong_behind
from engine.practice import Outcome, start_hunt


def pass_of(network):
    return network.differentiate(network.inputs, network.parameters)


def assert_can_be_found(hunt):
    """From what the learner sees alone: the faulty gradients beside the differences."""
    trace, right = hunt.trace, hunt.right
    wrong = differing(right, hunt.faulty)
    for name in hunt.nodes:
        if name not in wrong:
            assert not hunt.disagreeing(name, hunt.differences(name))
    first = next(name for name in hunt.nodes if name in wrong & set(hunt.solutions))
    assert hunt.disagreeing(first, hunt.differences(first))
    assert wrong <= wrong_behind(trace.graph, hunt.fault)
    at_fault = steps_at_fault(trace.graph, hunt.fault)
    assert wrong & at_fault
    assert at_fault <= set(hunt.solutions) <= set(hunt.nodes)
    for node in hunt.nodes:
        for mistake in hunt.mistakes:
            reply = hunt.guess(node, mistake)
            if mistake in hunt.solutions.get(node, ()):
                assert reply.outcome is Outcome.RIGHT
            else:
                assert reply.outcome is Outcome.WRONG
                assert ("another way" in reply.words) == (node in hunt.solutions)
                if node not in hunt.solutions:
                    assert ("flows in is wrong" in reply.words) == (node in wrong)
                    assert ("agrees with" in reply.words) == (node not in wrong)
    assert fault_in_words(trace.graph, hunt.fault) in hunt.hints[-1]
    assert not any(fault_in_words(trace.graph, hunt.fault) in hint for hint in hunt.hints[:3])


@pytest.mark.parametrize("name", preset_names())
def test_presets_have_faults_that_can_be_found(name):
    trace, _ = pass_of(load_network(find_network(name)))
    hunts = [start_hunt(trace, seed) for seed in range(20)]
    for hunt in hunts:
        assert_can_be_found(hunt)
    assert len({hunt.fault for hunt in hunts}) > 5


@given(text=networks(), seed=st.integers(0, 10**6))
def test_random_networks_have_faults_that_can_be_found(build, text, seed):
    network = with_numbers(build, *text, seed)
    assume(not near_a_kink(network))
    assert_can_be_found(start_hunt(pass_of(network)[0], seed))


def test_the_faulty_gradient_is_off_by_more_than_rounding_could_be():
    trace, _ = pass_of(load_network(find_network("two-branch")))
    for seed in range(20):
        hunt = start_hunt(trace, seed)
        first = next(name for name in hunt.nodes if name in hunt.solutions)
        differences = list(cells(hunt.differences(first)))
        off = [abs(a - b) for a, b in zip(differences, cells(hunt.faulty[first]), strict=True)]
        assert max(off) > 0.04 * max(map(abs, differences))


def test_the_same_seed_plants_the_same_fault():
    trace, _ = pass_of(load_network(find_network("two-branch")))
    assert start_hunt(trace, 5).fault == start_hunt(trace, 5).fault


def test_a_fault_that_shows_nothing_is_never_planted(build):
    symmetric = [[1.0, 0.5], [0.5, 2.0]]
    network = build("w = z @ C\nL = sum(w ** 2)", {"z": [1.0, -2.0]}, {"C": symmetric})
    trace, _ = pass_of(network)
    for seed in range(60):
        assert start_hunt(trace, seed).fault.mistake is not Mistake.TRANSPOSED


def test_no_sign_is_changed_where_the_gradient_is_nothing_but_rounding(build):
    network = build("L = mean(softmax(Y)) + c ** 2", {"Y": [0.1, 0.2, 0.7], "c": 2.0})
    trace, gradients = pass_of(network)
    assert any(cells(gradients["Y"]))
    hunts = [start_hunt(trace, seed) for seed in range(60)]
    assert {name for hunt in hunts for name in hunt.solutions} == {"Y", "c"}
    for hunt in hunts:
        assert Mistake.SIGN not in hunt.solutions.get("Y", ())
        assert any(hunt.disagreeing(name, hunt.differences(name)) for name in hunt.solutions)


def test_faults_with_the_same_numbers_are_all_right(build):
    """At a = 1 the derivative 2a without its 2 is 1, as it is without the derivative at all."""
    network = build("a = x + 1\nL = a ** 2", {"x": 0.0})
    trace, _ = pass_of(network)
    hunts = [start_hunt(trace, seed) for seed in range(20)]
    hunt = next(hunt for hunt in hunts if hunt.fault.mistake is Mistake.FACTOR)
    assert hunt.solutions == {"a": {Mistake.FACTOR, Mistake.DERIVATIVE}}
    assert hunt.guess("a", Mistake.DERIVATIVE).outcome is Outcome.RIGHT
    assert hunt.guess("x", Mistake.SIGN).words.startswith("∂L/∂x is wrong, but its own step")


@pytest.mark.parametrize("equation", ["L = log(-x)", "L = exp(1000 * x)", "L = x / 0"])
def test_where_the_loss_is_not_finite_there_is_no_hunt(build, equation):
    trace, _ = pass_of(build(equation, {"x": 1.0}))
    with pytest.raises(NetworkError, match="no fault would show"):
        start_hunt(trace, 1)
