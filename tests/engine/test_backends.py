"""Generated code and NumPy, held to the plain engine on random networks."""

import struct
from contextlib import contextmanager
from dataclasses import replace
from itertools import cycle
from random import Random

import pytest
from finite_differences import shaped
from hypothesis import given, settings
from hypothesis import strategies as st
from random_networks import as_lists, networks, with_numbers

import engine.kernels
from engine import Backend, Kind, Run, Schedule, Settings, cells, shape_of

SCHEDULES = [
    (Schedule.PER_SAMPLE, 1),
    (Schedule.MINI_BATCH, 1),
    (Schedule.MINI_BATCH, 3),
    (Schedule.BATCH, 1),
]


FORMS = {"unrolled": 10**9, "rows": 0}


@contextmanager
def written(form):
    """Generated code is written in this form, whatever the size of the network."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine.kernels, "MOST_TERMS_UNROLLED", FORMS[form])
        engine.kernels.loop_kernel.cache_clear()  # which may have the network's in another form
        yield
    engine.kernels.loop_kernel.cache_clear()


@contextmanager
def few_at_once(most=2):
    """NumPy computes so many samples at once at most."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("engine.backends.arrays.MOST_SAMPLES", most)
        yield


def with_samples(network, count, seed):
    """The network with random samples, some of whose numbers are 0, of either sign."""
    random = Random(seed)

    def number():
        return random.choice([0.0, -0.0]) if random.random() < 0.1 else random.uniform(-1.5, 1.5)

    graph = network.graph
    samples = [
        {name: shaped(iter(number, None), graph.shape(name)) for name in graph.names(Kind.INPUT)}
        for _ in range(count)
    ]
    return replace(network, samples=samples)


def states(network, options, chunks, epochs=2):
    """The states on the way to the end of an epoch, in steps of so many samples."""
    run = Run(network, options)
    found = [run.start()]
    steps = cycle(chunks)
    while not found[-1].divergence and not (found[-1].complete and found[-1].epoch == epochs):
        found.append(run.advance(found[-1], next(steps)))
    return found


def bits(state):
    """Every number of a state, exactly, the sign of zero included."""

    def exactly(values):
        return {
            name: struct.pack(f"{len(list(cells(value)))}d", *cells(value))
            for name, value in values.items()
        }

    return state._replace(
        parameters=exactly(state.parameters),
        gradient_sum=state.gradient_sum and exactly(state.gradient_sum),
    )


def position(state):
    places = state.epoch, state.trained, state.evaluated, state.complete
    return *places, state.divergence is not None


def by_position(found):
    return {position(state): state for state in found}


def assert_same_bits(form, network, options, chunks, **more):
    plain = states(network, replace(options, backend=Backend.PLAIN), chunks, **more)
    with written(form):
        generated = states(network, replace(options, backend=Backend.GENERATED), chunks, **more)
    assert [bits(state) for state in generated] == [bits(state) for state in plain]


forms = pytest.mark.parametrize("form", FORMS)
schedules = pytest.mark.parametrize(("schedule", "size"), SCHEDULES)
chunks = st.lists(st.integers(1, 9), min_size=1, max_size=3)


@forms
@schedules
@settings(max_examples=60)
@given(network=networks(), seed=st.integers(0, 10**6), chunks=chunks, count=st.integers(1, 5))
def test_generated_code_has_the_bits_of_the_plain_engine(
    build, form, schedule, size, network, seed, chunks, count
):
    built = with_samples(with_numbers(build, *network, seed), count, seed)
    assert_same_bits(form, built, Settings(0.1, schedule, size), chunks)


@forms
@schedules
@settings(max_examples=40)
@given(network=networks(), seed=st.integers(0, 10**6), chunks=chunks, rate=st.floats(1, 1e308))
def test_generated_code_diverges_where_the_plain_engine_does(
    build, form, schedule, size, network, seed, chunks, rate
):
    built = with_samples(with_numbers(build, *network, seed), 4, seed)
    assert_same_bits(form, built, Settings(rate, schedule, size), chunks, epochs=5)


