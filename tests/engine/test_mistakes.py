"""Faults planted in backward passes, and recognised in wrong numbers."""

import math
import re
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from random_networks import networks, with_numbers

from engine import Cell, backward, cells_of, find_network, load_network, preset_names
from engine.mistakes import (
    Answer,
    Judgement,
    Mistake,
    diagnose,
    diagnose_cells,
    differing,
    fault_in_words,
    faulty_backward,
    possible_faults,
    steps_at_fault,
    wrong_behind,
)


def pass_of(network):
    return network.differentiate(network.inputs, network.parameters)


@pytest.fixture(scope="module")
def published():
    return pass_of(load_network(find_network("two-branch")))


def typed(number, digits=6):
    """A number as it is written with so many significant digits."""
    text = f"{number:.{digits - 1}e}"
    return Answer(float(text), 10.0 ** (int(text.partition("e")[2]) - digits + 1), digits)


K = range(3)


def sigmoid(y):
    return 1 / (1 + math.exp(-y))


def by_hand(t, square=2.0, sigma=lambda y, u: u * (1 - u), transposed=False):
    """∂L/∂w, ∂L/∂z and ∂L/∂y of the published network as loops would have them."""
    dw = [square * t["w"][k] for k in K]
    dz = [sum(dw[k] * (t["C"][k][i] if transposed else t["C"][i][k]) for k in K) for i in K]
    dy = [dz[i] * sigma(t["y"][i], t["u"][i]) for i in K]
    return dw, dz, dy


def column(name, numbers):
    return {Cell(name, (i,), gradient=True): typed(numbers[i]) for i in K}


def matrix(name, numbers):
    return {Cell(name, (i, j), gradient=True): typed(numbers[i][j]) for i in K for j in K}


def wrong_passes(t):
    _, dz, dy = by_hand(t)
    first = [sum(dy[k] * t["A"][i][k] for k in K) for i in K]
    second = [sum(dz[k] * t["B"][i][k] for k in K) for i in K]
    return {
        "the factor 2 is missing": column("w", by_hand(t, square=1.0)[0]),
        "the derivative of w ** 2 is missing": column("w", [1.0, 1.0, 1.0]),
        "the factor 2 is missing (in the step through L = sum(w ** 2))": column(
            "y", by_hand(t, square=1.0)[2]
        ),
        "σ′ of u = sigmoid(y) is missing": column("y", dz),
        "σ′ is taken at u, the output, in place of y": column(
            "y", by_hand(t, sigma=lambda _, u: sigmoid(u) * (1 - sigmoid(u)))[2]
        ),
        "σ′ is written with y, the input, where u, the output, belongs": column(
            "y", by_hand(t, sigma=lambda y, _: y * (1 - y))[2]
        ),
        "the matrix C is transposed: C stands where Cᵀ belongs": column(
            "z", by_hand(t, transposed=True)[1]
        ),
        "the gradient of A is transposed: its factors are the wrong way round": matrix(
            "A", [[t["x"][j] * dy[i] for j in K] for i in K]
        ),
        "the path through v is left out": column("x", first),
        "the path through y is left out": column("x", second),
        "the sign is wrong": column("x", [-first[i] - second[i] for i in K]),
        "the sign of the path through v is wrong": column("x", [first[i] - second[i] for i in K]),
    }


def test_every_kind_of_wrong_answer_has_its_diagnosis(published):
    trace, _ = published
    for words, answers in wrong_passes(trace).items():
        verdict = diagnose_cells(trace, answers)
        assert (verdict.judgement, verdict.words) == (Judgement.FAULT, words)
        for cell, answer in answers.items():
            alone = diagnose(trace, cell, answer)
            if alone.judgement is not Judgement.RIGHT:  # the diagonal of a transposed gradient
                assert alone.words == words


