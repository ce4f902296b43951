"""Checkpoints: the parameters at the end of some epochs, within a bound of memory."""

from array import array
from collections.abc import Mapping
from math import prod
from struct import pack
from types import MappingProxyType

from engine.network import Parameters
from engine.values import Shape, Value, as_matrix, filled

MOST = 4096
"""How many are kept of a branch: with a million epochs, one in every 256."""

MOST_BYTES = 32 * 2**20
"""How many bytes the numbers of a branch's checkpoints take at the most, 8 for each."""


class Checkpoints:
    """Packed parameters by epoch. When there are too many, every second one is let go.

    So what has to be computed again, to come to an epoch in between, stays below a fixed
    part of the whole run.
    """

    def __init__(self, shapes: Mapping[str, Shape], most: int = MOST) -> None:
        self._shapes = shapes
        self._packed: dict[int, array[float]] = {}
        self._room = self._room_for(most, MOST_BYTES)
        self._every = 1

    def offer(self, epoch: int, parameters: Parameters) -> None:
        """Keep these parameters if the epoch is one of those that are kept."""
        if epoch % self._every or epoch in self._packed:
            return
        packed = array("d")
        for name in self._shapes:
            packed.frombytes(_bytes_of(parameters[name]))
        self.keep(epoch, packed)

    def keep(self, epoch: int, packed: "array[float]") -> None:
        """Keep the cells of all parameters, row by row, at the end of an epoch."""
        self._packed[epoch] = packed
        while len(self._packed) > self._room:
            self._every *= 2
            self._packed = {
                epoch: packed for epoch, packed in self._packed.items() if not epoch % self._every
            }

    def latest(self, epoch: int) -> tuple[int, Parameters] | None:
        """The last one that is not behind this epoch, with its own; None if there is none."""
        kept = max((kept for kept in self._packed if kept <= epoch), default=None)
        return None if kept is None else (kept, self._unpacked(self._packed[kept]))

    def thinned(self, most: int, most_bytes: int) -> dict[int, "array[float]"]:
        """Some of them in order, packed, within these bounds, as if every second was let go."""
        epochs = sorted(self._packed)
        every = self._every
        while len(epochs) > self._room_for(most, most_bytes):
            every *= 2
            epochs = [epoch for epoch in epochs if not epoch % every]
        return {epoch: self._packed[epoch] for epoch in epochs}

    def _room_for(self, most: int, most_bytes: int) -> int:
        """How many may be kept: at least two."""
        numbers = sum(map(prod, self._shapes.values()))
        return max(2, min(most, most_bytes // (8 * max(1, numbers))))

    def _unpacked(self, packed: "array[float]") -> Parameters:
        numbers = iter(packed)
        return MappingProxyType(
            {name: filled(shape, numbers.__next__) for name, shape in self._shapes.items()}
        )


def _bytes_of(value: Value) -> bytes:
    """The cells of a value, row by row, as an array takes them; many times faster than singly."""
    rows = as_matrix(value)
    cells = f"{len(rows[0])}d"
    return b"".join([pack(cells, *row) for row in rows])
