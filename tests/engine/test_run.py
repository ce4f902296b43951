"""Runs: the schedules, the two losses, determinism, and what divergence leaves behind."""

import hashlib
import math
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import (
    Divergence,
    EpochLosses,
    NetworkError,
    Position,
    Run,
    Schedule,
    Settings,
    all_finite,
    cells,
    find_network,
    load_network,
    parse_schedule,
)

PER_SAMPLE, MINI_BATCH, BATCH = Schedule.PER_SAMPLE, Schedule.MINI_BATCH, Schedule.BATCH
ALL = [(PER_SAMPLE, 1), (MINI_BATCH, 1), (MINI_BATCH, 4), (MINI_BATCH, 100), (BATCH, 1)]


def two_branch(samples=10, **options):
    return load_network(find_network("two-branch"), samples=samples, **options)


def after(run, epochs):
    """The state at the end of an epoch, or where the run diverged before."""
    state = run.start()
    while not state.divergence and not (state.complete and state.epoch == epochs):
        state = run.advance(state, 1_000_000)
    return state


def bits(state):
    """Every number of a state, exactly."""
    parameters = {name: list(cells(value)) for name, value in state.parameters.items()}
    sums = state.gradient_sum and {n: list(cells(v)) for n, v in state.gradient_sum.items()}
    return state._replace(parameters=parameters, gradient_sum=sums)


class ByHand:
    """The two-branch network trained by a few lines that share nothing with the engine."""

    def __init__(self, network):
        self.x = [list(sample["x"]) for sample in network.samples]
        self.A, self.B, self.C = ([list(r) for r in network.parameters[name]] for name in "ABC")

    def times(self, row, matrix):
        products = []
        for column in range(len(matrix[0])):
            total = 0.0
            for i, number in enumerate(row):
                total += number * matrix[i][column]
            products.append(total)
        return products

    def transposed(self, matrix):
        return [list(column) for column in zip(*matrix, strict=True)]

    def forward(self, x):
        u = [1.0 / (1.0 + math.exp(-y)) for y in self.times(x, self.A)]
        z = [p + q for p, q in zip(u, self.times(x, self.B), strict=True)]
        w = self.times(z, self.C)
        loss = 0.0
        for number in w:
            loss += number * number
        return u, z, w, loss

    def gradients(self, x):
        u, z, w, loss = self.forward(x)
        dw = [2.0 * number for number in w]
        dz = self.times(dw, self.transposed(self.C))
        dy = [d * (s * (1.0 - s)) for d, s in zip(dz, u, strict=True)]
        rows = ((x, dy), (x, dz), (z, dw))
        return loss, [[[p * q for q in right] for p in left] for left, right in rows]

    def epoch(self, rate, group):
        """One epoch with an update after every group of samples; the mean loss met."""
        step = rate / len(self.x)
        losses = 0.0
        for start in range(0, len(self.x), group):
            sums = None
            for x in self.x[start : start + group]:
                loss, gradients = self.gradients(x)
                losses += loss
                if sums is None:
                    sums = gradients
                else:
                    for matrix, more in zip(sums, gradients, strict=True):
                        for row, more_row in zip(matrix, more, strict=True):
                            row[:] = [a + b for a, b in zip(row, more_row, strict=True)]
            for matrix, gradient in zip((self.A, self.B, self.C), sums, strict=True):
                for row, slopes in zip(matrix, gradient, strict=True):
                    row[:] = [w - step * slope for w, slope in zip(row, slopes, strict=True)]
        return losses / len(self.x)

    def mean_loss(self):
        total = 0.0
        for x in self.x:
            total += self.forward(x)[3]
        return total / len(self.x)


@pytest.mark.parametrize(
    ("schedule", "batch_size", "group"),
    [(PER_SAMPLE, 1, 1), (MINI_BATCH, 4, 4), (MINI_BATCH, 3, 3), (BATCH, 1, 10)],
)
def test_training_is_what_a_few_lines_by_hand_do_to_the_last_bit(schedule, batch_size, group):
    network = two_branch(samples=10)
    run = Run(network, Settings(0.05, schedule, batch_size))
    by_hand = ByHand(network)
    state = after(run, 0)
    assert state.losses == EpochLosses(0, None, by_hand.mean_loss())
    for epoch in range(1, 4):
        mean_training_loss = by_hand.epoch(0.05, group)
        state = run.advance(state, 20)
        assert state.losses == EpochLosses(epoch, mean_training_loss, by_hand.mean_loss())
        for name in "ABC":
            assert [list(row) for row in state.parameters[name]] == getattr(by_hand, name)


