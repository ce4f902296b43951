"""Branches: where a run was changed, and what was changed there.

A branch is a value: with its parent, its place and its changes it says all that is needed to
compute every one of its numbers again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from types import MappingProxyType
from typing import TypeAlias

from engine.cell import Cell
from engine.errors import NetworkError
from engine.graph import Kind
from engine.network import Network, Parameters, Sample
from engine.position import START, Position
from engine.settings import Settings
from engine.values import Value


@dataclass(frozen=True)
class SettingsChange:
    """From here on, train with these settings."""

    settings: Settings


@dataclass(frozen=True)
class CellChange:
    """From here on, a cell of a parameter or an input has another value.

    sample: of an input, the training sample counted from 1, or 0 for the file's own.

    Raises NetworkError for a number that is not finite.
    """

    cell: Cell
    number: float
    sample: int = 0

    def __post_init__(self) -> None:
        if not isfinite(self.number):
            raise NetworkError(f"{self.number} is not finite", "write a number such as -0.5")


Change: TypeAlias = SettingsChange | CellChange


@dataclass(frozen=True)
class Branch:
    """One line of a run's history.

    start: where it leaves its parent, the end of a sample; the start of the tape for the
        first branch, which has no parent.
    changes: what was changed there, in order.
    network, settings: after those changes. The network's parameters are those before
        training: changed ones are in the branch's first state.
    """

    name: str
    parent: str | None
    start: Position
    changes: tuple[Change, ...]
    network: Network
    settings: Settings


def first_branch(network: Network, settings: Settings) -> Branch:
    """The branch that a run begins with."""
    return Branch("main", None, START, (), network, settings)


def with_changes(given: Branch, name: str, start: Position, changes: tuple[Change, ...]) -> Branch:
    """A branch that begins with changes to what was given before it."""
    network, settings = given.network, given.settings
    for change in changes:
        if isinstance(change, SettingsChange):
            settings = change.settings
        elif kind_of(network, change.cell) is Kind.INPUT:
            network = _with_input(network, change)
    parent = None if name == given.name else given.name
    return Branch(name, parent, start, changes, network, settings)


def merged(given: Branch, changes: Sequence[Change]) -> tuple[Change, ...]:
    """The changes without those that later ones make void: only the last settings count.

    Raises NetworkError for a cell that cannot be changed.
    """
    for change in changes:
        if isinstance(change, CellChange) and not editable(given.network, change.cell):
            raise NetworkError(
                f"{change.cell.label(given.network.graph.loss)} is computed from other numbers",
                "change a cell of an input or a parameter",
            )
    settings = [change for change in changes if isinstance(change, SettingsChange)]
    kept = settings[-1:] if settings and settings[-1].settings != given.settings else []
    return tuple(c for c in changes if isinstance(c, CellChange) or c in kept)


def changed_parameters(
    network: Network, parameters: Parameters, changes: Sequence[Change]
) -> Parameters:
    """The parameters after those of the changes that are to parameters."""
    for change in changes:
        if isinstance(change, CellChange) and kind_of(network, change.cell) is Kind.PARAMETER:
            parameters = _changed(parameters, change)
    return parameters


def editable(network: Network, cell: Cell) -> bool:
    """Whether a cell can be changed: those of the values of parameters and inputs can."""
    return not cell.gradient and kind_of(network, cell) in (Kind.PARAMETER, Kind.INPUT)


def kind_of(network: Network, cell: Cell) -> Kind:
    """What the node of a cell is."""
    return network.graph.nodes[network.graph.places[cell.node]].kind


def _with_input(network: Network, change: CellChange) -> Network:
    if change.sample == 0:
        inputs = _changed(network.inputs, change)
        alone = len(network.samples) == 1 and network.samples[0] is network.inputs
        samples: Sequence[Sample] = (inputs,) if alone else network.samples
        return replace(network, inputs=inputs, samples=samples)
    samples = list(network.samples)
    alone = len(samples) == 1 and samples[0] is network.inputs
    samples[change.sample - 1] = _changed(samples[change.sample - 1], change)
    inputs = samples[0] if alone else network.inputs
    return replace(network, inputs=inputs, samples=tuple(samples))


def _changed(values: Mapping[str, Value], change: CellChange) -> Mapping[str, Value]:
    node = change.cell.node
    new = _with_cell(values[node], change.cell.index, change.number)
    return MappingProxyType({**values, node: new})


def _with_cell(value: Value, index: tuple[int, ...], number: float) -> Value:
    if not index:
        return number
    assert isinstance(value, tuple)
    place = index[0]
    changed = _with_cell(value[place], index[1:], number)
    return (*value[:place], changed, *value[place + 1 :])
