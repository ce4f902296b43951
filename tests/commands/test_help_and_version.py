import importlib.metadata
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tui.commands import COMMANDS

HELPS = ["", *COMMANDS]


def examples(text):
    """The command lines in a help text, without `backprop-tui` and without comments."""
    return [
        shlex.split(line, comments=True)[1:]
        for line in text.splitlines()
        if re.match(r"  backprop-tui\b", line)
    ]


@pytest.mark.parametrize("name", HELPS)
def test_help_fits_and_has_examples(command, name):
    result = command(*filter(None, [name]), "--help")
    assert (result.status, result.err) == (0, "")
    assert result.out.startswith(f"usage: backprop-tui {name}".rstrip() + " ")
    assert max(map(len, result.out.splitlines())) <= 80
    assert len(examples(result.out)) >= 3


def test_the_help_of_the_program_lists_the_commands(command):
    out = command("--help").out
    for name, summary in COMMANDS.items():
        assert re.search(rf"^  {name} +{re.escape(summary)}$", out, re.MULTILINE)
    for option in ("--epochs", "--samples", "--lr", "--schedule", "--batch-size", "--version"):
        assert option in out


def test_every_example_works(command, tmp_path, program_environment):
    """In their order and in one folder: some of them write what later ones read."""
    ran = 0
    for name in HELPS:
        for words in examples(command(*filter(None, [name]), "--help").out):
            words, into = (words[:-2], words[-1]) if ">" in words else (words, None)
            done = subprocess.run(
                [sys.executable, "-m", "tui", *words],
                cwd=tmp_path,
                env=program_environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
            )
            if words and (words[0] in COMMANDS or "--transcript" in words):
                assert done.returncode == 0, (words, done.stderr)
                assert done.stdout or (tmp_path / words[words.index("-o") + 1]).read_bytes()
            else:
                assert done.returncode == 2
                assert b"the app needs a terminal" in done.stderr, (words, done.stderr)
            if into:
                (tmp_path / into).write_bytes(done.stdout)
            ran += 1
    assert ran >= 15
    assert (tmp_path / "losses.csv").exists()


@pytest.mark.parametrize("name", ["gradients", "train"])
def test_help_documents_the_json(command, name):
    out = command(name, "--help").out
    keys = {"gradients": ["loss", "values", "gradients"], "train": ["epochs", "parameters"]}
    for key in keys[name]:
        assert f'"{key}"' in out


def test_the_version_is_that_of_the_installed_program(command, monkeypatch):
    asked = []
    monkeypatch.setattr(importlib.metadata, "version", lambda name: asked.append(name) or "1.2.3")
    result = command("--version")
    assert (result.status, result.out, result.err) == (0, "backprop-tui 1.2.3\n", "")
    assert asked == ["backprop-tui"]


def test_a_program_that_is_not_installed_says_so(command, monkeypatch):
    def missing(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", missing)
    result = command("--version")
    assert (result.status, result.out) == (0, "backprop-tui, not installed\n")


def test_the_version_has_one_place():
    import tomllib

    root = Path(__file__).parents[2]
    version = tomllib.loads((root / "pyproject.toml").read_text())["project"]["version"]
    for package in ("engine", "tui"):
        for module in (root / package).rglob("*.py"):
            assert version not in module.read_text(encoding="utf-8"), module
