"""Run files: what is saved is opened with the same bits, and what is wrong with one is said."""

import errno
import json
import math
import os
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_networks import networks, with_numbers
from taping import OPTIONS, SAMPLES, at, further, gone, shown, walked

from engine import (
    Cell,
    CellChange,
    Network,
    NetworkError,
    Position,
    Schedule,
    Settings,
    SettingsChange,
    Tape,
    find_network,
    load_network,
)
from engine.run_file import load_run, save_run


@pytest.fixture(scope="module")
def two_branch():
    return load_network(find_network("two-branch"), samples=SAMPLES)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("runs") / "run.json"


def reopened(path, tape):
    save_run(path, tape)
    return gone(load_run(path))


# The same bits


@settings(max_examples=60, deadline=None)
@given(data=st.data(), options=st.sampled_from(OPTIONS))
def test_a_walk_with_branches_goes_on_with_the_same_bits(two_branch, path, data, options):
    pytest.importorskip("numpy")
    tape = walked(data, two_branch, options)
    opened = reopened(path, tape)
    at(tape, tape.position, staged=tape.moment() is not None)
    assert shown(opened) == shown(tape)
    assert further(opened) == further(tape)


@settings(max_examples=30, deadline=None)
@given(network=networks(), seed=st.integers(0, 10**6), data=st.data())
def test_any_network_goes_on_with_the_same_bits(build, path, network, seed, data):
    built = with_numbers(build, *network, seed)
    tape = gone(walked(data, built, Settings(0.1), steps=3))
    opened = reopened(path, tape)
    at(tape, tape.position, staged=tape.moment() is not None)
    assert shown(opened) == shown(tape)
    assert further(opened) == further(tape)


def test_a_run_saved_on_its_way_goes_on_with_the_bits_of_one_that_was_not(two_branch, path):
    tape = Tape(two_branch, Settings(0.05, Schedule.MINI_BATCH, 2))
    tape.aim(tape.ruler.end_of(3))
    known = at(Tape(two_branch, Settings(0.05, Schedule.MINI_BATCH, 2)), tape.ruler.end_of(3))
    while not tape.arrived:
        tape.go_on(2)
        opened = reopened(path, tape)
        assert opened.position == tape.position
        assert shown(at(opened, opened.ruler.end_of(3))) == shown(known)


def test_a_long_run_is_saved_in_short_and_goes_on_with_the_same_bits(two_branch, path):
    tape = at(Tape(two_branch, Settings(0.05)), Position(1000, 2, 17))
    opened = reopened(path, tape)
    assert shown(opened) == shown(tape)
    assert len(tape.record().lines[0].checkpoints) <= 256
    for epoch in (777, 999, 3):
        assert shown(at(opened, Position(epoch, 3, 4))) == shown(at(tape, Position(epoch, 3, 4)))
    assert shown(at(opened, Position(1005, 1, 1))) == shown(at(tape, Position(1005, 1, 1)))
    assert path.stat().st_size < 250_000


def test_one_tape_saved_by_another_is_the_same_file(two_branch, path):
    tape = at(Tape(two_branch, Settings(0.05)), Position(3, 4, 5))
    tape.change(CellChange(Cell("x", (1,)), 0.25, sample=4))
    save_run(path, gone(tape))
    text = path.read_text()
    save_run(path, gone(load_run(path)))
    assert path.read_text() == text


@pytest.mark.parametrize(
    ("parameter", "rate", "stage"),
    [(1.0, 1e250, "update"), (1e60, 1e-80, "evaluation"), (1.0, 3e55, "forward")],
)
def test_a_run_that_diverged_is_opened_where_it_stopped(path, parameter, rate, stage):
    text = f"""\
equations = '''
y = w * x
L = y ** 2
'''
inputs.x = 1.0
parameters.w = {parameter}
data.file = "samples.csv"
data.columns.x = "x"
"""
    samples = {"update": "0\n1e100\n1", "evaluation": "1e94", "forward": "1\n1e100\n1"}[stage]
    (path.parent / "samples.csv").write_text(f"x\n{samples}\n")
    (path.parent / "network.toml").write_text(text)
    network = load_network(path.parent / "network.toml")
    tape = at(Tape(network, Settings(rate)), Position(9, 1, 7))
    assert tape.state.divergence is not None
    opened = reopened(path, tape)
    assert shown(opened) == shown(tape)
    opened.play(opened.ruler.end_of(9))
    assert shown(gone(opened)) == shown(tape)
    opened.change(SettingsChange(Settings(1e-250)))
    tape.change(SettingsChange(Settings(1e-250)))
    assert shown(gone(opened)) == shown(gone(tape))


