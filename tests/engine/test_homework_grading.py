"""What is said of somebody's numbers: right, or the reason why not. Reasons are planted here."""

import math
from random import Random

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from random_networks import networks, with_numbers

from engine import cells, find_network, load_network, preset_names
from engine.homework import Mark, Quantity, Setting, Sheet, grade
from engine.homework.given import given
from engine.homework.reasons import Reason, reasons
from engine.mistakes import (
    Mistake,
    differing,
    faulty_backward,
    possible_faults,
    typed_number,
)

SETTING = Setting(learning_rate=0.05, samples=40)
FORMATS = ["%.4f", "%.5e", "%.17g"]


def pass_of(network):
    return network.differentiate(network.inputs, network.parameters)


def preset(name="two-branch"):
    return pass_of(load_network(find_network(name)))


def written(value, form):
    """A value as somebody writes it down."""
    if isinstance(value, tuple):
        return [written(part, form) for part in value]
    return typed_number(form % value)


def handed_in(values, form="%.4f", gradient=True):
    return Sheet(
        {
            Quantity(name, gradient): given(f"d{name}", 1, None, written(value, form))
            for name, value in values.items()
        },
        (),
    )


def graded(trace, values, form="%.4f", gradient=True):
    grades = grade(handed_in(values, form, gradient), trace, SETTING)
    return {each.quantity.node: each for each in grades}


def agrees(one, value):
    return all(a.agrees(n) for a, n in zip(one.given.numbers, cells(value), strict=True))


def same(numbers, value):
    exact = list(cells(value))
    slack = 1e-9 * max(map(abs, exact))
    return all(abs(a - b) <= slack for a, b in zip(numbers, exact, strict=True))


def is_named(trace, right, one, planted):
    """Whether the reason that is given is what was planted, or gives the same numbers."""
    node = one.quantity.node
    if one.fault is not None:
        return same(cells(faulty_backward(trace, one.fault)[node]), planted)
    said = (r for r in reasons(one.quantity, trace, right, SETTING) if r.words == one.words)
    return any(same(reason.numbers, planted) for reason in said)


def assert_all_named(outcomes):
    """In at least 99 of 100 cases; a network whose numbers coincide may miss one."""
    assert len(outcomes) >= 100
    assert sum(outcomes) >= 0.99 * len(outcomes)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", preset_names())
def test_what_is_right_is_right(name, form):
    trace, right = preset(name)
    for values, gradient in ((right, True), (trace, False)):
        for node, one in graded(trace, values, form, gradient).items():
            assert one.mark in (Mark.RIGHT, Mark.VAGUE)
            digits = max(answer.digits for answer in one.given.numbers)
            assert one.mark is Mark.RIGHT or digits == 0, node
            assert not one.wrong


def test_planted_faults_are_named_and_never_right(build):
    outcomes = []

    @drawn(
        text=networks(),
        seed=st.integers(0, 10**6),
        data=st.data(),
        form=st.sampled_from(FORMATS),
        alone=st.booleans(),
    )
    @settings(max_examples=150)
    def plant(text, seed, data, form, alone):
        trace, right = pass_of(with_numbers(build, *text, seed))
        fault = data.draw(st.sampled_from(possible_faults(trace.graph)))
        faulty = faulty_backward(trace, fault)
        wrong = sorted(differing(right, faulty))
        if wrong:
            names = [data.draw(st.sampled_from(wrong))] if alone else list(right)
            for node, one in graded(trace, {name: faulty[name] for name in names}, form).items():
                if agrees(one, right[node]):
                    assert one.mark in (Mark.RIGHT, Mark.VAGUE)
                else:
                    assert one.mark not in (Mark.RIGHT, Mark.VAGUE)
                    assert one.wrong
                    outcomes.append(is_named(trace, right, one, faulty[node]))

    plant()
    assert_all_named(outcomes)


def test_planted_reasons_that_are_no_faults_are_named_and_never_right(build):
    outcomes = []

    @drawn(
        text=networks(),
        seed=st.integers(0, 10**6),
        data=st.data(),
        form=st.sampled_from(FORMATS),
        gradient=st.booleans(),
    )
    @settings(max_examples=150)
    def plant(text, seed, data, form, gradient):
        trace, right = pass_of(with_numbers(build, *text, seed))
        node = data.draw(st.sampled_from(sorted(right)))
        quantity = Quantity(node, gradient)
        possible = list(reasons(quantity, trace, right, SETTING))
        planted: Reason = data.draw(st.sampled_from(possible))
        exact = (right if gradient else trace)[node]
        if same(planted.numbers, exact):
            return
        stream = iter(planted.numbers)
        values = {node: _like(exact, stream)}
        one = graded(trace, values, form, gradient)[node]
        if agrees(one, exact):
            assert one.mark in (Mark.RIGHT, Mark.VAGUE)
        else:
            assert one.mark not in (Mark.RIGHT, Mark.VAGUE)
            if any(answer.digits >= 3 for answer in one.given.numbers):
                outcomes.append(is_named(trace, right, one, values[node]))

    plant()
    assert_all_named(outcomes)