def test_a_mini_batch_of_one_is_per_sample_and_a_mini_batch_of_all_is_batch():
    network = two_branch()

    def trained(schedule, batch_size):
        return bits(after(Run(network, Settings(0.1, schedule, batch_size)), 3))

    assert trained(MINI_BATCH, 1) == trained(PER_SAMPLE, 32)
    assert trained(MINI_BATCH, 10) == trained(MINI_BATCH, 11) == trained(BATCH, 3)
    different = [trained(PER_SAMPLE, 1), trained(MINI_BATCH, 4), trained(BATCH, 1)]
    assert len({state.losses for state in different}) == 3


def test_batch_steps_by_the_learning_rate_times_the_mean_gradient():
    network = two_branch()
    state = after(Run(network, Settings(0.1, BATCH)), 1)
    slopes = [
        list(cells(network.differentiate(sample, network.parameters)[1]["A"]))
        for sample in network.samples
    ]
    mean = [math.fsum(column) / 10 for column in zip(*slopes, strict=True)]
    before, after_it = cells(network.parameters["A"]), cells(state.parameters["A"])
    for was, now, slope in zip(before, after_it, mean, strict=True):
        assert was - now == pytest.approx(0.1 * slope, rel=1e-12)


def test_per_sample_takes_every_gradient_at_the_current_weights():
    network = two_branch(samples=2)
    run = Run(network, Settings(0.1, PER_SAMPLE))
    parameters = network.parameters
    for sample in network.samples:
        slopes = network.differentiate(sample, parameters)[1]
        parameters = {
            name: tuple(
                tuple(w - 0.05 * g for w, g in zip(row, slope, strict=True))
                for row, slope in zip(matrix, slopes[name], strict=True)
            )
            for name, matrix in parameters.items()
        }
    assert after(run, 1).parameters == parameters


def test_one_sample_makes_all_schedules_the_same():
    network = two_branch(samples=1)
    first, *others = [
        bits(after(Run(network, Settings(0.1, schedule, size)), 3)) for schedule, size in ALL
    ]
    assert all(other == first for other in others)


def test_a_network_without_data_trains_on_its_own_inputs(build):
    network = build("L = (w - x) ** 2", {"x": 3.0}, {"w": 1.0})
    state = after(Run(network, Settings(0.25)), 2)
    assert state.parameters["w"] == 1.0 + 1.0 + 0.5
    assert state.losses == EpochLosses(2, (2.0 - 3.0) ** 2, (2.5 - 3.0) ** 2)


def test_a_network_without_parameters_only_has_losses(build):
    network = build("L = x ** 2", {"x": 3.0})
    assert after(Run(network, Settings()), 2).losses == EpochLosses(2, 9.0, 9.0)


def test_training_lowers_the_loss_of_exclusive_or_until_it_is_solved():
    network = load_network(find_network("xor"))
    run = Run(network, network.settings)
    state = after(run, 600)
    assert state.losses.evaluation_loss < 0.1 * after(run, 0).losses.evaluation_loss
    for sample in network.samples:
        trace, _ = network.differentiate(sample, state.parameters)
        assert round(trace["p"][0]) == sample["t"][0]


# The tape


def test_an_epoch_goes_through_training_then_evaluation():
    run = Run(two_branch(samples=3), Settings(0.1, MINI_BATCH, 2))
    state, seen = run.start(), []
    for _ in range(10):
        seen.append((state.epoch, state.trained, state.evaluated, state.complete))
        state = run.advance(state, 1)
    assert seen == [
        (0, 0, 0, False),
        (0, 0, 1, False),
        (0, 0, 2, False),
        (0, 0, 3, True),
        (1, 1, 0, False),
        (1, 2, 0, False),
        (1, 3, 0, False),
        (1, 3, 1, False),
        (1, 3, 2, False),
        (1, 3, 3, True),
    ]
    assert (state.epoch, state.trained) == (2, 1)
    assert (state.epoch, state.trained) == (2, 1)


