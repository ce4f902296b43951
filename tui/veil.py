"""Hiding what a stage has made, until its cells are asked for one after another.

A snapshot goes to the screen through the veil, which takes away what must not be known yet;
so no part of the screen can give it away.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from engine import Cell, LossHistory, Pass, Position, cells_of
from tui.snapshot import Snapshot
from tui.stage_view import hidden


@dataclass(frozen=True)
class Veil:
    """What has been revealed of the number, vector or matrix that a stage has made.

    position: where the tape has that stage; None before any has been asked for.
    """

    position: Position | None = None
    revealed: frozenset[Cell] = frozenset()

    def over(self, snapshot: Snapshot) -> Snapshot:
        """The snapshot without what is hidden."""
        revealed = self.revealed if snapshot.position == self.position else frozenset()
        veiled = tuple(cell for cell in _made(snapshot) if cell not in revealed)
        seen = replace(snapshot, veiled=veiled)
        return _without_losses(seen) if _loss_can_be_told(seen) else seen

    def without(self, cells: Iterable[Cell], position: Position) -> "Veil":
        """The veil with these cells revealed, too, at that position."""
        revealed = self.revealed if position == self.position else frozenset()
        return Veil(position, revealed.union(cells))


def _made(snapshot: Snapshot) -> tuple[Cell, ...]:
    """The cells that the stage has made, in reading order; an update is shown at once."""
    moment = snapshot.moment
    if moment is None or moment.stage.kind is Pass.UPDATE:
        return ()
    node, graph = moment.stage.node, moment.trace.graph
    return tuple(cells_of(node, graph.shape(node), moment.stage.kind is Pass.BACKWARD))


def _loss_can_be_told(snapshot: Snapshot) -> bool:
    """Whether a hidden loss is that of all samples, for there is no other."""
    loss = snapshot.network.graph.loss
    return len(snapshot.network.samples) == 1 and (loss, False) in hidden(snapshot)


def _without_losses(snapshot: Snapshot) -> Snapshot:
    unknown = LossHistory.empty()
    return replace(
        snapshot,
        state=snapshot.state._replace(losses=None),
        history=unknown,
        branches=tuple(replace(each, history=unknown) for each in snapshot.branches),
    )
