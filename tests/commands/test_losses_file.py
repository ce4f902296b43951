import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import tui.commands.train as train_module
from tui.commands import training_loop

HEADER = "epoch,mean_training_loss,evaluation_loss"

posix = pytest.mark.skipif(os.name != "posix", reason="POSIX files")


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def untrained(monkeypatch):
    """Fail if training begins."""

    def begin(*_arguments):
        raise AssertionError("training began")

    monkeypatch.setattr(train_module, "train_in_slices", begin)


def on_each_slice(monkeypatch, act):
    clock = training_loop.perf_counter

    def acting_clock():
        act()
        return clock()

    monkeypatch.setattr(training_loop, "perf_counter", acting_clock)


def test_an_old_file_is_there_until_the_new_one_is_complete(command, line, tmp_path, monkeypatch):
    path = tmp_path / "losses.csv"
    path.write_text("old")
    seen = set()
    on_each_slice(monkeypatch, lambda: seen.add((path.read_text(), tuple(names(tmp_path)))))
    assert command("train", line, "--csv", path).status == 0
    assert seen == {("old", ("losses.csv", "network.toml"))}
    assert path.read_text().startswith(HEADER)
    assert len(path.read_text().splitlines()) == 7


def test_a_relative_path_is_one_in_the_current_folder(program, tmp_path):
    assert program("train", "xor", "--epochs", 2, "--csv", "my losses.csv").status == 0
    assert [path.name for path in tmp_path.iterdir()] == ["my losses.csv"]


@posix
def test_mode_and_link_of_an_old_file_are_kept(command, line, tmp_path):
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    assert command("train", line, "--csv", link).status == 0
    assert link.is_symlink()
    assert real.read_text().startswith(HEADER)
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


@posix
def test_the_mode_of_a_new_file_is_that_of_any_new_file(command, line, tmp_path):
    (tmp_path / "other").touch()
    command("train", line, "--csv", tmp_path / "losses.csv")
    modes = {(tmp_path / name).stat().st_mode for name in ("other", "losses.csv")}
    assert len(modes) == 1


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("nowhere/losses.csv", "(No such file or directory)"),
        (".", "(Is a directory)"),
        ("network.toml/losses.csv", "(Not a directory)"),
        ("x" * 300 + ".csv", "(File name too long)"),
    ],
)
@posix
@pytest.mark.usefixtures("untrained")
def test_a_path_that_cannot_be_written_fails_at_once(command, line, tmp_path, name, reason):
    before = line.read_bytes()
    result = command("train", line, "--csv", f"{tmp_path}/{name}")
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith(f"backprop-tui: --csv {tmp_path}")
    assert f"cannot be written {reason}; name a file" in result.err
    assert result.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == [line]
    assert line.read_bytes() == before


@pytest.mark.usefixtures("untrained")
def test_a_missing_folder_fails_at_once_everywhere(command, line, tmp_path):
    result = command("train", line, "--csv", tmp_path / "nowhere" / "losses.csv")
    assert (result.status, result.out) == (2, "")
    assert "Traceback" not in result.err


@pytest.mark.usefixtures("untrained")
def test_a_read_only_file_fails_at_once(command, line, tmp_path, monkeypatch):
    path = tmp_path / "losses.csv"
    path.write_text("old")
    monkeypatch.setattr("os.access", lambda *_: False)  # root may write to everything
    result = command("train", line, "--csv", path)
    assert result.status == 2
    assert "cannot be written (Permission denied)" in result.err
    assert path.read_text() == "old"


@pytest.mark.usefixtures("untrained")
def test_a_network_file_is_never_replaced(command, line):
    before = line.read_bytes()
    result = command("train", "xor", "--csv", line)
    assert result.status == 2
    assert "would replace a network file; name a file that ends in .csv." in result.err
    assert line.read_bytes() == before


def test_bad_options_leave_an_old_file_as_it_is(command, line, tmp_path):
    path = tmp_path / "losses.csv"
    path.write_text("old")
    assert command("train", line, "--csv", path, "--epochs", 0).status == 2
    assert command("train", tmp_path / "missing.toml", "--csv", path).status == 2
    assert path.read_text() == "old"


def test_a_failure_at_the_end_keeps_the_old_file_and_the_results(
    command, line, tmp_path, monkeypatch
):
    path = tmp_path / "losses.csv"
    path.write_text("old")
    expected = command("train", line)

    def fail(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    result = command("train", line, "--csv", path)
    assert result.status == 1
    assert result.out == expected.out
    assert result.err == (
        f"backprop-tui: --csv {path} cannot be written (No space left on device).\n"
    )
    assert path.read_text() == "old"
    assert names(tmp_path) == ["losses.csv", "network.toml"]


def test_an_interrupt_while_writing_keeps_the_old_file(command, line, tmp_path, monkeypatch):
    path = tmp_path / "losses.csv"
    path.write_text("old")

    def interrupt(*_arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupt)
    result = command("train", line, "--csv", path)
    assert (result.status, result.err) == (130, "backprop-tui: interrupted\n")
    assert path.read_text() == "old"
    assert names(tmp_path) == ["losses.csv", "network.toml"]


@posix
def test_a_pipe_is_written_to_and_stays_a_pipe(command, line, tmp_path):
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert command("train", line, "--csv", pipe).status == 0
        text = os.read(reader, 65536).decode()
    finally:
        os.close(reader)
    assert text.startswith(HEADER)
    assert len(text.splitlines()) == 7
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@posix
@pytest.mark.parametrize("into", ["pipe", "file"])
def test_standard_output_is_written_to_before_the_results(into, tmp_path, program_environment):
    words = ["train", "xor", "--epochs", "3", "--json", "--csv", "/dev/stdout"]
    command = [sys.executable, "-m", "tui", *words]
    if into == "pipe":
        done = subprocess.run(command, env=program_environment, capture_output=True, check=True)
        out = done.stdout.decode()
    else:
        with (tmp_path / "out").open("wb") as file:
            subprocess.run(command, env=program_environment, stdout=file, check=True)
        out = (tmp_path / "out").read_text()
    lines = out.splitlines()
    assert lines[0] == HEADER
    assert [line.split(",")[0] for line in lines[1:4]] == ["1", "2", "3"]
    assert lines[4].startswith('{"epochs"')
    assert len(lines) == 5
