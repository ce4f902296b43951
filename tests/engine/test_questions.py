"""Questions about the numbers of a network, their answers and the score."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_networks import networks, with_numbers

from engine import (
    Cell,
    Pass,
    Stage,
    cells,
    find_network,
    forward,
    load_network,
    preset_names,
    stages,
)
from engine.mistakes import Mistake
from engine.practice import NumberQuestion, Outcome, Reply, Score, Situation, Topic, ask


def situation(network, learning_rate=0.1):
    return Situation(*network.differentiate(network.inputs, network.parameters), learning_rate)


def series(here, count=15, seed=1):
    return [ask(here, seed, number) for number in range(count)]


def assert_sound(here, question):
    """It can be answered, does not show its answer, and a wrong answer is told as one."""
    loss = here.trace.graph.loss
    assert question.check(question.solution).outcome is Outcome.RIGHT
    assert question.check("what?").outcome is Outcome.UNCLEAR
    assert question.check("").outcome is Outcome.UNCLEAR
    assert question.opens.node in here.trace
    if isinstance(question, NumberQuestion):
        label = question.opens.label(loss)
        assert label in question.text
        assert question.hides(question.opens)
        assert "is hidden" in question.check(label).words
        number = question.opens.number(here.trace, here.gradients)
        assert number
        assert question.check(repr(number)).outcome is Outcome.RIGHT
        assert question.check(f"{number:.3e}").outcome is Outcome.RIGHT
        assert question.check(f"{-number:.9e}").outcome is Outcome.WRONG
        assert question.check(f"{-number:.9e}").verdict.mistake is Mistake.SIGN
        assert question.check(f"{1.234567 * number:.9e}").outcome is Outcome.WRONG
    else:
        assert question.solution in question.choices
        assert len(set(question.choices)) == len(question.choices)
        for choice in set(question.choices) - {question.solution}:
            assert question.check(choice).outcome is Outcome.WRONG
    match question.topic:
        case Topic.SIGN:
            positive = question.opens.number(here.trace, here.gradients) > 0
            assert question.solution == ("positive" if positive else "negative")
            assert question.check("+" if positive else "-").outcome is Outcome.RIGHT
            assert question.hides(question.opens)
        case Topic.STEP:
            assert question.solution == outcome_of_step(here, question.text)
        case Topic.ORDER:
            assert question.check(f"∂{loss}/∂{question.solution}").outcome is Outcome.RIGHT


def outcome_of_step(here, text):
    rate = float(re.search(r"η = (\S+)\. ", text)[1])
    graph, trace = here.trace.graph, here.trace
    leaves = {name: trace[name] for name in trace if not graph.nodes[graph.places[name]].operands}
    for name, value in leaves.items():
        if graph.nodes[graph.places[name]].kind.value == "parameter":
            moved = iter(
                [
                    w - rate * g
                    for w, g in zip(cells(value), cells(here.gradients[name]), strict=True)
                ]
            )
            leaves[name] = refilled(value, moved)
    return "falls" if forward(graph, leaves).loss < trace.loss else "rises"


def refilled(value, numbers):
    if isinstance(value, tuple):
        return tuple(refilled(part, numbers) for part in value)
    return next(numbers)


@pytest.mark.parametrize("name", preset_names())
def test_presets_have_sound_questions_of_every_topic(name):
    network = load_network(find_network(name))
    here = situation(network, network.settings.learning_rate)
    for seed in range(3):
        asked = series(here, 25, seed)
        for question in asked:
            assert_sound(here, question)
        assert {question.topic for question in asked[:5]} == set(Topic)


def test_questions_go_round_the_nodes():
    here = situation(load_network(find_network("two-branch")))
    asked = [question for question in series(here, 45) if question.topic is Topic.GRADIENT]
    assert {question.opens.node for question in asked} == set("wzuvyxABC")


@given(text=networks(), seed=st.integers(0, 10**6))
def test_random_networks_have_sound_questions(build, text, seed):
    here = situation(with_numbers(build, *text, seed))
    for question in series(here, 10, seed):
        assert_sound(here, question)


def test_the_same_seed_asks_the_same():
    network = load_network(find_network("two-branch"))
    first, again, other = (series(situation(network), seed=seed) for seed in (3, 3, 4))
    assert first == again
    assert first != other


@pytest.mark.parametrize(
    "equations", ["L = x", "L = 0 * x", "L = 3 + 0 * x", "L = exp(1000 * x)", "L = log(-x)"]
)
def test_there_is_always_something_to_ask(build, equations):
    here = situation(build(equations, {"x": 2.0}))
    for question in series(here, 5):
        assert_sound(here, question)


def test_a_dead_relu_is_not_asked_for(build):
    network = build(
        "h = relu(x @ A)\nL = sum(h) + b ** 2",
        {"x": [1.0, 2.0]},
        {"A": [[-1.0, 1], [-1, 1]], "b": 3},
    )
    here = situation(network)
    for question in series(here, 60):
        assert_sound(here, question)
        if question.topic is not Topic.ORDER:
            assert question.opens.number(here.trace, here.gradients) != 0.0
            assert question.opens != Cell("h", (0,))


def test_constants_are_not_asked_for(build):
    network = build("a = 3\nb = a * 2\nL = sum(x * b)", {"x": [1.0, 2.0]})
    asked = [q.opens.node for q in series(situation(network), 60) if q.topic is not Topic.ORDER]
    assert set(asked) == {"x", "L"}


def test_what_comes_after_the_number_asked_for_is_hidden():
    here = situation(load_network(find_network("two-branch")))
    order = stages(here.graph)
    for question in series(here, 45):
        if question.topic is Topic.VALUE:
            start = order.index(Stage(Pass.FORWARD, question.opens.node))
        elif question.topic in (Topic.GRADIENT, Topic.SIGN):
            start = order.index(Stage(Pass.BACKWARD, question.opens.node))
        else:
            assert not question.hidden
            continue
        assert question.hidden == set(order[start:])
        assert not question.hides(Cell("x", (0,)))


def asked_for(here, topic, node):
    return next(q for q in series(here, 60) if q.topic is topic and q.opens.node == node)


def test_a_wrong_number_is_answered_by_what_is_off():
    here = situation(load_network(find_network("two-branch")))
    question = asked_for(here, Topic.GRADIENT, "y")
    (i,) = question.opens.index
    assert question.check(f"∂L/∂u[{i}] * u[{i}] * (1 - u[{i}])").outcome is Outcome.RIGHT
    wrong = {
        f"du[{i}]": "Not right: σ′ of u = sigmoid(y) is missing.",
        f"-du[{i}] * u[{i}] * (1 - u[{i}])": "Not right: the sign is wrong.",
        f"du[{i}] * y[{i}] * (1 - y[{i}])": "Not right: σ′ is written with y, the input, where u, "
        "the output, belongs.",
        f"du[{i}] * u[{i}]": "Not right: none of the usual mistakes explains it.",
    }
    for text, words in wrong.items():
        assert question.check(text).words == words


def test_too_few_digits_and_near_misses_may_be_tried_again():
    here = situation(load_network(find_network("two-branch")))
    question = asked_for(here, Topic.GRADIENT, "w")
    number = question.opens.number(here.trace, here.gradients)
    assert question.check(f"{number:.0f}").outcome is Outcome.UNCLEAR
    assert question.check(f"{number * 1.004:.6f}").outcome is Outcome.UNCLEAR
    assert question.check("0").outcome is Outcome.WRONG
    assert question.check(f"{number:.1f}").outcome is Outcome.RIGHT


def test_both_answers_occur_for_steps_and_signs():
    here = situation(load_network(find_network("two-branch")), 0.01)
    steps = {question.solution for question in series(here, 30) if question.topic is Topic.STEP}
    assert steps == {"rises", "falls"}


@given(text=st.text())
def test_no_answer_makes_a_question_raise(published_questions, text):
    for question in published_questions:
        assert question.check(text).words


@pytest.fixture(scope="module")
def published_questions():
    return series(situation(load_network(find_network("two-branch"))), 5)


def test_the_score_counts_answers_and_the_streak_since_the_last_wrong_one():
    right, wrong, unclear = (Reply(outcome, "") for outcome in Outcome)
    score = Score()
    for reply in (right, right, unclear, wrong, right, unclear):
        score = score.after(reply)
    assert score == Score(right=3, asked=4, streak=1)


def test_a_large_network_has_questions_too():
    here = situation(load_network(find_network("two-branch"), sizes={"K": 64}))
    for question in series(here, 10):
        assert question.check(question.solution).outcome is Outcome.RIGHT
    assert math.isfinite(here.trace.loss)
