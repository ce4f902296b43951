import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine import as_matrix, find_network, load_network

PUBLISHED = json.loads(
    (Path(__file__).parents[1] / "data" / "two-branch.json").read_text(encoding="utf-8")
)


def rows(table: str, heading: str) -> Iterator[tuple[str, list[list[str]]]]:
    """The cells of one column of a table of values, by the names of its rows."""
    lines = table.splitlines()
    top = next(number for number, line in enumerate(lines) if line.startswith("name "))
    start = lines[top].index(heading)
    later = [place for place in (lines[top].find("∂"),) if place > start]
    end = later[0] if later else None
    name, cells = "", list[list[str]]()
    for line in lines[top + 2 :]:
        if not line.strip():
            break
        label = line.split("   ")[0].strip()
        if label.isidentifier() and label != "loss":
            if name:
                yield name, cells
            name, cells = label, []
        if numbers := line[start:end].split():
            cells.append(numbers)
    yield name, cells


def assert_shows(shown: list[list[str]], numbers: Any) -> None:
    expected = as_matrix(numbers)
    assert [len(row) for row in shown] == [len(row) for row in expected]
    for texts, row in zip(shown, expected, strict=True):
        for text, number in zip(texts, row, strict=True):
            decimals = len(text.split(".")[1])
            assert decimals >= 5
            assert float(text) == pytest.approx(number, abs=0.51 * 10**-decimals, rel=0)


def tuples(value: Any) -> Any:
    return tuple(map(tuples, value)) if isinstance(value, list) else value


def test_json_has_the_published_numbers(command):
    result = command("gradients", "--json").json
    assert set(result) == {"loss", "values", "gradients"}
    assert result["loss"] == PUBLISHED["loss"]
    assert result["values"]["x"] == PUBLISHED["x"]
    for name, value in PUBLISHED["parameters"].items():
        assert result["values"][name] == value
        ours, theirs = as_matrix(tuples(result["gradients"][name])), PUBLISHED["gradients"][name]
        for our_row, their_row in zip(ours, theirs, strict=True):
            assert our_row == pytest.approx(their_row, rel=1e-15, abs=0)


def test_json_has_every_node_to_the_last_bit(command):
    result = command("gradients", "--json").json
    network = load_network(find_network("two-branch"))
    trace, gradients = network.differentiate(network.inputs, network.parameters)
    assert list(result["values"]) == list(result["gradients"]) == list("xABCyuvzwL")
    assert {name: tuples(value) for name, value in result["values"].items()} == dict(trace)
    assert {name: tuples(value) for name, value in result["gradients"].items()} == dict(gradients)


def test_json_of_what_is_not_finite_is_null(command, network):
    path = network("equations = 'L = sum(exp(x))'\n[inputs]\nx = [1000.0, 0.0]\n")
    result = command("gradients", path, "--json")
    assert result.status == 0
    assert result.json == {
        "loss": None,
        "values": {"x": [1000.0, 0.0], "L": None},
        "gradients": {"x": [None, 1.0], "L": 1.0},
    }


def test_tables_show_what_is_not_finite(command, network):
    path = network("equations = 'L = sum(exp(x))'\n[inputs]\nx = [1000.0, 0.0]\n")
    out = command("gradients", path).out
    assert dict(rows(out, "∂L/∂name"))["x"][0][0] == "+∞"
    assert out.endswith("L = ∞\n")


