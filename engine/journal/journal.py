"""Saving a run to its journal."""

from pathlib import Path
from re import fullmatch

from engine.atomic_file import TEMPORARY, replace_file
from engine.journal.growing import Extent
from engine.journal.parts import BranchFiles
from engine.network import Source
from engine.run_file.layout import Tree, laid_out
from engine.run_file.network import source_tree
from engine.run_file.record import record_tree
from engine.tape import LineRecord, TapeRecord

HEAD, NETWORK = "run.json", "network.json"
"""The files that are replaced; the others are `PART`s, and those of a save that was cut short."""

PART = r"([0-9]+)\.(losses|checkpoints)"


class Journal:
    """The journal of one tape, in a folder that nobody else writes to.

    A journal that is there already is gone on with: its files stay until the first save is
    complete, which writes all of the tape anew.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        parts = [match for file in folder.iterdir() if (match := fullmatch(PART, file.name))]
        self._number = max([int(match[1]) for match in parts], default=0)
        self._branches: list[BranchFiles] = []
        self._kept: set[str] = set()

    def save(self, record: TapeRecord, epochs: int) -> None:
        """Save the tape, and how many epochs Run runs.

        Raises OSError where it cannot be written, NetworkError for a network that was not
        loaded from a file; what was saved before is still there then, and the next save can be
        complete.
        """
        self._branches = [self._files_of(line) for line in record.lines]
        for files, line in zip(self._branches, record.lines, strict=True):
            files.append(line)
        run = record_tree(record, _PartsElsewhere(self._branches))
        if not self._kept and record.network.source is not None:
            text = laid_out(source_tree(record.network.source)) + "\n"
            replace_file(self._folder / NETWORK, text)
        replace_file(self._folder / HEAD, laid_out({"epochs": epochs, "run": run}) + "\n")
        self._remove_others()

    def _files_of(self, line: LineRecord) -> BranchFiles:
        for files in self._branches:
            if files.arrays is line.history.evaluation:
                return files
        self._number += 1
        return BranchFiles(self._folder, self._number, line.history)

    def _remove_others(self) -> None:
        """Remove what is of branches that are no more, or of a save that was cut short."""
        kept = {e.file for files in self._branches for e in (files.losses, files.checkpoints)}
        if kept == self._kept:
            return
        for file in self._folder.iterdir():
            ours = fullmatch(PART, file.name) or file.name.startswith(TEMPORARY)
            if ours and file.name not in kept:
                file.unlink(missing_ok=True)
        self._kept = kept


def when_saved(folder: Path) -> int | None:
    """When a journal was last saved to, in nanoseconds; None if a folder is none."""
    try:
        return (folder / HEAD).stat().st_mtime_ns
    except OSError:
        return None


class _PartsElsewhere:
    """What stands in the head for the parts that are in files of their own."""

    def __init__(self, branches: list[BranchFiles]) -> None:
        self._files = {id(files.arrays): files for files in branches}

    def network(self, source: Source) -> str:  # noqa: ARG002
        return NETWORK

    def losses(self, line: LineRecord) -> Tree:
        return _extent_tree(self._files[id(line.history.evaluation)].losses)

    def checkpoints(self, line: LineRecord) -> Tree:
        return _extent_tree(self._files[id(line.history.evaluation)].checkpoints)


def _extent_tree(extent: Extent) -> Tree:
    return {"file": extent.file, "bytes": extent.size, "checksum": extent.checksum}
