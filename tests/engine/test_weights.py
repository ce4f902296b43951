"""Weights from elsewhere: what fits fills the parameters, what does not is said."""

import io
import json
import pickle

import pytest

from engine import NetworkError, Tape, find_network, load_network
from engine.run_file import load_run, save_run
from engine.weights_file import load_weights

MATRIX = [[0.5, -1.25, 3.0], [1e-300, 2.0, 0.1]]
EQUATIONS = "y = x @ A * c + b\nL = sum(y ** 2)"


@pytest.fixture
def filled(build, write):
    """A network with the weights in a file of that content."""

    def fill(content, name, equations=EQUATIONS, parameters=None):
        network = build(
            equations,
            {"x": [1.0, 2.0]},
            parameters or {"A": [[0.0] * 3] * 2, "b": [0.0] * 3, "c": 1.0},
        )
        path = write(network.source.text)
        return load_network(path, weights=load_weights(write(content, name)))

    return fill


def content_of(suffix, values):
    """The bytes of a file with these weights, as the libraries themselves write it."""
    file = io.BytesIO()
    if suffix == ".json":
        return json.dumps(values)
    if suffix in (".npy", ".npz"):
        np = pytest.importorskip("numpy")
        if suffix == ".npy":
            np.save(file, np.array(values))
        else:
            np.savez(file, **{name: np.array(value) for name, value in values.items()})
    else:
        import torch

        tensors = {n: torch.tensor(v, dtype=torch.float64) for n, v in values.items()}
        torch.save(tensors, file)
    return file.getvalue()


GOOD = {"b": [1.0, 2.0, 3.0], "c": 0.25, "A": MATRIX}


@pytest.mark.parametrize(
    "suffix",
    [
        ".json",
        ".npz",
        pytest.param(".pt", marks=pytest.mark.torch),
        pytest.param(".pth", marks=pytest.mark.torch),
    ],
)
def test_every_format_fills_the_parameters_by_name(filled, suffix):
    network = filled(content_of(suffix, GOOD), f"weights{suffix}")
    assert list(network.parameters) == ["A", "b", "c"]
    assert network.parameters == {
        "A": tuple(map(tuple, MATRIX)),
        "b": (1.0, 2.0, 3.0),
        "c": 0.25,
    }


def test_an_array_without_a_name_fills_the_only_parameter(filled):
    content = content_of(".npy", MATRIX)
    network = filled(content, "any.npy", "L = sum((x @ W) ** 2)", {"W": [[0.0] * 3] * 2})
    assert network.parameters == {"W": tuple(map(tuple, MATRIX))}
    with pytest.raises(NetworkError, match=r"any\.npy: an \.npy file has one array, but"):
        filled(content, "any.npy")


def test_whole_and_half_precision_numbers_are_real(filled):
    np = pytest.importorskip("numpy")
    file = io.BytesIO()
    values = {"A": np.ones((2, 3), np.float16), "b": np.arange(3), "c": np.float32(0.1)}
    np.savez(file, **values)
    network = filled(file.getvalue(), "weights.npz")
    assert network.parameters["b"] == (0.0, 1.0, 2.0)
    assert network.parameters["c"] == float(np.float32(0.1))


