"""What can be opened: a preset, a network file, or a saved run."""

from dataclasses import dataclass
from pathlib import Path

from engine import NetworkError, Tape, find_network, is_run_file, load_network


@dataclass(frozen=True)
class Opening:
    """A tape for the app.

    epochs: how many Run runs.
    run_file: the saved run that it is from.
    """

    tape: Tape
    epochs: int
    run_file: Path | None = None


def opening_of(name: str) -> Opening:
    """What a preset's name or a path means; whether it is a saved run, the file itself says.

    Raises NetworkError for everything that is wrong with it.
    """
    path = find_network(name)
    if is_run_file(path):
        return opening_of_run(path)
    network = load_network(path)
    return Opening(Tape(network, network.settings), network.epochs)


def opening_of_run(path: Path) -> Opening:
    """A saved run. Raises NetworkError for everything that is wrong with it."""
    from engine.run_file import load_run

    tape = load_run(path)
    return Opening(tape, tape.network.epochs, path)


def typed_path(text: str) -> Path:
    """A path as someone types it; NetworkError if it is none."""
    if not text.strip():
        raise NetworkError("no file is named", "write the path of one")
    try:
        return Path(text.strip()).expanduser()
    except RuntimeError as error:
        raise NetworkError(f"{text!r} is no path ({error})", "write it in full") from None
