"""The branches of a run: where they begin, what was changed there, and what is known of them."""

from collections.abc import Mapping
from math import prod
from operator import ge

from engine.cell import Cell
from engine.graph import Kind
from engine.network import Network
from engine.position import START, Position, Ruler
from engine.run_file.item import Item
from engine.run_file.layout import Tree
from engine.run_file.parts import ReadParts, WrittenParts
from engine.run_file.settings import read_settings, settings_tree
from engine.run_file.states import read_state, state_tree
from engine.state import State
from engine.tape import CellChange, Change, LineRecord, SettingsChange, editable
from engine.tape.line import first_state
from engine.values import describe


def branch_tree(line: LineRecord, parts: WrittenParts) -> Tree:
    """A branch; the first one begins with the parameters of the network."""
    return {
        "name": line.name,
        "parent": line.parent,
        "start": str(line.start),
        "changes": list(map(_change_tree, line.changes)),
        "base": None if line.parent is None else state_tree(line.base),
        "head": state_tree(line.head),
        "losses": parts.losses(line),
        "checkpoints": parts.checkpoints(line),
    }


def read_branches(
    item: Item, network: Network, ruler: Ruler, start: State, parts: ReadParts
) -> dict[str, LineRecord]:
    """The branches by name; `start` is the state that the first one begins with."""
    lines: dict[str, LineRecord] = {}
    for branch in item.items():
        line = _read_branch(branch, network, ruler, start, parts, lines)
        lines[line.name] = line
    if not lines:
        raise item.error("is empty")
    return lines


def read_position(item: Item, ruler: Ruler) -> Position:
    """A position on the tape."""
    with item.errors_here():
        return ruler.parse(item.string())


def end_of(state: State, ruler: Ruler) -> Position:
    """Where a state is: at the end of its last sample."""
    return ruler.after_sample(state.epoch, state.trained) if state.epoch else START


def _read_branch(
    item: Item,
    network: Network,
    ruler: Ruler,
    start: State,
    parts: ReadParts,
    others: Mapping[str, LineRecord],
) -> LineRecord:
    part = item.table("name", "parent", "start", "changes", "base", "head", "losses", "checkpoints")
    name = part["name"].string()
    if name in others or not name or not name.isprintable():
        raise part["name"].error(f"is {name!r}, which is no new name")
    changes = tuple([_read_change(change, network) for change in part["changes"].items()])
    parent = _read_parent(part["parent"], others)
    base = start if parent is None else _read_base(part["base"], network)
    position = read_position(part["start"], ruler)
    if position != end_of(base, ruler) or position.epoch != base.epoch:
        raise part["start"].error("is not where the base is")
    first = first_state(network, base, changes)
    head = read_state(part["head"], network)
    if _progress(head) < _progress(first):
        raise part["head"].error("is before the start of the branch")
    own = range(_epochs(first), _epochs(head))
    if parent is not None and not _has_been(parent, position, own.start, ruler):
        raise part["start"].error(f"is where {parent.name}, its parent, has not been")
    return LineRecord(
        name=name,
        parent=None if parent is None else parent.name,
        start=position,
        changes=changes,
        base=base,
        head=head,
        history=parts.losses(part["losses"], own),
        checkpoints=parts.checkpoints(part["checkpoints"], _cells_of_parameters(network), own),
    )


def _read_parent(item: Item, others: Mapping[str, LineRecord]) -> LineRecord | None:
    if others and not item.is_null():
        if item.string() in others:
            return others[item.string()]
    elif item.is_null() and not others:
        return None
    raise item.error("is no branch before this one; the first, and only that, has none")


def _read_base(item: Item, network: Network) -> State:
    base = read_state(item, network)
    if base.divergence is not None:
        raise item.error("has diverged, and nothing can begin there")
    return base


def _has_been(parent: LineRecord, start: Position, epochs: int, ruler: Ruler) -> bool:
    """Whether a branch has come to a place, and knows the losses of so many epochs."""
    return parent.start <= start <= end_of(parent.head, ruler) and epochs <= _epochs(parent.head)


def _cells_of_parameters(network: Network) -> int:
    graph = network.graph
    return sum([prod(graph.shape(name)) for name in graph.names(Kind.PARAMETER)])


def _change_tree(change: Change) -> Tree:
    if isinstance(change, SettingsChange):
        return {"settings": settings_tree(change.settings)}
    return {
        "cell": change.cell.node,
        "index": list(change.cell.index),
        "number": change.number,
        "sample": change.sample,
    }


def _read_change(item: Item, network: Network) -> Change:
    if item.has("settings"):
        return SettingsChange(read_settings(item.table("settings")["settings"]))
    part = item.table("cell", "index", "number", "sample")
    cell = Cell(
        part["cell"].string(), tuple([place.whole(least=0) for place in part["index"].items()])
    )
    if cell.node not in network.graph.places or not editable(network, cell):
        raise part["cell"].error(f"is {cell.node}, which is no input and no parameter")
    shape = network.graph.shape(cell.node)
    if len(cell.index) != len(shape) or any(map(ge, cell.index, shape)):
        raise part["index"].error(f"is outside of {cell.node}, a {describe(shape)}")
    sample = part["sample"].whole(0, len(network.samples))
    return CellChange(cell, part["number"].number(), sample)


def _progress(state: State) -> tuple[int, int, int]:
    return state.epoch, state.trained, state.evaluated


def _epochs(state: State) -> int:
    """How many epochs are complete there, with epoch 0."""
    return state.epoch + state.complete