@forms
def test_parameters_in_each_others_gradients_change_together(build, form):
    network = build(
        "c = b\nL = sum(a * c) + p @ A @ p",
        parameters={"a": [1.0, 2.0], "b": [3.0, 4.0], "p": [0.5, -1.0], "A": [[1.0, 2], [3, 4]]},
    )
    with written(form):
        state = states(network, Settings(0.5), [1], epochs=1)[-1]
    assert state.parameters["a"] == (1.0 - 0.5 * 3.0, 2.0 - 0.5 * 4.0)
    assert state.parameters["b"] == (3.0 - 0.5 * 1.0, 4.0 - 0.5 * 2.0)
    assert state.parameters["A"] == ((1.0 - 0.125, 2.25), (3.25, 3.5))


WIDE = """
h = tanh(x @ A + b)
p = softmax(h @ B)
M = exp(-(A @ B))
L = cross_entropy(p @ C, t) + mean(M) + 0.01 * sum(A ** 2)
"""


@forms
@schedules
def test_sums_that_are_longer_than_a_line_keep_their_order(build, form, schedule, size):
    random = Random(7)
    shapes = {"x": (40,), "t": (5,), "A": (40, 37), "b": (37,), "B": (37, 35), "C": (35, 5)}
    stream = iter(lambda: random.uniform(-0.3, 0.3), None)
    values = {name: as_lists(shaped(stream, shape)) for name, shape in shapes.items()}
    inputs = {name: values.pop(name) for name in ("x", "t")}
    network = with_samples(build(WIDE, inputs, values), 4, 7)
    assert_same_bits(form, network, Settings(0.1, schedule, size), [3])


@schedules
@settings(max_examples=100)
@given(network=networks(), seed=st.integers(0, 10**6), chunks=chunks, count=st.integers(1, 5))
def test_numpy_agrees_with_the_plain_engine(build, schedule, size, network, seed, chunks, count):
    pytest.importorskip("numpy")
    built = with_samples(with_numbers(build, *network, seed), count, seed)
    options = Settings(0.1, schedule, size)
    plain = by_position(states(built, replace(options, backend=Backend.PLAIN), [1]))
    with few_at_once():
        arrays = states(built, replace(options, backend=Backend.NUMPY), chunks)
    assert arrays[-1].epoch == 2
    for state in arrays:
        assert_close(state, plain[position(state)])


def assert_close(one, other):
    """Two states are the same to 1e-12 of the largest number of each value."""
    places = ("epoch", "trained", "evaluated", "complete", "divergence")
    assert [getattr(one, place) for place in places] == [getattr(other, place) for place in places]
    assert one.training_loss == pytest.approx(other.training_loss, rel=1e-12, abs=1e-12)
    assert one.evaluation_loss == pytest.approx(other.evaluation_loss, rel=1e-12, abs=1e-12)
    assert (one.gradient_sum is None) == (other.gradient_sum is None)
    for values, others in (
        (one.parameters, other.parameters),
        (one.gradient_sum or {}, other.gradient_sum or {}),
    ):
        assert list(values) == list(others)
        for name in others:
            assert shape_of(values[name]) == shape_of(others[name])
            largest = max(map(abs, cells(others[name])))
            near = pytest.approx(list(cells(others[name])), rel=1e-12, abs=1e-12 * largest)
            assert list(cells(values[name])) == near


@forms
def test_a_scalar_that_is_every_cell_of_a_gradient_changes_after_its_use(build, form):
    network = build("L = b * sum(a)", parameters={"b": 3.0, "a": [1.0, 2.0]})
    with written(form):
        state = states(network, Settings(0.5), [1], epochs=1)[-1]
    assert state.parameters["b"] == 3.0 - 0.5 * 3.0
    assert state.parameters["a"] == (1.0 - 0.5 * 3.0, 2.0 - 0.5 * 3.0)


# Steps


@pytest.mark.parametrize("backend", Backend)
@schedules
@settings(max_examples=40)
@given(
    network=networks(),
    seed=st.integers(0, 10**6),
    chunks=chunks,
    count=st.integers(1, 7),
    rate=st.sampled_from([0.1, 1e300]),
)
def test_the_steps_of_a_run_do_not_change_its_bits(
    build, backend, schedule, size, network, seed, chunks, count, rate
):
    pytest.importorskip("numpy")
    built = with_samples(with_numbers(build, *network, seed), count, seed)
    options = Settings(rate, schedule, size, backend)
    with few_at_once():
        slow = by_position(states(built, options, [1]))
        fast = states(built, options, chunks)
    for state in fast:
        assert bits(state) == bits(slow[position(state)])