@pytest.mark.torch
def test_a_state_dict_of_a_module(filled):
    import torch

    class Module(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.A = torch.nn.Parameter(torch.tensor(MATRIX))
            self.b = torch.nn.Parameter(torch.ones(3, dtype=torch.bfloat16))
            self.c = torch.nn.Parameter(torch.tensor(2.0))

    file = io.BytesIO()
    torch.save(Module().state_dict(), file)
    network = filled(file.getvalue(), "weights.pt")
    assert network.parameters["b"] == (1.0, 1.0, 1.0)
    assert network.parameters["A"] == tuple(map(tuple, torch.tensor(MATRIX).double().tolist()))


WRONG = [
    ({"A": MATRIX, "b": [1.0] * 3}, "there is no c in it, which has A, b; it needs A, b, c."),
    ({**GOOD, "d": 1.0}, "d is no parameter of the network; leave it out"),
    ({**GOOD, "b": [1.0]}, "b is a vector of 1, but the network's is a vector of 3; make them"),
    (
        {**GOOD, "A": [[0.0, 1.0]] * 3},
        "A is a 3×2 matrix, but the network's is a 2×3 matrix; transpose it",
    ),
    ({**GOOD, "c": float("nan")}, "c contains nan; use finite numbers"),
    ({**GOOD, "b": [1.0, float("inf"), 1.0]}, "b contains inf; use finite numbers"),
    ({**GOOD, "b": [[[1.0]]]}, "b contains something that is no number"),
    ({**GOOD, "b": []}, "b is empty"),
]


@pytest.mark.parametrize("suffix", [".json", ".npz", pytest.param(".pt", marks=pytest.mark.torch)])
@pytest.mark.parametrize(("values", "message"), WRONG)
def test_what_does_not_fit_is_said(filled, suffix, values, message):
    with pytest.raises(NetworkError) as raised:
        filled(content_of(suffix, values), f"weights{suffix}")
    assert f"weights{suffix}: {message}" in str(raised.value)


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        ("{\n  1", "w.json", "w.json, line 2: this is not JSON"),
        ("[1.0]", "w.json", "there are no weights by name"),
        ('{"A": "x", "b": 1, "c": 1}', "w.json", "A contains something that is no number"),
        ('{"A": null}', "w.json", "A contains something that is no number"),
        ("[" * 100_000, "w.json", "it is too deeply nested"),
        (f'{{"c": {"9" * 5000}}}', "w.json", "w.json: "),
        (b"\xff", "w.json", "the file is not UTF-8 text"),
        ("x", "w.txt", "weights are not read from .txt files; name one that ends in .json, .npy"),
        ("x", "w", "weights are not read from such files"),
    ],
)
def test_what_is_no_json_is_said(filled, content, name, message):
    with pytest.raises(NetworkError) as raised:
        filled(content, name)
    assert message in str(raised.value)


class Danger:
    def __reduce__(self):
        return (pytest.fail, ("a file was run",))


@pytest.mark.parametrize("suffix", [".npy", ".npz", pytest.param(".pt", marks=pytest.mark.torch)])
@pytest.mark.parametrize("content", [b"", b"damaged", pickle.dumps(Danger())])
def test_damaged_and_dangerous_files_are_not_read(filled, suffix, content):
    if suffix != ".pt":
        pytest.importorskip("numpy")
    with pytest.raises(NetworkError, match=r"cannot read it"):
        filled(content, f"weights{suffix}")


def test_arrays_that_are_no_real_numbers(filled):
    np = pytest.importorskip("numpy")
    for array in (np.array(["1"]), np.array([1j]), np.array([True]), np.array([None])):
        file = io.BytesIO()
        np.savez(file, A=array)
        with pytest.raises(NetworkError, match=r"A has no real numbers|cannot read it"):
            filled(file.getvalue(), "weights.npz")


@pytest.mark.torch
@pytest.mark.parametrize("entry", [1.0, {"nested": 1.0}])
def test_checkpoints_that_are_no_state_dict(filled, entry):
    import torch

    for value in ({"A": entry}, [entry]):
        file = io.BytesIO()
        torch.save(value, file)
        with pytest.raises(NetworkError, match=r"save model\.state_dict\(\) with torch\.save"):
            filled(file.getvalue(), "weights.pt")


@pytest.mark.parametrize("suffix", [".json", ".npz", pytest.param(".pt", marks=pytest.mark.torch)])
def test_a_missing_file(tmp_path, suffix):
    pytest.importorskip("numpy" if suffix == ".npz" else "json")
    with pytest.raises(NetworkError, match="there is no such file"):
        load_weights(tmp_path / f"missing{suffix}")


def test_sizes_are_changed_before_weights_are_taken(write):
    weights = load_weights(write(json.dumps({n: [[0.5] * 2] * 2 for n in "ABC"}), "w.json"))
    path = find_network("two-branch")
    network = load_network(path, sizes={"K": 2}, samples=1, weights=weights)
    assert set(network.parameters.values()) == {((0.5, 0.5), (0.5, 0.5))}
    with pytest.raises(NetworkError, match=r"A is a 2×2 matrix, but the network's is a 3×3"):
        load_network(path, weights=weights)


def test_a_saved_run_needs_no_weights_file(filled, tmp_path):
    network = filled(json.dumps(GOOD), "weights.json")
    run = tmp_path / "run.json"
    save_run(run, Tape(network, network.settings))
    (tmp_path / "weights.json").unlink()
    again = load_run(run).network
    assert again.parameters == network.parameters
    text = run.read_text(encoding="utf-8")
    run.write_text(text.replace('"c": 0.25', '"c": null'), encoding="utf-8")
    with pytest.raises(NetworkError, match="'c' is wrong: contains something that is no number"):
        load_run(run)
