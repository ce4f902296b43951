import io
import tokenize

import pytest

from engine import Run, Settings, find_network, load_network


def code_of(result):
    """The printed code, without the comments above it."""
    assert (result.status, result.err) == (0, "")
    legend, _, code = result.out.partition("\n\n")
    assert all(line.startswith("# ") for line in legend.splitlines())
    return code


def test_the_code_is_what_training_runs(command):
    functions = {}
    exec(code_of(command("code", "--size", "K=4", "--seed", 3)), functions)
    network = load_network(find_network("two-branch"), sizes={"K": 4}, seed=3, samples=5)
    run = Run(network, Settings(0.1))
    state = run.advance(run.advance(run.start(), 5), 5)
    parameters, loss = functions["train"](
        [(sample["x"],) for sample in network.samples],
        tuple(network.parameters.values()),
        0.1 / 5,
        0.0,
    )
    assert parameters == tuple(state.parameters.values())
    assert loss == state.training_loss


@pytest.mark.parametrize("words", [[], ["--schedule", "batch"], ["--backend", "numpy"]])
def test_no_name_of_the_file_is_in_the_code(command, network, words):
    if "numpy" in words:
        pytest.importorskip("numpy")
    path = network(
        "equations = '''\nzebra = giraffe @ lion\nλύκος = tanh(zebra)\nexec = sum(λύκος)\n'''\n"
        "[inputs]\ngiraffe = [1.0, 2.0]\n[parameters]\nlion = [[1.0, 2.0], [3.0, 4.0]]\n"
    )
    result = command("code", path, *words)
    tokens = tokenize.generate_tokens(io.StringIO(code_of(result)).readline)
    names = {token.string for token in tokens if token.type == tokenize.NAME}
    assert not names & {"zebra", "giraffe", "lion", "λύκος", "exec"}
    assert "parameter lion  (2×2 matrix)" in result.out
    assert "λύκος = tanh(zebra)  (vector of 2)" in result.out


def test_the_form_fits_the_size_and_the_schedule(command):
    assert "v1_0_0 = v1_0_0 - step * (v0_0 * g4_0)" in code_of(command("code"))
    large = code_of(command("code", "--size", "K=64", "--schedule", "batch"))
    assert "for samples, due in groups:" in large
    assert "for i, (p, (c0, c1," in large
    assert "v0_0" not in large


def test_numpy_code(command):
    pytest.importorskip("numpy")
    code = code_of(command("code", "--backend", "numpy"))
    assert code.startswith("from numpy import exp, vdot\n")
    assert "g7 = g8 @ v3.T" in code
    assert "loss = loss + vdot(v8, v8)" in code
    assert "v8 * v8" not in code


def test_the_plain_engine_has_none(command):
    result = command("code", "--backend", "plain")
    assert (result.status, result.out) == (2, "")
    assert "plain backend runs no generated code; choose" in result.err
