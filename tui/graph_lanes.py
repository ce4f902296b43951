"""The computational graph as rows and lanes: which line runs where, before anything is drawn.

Every named node has a row, in the order of computation, each leaf right above its first use.
A node's value runs down a lane, from its own row to that of its last use, and an equation
takes the lane of an operand that ends there. So lines are short, and cross only where an
operand's lane lies beyond another's.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from engine import Graph


@dataclass(frozen=True)
class Row:
    """The row of a node.

    lane: where its mark stands; lanes are counted from 0.
    operands: the lanes of the nodes that it reads, and of these `ending` are used last here.
    above, below: the lanes that run into the row, and out of it.
    by_name: the nodes it reads that have no lane, because there is no room for all.
    """

    node: str
    lane: int
    operands: frozenset[int]
    ending: frozenset[int]
    above: frozenset[int]
    below: frozenset[int]
    by_name: tuple[str, ...] = ()

    @property
    def reach(self) -> range:
        """The lanes from the first to the last that the row joins."""
        joined = self.operands | {self.lane}
        return range(min(joined), max(joined) + 1)

    def passes_plainly(self, lane: int) -> bool:
        """Whether a lane runs through the row untouched."""
        return lane in self.above and lane not in self.reach


@lru_cache(maxsize=32)
def lay_out(graph: Graph, most_lanes: int) -> tuple[Row, ...]:
    """The rows of a graph, with at most so many lanes, which are at least three.

    Where more would run side by side, the longest of them are left out: their nodes are
    told by name.
    """
    order = _order(graph)
    reads = {name: tuple(dict.fromkeys(graph.reads(name))) for name in order}
    last_use = {name: number for number, node in enumerate(order) for name in reads[node]}
    most_running = most_lanes - 2  # beside a mark, and one that no line leaves right above it
    return tuple(_rows(order, reads, last_use, _without_lane(order, last_use, most_running)))


def lane_count(rows: Sequence[Row]) -> int:
    """How many lanes run side by side."""
    return 1 + max(max(row.lane, *row.below, 0) for row in rows)


def _order(graph: Graph) -> list[str]:
    names: dict[str, None] = {}
    for equation in graph.equations:
        names.update(dict.fromkeys([*graph.reads(equation.name), equation.name]))
    return list(names)


def _without_lane(order: list[str], last_use: Mapping[str, int], most_running: int) -> set[str]:
    """The nodes whose lines are left out so that never more than so many run on below a row."""
    left_out: set[str] = set()
    start = {name: number for number, name in enumerate(order)}
    running: list[str] = []
    for number, node in enumerate(order):
        running = [name for name in running if last_use[name] > number]
        if node in last_use:
            running.append(node)
        if len(running) > most_running:
            longest = max(running, key=lambda name: last_use[name] - start[name])
            running.remove(longest)
            left_out.add(longest)
    return left_out


def _rows(
    order: list[str],
    reads: Mapping[str, tuple[str, ...]],
    last_use: Mapping[str, int],
    without_lane: set[str],
) -> Iterator[Row]:
    lanes: dict[str, int] = {}
    below_nothing = -1  # the lane of a mark that no line leaves; none may stand right below it
    for number, node in enumerate(order):
        above = frozenset(lanes.values())
        operands = [name for name in reads[node] if name in lanes]
        places = frozenset(lanes[name] for name in operands)
        ending = frozenset(lanes.pop(name) for name in operands if last_use[name] == number)
        taken = {*above, below_nothing}
        lane = min(ending) if ending else min({*range(len(taken) + 1)} - taken)
        below_nothing = lane
        if node in last_use and node not in without_lane:
            lanes[node] = lane
            below_nothing = -1
        by_name = tuple(name for name in reads[node] if name in without_lane)
        below = frozenset(lanes.values())
        yield Row(node, lane, places, ending, above, below, by_name)