def test_a_run_needs_no_other_file(path, tmp_path):
    (tmp_path / "xor.toml").write_text(find_network("xor").read_text())
    (tmp_path / "xor.csv").write_text(find_network("xor").with_name("xor.csv").read_text())
    network = load_network(tmp_path / "xor.toml", samples=3, seed=5)
    tape = at(Tape(network, network.settings), Position(2, 1, 3))
    save_run(path, tape)
    (tmp_path / "xor.toml").unlink()
    (tmp_path / "xor.csv").unlink()
    assert shown(gone(load_run(path))) == shown(tape)


def test_a_file_is_read_by_people(two_branch, path):
    save_run(path, at(Tape(two_branch, Settings(0.05)), Position(1, 5, 17)))
    lines = path.read_text().splitlines()
    assert lines[:3] == ["{", '  "backprop-tui run": 1,', '  "network": {']
    assert '  "position": "1.5.17",' in lines
    assert '      "y = x @ A",' in lines
    assert any(line.startswith('        "mean training": [null, ') for line in lines)


def test_names_that_are_no_ascii_are_kept(load_text, path):
    equations = "ÿ_é = sum(θ * Ξ)\\nL_λ = ÿ_é ** 2"
    network = load_text(
        f'title = "λ"\nequations = "{equations}"\ninputs."Ξ" = [1, 2]\nparameters."θ" = [0.5, 0.25]'
    )
    network = replace(network, source=replace(network.source, name="π\udcff\n.toml"))
    tape = gone(Tape(network, Settings(0.01)))
    tape.change(CellChange(Cell("Ξ", (1,)), 3.0, sample=1))
    opened = reopened(path, tape)
    assert shown(opened)[0] == shown(gone(tape))[0]
    assert opened.network.source.name == "π\udcff\n.toml"
    assert '"θ": [0.5, 0.25]' in path.read_text(encoding="utf-8")


# What is wrong


@pytest.fixture(scope="module")
def saved(two_branch, path):
    """The text of a run with two branches that each have a change."""
    tape = at(Tape(two_branch, Settings(0.05, Schedule.MINI_BATCH, 2)), Position(2, 3, 17))
    tape.change(CellChange(Cell("A", (0, 1)), 0.5))
    at(tape, Position(3, 5, 17))
    tape.change(SettingsChange(Settings(0.02)))
    save_run(path, at(tape, Position(4, 2, 5)))
    return path.read_text()


def refused(path, content):
    """The error at opening a file of that content, which is not changed by it."""
    content = content if isinstance(content, bytes) else content.encode()
    path.write_bytes(content)
    with pytest.raises(NetworkError) as caught:
        load_run(path)
    assert path.read_bytes() == content
    assert caught.value.path == path
    assert str(caught.value).count("; ") >= 1
    return caught.value


def edited(text, change, *place):
    """The text after a change to the value that keys and places lead to."""
    tree = json.loads(text)
    part = tree
    for step in place[:-1]:
        part = part[step]
    if change is DELETED:
        del part[place[-1]]
    else:
        part[place[-1]] = change
    return json.dumps(tree, indent=1)


DELETED = object()
DIVERGED = {"node": "y", "stage": "update", "epoch": 1, "sample": 1}
MAIN, B1, B2 = ("branches", 0), ("branches", 1), ("branches", 2)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "no saved run"),
        ("[]", "no saved run"),
        ("{}", "no saved run"),
        ('{"title": "another"}', "no saved run"),
        ('title = "a network"\nequations = "L = x"\n', "no saved run"),
        (b'{"backprop-tui run": 1, "\xff', "not UTF-8"),
        ('{"backprop-tui run": 1,\n', "not JSON"),
        ('{"backprop-tui run": 2, "any": 1}', "newer version"),
        ('{"backprop-tui run": 0}', "no whole number"),
        ('{"backprop-tui run": true}', "no whole number"),
        ('{"backprop-tui run": 1}', "has no 'network'"),
        ('{"backprop-tui run": 1, "backprop-tui run": 1}', "occurs twice"),
        ('{"backprop-tui run": ' + "9" * 5000 + "}", "too long"),
        ('{"backprop-tui run": 1, "a": ' + "[" * 99999 + "]" * 99999 + "}", "deeply nested"),
    ],
)
def test_what_is_no_run_is_said(tmp_path, content, problem):
    assert problem in str(refused(tmp_path / "run.json", content))


def test_a_newer_file_asks_for_an_update(tmp_path):
    error = refused(tmp_path / "run.json", '{\n"backprop-tui run": 2\n}')
    assert error.line == 2
    assert error.remedy == "update backprop-tui"


def test_what_cannot_be_read_is_said(tmp_path):
    for place in (tmp_path / "missing.json", tmp_path):
        with pytest.raises(NetworkError) as caught:
            load_run(place)
        assert caught.value.path == place


