"""Opening a journal."""

from array import array
from dataclasses import dataclass
from pathlib import Path
from re import fullmatch

from engine.errors import NetworkError
from engine.history import LossHistory
from engine.journal.growing import Extent, read_extent
from engine.journal.journal import HEAD, NETWORK, PART
from engine.journal.parts import checkpoints_of, losses_of
from engine.network import Network
from engine.network_file.text_file import read_text
from engine.run_file.item import Item, parsed
from engine.run_file.network import read_network
from engine.run_file.record import read_record
from engine.tape import Tape

_MOST_EPOCHS = 1_000_000_000


@dataclass(frozen=True)
class Kept:
    """What was saved last.

    tape: set out for where it was then: `go_on` until it has arrived.
    epochs: how many Run runs.
    """

    tape: Tape
    epochs: int


def load_journal(folder: Path) -> Kept:
    """What was saved last to a journal, which is only read.

    Raises NetworkError, with file and line, for everything that is wrong with it.
    """
    try:
        head = parsed(read_text(folder / HEAD)).table("epochs", "run")
        record = read_record(head["run"], _PartsElsewhere(folder))
        return Kept(Tape.restored(record), head["epochs"].whole(1, _MOST_EPOCHS))
    except NetworkError as error:
        raise error.located(path=folder / HEAD) from None
    except RecursionError:
        raise NetworkError(
            "a value is too deeply nested",
            "open another copy of the run",
            path=folder / HEAD,
        ) from None


class _PartsElsewhere:
    """The parts, from the files that the head names."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def network(self, item: Item) -> Network:
        if item.string() != NETWORK:
            raise item.error(f"is not {NETWORK!r}")
        path = self._folder / NETWORK
        try:
            return read_network(parsed(read_text(path)))
        except NetworkError as error:
            raise error.located(path=path) from None

    def losses(self, item: Item, own: range) -> LossHistory:
        data = self._bytes(item)
        with item.errors_here():
            return losses_of(data, own)

    def checkpoints(self, item: Item, cells: int, own: range) -> "dict[int, array[float]]":
        data = self._bytes(item)
        with item.errors_here():
            return checkpoints_of(data, cells, own)

    def _bytes(self, item: Item) -> bytes:
        part = item.table("file", "bytes", "checksum")
        if not fullmatch(PART, part["file"].string()):
            raise part["file"].error("is not the name of a part")
        extent = Extent(
            part["file"].string(),
            part["bytes"].whole(least=0),
            part["checksum"].whole(0, 2**32 - 1),
        )
        return read_extent(self._folder, extent)
