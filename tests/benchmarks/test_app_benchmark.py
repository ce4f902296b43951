"""The measurement of the app, at a tiny size: that it works, not what it finds."""

import json
import math
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

if sys.platform == "win32":
    pytest.skip("needs a pseudo-terminal", allow_module_level=True)


def benchmark(*words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "benchmarks.app", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_quick_run_finds_a_finite_figure_for_everything(tmp_path: Path) -> None:
    path = tmp_path / "app.json"
    names = ("keys", "first-paint", "frames")
    done = benchmark("--quick", "--terminal", "80x24", "--only", *names, "--json", str(path))
    assert done.returncode == 0, done.stderr
    found = json.loads(path.read_text(encoding="utf-8"))
    assert {figure["measurement"] for figure in found["figures"]} == set(names)
    for figure in found["figures"]:
        assert math.isfinite(figure["value"]) and figure["value"] > 0.0, figure
        assert figure["met"] in (None, True, False)
        assert figure["what"] in done.stdout
    assert found["terminal"] == "80×24"
    assert found["command"].startswith("python")
    assert all(found[name] for name in ("cpu", "cores", "python", "date"))


@pytest.mark.parametrize(
    "words",
    [("--terminal", "80"), ("--terminal", "20x5"), ("--only", "all"), ("--epochs", "1")],
)
def test_a_bad_option_is_explained_with_status_2(words: tuple[str, ...]) -> None:
    done = benchmark(*words)
    assert done.returncode == 2
    assert words[0] in done.stderr
    assert not done.stdout
