"""The parts of a run that can be large, and how they are written in the run file itself.

A journal (`engine.journal`) writes the same file with these parts elsewhere.
"""

from array import array
from collections.abc import Iterable
from math import isnan
from re import fullmatch
from typing import Any, Protocol

from engine.history import LossHistory
from engine.network import Network, Source
from engine.run_file.item import Item
from engine.run_file.layout import Tree
from engine.run_file.network import read_network, source_tree
from engine.tape import LineRecord


class WrittenParts(Protocol):
    """What stands in the file for each of the parts."""

    def network(self, source: Source) -> Any: ...

    def losses(self, line: LineRecord) -> Any: ...

    def checkpoints(self, line: LineRecord) -> Any: ...


class ReadParts(Protocol):
    """The parts, from what stands in the file. All raise NetworkError for what is wrong."""

    def network(self, item: Item) -> Network: ...

    def losses(self, item: Item, own: range) -> LossHistory:
        """The losses of a branch's own epochs; all finite, but for what is not known."""
        ...

    def checkpoints(self, item: Item, cells: int, own: range) -> "dict[int, array[float]]":
        """By epoch, so many cells each."""
        ...


class WrittenHere:
    """The parts in full."""

    def network(self, source: Source) -> Tree:
        return source_tree(source)

    def losses(self, line: LineRecord) -> Tree:
        mean_training, evaluation = line.history.own()
        return {
            "mean training": _losses_tree(mean_training),
            "evaluation": _losses_tree(evaluation),
        }

    def checkpoints(self, line: LineRecord) -> Tree:
        return {str(epoch): list(cells) for epoch, cells in line.checkpoints.items()}


class ReadHere:
    """The parts, where they stand in full."""

    def network(self, item: Item) -> Network:
        return read_network(item)

    def losses(self, item: Item, own: range) -> LossHistory:
        losses = item.table("mean training", "evaluation")
        return LossHistory(
            array("d", losses["mean training"].numbers(len(own), unknown_losses(own))),
            array("d", losses["evaluation"].numbers(len(own))),
            own.stop,
            own.start,
        )

    def checkpoints(self, item: Item, cells: int, own: range) -> "dict[int, array[float]]":
        checkpoints = {}
        for epoch, numbers in item.entries().items():
            if not fullmatch(r"[0-9]{1,9}", epoch) or int(epoch) not in own:
                raise numbers.error("is no epoch that is complete in this branch")
            checkpoints[int(epoch)] = array("d", numbers.numbers(cells))
        return checkpoints


def unknown_losses(own: range) -> int:
    """Of how many of these epochs there is no mean training loss: epoch 0 trains nothing."""
    return 1 if own.start == 0 else 0


def _losses_tree(losses: Iterable[float]) -> list[float | None]:
    return [None if isnan(loss) else loss for loss in losses]
