"""`backprop-tui export`, and `--weights`, which takes what it has written back."""

import json
import subprocess
import sys
from dataclasses import replace

import pytest

from engine import Run, find_network, load_network
from engine.export import EXPORTERS

FORMS = list(EXPORTERS)
PROGRAMS = ["python", "numpy", pytest.param("torch", marks=pytest.mark.torch)]


def after(network, settings, epochs):
    run = Run(network, settings)
    state = run.start()
    while not (state.complete and state.epoch == epochs):
        state = run.advance(state, 10**9)
    return state


def needs(form):
    if form == "numpy":
        pytest.importorskip("numpy")


@pytest.mark.parametrize("form", FORMS)
def test_standard_output_and_a_file_have_the_same(command, line, tmp_path, form):
    printed = command("export", line, "--to", form)
    path = tmp_path / "exported"
    written = command("export", line, "--to", form, "-o", path)
    assert (printed.status, printed.err) == (0, "")
    assert (written.status, written.out, written.err) == (0, "", "")
    assert path.read_text(encoding="utf-8") == printed.out
    network = load_network(line)
    assert printed.out == EXPORTERS[form](network, network.settings, network.epochs)


@pytest.mark.parametrize("form", PROGRAMS)
def test_programs_run_by_themselves(command, line, tmp_path, form):
    needs(form)
    path = tmp_path / "exported.py"
    words = ("--lr", 0.5, "--epochs", 3, "--batch-size", 2, "--seed", 7)
    command("export", line, "--to", form, "-o", path, *words)
    done = subprocess.run(
        [sys.executable, "-I", "-X", "utf8", path],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    trained = command("train", line, *words, "--json").json
    lines = done.stdout.splitlines()
    numbers = {text.rpartition(" ")[0]: float(text.rpartition(" ")[2]) for text in lines}
    expected = {
        "epoch 3: mean training loss": trained["epochs"][-1]["mean_training_loss"],
        "after training: evaluation loss": trained["epochs"][-1]["evaluation_loss"],
        "a =": trained["parameters"]["a"],
    }
    for name, number in expected.items():
        assert numbers[name] == (number if form == "python" else pytest.approx(number, rel=1e-12))


@pytest.mark.parametrize(
    ("suffix", "save"),
    [
        ("npz", "np.savez(FILE, **parameters)"),
        ("json", "import json; open(FILE, 'w').write(json.dumps(parameters))"),
    ],
)
def test_weights_trained_by_a_program_come_back(command, line, tmp_path, suffix, save):
    form = {"npz": "numpy", "json": "python"}[suffix]
    needs(form)
    program = {"__name__": "exported", "FILE": str(tmp_path / f"weights.{suffix}")}
    exec(command("export", line, "--to", form, "--epochs", 3).out, program)
    data = program["samples"]()
    program["parameters"], _ = program["train"](program["PARAMETERS"], data)
    exec(save, program)
    again = command("gradients", line, "--weights", program["FILE"], "--json").json
    assert again["values"]["a"] == float(program["parameters"]["a"])


@pytest.mark.torch
def test_weights_saved_by_the_torch_program_come_back(command, network, tmp_path, monkeypatch):
    path = network(
        "equations = 'L = (train * x - 1) ** 2'\n[inputs]\nx = 2.0\n[parameters]\ntrain = 0.1\n"
    )
    saved = tmp_path / "weights.pt"
    program = {"__name__": "exported"}
    exec(command("export", path, "--to", "torch").out, program)
    monkeypatch.setattr(sys, "argv", ["exported.py", "--epochs", "3", "--save", str(saved)])
    program["main"]()
    again = command("gradients", path, "--weights", saved, "--json").json
    expected = after(load_network(path), load_network(path).settings, 3).parameters["train"]
    assert again["values"]["train"] == pytest.approx(expected, rel=1e-12)


def test_weights_after_training(command, line):
    result = command("export", line, "--to", "json", "--after", 4, "--lr", 0.5)
    network = load_network(line)
    settings = replace(network.settings, learning_rate=0.5)
    assert (result.status, result.err) == (0, "")
    assert result.json["parameters"] == dict(after(network, settings, 4).parameters)
    assert result.json["settings"]["epochs"] == network.epochs
    assert command("export", line, "--to", "json").json["parameters"] == {"a": 0.5}


def test_json_has_everything_at_full_precision(command):
    document = command("export", "--size", "K=2", "--samples", 3, "--to", "json").json
    network = load_network(find_network("two-branch"), sizes={"K": 2}, samples=3)
    assert document["equations"] == [equation.text for equation in network.graph.equations]
    assert document["sizes"] == {"K": 2}
    assert tuple(document["inputs"]["x"]) == network.inputs["x"]
    assert tuple(map(tuple, document["parameters"]["A"])) == network.parameters["A"]
    assert document["settings"] == {
        "learning_rate": 0.01,
        "schedule": "per-sample",
        "batch_size": 1,
        "epochs": 100,
        "samples": 3,
        "seed": 1,
    }


@pytest.mark.parametrize("words", [["gradients"], ["train"], ["export", "--to", "python"]])
def test_every_command_takes_weights(command, line, tmp_path, words):
    path = tmp_path / "weights.json"
    path.write_text('{"a": 1.75}', encoding="utf-8")
    first, *more = words
    assert "1.75" not in command(first, line, *more).out
    taken = command(first, line, *more, "--weights", path, *(["--lr=1e-9"] * (first == "train")))
    assert (taken.status, taken.err) == (0, "")
    assert "1.75" in taken.out


def test_weights_go_round_through_json(command, tmp_path):
    path = tmp_path / "weights.json"
    command("export", "xor", "--to", "json", "--after", 5, "-o", path)
    whole = command("train", "xor", "--epochs", 8, "--json").json
    rest = command("train", "xor", "--epochs", 3, "--weights", path, "--json").json
    assert rest["parameters"] == whole["parameters"]
    path.write_text(json.dumps(whole), encoding="utf-8")  # what train prints will do as well
    found = command("gradients", "xor", "--weights", path, "--json").json["values"]
    assert found["W"] == whole["parameters"]["W"]


@pytest.mark.parametrize("name", ["gradients", "train", "code", ""])
def test_weights_that_do_not_fit_are_one_sentence(command, line, tmp_path, name):
    path = tmp_path / "weights.json"
    path.write_text('{"a": [1.0]}', encoding="utf-8")
    result = command(*filter(None, [name]), line, "--weights", path)
    assert (result.status, result.out) == (2, "")
    assert result.err == (
        f"backprop-tui: {path}: a is a vector of 1, but the network's is a scalar; "
        "make them agree.\n"
    )


def test_the_report_has_what_an_exercise_asks_for(command, line):
    out = command("export", line, "--to", "results").out
    network = load_network(line)
    trace, gradients = network.differentiate(network.inputs, network.parameters)
    trained = after(network, network.settings, network.epochs)
    for text in (
        "    y = a * x\n    L = (y - t) ** 2\n",
        "learning rate: 0.25\nschedule: batch\nsamples: 8\nepochs: 6\nseed: 4\n",
        "x = 1.0\nt = 3.0\n",
        "Weights before training\n-----------------------\na = 0.5\n",
        f"L = {trace.loss!r}\n",
        f"∂L/∂a = {gradients['a']!r}\n",
        f"  {trained.losses.mean_training_loss!r}",
        f"  {trained.losses.evaluation_loss!r}\n",
        f"Weights after epoch 6\n---------------------\na = {trained.parameters['a']!r}\n",
    ):
        assert text in out
    assert out.endswith("\n")


def test_the_report_of_a_run_that_diverges_says_so(command):
    out = command("export", "diverging", "--to", "results").out
    assert "\nWeights before the run diverged: L became non-finite in epoch 324" in out
    assert len(out.splitlines()) < 80


def test_weights_of_a_run_that_diverges_are_not_exported(command):
    result = command("export", "diverging", "--to", "json", "--after", 400)
    assert (result.status, result.out) == (2, "")
    assert "--after 400 is too far: the run diverged, L became non-finite" in result.err
    assert result.err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("", "the following arguments are required: --to"),
        ("--to c", "--to: invalid choice: 'c'"),
        ("--to json --after 0", "--after: '0' is no whole number from 1"),
        ("--to json -o mine.toml", "--output mine.toml would replace a network file"),
        ("--to json -o missing/file", "--output missing/file cannot be written"),
        ("--to json --weights missing.json", "missing.json: there is no such file"),
    ],
)
def test_bad_options_are_one_sentence(command, words, message):
    result = command("export", *words.split())
    assert (result.status, result.out) == (2, "")
    assert message in result.err
    assert result.err.count("\n") == 1
