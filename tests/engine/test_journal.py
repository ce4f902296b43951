"""Journals: a save at any moment is opened with the same bits, whatever has happened since."""

import errno
import io
import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from taping import OPTIONS, SAMPLES, at, further, gone, shown, walked

from engine import (
    Cell,
    CellChange,
    NetworkError,
    Position,
    Settings,
    SettingsChange,
    Tape,
    find_network,
    load_network,
)
from engine.journal import Journal, load_journal, when_saved
from engine.run_file import load_run


@pytest.fixture(scope="module")
def two_branch():
    return load_network(find_network("two-branch"), samples=SAMPLES)


@pytest.fixture
def folder(tmp_path):
    return tmp_path


def save(journal, tape, epochs=100):
    journal.save(tape.record(), epochs)


def reopened(folder):
    return gone(load_journal(folder).tape)


def names(folder):
    return sorted(file.name for file in folder.iterdir())


# The same bits


@settings(max_examples=40, deadline=None)
@given(data=st.data(), options=st.sampled_from(OPTIONS))
def test_a_walk_that_is_saved_on_its_way_goes_on_with_the_same_bits(
    two_branch, tmp_path_factory, data, options
):
    pytest.importorskip("numpy")
    folder = tmp_path_factory.mktemp("journal")
    journal = Journal(folder)
    tape = walked(data, two_branch, options, after_each=lambda tape: save(journal, tape))
    save(journal, tape)
    opened = reopened(folder)
    at(tape, tape.position, staged=tape.moment() is not None)
    assert shown(opened) == shown(tape)
    assert further(opened) == further(tape)
    save(Journal(folder), opened)
    assert further(reopened(folder)) == further(tape)


def test_a_run_saved_after_every_few_samples_is_all_there_each_time(two_branch, folder):
    journal = Journal(folder)
    tape, straight = Tape(two_branch, Settings(0.05)), Tape(two_branch, Settings(0.05))
    tape.aim(tape.ruler.end_of(5))
    while not tape.arrived:
        tape.go_on(2)
        save(journal, tape)
        opened = reopened(folder)
        assert (opened.position, opened.branch) == (tape.position, tape.branch)
        at(straight, tape.position)
        assert shown(opened)[0][-1] == shown(straight)[0][-1]
    assert shown(opened) == shown(gone(tape))
    assert names(folder) == ["1.checkpoints", "1.losses", "network.json", "run.json"]


def test_how_many_epochs_run_runs_is_kept(two_branch, folder):
    save(Journal(folder), gone(Tape(two_branch, Settings())), epochs=77)
    assert load_journal(folder).epochs == 77


def test_the_files_of_a_branch_that_was_taken_back_are_removed(two_branch, folder):
    journal = Journal(folder)
    tape = at(Tape(two_branch, Settings(0.05)), Position(2, 5, 17))
    for number in (0.5, 0.25):
        tape.change(CellChange(Cell("A", (0, 1)), number))
        save(journal, gone(tape))
        assert shown(reopened(folder)) == shown(tape)
        tape.undo()
        gone(tape)
    tape.change(CellChange(Cell("A", (0, 1)), 0.125))
    save(journal, gone(tape))
    assert shown(reopened(folder)) == shown(tape)
    assert [n for n in names(folder) if n.endswith("losses")] == ["1.losses", "4.losses"]


# What it costs


def long_run(two_branch, epochs):
    """A tape with the losses of so many epochs, which are made up."""
    tape = at(Tape(two_branch, Settings(0.05)), Position(3, 5, 17))
    line = tape._current
    more = range(4, epochs + 1)
    line.history = line.history.with_epochs([1 / n for n in more], [2 / n for n in more])
    end = tape.state
    losses = line.history.losses(epochs)
    head = type(end)(epochs, SAMPLES, SAMPLES, True, end.parameters, losses=losses)
    line.head = tape._state = head
    for epoch in more:
        line.checkpoints.offer(epoch, end.parameters)
    return tape


