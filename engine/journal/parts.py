"""The large parts of a run as bytes: losses and checkpoints of the epochs of a branch.

All are doubles, little-endian: of every epoch its mean training loss and its evaluation loss;
of every checkpoint its epoch, then the cells of all parameters.
"""

import sys
from array import array
from math import isfinite, isnan
from pathlib import Path

from engine.errors import NetworkError
from engine.history import LossHistory
from engine.journal.growing import Extent, GrowingFile
from engine.run_file.parts import unknown_losses
from engine.tape import LineRecord

_LOSSES_BYTES = 16


class BranchFiles:
    """The files that the losses and checkpoints of one branch are appended to.

    It is told by the arrays of its losses, which are its own: the name of a branch that was
    taken back may be given to another.
    """

    def __init__(self, folder: Path, number: int, history: LossHistory) -> None:
        self.arrays = history.evaluation
        self._losses = GrowingFile(folder / f"{number}.losses")
        self._checkpoints = GrowingFile(folder / f"{number}.checkpoints")
        self._last_checkpoint = -1

    @property
    def losses(self) -> Extent:
        return self._losses.extent

    @property
    def checkpoints(self) -> Extent:
        return self._checkpoints.extent

    def append(self, line: LineRecord) -> None:
        """Append what is not there yet. After an OSError it can be tried again."""
        new = line.history.own(since=self.losses.size // _LOSSES_BYTES)
        self._losses.append(losses_bytes(*new))
        later = [epoch for epoch in line.checkpoints if epoch > self._last_checkpoint]
        self._checkpoints.append(
            b"".join([checkpoint_bytes(epoch, line.checkpoints[epoch]) for epoch in later])
        )
        self._last_checkpoint = later[-1] if later else self._last_checkpoint


def losses_bytes(mean_training: "array[float]", evaluation: "array[float]") -> bytes:
    """The losses of some epochs."""
    both = array("d", bytes(_LOSSES_BYTES * len(evaluation)))
    both[0::2] = mean_training
    both[1::2] = evaluation
    return _bytes_of(both)


def losses_of(data: bytes, own: range) -> LossHistory:
    """The losses of a branch's own epochs. Raises NetworkError if they are none."""
    both = _doubles(data)
    unknown = unknown_losses(own)
    if (
        len(both) != 2 * len(own)
        or not all(map(isfinite, both[1::2]))
        or not all(map(isfinite, both[2 * unknown :: 2]))
        or not all(map(isnan, both[0 : 2 * unknown : 2]))
    ):
        raise _wrong(f"the losses of {len(own)} epochs")
    return LossHistory(both[0::2], both[1::2], own.stop, own.start)


def checkpoint_bytes(epoch: int, cells: "array[float]") -> bytes:
    """A checkpoint."""
    return _bytes_of(array("d", [epoch]) + cells)


def checkpoints_of(data: bytes, cells: int, own: range) -> "dict[int, array[float]]":
    """By epoch, so many cells each. Raises NetworkError for what is none."""
    numbers = _doubles(data)
    places = range(0, len(numbers), 1 + cells)
    if len(numbers) % (1 + cells) or not all(map(isfinite, numbers)):
        raise _wrong(f"checkpoints of {cells} numbers")
    if not all(numbers[place].is_integer() and int(numbers[place]) in own for place in places):
        raise _wrong("checkpoints of the branch")
    return {int(numbers[place]): numbers[place + 1 : place + 1 + cells] for place in places}


def _bytes_of(numbers: "array[float]") -> bytes:
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def _doubles(data: bytes) -> "array[float]":
    numbers = array("d")
    numbers.frombytes(data[: len(data) - len(data) % numbers.itemsize])
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def _wrong(what: str) -> NetworkError:
    return NetworkError(f"the file has not {what}", "open another copy of the run")