def _like(value, stream):
    if isinstance(value, tuple):
        return tuple(_like(part, stream) for part in value)
    return next(stream)


def test_a_fault_that_explains_all_goes_before_a_nearer_one(build):
    """∂L/∂A of half the size: its own factor is missing, or the one next to the loss."""
    network = build(
        "y = 2 * (x @ A)\nL = sum(y ** 2)", {"x": [1.0, 2.0]}, {"A": [[0.5, 1.0], [1.5, -0.7]]}
    )
    trace, right = pass_of(network)
    half = {name: _like(right[name], iter([n / 2 for n in cells(right[name])])) for name in "Ay"}
    assert graded(trace, {"A": half["A"]})["A"].words == "the factor 2 is missing"
    upstream = {"A": half["A"], "y": right["y"]}
    assert graded(trace, upstream)["A"].words == "the factor 2 is missing"
    both = graded(trace, half)
    assert both["y"].words == "the factor 2 is missing"
    assert both["A"].words == "the factor 2 is missing (in the step through L = sum(y ** 2))"


@pytest.mark.parametrize(
    ("change", "mark", "words"),
    [
        (lambda g: 0.05 * g, Mark.FACTOR, "this is multiplied by η = 0.05"),
        (lambda g: -0.05 * g, Mark.FACTOR, "this is multiplied by -η = -0.05, which is the step"),
        (lambda g: g / 40, Mark.FACTOR, "this is divided by N = 40"),
        (lambda g: 2 * g, Mark.FACTOR, "this is twice the right numbers"),
        (lambda g: g / 2, Mark.FAULT, "the factor 2 is missing (in the step through L = sum(w ** "),
        (lambda g: -g, Mark.FAULT, "the sign is wrong"),
        (lambda g: g * (1 + 1e-3), Mark.ROUNDING, "the last digits are off, as by rounding"),
        (lambda g: 1.3 * g, Mark.UNEXPLAINED, "none of the usual mistakes explains it"),
    ],
)
def test_constants_and_rounding(change, mark, words):
    trace, right = preset()
    changed = _like(right["A"], map(change, cells(right["A"])))
    form = "%.3f" if mark is Mark.ROUNDING else "%.5f"
    one = graded(trace, {"A": changed}, form)["A"]
    assert one.mark is mark
    assert one.words.startswith(words)
    assert one.wrong[0].cell.gradient
    distances = [abs(each.given - each.right) for each in one.wrong]
    assert distances == sorted(distances, reverse=True)


def test_other_quantities():
    trace, right = preset()
    assert graded(trace, {"A": right["C"]})["A"].words == "this is ∂L/∂C"
    assert graded(trace, {"A": trace["A"]})["A"].words == "this is the value of A"
    swapped = graded(trace, {"u": right["u"]}, gradient=False)["u"]
    assert (swapped.mark, swapped.words) == (Mark.OTHER, "this is ∂L/∂u")


def test_shapes(build):
    network = build("L = sum((x @ A) ** 2)", {"x": [1.0, 2.0]}, {"A": [[0.5, 1.0, 2.0], [3, 4, 5]]})
    trace, right = pass_of(network)
    turned = tuple(zip(*right["A"], strict=True))
    one = graded(trace, {"A": turned})["A"]
    assert one.mark is Mark.TRANSPOSED
    assert one.words == "the numbers are right but transposed: 3×2 in place of 2×3"
    assert graded(trace, {"A": right["A"][0]})["A"].mark is Mark.SHAPE
    for same_cells in ((right["x"],), tuple((each,) for each in right["x"])):
        assert graded(trace, {"x": same_cells})["x"].mark is Mark.RIGHT
    assert graded(trace, {"L": ((1.0,),)})["L"].mark is Mark.RIGHT


def test_rounding_is_not_said_of_what_a_fault_explains():
    trace, right = preset("vanishing")
    for fault in possible_faults(trace.graph):
        faulty = faulty_backward(trace, fault)
        for node, one in graded(trace, {n: faulty[n] for n in differing(right, faulty)}).items():
            assert one.mark is not Mark.ROUNDING or agrees(one, faulty[node]) is False


def test_numbers_by_chance_are_unexplained():
    trace, _ = preset()
    random = Random(3)
    for _ in range(100):
        matrix = tuple(tuple(random.uniform(-5, 5) for _ in range(3)) for _ in range(3))
        assert graded(trace, {"A": matrix})["A"].mark is Mark.UNEXPLAINED
    for number in (math.nan, math.inf):
        one = graded(trace, {"y": (number, 1.0, 2.0)})["y"]
        assert one.mark is Mark.UNEXPLAINED
        assert one.wrong[0].cell.index == (0,)


def test_few_digits_make_a_reason_doubtful():
    trace, right = preset()
    half = tuple(number / 2 for number in right["y"])
    assert graded(trace, {"y": half}, "%.0f")["y"].words.startswith("perhaps ")
    assert graded(trace, {"y": right["y"]}, "%.0f")["y"].mark is Mark.RIGHT
    assert Mistake.FACTOR is graded(trace, {"y": half})["y"].fault.mistake
