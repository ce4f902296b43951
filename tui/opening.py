"""What can be opened: a preset, a network file, or a saved run."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine import NetworkError, Tape, find_network, is_run_file, load_network

if TYPE_CHECKING:
    from tui.demo.script import Script
    from tui.sessions import Session


@dataclass(frozen=True)
class Opening:
    """A tape for the app.

    epochs: how many Run runs.
    run_file: the saved run that it is from.
    session: the session that it is from, to be gone on with.
    notice: what is to be said about it on the first screen.
    script: the demonstration that is to be played on it.
    """

    tape: Tape
    epochs: int
    run_file: Path | None = None
    session: "Session | None" = None
    notice: str = ""
    script: "Script | None" = None


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


def opening_of_session(number: int) -> Opening:
    """The run that was kept last, the one before (2), and so on.

    Raises NetworkError if there is none, and for everything that is wrong with it.
    """
    from engine.journal import load_journal
    from tui.sessions import find_session, process_of

    found = find_session(number)
    try:
        kept = load_journal(found.session.folder)
    except NetworkError as error:
        found.session.release()
        remedy = f"backprop-tui --resume {number + 1} goes on with the run that was kept before it"
        raise NetworkError(error.problem, remedy, path=error.path, line=error.line) from None
    notice = ""
    if found.newer is not None:
        notice = f"A run that was kept later is still open, in {process_of(found.newer)}."
    return Opening(kept.tape, kept.epochs, session=found.session, notice=notice)


def typed_path(text: str) -> Path:
    """A path as someone types it; NetworkError if it is none."""
    if not text.strip():
        raise NetworkError("no file is named", "write the path of one")
    try:
        return Path(text.strip()).expanduser()
    except RuntimeError as error:
        raise NetworkError(f"{text!r} is no path ({error})", "write it in full") from None