@pytest.mark.parametrize(
    ("place", "change", "problem"),
    [
        (("network", "text", 18), "y = x @ Q", "in line 19 of two-branch.toml: in the equation"),
        (("network", "text", 0), "title = ", "is wrong in line 1 of two-branch.toml"),
        (("network", "samples"), 10**9, "numbers, more than"),
        (("network", "samples"), 10**30, "no whole number"),
        (("network", "sizes"), {"K": 10**9}, "numbers, more than"),
        (("network", "sizes"), {"K": 4}, "'A' is no 4×4 matrix"),
        (("network", "sizes"), {"Z": 4}, "there is no size Z"),
        (
            (
                "network",
                "data",
            ),
            "x",
            "'data' is no list",
        ),
        (("settings", "schedule"), "sometimes", "there is no schedule 'sometimes'"),
        (("settings", "learning rate"), -1, "out of range"),
        (("settings", "learning rate"), math.nan, "no finite number"),
        (("settings", "batch size"), 0, "no whole number"),
        (("settings", "momentum"), 0.9, "'momentum' is not known here"),
        (("settings", "backend"), DELETED, "has no 'backend'"),
        (("current branch",), "b7", "is the name of no branch"),
        (("position",), "4.9.1", "there is no sample 9"),
        (("position",), "soon", "is not understood"),
        (("position",), "7.1.1", "beyond the end of the branch, which is 4.1.17"),
        (("staged",), 1, "neither true nor false"),
        (("branches",), [], "is empty"),
        ((*MAIN, "parent"), "b1", "no branch before this one"),
        ((*B1, "parent"), None, "no branch before this one"),
        ((*B1, "parent"), "b2", "no branch before this one"),
        ((*B2, "parent"), "b9", "no branch before this one"),
        ((*B1, "name"), "main", "no new name"),
        ((*B1, "name"), "\x1b[2J", "no new name"),
        ((*B1, "start"), "2.2.17", "not where the base is"),
        ((*B1, "start"), "2.3.4", "not where the base is"),
        ((*MAIN, "start"), "1.5.17", "not where the base is"),
        ((*B1, "changes", 0, "cell"), "y", "is y, which is no input"),
        ((*B1, "changes", 0, "cell"), "Q", "is Q, which is no input"),
        ((*B1, "changes", 0, "index"), [0, 3], "outside of A, a 3×3 matrix"),
        ((*B1, "changes", 0, "index"), [0], "outside of A, a 3×3 matrix"),
        ((*B1, "changes", 0, "number"), math.inf, "no finite number"),
        ((*B1, "changes", 0, "sample"), 6, "no whole number from 0 to 5"),
        ((*B1, "base", "divergence"), DIVERGED, "'base' has diverged"),
        ((*B1, "head", "divergence"), {**DIVERGED, "node": "q"}, "the name of no node"),
        ((*B1, "head", "divergence"), {**DIVERGED, "stage": "lunch"}, "is none of forward"),
        ((*B1, "head", "divergence"), {**DIVERGED, "sample": 6}, "from 1 to 5"),
        ((*B1, "head", "epoch"), 1, "last losses' is of another epoch"),
        ((*MAIN, "head", "epoch"), 2**62, "no whole number from 0 to 999999999"),
        ((*B1, "head", "trained"), 6, "no whole number from 0 to 5"),
        ((*B1, "head", "parameters", "A"), [[1.0]], "'A' is no 3×3 matrix"),
        ((*B1, "head", "parameters", "A", 1), [1.0, 2.0], "'A' is no list of 3 numbers"),
        ((*B1, "head", "parameters", "A", 1, 2), math.nan, "no finite number in place 3"),
        ((*B1, "head", "parameters", "A", 1, 2), 10**400, "no finite number in place 3"),
        ((*B1, "head", "parameters", "A", 1, 2), "0.5", "no finite number in place 3"),
        ((*B1, "head", "parameters", "C"), DELETED, "has no 'C'"),
        ((*MAIN, "losses", "evaluation"), [1.0], "is no list of 2 numbers"),
        ((*MAIN, "losses", "mean training", 0), 1.0, "no null in place 1"),
        ((*MAIN, "losses", "mean training", 1), None, "no finite number in place 2"),
        ((*MAIN, "checkpoints", "2"), [1.0] * 27, "'2' is no epoch that is complete"),
        ((*MAIN, "checkpoints", "1"), [1.0] * 26, "'1' is no list of 27 numbers"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path, saved, place, change, problem):
    text = edited(saved, change, *place)
    error = refused(tmp_path / "run.json", text)
    assert problem in str(error)
    assert error.line is not None
    if change is not DELETED and error.problem.startswith(repr(place[-1])):
        assert f'"{place[-1]}": ' in text.splitlines()[error.line - 1]


def test_a_mistake_in_the_network_is_at_its_line_in_the_run_file(tmp_path, saved):
    text = saved.replace('"y = x @ A"', '"y = x @ Q"')
    error = refused(tmp_path / "run.json", text)
    assert '"y = x @ Q"' in text.splitlines()[error.line - 1]


def test_data_that_are_missing_are_not_looked_for_on_the_disk(path, tmp_path, monkeypatch):
    network = load_network(find_network("xor"))
    save_run(path, Tape(network, network.settings))
    monkeypatch.chdir(find_network("xor").parent)
    error = refused(tmp_path / "run.json", edited(path.read_text(), None, "network", "data"))
    assert "'data' is wrong" in str(error)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_file_that_is_cut_short_is_refused(tmp_path_factory, saved, data):
    content = saved.encode()
    stop = data.draw(st.integers(0, len(content) - 2))
    error = refused(tmp_path_factory.getbasetemp() / "cut.json", content[:stop])
    assert error.line is not None or "no saved run" in str(error) or "UTF-8" in str(error)


VALUES = [None, True, False, 0, -1, 1, 2, 5, 10**9, 10**30, 1.5, -0.0, 1e308, math.nan, math.inf]
VALUES += ["", "main", "b1", "A", "x", "0.0.0", "2.3.17", "3.1.2", "numpy", "update"]
VALUES += [[], {}, [1], [[1]], {"a": 1}, [0.5] * 3, [0.5] * 27]


def places(tree, before=()):
    """All paths that lead to a value of the tree."""
    parts = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for step, part in parts:
        yield (*before, step)
        if isinstance(part, dict | list):
            yield from places(part, (*before, step))


def opened_or_refused(path, content):
    """Open a file; if that can be done, go on, look around and branch there."""
    path.write_bytes(content)
    try:
        tape = load_run(path)
    except NetworkError as error:
        assert error.path == path
        assert str(error)
    else:
        for place in (tape.position, tape.end, Position(2, 1, 3), tape.ruler.end_of(5)):
            for branch in tape.branches:
                tape.switch(branch.name)
                tape.aim(place)
                for _ in range(60):
                    tape.go_on(5)
                assert tape.arrived
                tape.moment()
        tape.change(SettingsChange(Settings(0.25)))
        tape.undo()
    assert path.read_bytes() == content


@settings(max_examples=250, deadline=None)
@given(data=st.data())
def test_whatever_stands_in_a_file_it_is_opened_or_refused(tmp_path_factory, saved, data):
    text = saved
    for _ in range(data.draw(st.integers(1, 2))):
        place = data.draw(st.sampled_from(list(places(json.loads(text)))))
        text = edited(text, data.draw(st.sampled_from([DELETED, *VALUES])), *place)
    opened_or_refused(tmp_path_factory.getbasetemp() / "changed.json", text.encode())


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_whatever_bytes_a_file_has_it_is_opened_or_refused(tmp_path_factory, saved, data):
    content = bytearray(saved.encode())
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(content) - 1))
        length = data.draw(st.integers(0, 3))
        content[start : start + length] = data.draw(st.binary(max_size=3))
    opened_or_refused(tmp_path_factory.getbasetemp() / "changed.json", bytes(content))