def test_epoch_zero_only_evaluates_the_weights_before_training():
    network = two_branch(samples=4)
    state = Run(network, Settings()).advance(Run(network, Settings()).start(), 1_000)
    losses = [network.differentiate(s, network.parameters)[0].loss for s in network.samples]
    assert (state.epoch, state.complete) == (0, True)
    assert state.parameters == network.parameters
    assert state.losses == EpochLosses(0, None, (losses[0] + losses[1] + losses[2] + losses[3]) / 4)


def test_an_advance_stops_at_the_end_of_every_epoch():
    run = Run(two_branch(samples=3), Settings())
    state = run.start()
    for epoch in range(4):
        state = run.advance(state, 1_000)
        assert (state.epoch, state.complete) == (epoch, True)
        assert state.losses.epoch == epoch


def test_an_advance_by_all_samples_trains_an_epoch_without_evaluating_it():
    run = Run(two_branch(samples=3), Settings())
    before = after(run, 0)
    state = run.advance(before, 3)
    assert (state.epoch, state.trained, state.evaluated, state.complete) == (1, 3, 0, False)
    assert state.losses == before.losses
    assert state.evaluation_loss == 0.0


def test_an_advance_by_nothing_stays_where_it_is():
    run = Run(two_branch(samples=3), Settings())
    for samples in (1, 4, 5):
        state = run.advance(after(run, 1), samples)
        assert run.advance(state, 0) == state


def test_the_losses_of_the_last_complete_epoch_stay_until_the_next_is_complete():
    run = Run(two_branch(samples=3), Settings())
    state = run.start()
    assert state.losses is None
    first = after(run, 1)
    for _ in range(5):
        state = run.advance(state if state.epoch == 2 else first, 1)
        assert (state.epoch, state.losses) == (2, first.losses)
    assert run.advance(state, 1).losses.epoch == 2


def test_a_last_mini_batch_that_is_not_full_updates_at_the_end_of_the_epoch():
    run = Run(two_branch(samples=5), Settings(0.1, MINI_BATCH, 2))
    state, updates = after(run, 0), []
    for _ in range(5):
        following = run.advance(state, 1)
        updates.append(following.parameters != state.parameters)
        assert (following.gradient_sum is None) == updates[-1]
        state = following
    assert updates == [False, True, False, True, True]


@settings(max_examples=60)
@given(
    schedule=st.sampled_from(ALL),
    samples=st.integers(1, 7),
    slices=st.lists(st.integers(0, 9), min_size=1, max_size=12),
)
def test_the_slices_in_which_a_run_is_advanced_do_not_change_its_bits(schedule, samples, slices):
    run = Run(two_branch(samples=samples), Settings(0.1, *schedule))
    state = run.start()
    for length in slices:
        state = run.advance(state, length)
    while not state.complete:
        state = run.advance(state, max(slices[-1], 1))
    assert bits(state) == bits(after(run, state.epoch))


@pytest.mark.parametrize(("schedule", "batch_size"), ALL)
def test_a_run_is_a_pure_function_of_network_settings_and_seed(schedule, batch_size):
    def trained(seed):
        return bits(after(Run(two_branch(seed=seed), Settings(0.1, schedule, batch_size)), 3))

    assert trained(1) == trained(1)
    assert trained(1) != trained(2)


def test_a_run_can_go_on_from_any_kept_state_with_other_settings():
    network = two_branch()
    slow, fast = Run(network, Settings(0.01)), Run(network, Settings(0.1))
    kept = after(slow, 2)
    branch = fast.advance(kept, 20)
    assert branch.losses.epoch == 3
    assert branch.parameters != slow.advance(kept, 20).parameters
    assert bits(slow.advance(kept, 20)) == bits(after(slow, 3))


def test_a_state_is_frozen_and_stays_as_it_was():
    run = Run(two_branch(samples=5), Settings(0.1, MINI_BATCH, 2))
    state = run.advance(after(run, 1), 1)
    before = bits(state)
    run.advance(state, 1_000)
    assert bits(state) == before
    with pytest.raises(AttributeError):
        state.trained = 2
    for values in (state.parameters, state.gradient_sum):
        assert all(type(row) is tuple for value in values.values() for row in value)


# Divergence


