"""Checkpoints: the parameters at the end of some epochs, within a bound of memory."""

from array import array
from collections.abc import Mapping
from types import MappingProxyType

from engine.network import Parameters
from engine.values import Shape, cells, filled

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
        self._most = most
        self._every = 1

    def offer(self, epoch: int, parameters: Parameters) -> None:
        """Keep these parameters if the epoch is one of those that are kept."""
        if epoch % self._every or epoch in self._packed:
            return
        packed = array("d")
        for name in self._shapes:
            packed.extend(cells(parameters[name]))
        self._packed[epoch] = packed
        room = max(2, min(self._most, MOST_BYTES // (8 * max(1, len(packed)))))
        while len(self._packed) > room:
            self._every *= 2
            self._packed = {
                epoch: packed for epoch, packed in self._packed.items() if not epoch % self._every
            }

    def latest(self, epoch: int) -> tuple[int, Parameters] | None:
        """The last one that is not behind this epoch, with its own; None if there is none."""
        kept = max((kept for kept in self._packed if kept <= epoch), default=None)
        return None if kept is None else (kept, self._unpacked(self._packed[kept]))

    def thinned(self, most: int) -> list[tuple[int, Parameters]]:
        """At most so many of them, evenly spread, in order."""
        epochs = sorted(self._packed)
        every = -(-len(epochs) // most) if epochs else 1
        return [(epoch, self._unpacked(self._packed[epoch])) for epoch in epochs[::every]]

    def _unpacked(self, packed: "array[float]") -> Parameters:
        numbers = iter(packed)
        return MappingProxyType(
            {name: filled(shape, numbers.__next__) for name, shape in self._shapes.items()}
        )
