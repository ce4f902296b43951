"""What the lessons of the presets promise is what their networks do."""

import math
from itertools import pairwise

import pytest

from engine import Divergence, Network, Run, State, cells, find_network, load_network


def preset(name: str) -> Network:
    return load_network(find_network(name))


def after(network: Network, epochs: int) -> State:
    run = Run(network, network.settings)
    state = run.start()
    for _ in range(epochs + 1):
        state = run.advance(state, 2 * len(network.samples))
    return state


def near(*numbers):
    """As printed with nine decimals."""
    return pytest.approx(numbers, abs=6e-10)


def test_two_layers_have_the_published_numbers():
    network = preset("two-layer")
    trace, gradients = network.differentiate(network.inputs, network.parameters)
    assert trace["h"] == near(0.593269992, 0.596884378)
    assert trace["y"] == near(0.751365070, 0.772928465)
    assert trace.loss == pytest.approx(0.298371109, abs=6e-10)
    assert next(cells(gradients["V"])) == pytest.approx(0.082167041, abs=6e-10)
    assert next(cells(gradients["h"])) == pytest.approx(0.055399425 - 0.019049119, abs=2e-9)
    assert next(cells(gradients["W"])) == pytest.approx(0.000438568, abs=6e-10)


def test_two_layers_have_the_published_weights_after_the_first_update():
    after_one = after(preset("two-layer"), 1).parameters
    by_column = [list(zip(*after_one[name], strict=True)) for name in ("W", "V")]
    assert by_column[0] == [near(0.149780716, 0.199561432), near(0.249751144, 0.299502287)]
    assert by_column[1] == [near(0.358916480, 0.408666186), near(0.511301270, 0.561370121)]


def test_two_layers_come_as_close_to_their_targets_as_published():
    # The published losses are 0.291027924 and 0.0000351085, of rounded weights.
    network = preset("two-layer")
    assert after(network, 1).losses.evaluation_loss == pytest.approx(0.291027924, abs=2e-7)
    assert after(network, 10_000).losses.evaluation_loss == pytest.approx(3.51085e-5, rel=3e-4)


def test_the_weight_used_twice_gets_the_sum_of_two_paths():
    network = preset("shared-weight")
    _, gradients = network.differentiate(network.inputs, network.parameters)
    one_path = {**network.inputs, "x2": (0.0, 0.0)}
    trace, without_x2 = network.differentiate(one_path, network.parameters)
    upstream = [g * (1 - h * h) for g, h in zip(without_x2["h1"], trace["h1"], strict=True)]
    assert without_x2["U"] == tuple(
        pytest.approx([x * u for u in upstream], abs=1e-15) for x in network.inputs["x1"]
    )
    assert gradients["U"] != without_x2["U"]


def test_the_gradient_of_softmax_logits_is_p_minus_t_and_cross_entropy_agrees(load_text):
    network = preset("softmax")
    text = find_network("softmax").read_text(encoding="utf-8")
    text = text.replace("p = softmax(z)\nL = -sum(t * log(p))", "L = cross_entropy(z, t)")
    data = find_network("softmax").with_suffix(".csv")
    other = load_text(text.replace('"softmax.csv"', f"'{data}'"))
    for sample in network.samples:
        trace, gradients = network.differentiate(sample, network.parameters)
        expected = [p - t for p, t in zip(trace["p"], sample["t"], strict=True)]
        assert gradients["z"] == pytest.approx(expected, abs=1e-15)
        direct, direct_gradients = other.differentiate(sample, other.parameters)
        assert direct.loss == pytest.approx(trace.loss, abs=1e-14)
        assert direct_gradients["z"] == pytest.approx(gradients["z"], abs=1e-14)


def test_the_gradient_vanishes_along_the_chain():
    network = preset("vanishing")
    _, gradients = network.differentiate(network.inputs, network.parameters)
    sizes = [abs(gradients[f"h{number}"]) for number in range(1, 7)]
    assert all(nearer > 3 * farther for farther, nearer in pairwise(sizes))
    assert 1400 < gradients["w6"] / gradients["w1"] < 1500


def test_stuck_units_stay_stuck_for_every_sample():
    network = preset("stuck")
    for sample in network.samples:
        trace, gradients = network.differentiate(sample, network.parameters)
        assert set(trace["r"]) == {0.0}
        assert {*cells(gradients["A"]), *cells(gradients["a"])} == {0.0}
        assert max(map(abs, cells(gradients["B"]))) < 0.01
    trained = after(network, 50)
    assert trained.parameters["A"] == network.parameters["A"]
    assert trained.losses.evaluation_loss < 0.01
    awake = {**network.parameters, "a": (0.5, 0.5)}
    assert min(network.differentiate(network.inputs, awake)[0]["r"]) > 0.0


def test_the_diverging_weight_triples_its_distance_until_the_loss_leaves_the_floats():
    network = preset("diverging")
    states = [after(network, epochs) for epochs in range(4)]
    assert [state.parameters["w"] for state in states] == [0.5, 2.5, -3.5, 14.5]
    assert [state.losses.evaluation_loss for state in states] == [1.0, 9.0, 81.0, 729.0]
    last = after(network, network.epochs)
    assert isinstance(last.divergence, Divergence)
    assert (last.divergence.node, last.epoch) == ("L", 324)


def test_every_other_preset_learns():
    for name in ("neuron", "shared-weight", "xor", "softmax", "vanishing"):
        network = preset(name)
        before, trained = after(network, 0), after(network, network.epochs)
        assert math.isfinite(trained.losses.evaluation_loss)
        assert trained.losses.evaluation_loss < before.losses.evaluation_loss / 10, name