@pytest.mark.parametrize(
    ("equations", "answer", "words"),
    [
        ("L = mean(x ** 2)", 4.0, "the factor 1/3 is missing"),
        ("L = sum(x * x)", 2.0, "path 1 of the 2 through L is left out"),
        ("L = sum(0.5 * x)", 1.0, "the factor 0.5 is missing"),
        ("L = sum(x / 4)", 1.0, "the factor 1/4 is missing"),
        ("L = x @ t", 1.0, "the factor t is missing"),
        ("L = sum(x * (t - 1))", 1.0, "the factor (t - 1) is missing"),
        ("L = sum(t - x)", 1.0, "the sign is wrong"),
        ("L = sum(exp(x))", 1.0, "exp′ of exp(x) is missing"),
        ("L = t @ softmax(x)", 5.0, "the derivative of softmax(x) is missing"),
        ("L = sum(sqrt(x + 9))", 0.3, "none of the usual mistakes explains it"),
    ],
)
def test_a_wrong_number_is_explained_by_its_operation(build, equations, answer, words):
    inputs = {"x": [2.0, -1.0, 0.5], "t": [5.0, 3.0, -2.0]}
    used = {name: value for name, value in inputs.items() if re.search(rf"\b{name}\b", equations)}
    trace, _ = pass_of(build(equations, used))
    verdict = diagnose(trace, Cell("x", (0,), gradient=True), typed(answer))
    assert verdict.words == words


def test_a_value_of_the_forward_pass_is_right_or_has_the_wrong_sign(published):
    trace, _ = published
    cell = Cell("y", (1,))
    assert diagnose(trace, cell, typed(trace["y"][1])).judgement is Judgement.RIGHT
    assert diagnose(trace, cell, typed(-trace["y"][1])).mistake is Mistake.SIGN
    assert diagnose(trace, cell, typed(0.5)).judgement is Judgement.UNEXPLAINED


ANY = st.floats(1e-12, 1e12).flatmap(lambda x: st.sampled_from([x, -x]))


@given(exact=ANY, digits=st.integers(1, 15), off=st.sampled_from([-2, 2]))
def test_a_number_agrees_with_every_rounding_of_it_and_with_no_other(exact, digits, off):
    rounded = typed(exact, digits)
    assert rounded.agrees(exact)
    cut = math.copysign(math.floor(abs(exact) / rounded.unit) * rounded.unit, exact)
    assert Answer(cut, rounded.unit, digits).agrees(exact)
    if digits < 9:
        assert not Answer(rounded.number + off * rounded.unit, rounded.unit, digits).agrees(exact)
    assert not Answer(-rounded.number, rounded.unit, digits).agrees(exact) or digits == 1


def test_twice_or_half_the_right_number_is_called_that(published):
    trace, gradients = published
    cell = Cell("C", (0, 1), gradient=True)
    number = cell.number(trace, gradients)
    assert diagnose(trace, cell, typed(2 * number)).words == "that is twice the right number"
    assert diagnose(trace, cell, typed(2 * number, 2)).words.startswith("none of the usual")
    value = Cell("v", (2,))
    assert diagnose(trace, value, typed(trace["v"][2] / 2)).words == "that is half the right number"


def test_digits_that_say_nothing_are_not_right(published):
    trace, _ = published
    cell = Cell("y", (0,), gradient=True)
    assert diagnose(trace, Cell("u", (0,)), Answer(0.0, 1.0, 0)).judgement is Judgement.VAGUE
    assert diagnose(trace, cell, Answer(0.0, 0.01, 0)).judgement is Judgement.UNEXPLAINED


def test_nothing_agrees_with_what_is_not_finite():
    for exact in (math.inf, -math.inf, math.nan):
        assert not Answer(1.0, 1.0, 1).agrees(exact)


def test_a_short_answer_has_a_doubtful_diagnosis(published):
    trace, gradients = published
    cell = Cell("A", (0, 0), gradient=True)
    half = cell.number(trace, gradients) / 2
    assert diagnose(trace, cell, typed(half, 6)).words.startswith("the factor 2 is missing")
    short = diagnose(trace, cell, typed(half, 2))
    assert short.words.startswith("perhaps the factor 2")
    assert short.words.endswith("more digits would tell")


@pytest.mark.parametrize("name", preset_names())
def test_every_fault_of_a_preset_is_recognised_in_every_gradient_that_it_changes(name):
    network = load_network(find_network(name))
    trace, right = pass_of(network)
    for fault in possible_faults(network.graph):
        faulty = faulty_backward(trace, fault)
        for node in differing(right, faulty):
            cells = list(cells_of(node, network.graph.shape(node), gradient=True))
            answers = {cell: typed(cell.number(trace, faulty)) for cell in cells}
            verdict = diagnose_cells(trace, answers)
            if verdict.judgement is not Judgement.RIGHT:  # by less than six digits show
                assert verdict.judgement is Judgement.FAULT
                assert fault in verdict.faults