def stopped(run, state=None):
    """The state at which a run stops for good, after what holds for any such state."""
    state = state or run.start()
    while not state.divergence:
        state = run.advance(state, 1_000)
        assert state.epoch < 1_000
    assert all(map(all_finite, state.parameters.values()))
    assert all(map(all_finite, (state.gradient_sum or {}).values()))
    assert math.isfinite(state.training_loss)
    assert math.isfinite(state.evaluation_loss)
    assert run.advance(state, 1_000) is state
    last_finite = state._replace(divergence=None)
    assert run.advance(last_finite, 1) == state
    return state


@pytest.fixture
def network_of(write):
    """A network of some equations with one parameter w and samples of one scalar x."""

    def network(equations, w, samples):
        write("\n".join(["x", *map(repr, samples)]), "data.csv")
        text = f"equations = '''\n{equations}\n'''\n[parameters]\nw = {w}\n"
        return load_network(write(text + '[data]\nfile = "data.csv"\ncolumns.x = "x"\n'))

    return network


def test_a_first_evaluation_that_is_not_finite_stops_before_any_training(network_of):
    network = network_of("a = 1 / x\nb = a * w\nL = b ** 2", 1.0, [1.0, 2.0, 0.0, 4.0])
    state = stopped(Run(network, Settings()))
    assert state.divergence == Divergence("a", "evaluation", Position(0, 3))
    assert str(state.divergence) == "a became non-finite in epoch 0, sample 3, evaluation"
    assert (state.epoch, state.trained, state.evaluated) == (0, 0, 2)
    assert state.evaluation_loss == 1.0 + 0.25
    assert state.losses is None


SQUARE = "y = w * x\ns = y ** 2\nL = s + 1"


def test_a_forward_pass_that_overflows_leaves_the_weights_of_the_sample_before(network_of):
    state = stopped(Run(network_of(SQUARE, 1.0, [1.0, 1.0]), Settings(1e160)))
    assert state.divergence == Divergence("s", "forward", Position(1, 2))
    assert str(state.divergence) == "s became non-finite in epoch 1, sample 2, forward"
    assert state.parameters["w"] == -1e160
    assert (state.epoch, state.trained) == (1, 1)
    assert state.training_loss == 2.0


def test_an_evaluation_that_overflows_leaves_the_weights_of_the_epoch(network_of):
    network = network_of(SQUARE, 1.0, [0.5, 1.0])
    state = stopped(Run(network, Settings(1e160, BATCH)))
    assert state.divergence == Divergence("s", "evaluation", Position(1, 1))
    assert state.parameters["w"] == pytest.approx(-1.25e160)
    assert (state.trained, state.evaluated, state.complete) == (2, 0, False)
    assert state.losses == EpochLosses(0, None, (1.25 + 2.0) / 2)


def test_a_backward_pass_without_a_finite_gradient_is_told_by_the_node_next_to_the_loss(network_of):
    network = network_of("y = w * x\nr = sqrt(y)\nL = r * 2", 1.0, [4.0, 0.0])
    state = stopped(Run(network, Settings(0.5)))
    assert state.divergence == Divergence("y", "backward", Position(1, 2))
    assert str(state.divergence) == (
        "the gradient of y became non-finite in epoch 1, sample 2, backward"
    )
    assert state.parameters["w"] == 1.0 - 0.25 * 2.0
    assert state.losses == EpochLosses(0, None, 2.0)


def test_an_update_that_overflows_leaves_the_weights_before_it(build):
    network = build("L = a + b ** 2 * 100", {}, {"a": 1.0, "b": 10.0})
    state = stopped(Run(network, Settings(1e306)))
    assert state.divergence == Divergence("b", "update", Position(1, 1))
    assert str(state.divergence) == "b became non-finite in epoch 1, sample 1, update"
    assert state.parameters == {"a": 1.0, "b": 10.0}
    assert (state.epoch, state.trained) == (1, 0)


def test_a_sum_of_gradients_that_overflows_is_part_of_the_update(network_of):
    network = network_of("L = w * x", 0.0, [1e308, 1e308, 1.0])
    state = stopped(Run(network, Settings(1.0, BATCH)))
    assert state.divergence == Divergence("w", "update", Position(1, 2))
    assert state.gradient_sum == {"w": 1e308}
    assert state.parameters == {"w": 0.0}


