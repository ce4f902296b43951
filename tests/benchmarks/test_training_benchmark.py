"""The benchmark of training at a tiny size: that it runs and checks numbers, not how fast.

It runs with whatever peers are installed; what is in the standard library always is.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent

TINY = ["--size", "3", "--samples", "5", "--repeats", "1", "--seconds", "0.05"]
STANDARD_LIBRARY = ["lists", "hand-kernel"]

WITH_WRONG_PEERS = """
import sys
from dataclasses import dataclass, replace
from benchmarks import __main__ as program, options
from benchmarks.peers import Prepared, unrolled_by_hand, with_lists

@dataclass(frozen=True)
class Wrong:
    name: str
    change: float
    tolerance: float
    title = "one who is wrong"

    def available(self):
        return "1"

    def prepare(self, job):
        right = unrolled_by_hand.prepare(job)
        def outcome(done):
            found = right.outcome(done)
            (first, *row), *rows = found.weights["B"]
            weights = {**found.weights, "B": ((first * self.change, *row), *rows)}
            return found._replace(weights=weights)
        return replace(right, outcome=outcome)

options.PEERS = (Wrong(sys.argv[1], float(sys.argv[2]), float(sys.argv[3])), with_lists)
sys.exit(program.main(sys.argv[4:]))
"""


def run(*words):
    return subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def measured(path):
    document = json.loads(path.read_text(encoding="utf-8"))
    peers = {each["peer"] for each in document["measurements"]}
    return document, peers


def test_ours_and_the_standard_library_compute_the_same_numbers(tmp_path):
    path = tmp_path / "results.json"
    done = run("-m", "benchmarks", *TINY, "--peer", *STANDARD_LIBRARY, "--json", str(path))
    assert done.returncode == 0, done.stdout + done.stderr
    document, peers = measured(path)
    assert {"ours-plain", *STANDARD_LIBRARY} <= peers
    assert document["agreed"] is True
    assert {each["schedule"] for each in document["measurements"]} == {"per-sample", "batch"}
    exact = [each for each in document["measurements"] if each["peer"] == "hand-kernel"]
    assert [each["check"]["relative_difference"] for each in exact] == [0.0, 0.0]
    assert all(each["check"]["samples"] > 0 for each in document["measurements"])
    for shown in ("plain lists by hand", "unrolled by hand", "ours, plain", "Targets"):
        assert shown in done.stdout


def test_every_peer_that_is_installed_takes_part(tmp_path):
    path = tmp_path / "results.json"
    tiny = [*TINY, "--schedule", "per-sample"]
    done = run("-m", "benchmarks", *tiny, "--json", str(path))
    assert done.returncode == 0, done.stdout + done.stderr
    document, peers = measured(path)
    installed = {name for name, about in document["peers"].items() if about["version"]}
    assert peers == installed
    assert {"c", "jax", "numpy", "pytorch", "micrograd"} <= set(document["peers"])


@pytest.mark.parametrize(
    ("change", "tolerance"), [(1.0 + 1e-6, 1e-9), (1.0 + 4e-16, 0.0), (float("nan"), 1e-9)]
)
def test_wrong_numbers_are_reported(tmp_path, change, tolerance):
    path = tmp_path / "results.json"
    words = ["-c", WITH_WRONG_PEERS, "wrong", repr(change), repr(tolerance), *TINY]
    done = run(*words, "--json", str(path))
    assert done.returncode == 1, done.stdout + done.stderr
    assert "WRONG NUMBERS: one who is wrong at K = 3, per-sample" in done.stdout
    assert "plain lists by hand at" not in done.stdout
    document, _ = measured(path)
    agreed = {each["peer"]: each["check"]["agreed"] for each in document["measurements"]}
    assert (agreed["wrong"], agreed["lists"], document["agreed"]) == (False, True, False)


@pytest.mark.parametrize(
    "words",
    [["--size", "0"], ["--peer", "nobody"], ["--seconds", "nan"], ["--json", "nowhere/at/all"]],
)
def test_a_bad_option_is_an_error(words):
    done = run("-m", "benchmarks", *words)
    assert done.returncode == 2
    assert f"argument {words[0]}" in done.stderr