@given(text=networks(), seed=st.integers(0, 10**6), data=st.data())
def test_faults_in_random_networks_are_recognised_from_six_digits(build, text, seed, data):
    network = with_numbers(build, *text, seed)
    trace, right = pass_of(network)
    fault = data.draw(st.sampled_from(possible_faults(network.graph)))
    faulty = faulty_backward(trace, fault)
    wrong = differing(right, faulty)
    assert wrong <= wrong_behind(network.graph, fault)
    assert steps_at_fault(network.graph, fault) <= wrong_behind(network.graph, fault)
    assert fault_in_words(network.graph, fault)
    assume(wrong)
    node = data.draw(st.sampled_from(sorted(wrong)))
    cell = data.draw(
        st.sampled_from(list(cells_of(node, network.graph.shape(node), gradient=True)))
    )
    number = cell.number(trace, faulty)
    answer = typed(number)
    verdict = diagnose(trace, cell, answer)
    exact = cell.number(trace, right)
    if answer.agrees(exact):
        assert verdict.judgement is Judgement.RIGHT or number == 0.0
    else:
        assert verdict.judgement is Judgement.FAULT
        assert fault in verdict.faults
        assert verdict.mistake is verdict.faults[0].mistake
        likeliest = faulty_backward(trace, verdict.faults[0])
        assert answer.agrees(cell.number(trace, likeliest))


@given(text=networks(), seed=st.integers(0, 10**6))
def test_no_fault_but_a_planted_one_is_in_the_gradients(build, text, seed):
    network = with_numbers(build, *text, seed)
    trace, right = pass_of(network)
    assert not differing(right, backward(trace))
    assert right.by_node == backward(trace).by_node


def test_a_fault_that_changes_no_numbers_is_told_apart(build):
    equations, symmetric = "w = z @ C\nL = sum(w ** 2)", [[1.0, 0.5], [0.5, 2.0]]
    network = build(equations, {"z": [1.0, -2.0]}, {"C": symmetric})
    trace, right = pass_of(network)
    transposed = [f for f in possible_faults(network.graph) if f.mistake is Mistake.TRANSPOSED]
    assert len(transposed) == 1
    assert not differing(right, faulty_backward(trace, transposed[0]))


def test_a_product_that_would_not_fit_is_no_fault(build):
    network = build("L = sum(x @ A)", {"x": [1.0, 2.0]}, {"A": [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]})
    kinds = {fault.mistake for fault in possible_faults(network.graph)}
    assert kinds == {Mistake.SIGN}


def test_a_number_of_six_digits_is_not_explained_by_coincidence(published):
    trace, _ = published
    random = Random(1)
    cells = [Cell("x", (0,), True), Cell("A", (0, 1), True), Cell("y", (2,), True)]
    for _ in range(200):
        verdict = diagnose(trace, random.choice(cells), typed(random.uniform(-30, 30)))
        assert verdict.judgement is Judgement.UNEXPLAINED


def test_faults_are_put_into_words_with_the_equations_of_the_network(build):
    network = build(
        "u = sigmoid(a - (b - c) * 2)\nL = mean((u / -c) ** 3 + (u * b) @ b)",
        {"a": [1.0, 2.0], "b": [0.5, 1.5]},
        {"c": [1.0, -1.0]},
    )
    words = {fault_in_words(network.graph, fault) for fault in possible_faults(network.graph)}
    assert words == {
        "the sign is wrong",
        "the factor 1/2 is missing",
        "the factor 3 is missing",
        "the derivative of (u / -c) ** 3 is missing",
        "the factor 1/(-c) is missing",
        "the derivative of u / -c is missing",
        "the factor b is missing",
        "the factor u is missing",
        "the factor (u * b) is missing",
        "the factor 2 is missing",
        "σ′ of u = sigmoid(a - (b - c) * 2) is missing",
        "σ′ is taken at u, the output, in place of (a - (b - c) * 2)",
        "σ′ is written with (a - (b - c) * 2), the input, where u, the output, belongs",
        "path 1 of the 2 through L is left out",
        "path 2 of the 2 through L is left out",
        "the sign of path 1 of the 2 through L is wrong",
        "the sign of path 2 of the 2 through L is wrong",
        "the path through u is left out",
        "the path through L is left out",
        "the sign of the path through u is wrong",
        "the sign of the path through L is wrong",
    }
