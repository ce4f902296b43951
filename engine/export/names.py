"""Names for what a program has of a network: legal in Python, and as near to ours as that allows.

Nodes keep their names, the gradient of `y` is `d_y`, and the parts of the equation `L` are
`L_1`, `L_2`, …; whatever is taken gets an underscore behind it.
"""

import builtins
from collections import Counter
from collections.abc import Collection
from itertools import chain, count
from keyword import kwlist

from engine.floats import FUNCTIONS
from engine.graph import Graph, Kind

RESERVED = frozenset(
    {
        *dir(builtins),
        *kwlist,
        *FUNCTIONS,
        *("math", "random", "np", "torch", "self"),
        *("sample", "parameters", "values", "forward", "backward"),
    }
)
"""Names that a program uses itself."""


class Names:
    """The names of one network.

    values, gradients: by place in `graph.nodes`; constants have none.
    letters: for indices.
    """

    def __init__(self, graph: Graph, reserved: Collection[str] = RESERVED) -> None:
        self._taken = {*reserved, *graph.places}
        self.values: dict[int, str] = {}
        for name, place in graph.places.items():
            self.values[place] = self.free(name) if name in reserved else name
        parts: Counter[str] = Counter()
        for place, node in enumerate(graph.nodes):
            if not node.named and node.kind is not Kind.CONSTANT:
                parts[node.label] += 1
                self.values[place] = self.free(f"{node.label}_{parts[node.label]}")
        self.gradients = {place: self.free(f"d_{name}") for place, name in self.values.items()}
        self.letters = tuple(self.free(letter) for letter in "ijkm")
        self._steps = {
            step: self.free(step) for step in ("largest", "terms", "number", "total", "product")
        }
        self._used: set[str] = set()

    def free(self, name: str) -> str:
        """The name, with as many underscores as it takes for nothing else to have it."""
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        return name

    def begin_operation(self) -> None:
        """From here on the steps of earlier operations are no longer needed."""
        self._used.clear()

    def step(self, kind: str) -> str:
        """A name for a step of an operation."""
        first = self._steps[kind]
        names = chain([first], (f"{first}_{number}" for number in count(2)))
        name = next(each for each in names if each not in self._used | self._taken - {first})
        self._used.add(name)
        return name
