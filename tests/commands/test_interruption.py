import os
import signal

import pytest

from tui.commands import training_loop
from tui.commands.interruption import interruption
from tui.commands.training_loop import train_in_slices


@pytest.fixture
def stop_in_slice(monkeypatch):
    """Send this process a signal when its run takes its n-th slice."""

    def arrange(number, sent=signal.SIGINT):
        clock, calls = training_loop.perf_counter, [0]

        def sending_clock():
            calls[0] += 1
            if calls[0] == 2 * number:
                signal.raise_signal(sent)
            return clock()

        monkeypatch.setattr(training_loop, "perf_counter", sending_clock)

    return arrange


def test_ctrl_c_ends_with_the_results_so_far(command, line, stop_in_slice, tmp_path):
    stop_in_slice(30)
    path = tmp_path / "losses.csv"
    result = command("train", line, "--epochs", 10**6, "--json", "--csv", path)
    assert result.status == 130
    assert result.err == "backprop-tui: interrupted; these are the results so far.\n"
    epochs = result.json["epochs"]
    assert 1 <= len(epochs) <= 30
    assert result.json == {
        **command("train", line, "--epochs", len(epochs), "--json").json,
        "parameters": result.json["parameters"],
    }
    assert len(path.read_text().splitlines()) == 1 + len(epochs)


def test_the_tables_say_where_a_run_was_stopped(command, line, stop_in_slice):
    stop_in_slice(30)
    result = command("train", line, "--epochs", 10**6)
    assert result.status == 130
    assert "\nThe parameters after epoch " in result.out


def test_a_run_stopped_before_it_has_results_leaves_the_old_file(
    command, line, stop_in_slice, tmp_path
):
    stop_in_slice(1)
    path = tmp_path / "losses.csv"
    path.write_text("old")
    result = command("train", line, "--csv", path)
    assert result.status == 130
    assert f"no epoch is complete; --csv {path} is not written." in result.err
    assert "The parameters before training\n" in result.out
    assert path.read_text() == "old"


def test_a_stop_in_the_last_slice_comes_too_late(command, line, stop_in_slice):
    slices = []

    class Counted:
        def __init__(self, run):
            self.network, self.start = run.network, run.start
            self.advance = lambda *args: slices.append(args) or run.advance(*args)

    from engine import Run, load_network

    network = load_network(line)
    run = Run(network, network.settings)
    train_in_slices(Counted(run), 2, lambda _: None, lambda: False)
    stop_in_slice(len(slices))
    result = command("train", line, "--epochs", 2, "--json")
    assert (result.status, result.err) == (0, "")
    assert len(result.json["epochs"]) == 2


def test_sigterm_has_its_own_exit_status(command, line, stop_in_slice):
    stop_in_slice(10, signal.SIGTERM)
    result = command("train", line, "--epochs", 10**6, "--json")
    assert result.status == 128 + signal.SIGTERM
    assert result.json["diverged"] is None


def test_the_handlers_are_put_back():
    before = signal.getsignal(signal.SIGINT)
    with interruption() as interrupted:
        assert signal.getsignal(signal.SIGINT) is not before
        assert interrupted.exit_status == 0
    assert signal.getsignal(signal.SIGINT) is before


def test_a_second_ctrl_c_is_not_waited_for():
    with pytest.raises(KeyboardInterrupt), interruption() as interrupted:
        signal.raise_signal(signal.SIGINT)
        assert interrupted.exit_status == 130
        signal.raise_signal(signal.SIGINT)


@pytest.mark.skipif(os.name != "posix", reason="shells in the background")
def test_an_ignored_ctrl_c_stays_ignored():
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with interruption() as interrupted:
            signal.raise_signal(signal.SIGINT)
            assert interrupted.signal is None
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
