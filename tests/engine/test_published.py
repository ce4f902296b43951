"""The published worked example, exactly, and its weights after one epoch, statistically."""

import json
import math
from collections.abc import Sequence
from pathlib import Path

import pytest

from engine import (
    Network,
    Run,
    Schedule,
    Settings,
    Value,
    as_matrix,
    cells,
    find_network,
    load_network,
)

PUBLISHED = json.loads(
    (Path(__file__).parent.parent / "data" / "two-branch.json").read_text(encoding="utf-8")
)
MATRICES = ("A", "B", "C")


def preset(seed: int = 1) -> Network:
    return load_network(find_network("two-branch"), seed=seed)


def rows(matrix: Value) -> list[list[float]]:
    return [list(row) for row in as_matrix(matrix)]


def test_the_preset_has_the_published_numbers():
    network = preset()
    assert list(cells(network.inputs["x"])) == PUBLISHED["x"]
    assert {name: rows(value) for name, value in network.parameters.items()} == PUBLISHED[
        "parameters"
    ]
    assert network.settings == Settings(0.01, Schedule.PER_SAMPLE)
    assert len(network.samples) == PUBLISHED["after_one_epoch"]["samples"]


def test_the_loss_is_the_published_one_to_the_last_bit():
    network = preset()
    trace, _ = network.differentiate(network.inputs, network.parameters)
    assert trace.loss == PUBLISHED["loss"]
    assert trace["L"] == PUBLISHED["loss"]


@pytest.mark.parametrize("name", MATRICES)
def test_every_gradient_is_the_published_one_within_1e15(name):
    network = preset()
    _, gradients = network.differentiate(network.inputs, network.parameters)
    for row, published in zip(rows(gradients[name]), PUBLISHED["gradients"][name], strict=True):
        assert row == pytest.approx(published, rel=1e-15, abs=0.0)


@pytest.mark.parametrize("name", MATRICES)
def test_every_gradient_rounds_to_the_four_decimals_that_pytorch_printed(name):
    network = preset()
    trace, gradients = network.differentiate(network.inputs, network.parameters)
    rounded = [[round(cell, 4) for cell in row] for row in rows(gradients[name])]
    assert rounded == PUBLISHED["torch_four_decimals"][name]
    assert round(trace.loss, 4) == PUBLISHED["torch_four_decimals"]["loss"]


# The inputs of the published epoch are not known, so its 27 weight changes are one draw from
# a distribution. We simulate epochs with other inputs and ask how far away the published draw
# lies: Hotelling's T², the squared distance in standard deviations along 27 uncorrelated
# directions, scaled to the F statistic, which is about 1 for one more draw from the same
# distribution. Among 400 simulated epochs, one in a hundred has an F beyond 3.7 with respect to
# 50 others. It tells much apart: mini-batches of 10 would give 28, a rate of 0.0105 637.

PER_SAMPLE_EPOCHS = 50
BATCH_EPOCHS = 30


def flat(parameters: dict[str, Value]) -> list[float]:
    return [cell for name in MATRICES for cell in cells(parameters[name])]


def published_change() -> list[float]:
    after = {
        name: tuple(map(tuple, matrix))
        for name, matrix in PUBLISHED["after_one_epoch"]["parameters"].items()
    }
    return differences(flat(after), flat(preset().parameters))


def differences(left: Sequence[float], right: Sequence[float]) -> list[float]:
    return [a - b for a, b in zip(left, right, strict=True)]


def simulated_changes(schedule: Schedule, epochs: int) -> list[list[float]]:
    """The 27 weight changes of one epoch, for as many other draws of its inputs."""
    changes = []
    for seed in range(1, epochs + 1):
        network = preset(seed)
        run = Run(network, Settings(PUBLISHED["after_one_epoch"]["learning_rate"], schedule))
        before_training = run.start()._replace(complete=True)
        state = run.advance(before_training, len(network.samples))
        assert (state.epoch, state.trained, state.evaluated) == (1, 1000, 0)
        changes.append(differences(flat(state.parameters), flat(network.parameters)))
    return changes


def distances(draws: list[list[float]], point: list[float]) -> list[float]:
    """How many standard deviations the point lies from the draws, along uncorrelated directions.

    Gram-Schmidt on the draws' weights: each weight in turn, less what the ones before it
    already say about it. Forming no covariance matrix, it keeps directions apart whose
    standard deviations differ by a factor of a million.
    """
    count = len(draws)
    means = [math.fsum(column) / count for column in zip(*draws, strict=True)]
    columns = [list(c) for c in zip(*(differences(d, means) for d in draws), strict=True)]
    rest = differences(point, means)
    found = []
    for j, column in enumerate(columns):
        square = math.fsum(cell * cell for cell in column)
        found.append(rest[j] / math.sqrt(square / (count - 1)))
        for k in range(j + 1, len(columns)):
            products = (a * b for a, b in zip(column, columns[k], strict=True))
            share = math.fsum(products) / square
            columns[k] = [b - share * a for a, b in zip(column, columns[k], strict=True)]
            rest[k] -= share * rest[j]
    return found


def f_statistic(draws: list[list[float]], point: list[float]) -> float:
    count, weights = len(draws), len(point)
    t_squared = sum(d * d for d in distances(draws, point)) * count / (count + 1)
    return t_squared * (count - weights) / (weights * (count - 1))


def mean_ratio(draws: list[list[float]], point: list[float]) -> float:
    """The point's weight changes as a fraction of the draws' mean changes, averaged."""
    means = [math.fsum(column) / len(draws) for column in zip(*draws, strict=True)]
    return sum(a / b for a, b in zip(point, means, strict=True)) / len(point)


def test_the_distances_are_the_ones_of_a_known_distribution():
    # y = 3x + e with x = 2 ± 1 and e = ±1.
    draws = [[1.0, 2.0], [1.0, 4.0], [3.0, 8.0], [3.0, 10.0]]
    scale = math.sqrt(4 / 3)
    assert distances(draws, [3.0, 9.0]) == pytest.approx([1 / scale, 0.0])
    assert distances(draws, [2.0, 8.0]) == pytest.approx([0.0, 2 / scale])


def test_per_sample_updates_fit_the_published_weights_after_one_epoch():
    changes = simulated_changes(Schedule.PER_SAMPLE, PER_SAMPLE_EPOCHS)
    assert mean_ratio(changes, published_change()) == pytest.approx(1.0, abs=0.03)
    assert f_statistic(changes, published_change()) < 3.7


def test_one_update_for_the_whole_epoch_does_not_fit_them_by_far():
    changes = simulated_changes(Schedule.BATCH, BATCH_EPOCHS)
    assert mean_ratio(changes, published_change()) == pytest.approx(0.88, abs=0.01)
    assert f_statistic(changes, published_change()) > 1e6
