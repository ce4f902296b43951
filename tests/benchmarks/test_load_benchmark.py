"""Many sessions at once: a tiny crowd, to see that it is measured, and the one that is promised."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

if sys.platform != "linux":
    pytest.skip("memory is read from Linux's /proc", allow_module_level=True)


def load(path: Path, *words: str, limit: float = 120.0) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "benchmarks.load", "--json", str(path), *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=limit,
        check=False,
    )


def figures(path: Path) -> dict[str, float]:
    found = json.loads(path.read_text(encoding="utf-8"))["figures"]
    return {f"{figure['measurement']}, {figure['what']}": figure["value"] for figure in found}


def test_a_tiny_crowd_lives_answers_and_is_weighed(tmp_path: Path) -> None:
    path = tmp_path / "load.json"
    done = load(path, "--sessions", "2", "--seconds", "4")
    assert path.exists(), done.stderr
    found = figures(path)
    assert found["sessions, died"] == 0.0
    assert found["keys, p95"] > 0.0
    assert 10.0 < found["memory, the largest (PSS)"] < 64.0


@pytest.mark.parametrize("words", [("--sessions", "0"), ("--seconds", "soon")])
def test_a_bad_option_is_explained_with_status_2(words: tuple[str, ...], tmp_path: Path) -> None:
    done = load(tmp_path / "load.json", *words)
    assert done.returncode == 2
    assert words[0] in done.stderr


@pytest.mark.long
def test_twenty_sessions_train_for_a_minute_and_answer_keys_within_a_second(
    tmp_path: Path,
) -> None:
    path = tmp_path / "load.json"
    done = load(path, "--sessions", "20", "--seconds", "60", limit=400.0)
    assert done.returncode == 0, done.stdout + done.stderr
    found = figures(path)
    assert found["sessions, died"] == 0.0
    assert found["keys, p95"] < 1000.0
    assert found["memory, the largest (PSS)"] < 64.0
