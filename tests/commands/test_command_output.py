import os
import subprocess
import sys
from pathlib import Path

import pytest

posix = pytest.mark.skipif(os.name != "posix", reason="POSIX pipes and shells")

COMMANDS = [
    ["gradients"],
    ["gradients", "--json"],
    ["train", "xor", "--epochs", "2"],
    ["train", "xor", "--epochs", "2", "--json"],
    ["check", "xor"],
    ["check", "--sweep", "A"],
    ["worksheet"],
    ["presets"],
    ["presets", "two-branch"],
    ["--help"],
]


@pytest.mark.parametrize("words", COMMANDS)
@posix
def test_a_reader_that_leaves_is_no_error(program_environment, words):
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "tui", *words],
        env=program_environment,
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("words", COMMANDS)
def test_a_full_disk_is_one_sentence(program_environment, words):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "tui", *words],
            env=program_environment,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    message = b"backprop-tui: the output cannot be written (No space left on device).\n"
    assert (done.returncode, done.stderr) == (1, message)


@posix
@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_error(program_environment, closed):
    done = subprocess.run(
        f'"{sys.executable}" -m tui train xor --epochs 2 {closed}',
        shell=True,
        env=program_environment,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert (done.stdout == b"") == (">&-" in closed.split())


def test_streams_that_are_not_unicode(program):
    result = program("gradients", "--size", "K=20", PYTHONIOENCODING="ascii")
    assert (result.status, result.err) == (0, "")
    assert "dL/dname" in result.out
    assert "parameter 20x20" in result.out
    assert "?" not in result.out
    result = program("train", "--lr", "100", "--samples", "10", PYTHONIOENCODING="cp1252")
    assert result.status == 0
    assert result.err.startswith("backprop-tui: the run diverged")


def test_names_that_no_stream_can_spell(program, network):
    path = network("equations = 'L = 名 ** 2'\n[inputs]\n\"名\" = 1.0\n")
    result = program("gradients", path.name, PYTHONIOENCODING="ascii")
    assert (result.status, result.err) == (0, "")
    assert "L = ?? ** 2" in result.out  # as wide as the name, so that columns stay in line
    assert program("gradients", path.name, "--json", PYTHONIOENCODING="ascii").json["values"] == {
        "名": 1.0,
        "L": 1.0,
    }