def test_a_sum_of_losses_that_overflows_is_told_by_the_loss(network_of):
    run = Run(network_of("y = w * x\nL = y", 1.0, [1e308, 1e308]), Settings(1e-320))
    assert stopped(run).divergence == Divergence("L", "evaluation", Position(0, 2))
    untrained = run.start()._replace(complete=True)
    assert stopped(run, untrained).divergence == Divergence("L", "forward", Position(1, 2))


def test_a_part_of_an_equation_is_told_by_the_equation(network_of):
    network = network_of("y = w * x\nL = 1 / (x - 2) * 0 + y", 1.0, [1.0, 2.0])
    state = stopped(Run(network, Settings()))
    assert state.divergence == Divergence("L", "evaluation", Position(0, 2))


def test_an_infinite_value_that_reaches_neither_loss_nor_weights_stops_nothing(network_of):
    network = network_of("a = 1 / x\nL = (w - x) ** 2", 1.0, [0.0, 2.0])
    assert after(Run(network, Settings(0.5)), 3).losses.epoch == 3


@pytest.mark.parametrize(("schedule", "batch_size"), ALL)
def test_too_high_a_learning_rate_ends_at_finite_weights(schedule, batch_size):
    run = Run(two_branch(), Settings(5.0, schedule, batch_size))
    state = stopped(run)
    assert state.parameters != run.network.parameters
    assert state.divergence.position >= Position(1, 1)
    assert state.divergence.node in run.network.graph.places


# The same bits everywhere

EXACT = """
equations = '''
h = relu(x @ A + b)
y = h @ B * s - x
L = mean(y ** 2) + 0.01 * sum(B @ B * A)
'''
[sizes]
K = 16
[inputs]
x = { shape = ["K"], uniform = [-1, 1] }
[parameters]
A = { shape = ["K", "K"], uniform = [-0.5, 0.5] }
B = { shape = ["K", "K"], uniform = [-0.5, 0.5] }
b = { shape = ["K"], uniform = [-0.1, 0.1] }
s = { shape = [], uniform = [0, 1] }
[data]
samples = 20
x = { uniform = [-1, 1] }
"""


@pytest.mark.parametrize(
    ("schedule", "batch_size", "expected"),
    [
        (PER_SAMPLE, 1, "eb9ce7414ab4954029dbba094d10ac18"),
        (MINI_BATCH, 6, "75861de51b4561f6de77fd55455e302b"),
        (BATCH, 1, "16a91dc008efa68b98107e6562d5cca3"),
    ],
)
def test_every_python_on_every_machine_computes_these_bits(
    load_text, schedule, batch_size, expected
):
    # Only operations whose results IEEE 754 fixes: no exp, tanh or pow of the C library.
    network = load_text(EXACT)
    state = after(Run(network, Settings(0.5, schedule, batch_size)), 3)
    numbers = [cell for value in state.parameters.values() for cell in cells(value)]
    numbers += state.losses[1:]
    digest = hashlib.sha256(struct.pack(f"<{len(numbers)}d", *numbers)).hexdigest()
    assert digest[:32] == expected


# Settings


def test_settings_out_of_range_are_refused():
    for rate in (0.0, -0.1, math.nan, math.inf):
        with pytest.raises(NetworkError, match=r"the learning rate .* is out of range; give"):
            Settings(learning_rate=rate)
    for size in (0, -1):
        with pytest.raises(NetworkError, match=r"the batch size -?\d is out of range; give"):
            Settings(batch_size=size)


@pytest.mark.parametrize(
    ("schedule", "batch_size", "updates_after"),
    [(PER_SAMPLE, 32, 1), (MINI_BATCH, 4, 4), (MINI_BATCH, 32, 10), (BATCH, 4, 10)],
)
def test_a_schedule_says_after_how_many_of_ten_samples_weights_change(
    schedule, batch_size, updates_after
):
    assert Settings(0.1, schedule, batch_size).samples_per_update(10) == updates_after


def test_schedules_are_found_by_name():
    assert [parse_schedule(name) for name in ("per-sample", "mini-batch", "batch")] == [
        PER_SAMPLE,
        MINI_BATCH,
        BATCH,
    ]
    with pytest.raises(NetworkError, match="choose one of per-sample, mini-batch, batch"):
        parse_schedule("Batch")