@pytest.mark.parametrize("columns", [80, 100, 200])
def test_tables_show_every_number_with_its_decimals(command, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    result = command("gradients")
    exact = command("gradients", "--json").json
    assert (result.status, result.err) == (0, "")
    assert max(map(len, result.out.splitlines())) <= columns
    for heading, part in (("value", "values"), ("∂L/∂name", "gradients")):
        shown = dict(rows(result.out, heading))
        assert list(shown) == list(exact[part])
        for name, numbers in shown.items():
            assert_shows(numbers, tuples(exact[part][name]))
    assert "…" not in result.out
    assert "--json" not in result.out


def test_tables_come_with_title_equations_kinds_and_the_loss_in_full(command):
    out = command("gradients").out
    assert out.startswith("Two branches that meet\n  y = x @ A\n  u = sigmoid(y)\n")
    for kind in ("input 3", "parameter 3×3", "intermediate 3", "loss"):
        assert re.search(rf"^{kind} ", out, re.MULTILINE), kind
    assert out.endswith("\nL = 44.061213140343526\n")


@pytest.mark.parametrize("loss", ["cost", "total_loss"])
def test_the_heading_names_the_real_loss(command, network, loss):
    path = network(f"equations = '{loss} = x * x'\n[inputs]\nx = 3.0\n")
    out = command("gradients", path).out
    assert dict(rows(out, f"∂{loss}/∂name"))["x"] == [["+6.000000000"]]
    assert out.endswith(f"{loss} = 9.0\n")


@pytest.mark.parametrize("columns", [80, 40, 20])
def test_tables_too_large_say_what_they_leave_out(command, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    out = command("gradients", "--size", "K=20").out
    exact = command("gradients", "--size", "K=20", "--json").json
    for heading, part in (("value", "values"), ("∂L/∂name", "gradients")):
        shown = dict(rows(out, heading))
        assert list(shown) == list(exact[part])
        matrix, rows_shown = exact[part]["A"], shown["A"]
        assert rows_shown[6] == ["⋮"]
        whole = rows_shown[:6] + rows_shown[7:]
        assert len(whole) == 12
        for texts, row in zip(whole, matrix[:6] + matrix[-6:], strict=True):
            assert "…" in texts
            assert float(texts[0]) == pytest.approx(row[0], abs=0.01)
            assert float(texts[-1]) == pytest.approx(row[-1], abs=0.01)
    ending = " ".join(out.split("\n\n")[-2].split())
    assert ending == "Where … or ⋮ stands, numbers are left out; --json has them all."


def test_size_and_seed_draw_other_numbers(command):
    def values(*words: object) -> Any:
        return command("gradients", "--json", *words).json["values"]

    assert len(values("--size", "K=5")["A"]) == 5
    assert values("--size", "K=5", "--seed", 2) == values("--size", "K=5", "--seed", 2)
    assert values("--size", "K=5", "--seed", 2) != values("--size", "K=5", "--seed", 3)


def test_more_than_one_size(command, network):
    path = network(
        """\
equations = 'L = sum((x @ A) ** 2)'
[sizes]
M = 2
N = 3
[inputs]
x = { shape = ["M"], uniform = [0.0, 1.0] }
[parameters]
A = { shape = ["M", "N"], uniform = [0.0, 1.0] }
"""
    )
    values = command("gradients", path, "--json", "--size", "M=4", "--size", "N=5").json["values"]
    assert (len(values["A"]), len(values["A"][0])) == (4, 5)


def test_it_draws_no_training_samples(command, network):
    path = network(
        """\
equations = 'L = sum(x * w)'
[inputs]
x = { shape = [20000], uniform = [0.0, 1.0] }
[parameters]
w = { shape = [20000], uniform = [0.0, 1.0] }
[data]
samples = 1000
x = { uniform = [0.0, 1.0] }
"""
    )
    assert command("train", path).status == 2  # 20 million numbers are too many
    assert command("gradients", path, "--json").status == 0


@pytest.mark.parametrize("name", ["long_name_" * 12, "größe", "名前"])
def test_every_name_is_shown_whole(command, network, name):
    path = network(f"equations = 'L = sum({name} ** 2)'\n[inputs]\n\"{name}\" = [1.0, 2.0, 3.0]\n")
    out = command("gradients", path).out
    table = out.split("∂L/∂name")[1]
    label = "".join(line.split("   ")[0].strip() for line in table.splitlines()[2:])
    assert name in label
    assert "+1.000000" in table


def test_the_real_program_prints_the_same(program, command):
    result = program("gradients", "--json")
    assert (result.status, result.err) == (0, "")
    assert result.json == command("gradients", "--json").json
    assert program("gradients").out == command("gradients").out