def test_a_save_writes_as_much_after_100_000_epochs_as_after_10(two_branch, folder):
    written = []
    for epochs in (10, 100_000):
        tape = long_run(two_branch, epochs)
        inside = folder / str(epochs)
        inside.mkdir()
        journal = Journal(inside)
        save(journal, tape)
        at(tape, tape.ruler.end_of(epochs + 1))
        sizes = {file.name: file.stat().st_size for file in inside.iterdir()}
        save(journal, tape)
        after = {file.name: file.stat().st_size for file in inside.iterdir()}
        assert after["1.losses"] - sizes["1.losses"] == 16
        written.append(after["run.json"] + after["1.checkpoints"] - sizes["1.checkpoints"])
        assert shown(reopened(inside)) == shown(gone(tape))
    assert written[1] < written[0] + 500
    assert (folder / "100000" / "1.checkpoints").stat().st_size < 500_000


# Saves that are cut short


class CutError(Exception):
    """The power has gone."""


def cut_after(monkeypatch, steps):
    """Let so many steps to the disk be done, and none after them."""
    left = iter(range(steps))

    def step(real):
        def done(*args, **kwargs):
            if next(left, None) is None:
                raise CutError
            return real(*args, **kwargs)

        return done

    for owner, name in ((os, "fsync"), (Path, "replace"), (Path, "unlink"), (Path, "open")):
        monkeypatch.setattr(owner, name, step(getattr(owner, name)))


@pytest.mark.parametrize("resumed", [False, True], ids=["going on", "resumed"])
def test_wherever_a_save_is_cut_short_the_one_before_or_it_is_whole(
    two_branch, folder, monkeypatch, resumed
):
    seen = []
    for steps in range(40):
        inside = folder / str(steps)
        inside.mkdir()
        tape = at(Tape(two_branch, Settings(0.05)), Position(3, 2, 17))
        journal = Journal(inside)
        save(journal, tape)
        before = shown(reopened(inside))
        if resumed:
            journal, tape = Journal(inside), reopened(inside)
        at(tape, Position(6, 4, 17))
        tape.change(SettingsChange(Settings(0.02)))
        at(tape, Position(7, 1, 17))
        with monkeypatch.context() as patch:
            cut_after(patch, steps)
            try:
                save(journal, tape)
                complete = True
            except CutError:
                complete = False
        found = shown(reopened(inside))
        assert found in (before, shown(tape))
        seen.append(found == before)
        assert not complete or found == shown(tape)
        again = Journal(inside)  # the process has gone with the power: another one goes on
        again.save(load_journal(inside).tape.record(), 100)
        assert shown(reopened(inside)) == found
        assert not [name for name in names(inside) if name.startswith(".")]
        assert len([name for name in names(inside) if name.endswith("losses")]) <= 2
    assert seen == sorted(seen, reverse=True)
    assert seen[0]
    assert complete


class Full(io.FileIO):
    """A file on a disk with room for a few bytes more."""

    room = 0

    def write(self, data):
        taken = bytes(data)[: Full.room]
        Full.room -= len(taken)
        if len(taken) < len(data):
            super().write(taken)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return super().write(taken)


@pytest.mark.parametrize("room", [0, 10, 40, 100, 400, 1000, 2000])
def test_a_full_disk_leaves_the_last_save_and_later_ones_are_complete(
    two_branch, folder, monkeypatch, room
):
    real = Path.open

    def opened(self, mode="r", **kwargs):
        if mode.startswith("r") and "+" not in mode:
            return real(self, mode, **kwargs)
        raw = io.BufferedRandom(Full(self, mode.replace("b", "").replace("x", "x+")))
        return raw if "b" in mode else io.TextIOWrapper(raw, encoding="utf-8")

    journal = Journal(folder)
    tape = at(Tape(two_branch, Settings(0.05)), Position(9, 2, 17))
    save(journal, tape)
    before = shown(reopened(folder))
    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", opened)
        for epoch in (10, 11):
            Full.room = room
            at(tape, Position(epoch, 4, 17))
            with pytest.raises(OSError, match="No space"):
                save(journal, tape)
            assert shown(reopened(folder)) == before
    at(tape, Position(12, 1, 17))
    save(journal, tape)
    assert shown(reopened(folder)) == shown(tape)
    assert names(folder) == ["1.checkpoints", "1.losses", "network.json", "run.json"]


