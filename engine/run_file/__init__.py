"""Run files: a tape, saved as one readable JSON file, and opened again.

A run file holds the text of its network and data, the settings, every branch with its
changes, losses and some of its states, and the position. So it needs no other file, and the
run goes on with the same bits.

`layout` writes JSON, `item` reads it and knows the lines. `network`, `settings`, `states` and
`branches` each know one part of the file, how it is written and what is checked when it is
read, `parts` those that can be large; `record` puts them together.
"""

from pathlib import Path

from engine.atomic_file import replace_file
from engine.errors import NetworkError
from engine.network_file.text_file import read_text
from engine.run_file.item import parsed
from engine.run_file.layout import laid_out
from engine.run_file.parts import ReadHere, WrittenHere
from engine.run_file.record import read_record, record_tree
from engine.tape import Tape


def save_run(path: Path, tape: Tape) -> None:
    """Write a tape to a file, which is complete or untouched.

    The tape's network must be the one that its source gives: changes to cells belong to
    branches. Raises NetworkError where the file cannot be written, where it would replace a
    network file, and for a network that has no source.
    """
    if path.suffix == ".toml":
        raise NetworkError(
            "the run would replace a network file", "name a file that ends in .json", path=path
        )
    text = laid_out(record_tree(tape.record(), WrittenHere())) + "\n"
    try:
        replace_file(path, text)
    except (OSError, RuntimeError, ValueError) as error:  # a loop of links, a name with a NUL
        reason = getattr(error, "strerror", None) or str(error)
        raise NetworkError(
            f"the run cannot be saved ({reason})",
            "name a file in a folder that you may write to, on a disk with room",
            path=path,
        ) from None


def load_run(path: Path) -> Tape:
    """The tape of a file, set out for where it was saved: `go_on` until it has arrived.

    Raises NetworkError, with the line where one is to blame, for everything that is wrong
    with the file, which is only read.
    """
    text = read_text(path)
    try:
        return Tape.restored(read_record(parsed(text), ReadHere()))
    except NetworkError as error:
        raise error.located(path=path) from None
    except RecursionError:
        raise NetworkError(
            "a value is too deeply nested", "open another copy of the file", path=path
        ) from None
