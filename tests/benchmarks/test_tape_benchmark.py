"""The measurement of the tape, at a tiny size: that it works, not what it finds."""

from benchmarks.tape import main


def test_a_quick_run_prints_its_figures(capsys):
    assert main(["--epochs", "2", "--remembered", "50"]) == 0
    printed = capsys.readouterr().out
    for what in ("seek in 2 epochs", "the slowest", "history of 50 epochs", "command:"):
        assert what in printed