# What is wrong


@pytest.fixture
def saved(two_branch, folder):
    """A journal with two branches."""
    tape = at(Tape(two_branch, Settings(0.05)), Position(20, 3, 17))
    tape.change(CellChange(Cell("A", (0, 1)), 0.5))
    save(Journal(folder), at(tape, Position(23, 3, 17)))
    return folder


def refused(folder):
    """The error at opening a journal, which is not changed by it."""
    before = {file: file.read_bytes() for file in folder.iterdir()}
    with pytest.raises(NetworkError) as caught:
        load_journal(folder)
    assert {file: file.read_bytes() for file in folder.iterdir()} == before
    return caught.value


@pytest.mark.parametrize("name", ["1.losses", "1.checkpoints", "2.losses", "network.json"])
@pytest.mark.parametrize("harm", ["cut", "changed", "gone"])
def test_a_part_that_is_damaged_is_said_to_be(saved, name, harm):
    path = saved / name
    data = bytearray(path.read_bytes())
    if harm == "gone":
        path.unlink()
    else:
        data[len(data) // 2] ^= 0xFF
        path.write_bytes(data[:-1] if harm == "cut" else data)
    error = refused(saved)
    assert error.path == path
    assert error.remedy


def test_what_is_behind_the_last_save_does_not_count(saved):
    before = shown(reopened(saved))
    for name in ("1.losses", "2.checkpoints"):
        with (saved / name).open("ab") as file:
            file.write(b"cut short")
    assert shown(reopened(saved)) == before


BRANCH = ("run", "branches", 0)


@pytest.mark.parametrize(
    ("place", "change", "problem"),
    [
        (("epochs",), 0, "no whole number"),
        (("run", "network"), "/etc/passwd", "is not 'network.json'"),
        ((*BRANCH, "losses", "file"), "../1.losses", "not the name of a part"),
        ((*BRANCH, "losses", "file"), "1.checkpoints", "damaged or incomplete"),
        ((*BRANCH, "losses"), {"file": "1.losses", "bytes": 0, "checksum": 0}, "has not the los"),
        ((*BRANCH, "losses", "bytes"), -1, "no whole number"),
        ((*BRANCH, "losses", "checksum"), 1.5, "no whole number"),
        ((*BRANCH, "losses", "more"), 1, "is not known here"),
        ((*BRANCH, "head", "epoch"), 19, "last losses"),
        (("run", "backprop-tui run"), 99, "newer version"),
    ],
)
def test_what_is_wrong_in_the_head_has_its_line(saved, place, change, problem):
    tree = json.loads((saved / "run.json").read_text(encoding="utf-8"))
    part = tree
    for step in place[:-1]:
        part = part[step]
    part[place[-1]] = change
    (saved / "run.json").write_text(json.dumps(tree, indent=1), encoding="utf-8")
    error = refused(saved)
    assert problem in str(error)
    assert error.path is not None
    assert error.line is not None or error.path.name != "run.json"


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b"[" * 99999])
def test_a_head_that_is_none_is_said_to_be(saved, content):
    (saved / "run.json").write_bytes(content)
    assert refused(saved).path == saved / "run.json"


def test_checkpoints_of_epochs_that_are_not_the_branchs_are_refused(saved):
    tree = json.loads((saved / "run.json").read_text(encoding="utf-8"))
    first, second = tree["run"]["branches"]
    first["checkpoints"] = second["checkpoints"]
    (saved / "run.json").write_text(json.dumps(tree), encoding="utf-8")
    assert "has not checkpoints of the branch" in str(refused(saved))


def test_a_head_alone_is_no_run_file(saved):
    with pytest.raises(NetworkError, match="no saved run"):
        load_run(saved / "run.json")


def test_a_folder_without_a_save_has_no_run(folder):
    assert when_saved(folder) is None
    assert refused(folder).path == folder / "run.json"
