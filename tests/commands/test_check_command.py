"""`check`: gradients beside differences and autograd, answers, and the sweep."""

import json
import re

import pytest

import tui.commands.check
from engine import find_network, load_network, preset_names
from engine.mistakes import Mistake, faulty_backward, possible_faults
from engine.network import Network


@pytest.fixture
def no_pytorch(monkeypatch):
    monkeypatch.setattr(tui.commands.check, "pytorch_version", lambda: None)


@pytest.fixture
def planted(monkeypatch):
    """A fault in every backward pass: σ′ is missing."""
    right = Network.differentiate

    def wrong(self, sample, parameters):
        trace, _ = right(self, sample, parameters)
        faults = possible_faults(self.graph)
        fault = next(each for each in faults if each.mistake is Mistake.DERIVATIVE)
        return trace, faulty_backward(trace, fault)

    monkeypatch.setattr(Network, "differentiate", wrong)


@pytest.mark.usefixtures("no_pytorch")
@pytest.mark.parametrize("name", preset_names())
def test_all_gradients_of_the_presets_agree(command, name):
    result = command("check", name, "--json")
    assert (result.status, result.err) == (0, "")
    checked = result.json
    graph = load_network(find_network(name)).graph
    assert (checked["agrees"], checked["pytorch"]) == (True, None)
    assert list(checked["nodes"]) == list(graph.places)
    for row in checked["nodes"].values():
        assert set(row) == {"differences"}
        assert row["differences"]["verdict"] == "agrees"
        assert row["differences"]["relative"] < 1e-6
    table = command("check", name)
    assert (table.status, table.out.count(" agrees")) == (0, len(graph.places))
    assert "PyTorch is not installed" in table.out


@pytest.mark.torch
def test_pytorch_is_another_table_unless_it_is_not_wanted(command):
    checked = command("check", "--json").json
    assert checked["pytorch"]
    assert {row["pytorch"]["verdict"] for row in checked["nodes"].values()} <= {"exact", "agrees"}
    assert "Gradients against PyTorch" in command("check").out
    without = command("check", "--no-torch")
    assert "PyTorch" not in without.out
    assert command("check", "--no-torch", "--json").json["pytorch"] is None


@pytest.mark.usefixtures("no_pytorch", "planted")
def test_a_wrong_backward_pass_is_found(command):
    result = command("check", "--json")
    assert result.status == 1
    verdicts = {name: row["differences"]["verdict"] for name, row in result.json["nodes"].items()}
    assert (verdicts["L"], verdicts["A"]) == ("agrees", "differs")
    assert not result.json["agrees"]
    table = command("check")
    assert table.status == 1
    assert re.search(r"^A .* differs", table.out, re.MULTILINE)
    assert re.search(r"^∂L/∂A\[\d\]\[\d\]: .* here, .* there$", table.out, re.MULTILINE)
    assert " rows differ." in table.out


@pytest.mark.usefixtures("no_pytorch")
def test_the_sample_is_the_one_that_is_asked_for(command):
    losses = {command("check", "xor", "--sample", n, "--json").json["loss"] for n in (1, 2, 3, 4)}
    assert len(losses) == 4
    result = command("check", "xor", "--sample", 5)
    assert (result.status, result.out) == (2, "")
    assert "there is no sample 5; choose one from 1 to 4." in result.err


def test_a_sweep_of_one_cell_or_of_the_worst_of_a_node(command):
    swept = command("check", "--sweep", "A[0][1]", "--json").json
    assert swept["cell"] == "∂L/∂A[0][1]"
    steps = [each["step"] for each in swept["steps"]]
    assert steps == sorted(steps, reverse=True)
    assert swept["best"] in steps
    off = [abs(each["difference"] - swept["gradient"]) for each in swept["steps"]]
    assert off[0] > 100 * min(off) < off[-1]
    out = command("check", "--sweep", "A").out
    assert out.startswith("∂L/∂A[")
    assert "◂ best" in out
    lengths = [line.count("█") for line in out.splitlines() if "█" in line]
    assert lengths[0] > min(lengths) < lengths[-1]
    assert command("check", "--sweep", "A[7][7]").status == 2


def test_a_kink_is_told(command, network):
    path = network("equations = 'L = sum(abs(x)) + 3'\n[inputs]\nx = [0.0, 1.0]\n")
    assert "slopes on both sides are -1 and 1." in command("check", path, "--sweep", "x[0]").out


def test_the_programs_own_numbers_are_right_answers(command, tmp_path):
    file = tmp_path / "mine.json"
    file.write_text(command("gradients", "--json").out, encoding="utf-8")
    result = command("check", "--answers", file)
    assert (result.status, result.err) == (0, "")
    assert "✗" not in result.out
    assert result.out.endswith("\n20 of 20 right.\n")
    graded = command("check", "--answers", file, "--json").json
    assert graded["right"] is True
    assert {each["verdict"] for each in graded["answers"]} == {"right"}


def test_wrong_answers_are_explained(command, tmp_path):
    numbers = command("gradients", "--json").json["gradients"]
    flipped = [list(row) for row in zip(*numbers["C"], strict=True)]
    halved = [number / 2 for number in numbers["w"]]
    file = tmp_path / "mine.json"
    file.write_text(json.dumps({"dC": flipped, "dw": halved, "grad_B": numbers["B"], "lr": 0.1}))
    result = command("check", "--answers", file)
    assert result.status == 1
    assert "✗ ∂L/∂C  the gradient of C is transposed" in result.out
    assert "✗ ∂L/∂w  the factor 2 is missing" in result.out
    assert "\n  ∂L/∂B  right" in result.out
    assert "- lr (line 1) is not in this network" in result.out
    graded = command("check", "--answers", file, "--json").json
    assert (graded["right"], graded["unknown"]) == (False, ["lr"])
    by_node = {each["node"]: each for each in graded["answers"]}
    assert by_node["w"]["verdict"] == "fault"
    assert by_node["w"]["wrong"][0]["right"] == pytest.approx(2 * by_node["w"]["wrong"][0]["given"])
    assert by_node["B"]["wrong"] == []


def test_a_file_that_cannot_be_read_is_named_with_its_line(command, tmp_path):
    file = tmp_path / "mine.txt"
    file.write_text("dA = [[1, 2],\n [3, four]]", encoding="utf-8")
    result = command("check", "--answers", file)
    assert (result.status, result.out) == (2, "")
    assert f"{file}, line 2: `four` stands among numbers and is none; " in result.err
    assert command("check", "--answers", tmp_path / "missing.txt").status == 2
    assert command("check", "--answers", file, "--sweep", "A").status == 2


@pytest.mark.parametrize("columns", [40, 80])
def test_grades_keep_within_the_width(command, monkeypatch, tmp_path, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    file = tmp_path / "mine.txt"
    file.write_text("dy = 1 2 3\ndx = 3 4 5", encoding="utf-8")
    lines = command("check", "--answers", file).out.splitlines()
    assert max(map(len, lines)) <= columns
    assert all(line == line.rstrip() or columns < 80 for line in lines)
