import csv
import io
from dataclasses import replace
from itertools import pairwise

import pytest

from engine import Backend, Run, Schedule, Settings, find_network, load_network
from tui.commands.training_tables import selected_epochs


def trained(network, settings, epochs):
    """The epochs and the parameters of a run in one slice an epoch, as JSON would give them."""
    run = Run(network, settings)
    state, losses = run.start(), []
    while not (state.complete and state.epoch == epochs):
        state = run.advance(state, 10**9)
        losses.append(state.losses._asdict())
    return losses[1:], {name: listed(value) for name, value in state.parameters.items()}


def listed(value):
    return [listed(part) for part in value] if isinstance(value, tuple) else value


def losses_rows(out):
    """The rows of the losses table, as texts."""
    lines = out.splitlines()
    top = next(number for number, line in enumerate(lines) if line.startswith("epoch "))
    assert lines[top].split("   ") == ["epoch", "mean training loss", "evaluation loss"]
    end = lines.index("", top)
    return [line.split() for line in lines[top + 2 : end]]


@pytest.mark.parametrize(
    ("words", "load", "change", "epochs"),
    [
        ([], {}, {}, 6),
        (["--epochs", 2], {}, {}, 2),
        (["--samples", 5], {"samples": 5}, {}, 6),
        (["--seed", 9], {"seed": 9}, {}, 6),
        (["--seed", "-9"], {"seed": -9}, {}, 6),
        (["--lr", "1e-3"], {}, {"learning_rate": 0.001}, 6),
        (["--schedule", "per-sample"], {}, {"schedule": Schedule.PER_SAMPLE}, 6),
        (["--schedule", "mini-batch"], {}, {"schedule": Schedule.MINI_BATCH}, 6),
        (["--backend", "plain"], {}, {"backend": Backend.PLAIN}, 6),
        (["--batch-size", 2], {}, {"schedule": Schedule.MINI_BATCH, "batch_size": 2}, 6),
        (
            ["--batch-size=2", "--schedule=mini-batch", "--lr=0.5", "--epochs=1", "--samples=3"],
            {"samples": 3},
            {"schedule": Schedule.MINI_BATCH, "batch_size": 2, "learning_rate": 0.5},
            1,
        ),
    ],
)
def test_every_option_reaches_the_run(command, line, words, load, change, epochs):
    network = load_network(line, **load)
    expected = trained(network, replace(network.settings, **change), epochs)
    result = command("train", line, *words, "--json")
    assert (result.status, result.err) == (0, "")
    assert set(result.json) == {"epochs", "parameters", "diverged"}
    assert (result.json["epochs"], result.json["parameters"]) == expected
    assert result.json["diverged"] is None


def test_the_options_make_a_difference(command, line):
    options = ([], ["--samples=5"], ["--seed=9"], ["--lr=1"], ["--schedule=per-sample"])
    results = [command("train", line, "--json", *words).out for words in options]
    assert len(set(results)) == len(options)


def test_numpy_trains_on_request_and_the_tables_say_so(command, line):
    pytest.importorskip("numpy")
    result = command("train", line, "--backend", "numpy")
    assert (result.status, result.err) == (0, "")
    assert "backend: numpy" in result.out
    assert "backend" not in command("train", line).out


def test_size_trains_larger_matrices(command):
    result = command("train", "--size", "K=4", "--epochs", 1, "--samples", 3, "--json").json
    network = load_network(find_network("two-branch"), sizes={"K": 4}, samples=3)
    epochs, parameters = trained(network, Settings(), 1)
    assert result == {"epochs": epochs, "parameters": parameters, "diverged": None}


def test_tables_have_the_numbers_of_the_json(command, line):
    exact = command("train", line, "--json").json
    result = command("train", line)
    assert (result.status, result.err) == (0, "")
    assert result.out.startswith("A line\n  y = a * x\n  L = (y - t) ** 2\n\n")
    assert "\nsamples: 8, schedule: batch, learning rate: 0.25, seed: 4\n" in result.out
    before, *after = losses_rows(result.out)
    assert before[:2] == ["0", "–"]
    assert len(after) == 6
    for (epoch, met, evaluated), row in zip(after, exact["epochs"], strict=True):
        assert int(epoch) == row["epoch"]
        assert float(met) == pytest.approx(row["mean_training_loss"], abs=1e-8)
        assert float(evaluated) == pytest.approx(row["evaluation_loss"], abs=1e-8)
    assert "Not every epoch" not in result.out
    assert "\nThe parameters after epoch 6\n" in result.out
    label, number, kind = result.out.split()[-3:]
    assert (label, kind) == ("a", "parameter")
    assert float(number) == pytest.approx(exact["parameters"]["a"], abs=1e-9)