# Saving


def test_what_cannot_be_saved_leaves_the_old_file(two_branch, tmp_path, monkeypatch):
    path = tmp_path / "run.json"
    tape = gone(Tape(two_branch, Settings(0.05)))
    save_run(path, tape)
    old = path.read_bytes()

    def full(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NetworkError, match="No space left") as caught:
        save_run(path, at(tape, Position(1, 1, 1)))
    assert caught.value.path == path
    assert path.read_bytes() == old
    assert [file.name for file in tmp_path.iterdir()] == ["run.json"]


def test_where_nothing_can_be_saved_is_said(two_branch, tmp_path):
    tape = Tape(two_branch, Settings(0.05))
    loop = tmp_path / "loop.json"
    loop.symlink_to(loop)
    places = [tmp_path / "no" / "run.json", tmp_path, tmp_path / "a\0b.json", loop]
    for place in places:
        with pytest.raises(NetworkError, match="cannot be saved"):
            save_run(place, tape)


def test_a_network_file_is_not_replaced_by_a_run(two_branch, tmp_path):
    with pytest.raises(NetworkError, match="would replace a network file"):
        save_run(tmp_path / "mine.toml", Tape(two_branch, Settings(0.05)))
    assert list(tmp_path.iterdir()) == []


def test_a_network_without_a_source_cannot_be_saved(two_branch, tmp_path):
    network: Network = replace(two_branch, source=None)
    with pytest.raises(NetworkError, match="was not loaded from a file"):
        save_run(tmp_path / "run.json", Tape(network, Settings(0.05)))