def test_numpy_goes_on_to_the_end_of_a_group(build):
    pytest.importorskip("numpy")
    network = with_samples(build("L = (w - x) ** 2", {"x": 1.0}, {"w": 0.0}), 5, 1)

    def ends(schedule, size=1):
        run = Run(network, Settings(0.1, schedule, size, Backend.NUMPY))
        state = run.advance(run.start(), 5)
        found = []
        while not state.complete or state.epoch == 0:
            state = run.advance(state, 1)
            found.append((state.trained, state.evaluated))
        return found

    assert ends(Schedule.PER_SAMPLE) == [(1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (5, 5)]
    assert ends(Schedule.MINI_BATCH, 3) == [(3, 0), (5, 0), (5, 5)]
    assert ends(Schedule.BATCH) == [(5, 0), (5, 5)]
    with few_at_once():
        assert ends(Schedule.MINI_BATCH, 3)[:4] == [(2, 0), (3, 0), (5, 0), (5, 2)]


def test_the_steps_of_a_run_do_not_change_where_numpy_diverges(build):
    pytest.importorskip("numpy")
    network = build("L = sum((x @ A - 1) ** 2)", {"x": [0.0] * 9}, {"A": [[0.0] * 9] * 9})
    network = with_samples(network, 10, 3)
    network.samples[-1]["x"] = (1e200,) * 9  # after an update, too large for a square
    options = Settings(0.1, Schedule.MINI_BATCH, 5, Backend.NUMPY)
    with few_at_once(4):
        slow, fast = (states(network, options, steps)[-1] for steps in ([1], [10]))
    assert slow.trained == 9
    assert slow.divergence is not None
    assert bits(fast) == bits(slow)


# Changes of settings within an epoch

any_settings = st.builds(
    lambda schedule, rate: Settings(rate, *schedule),
    st.sampled_from(SCHEDULES),
    st.sampled_from([0.05, 0.2]),
)
plans = st.lists(st.tuples(any_settings, st.integers(1, 9)), min_size=1, max_size=6)


def after_changes(network, plan, backends):
    """The states after each part of a plan: settings, and samples to advance with them."""
    found = [Run(network, Settings()).start()]
    for (options, samples), backend in zip(plan, cycle(backends), strict=False):
        run = Run(network, replace(options, backend=Backend(backend)))
        found.append(run.advance(found[-1], samples))
    return found


@forms
@settings(max_examples=100)
@given(
    network=networks(),
    seed=st.integers(0, 10**6),
    plan=plans,
    count=st.integers(1, 7),
    last_rate=st.sampled_from([0.1, 1e300]),
)
def test_settings_that_change_at_any_sample_leave_no_gradient_out(
    build, form, network, seed, plan, count, last_rate
):
    plan[-1] = (replace(plan[-1][0], learning_rate=last_rate), plan[-1][1])
    built = with_samples(with_numbers(build, *network, seed), count, seed)
    plain = after_changes(built, plan, ["plain"])
    with written(form):
        generated = after_changes(built, plan, ["generated"])
        both = after_changes(built, plan, ["plain", "generated"])
    assert [bits(state) for state in generated] == [bits(state) for state in plain]
    assert [bits(state) for state in both] == [bits(state) for state in plain]


@settings(max_examples=100)
@given(network=networks(), seed=st.integers(0, 10**6), plan=plans, count=st.integers(1, 7))
def test_numpy_can_go_on_from_any_state_and_others_from_its_states(
    build, network, seed, plan, count
):
    pytest.importorskip("numpy")
    built = with_samples(with_numbers(build, *network, seed), count, seed)
    with few_at_once():
        arrays = after_changes(built, plan, ["numpy"])
        mixed = after_changes(built, plan, ["generated", "numpy"])
    for found in (arrays, mixed):
        state = found[0]
        for (options, _), there in zip(plan, found[1:], strict=True):
            plain = Run(built, replace(options, backend=Backend.PLAIN))
            while position(state) != position(there):
                state = plain.advance(state, 1)
            assert_close(there, state)