def test_tables_of_a_mini_batch_run_name_its_size(command, line):
    out = command("train", line, "--batch-size", 2).out
    assert "schedule: mini-batches of 2," in out


def test_many_epochs_are_shown_in_part_and_say_so(command, line):
    result = command("train", line, "--epochs", 300)
    epochs = [int(row[0]) for row in losses_rows(result.out)]
    assert epochs[:4] == [0, 1, 2, 3]
    assert epochs[-1] == 300
    assert len(epochs) == 21
    assert "\nNot every epoch is shown; --json and --csv have them all.\n" in result.out
    assert len(command("train", line, "--epochs", 300, "--json").json["epochs"]) == 300


def test_selected_epochs_are_spread_evenly():
    for count in range(1, 400):
        every = list(range(count))
        chosen = selected_epochs(every)
        assert chosen == every or len(chosen) == 21
        assert (chosen == every) == (count <= 21)
        assert chosen[-1] == count - 1
        assert chosen[:4] == every[:4]
        steps = [after - before for before, after in pairwise(chosen[3:])]
        assert not steps or 1 <= min(steps) <= max(steps) <= min(steps) + 1


def test_parameters_too_large_for_the_console_say_so(command):
    out = command("train", "--size", "K=20", "--epochs", 1, "--samples", 2).out
    assert out.endswith("\nWhere … or ⋮ stands, numbers are left out; --json has them all.\n")


def test_a_run_that_diverges_is_a_result(command, tmp_path):
    words = ("train", "--lr", 100, "--samples", 10, "--epochs", 5)
    result = command(*words, "--json", "--csv", tmp_path / "losses.csv")
    diverged = result.json["diverged"]
    assert result.status == 0
    assert set(diverged) == {"node", "stage", "epoch", "sample"}
    assert diverged["stage"] in {"forward", "backward", "update", "evaluation"}
    assert diverged["epoch"] == len(result.json["epochs"]) + 1
    assert 1 <= diverged["sample"] <= 10
    assert result.err.startswith("backprop-tui: the run diverged: ")
    assert diverged["node"] in result.err
    assert result.err.count("\n") == 1
    rows = (tmp_path / "losses.csv").read_text().splitlines()
    assert len(rows) == 1 + len(result.json["epochs"])
    tables = command(*words)
    assert (tables.status, tables.err) == (0, result.err)
    place = f"in epoch {diverged['epoch']}, after {diverged['sample'] - 1} of 10 samples"
    assert f"The parameters {place}\n" in tables.out


def test_a_run_that_cannot_even_be_evaluated(command, network):
    path = network("equations = 'L = exp(a * x)'\n[inputs]\nx = 1.0\n[parameters]\na = 1000.0\n")
    result = command("train", path, "--json")
    assert result.status == 0
    assert result.json == {
        "epochs": [],
        "parameters": {"a": 1000.0},
        "diverged": {"node": "L", "stage": "evaluation", "epoch": 0, "sample": 1},
    }
    tables = command("train", path)
    assert tables.status == 0
    assert "The parameters before training\n" in tables.out
    assert "mean training loss" not in tables.out


def test_a_network_without_parameters_has_losses_only(command, network):
    path = network("equations = 'L = x ** 2'\n[inputs]\nx = 2.0\n[training]\nepochs = 2\n")
    result = command("train", path)
    assert (result.status, result.err) == (0, "")
    assert [row[2] for row in losses_rows(result.out)] == ["4.000000000"] * 3
    assert result.out.endswith("\nThere are no parameters.\n")


def test_the_real_program_prints_the_same_and_writes_no_file(program, command, tmp_path):
    words = ("train", "xor", "--epochs", 30)
    as_json, tables = program(*words, "--json"), program(*words)
    assert (as_json.status, as_json.err) == (tables.status, tables.err) == (0, "")
    assert as_json.out == command(*words, "--json").out
    assert tables.out == command(*words).out
    assert list(tmp_path.iterdir()) == []


def test_csv_has_every_epoch_at_full_precision(command, line, tmp_path):
    path = tmp_path / "losses.csv"
    result = command("train", line, "--epochs", 40, "--csv", path, "--json")
    text = path.read_bytes().decode()
    assert "\r" not in text
    read = list(csv.DictReader(io.StringIO(text)))
    assert [
        {
            "epoch": int(row["epoch"]),
            "mean_training_loss": float(row["mean_training_loss"]),
            "evaluation_loss": float(row["evaluation_loss"]),
        }
        for row in read
    ] == result.json["epochs"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["losses.csv", "network.toml"]
