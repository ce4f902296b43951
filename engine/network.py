"""A network ready to run: its graph, its numbers and the settings its file asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engine.drawing import Uniform
from engine.graph import Graph
from engine.passes import Gradients, Trace, backward, forward
from engine.settings import Settings
from engine.values import Value
from engine.weights import Weights

Sample = Mapping[str, Value]
"""A value for every input of a network."""

Parameters = Mapping[str, Value]
"""A value for every parameter of a network."""


@dataclass(frozen=True)
class Source:
    """What a network was loaded from, so that it can be loaded again without its files.

    name: of the network file, for messages; text: the file's; data: that of its data file.
    sizes, samples, seed: as asked for in place of the file's own; None for what was not.
    weights: what takes the place of the parameters, if anything does.
    """

    name: str
    text: str
    data: str | None = None
    sizes: Mapping[str, int] = field(default_factory=dict)
    samples: int | None = None
    seed: int | None = None
    weights: Weights | None = None


@dataclass(frozen=True)
class Network:
    """Equations with their numbers.

    inputs: the file's own sample, the one that is inspected first.
    parameters: the parameters before training.
    samples: what an epoch goes over; the inputs alone where the file has no data.
    drawn: the inputs that are drawn from the seed for every sample, and how.
    sizes: the named sizes, such as K = 3.
    settings, epochs, seed: what the file asks for; the seed has drawn what was not given
        by value.
    source: what it was loaded from.
    lesson: what to look at, in which order and with which keys; lines of at most 76
        characters, or nothing.
    """

    title: str
    graph: Graph
    inputs: Sample
    parameters: Parameters
    samples: Sequence[Sample]
    drawn: Mapping[str, Uniform] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)
    settings: Settings = field(default_factory=Settings)
    epochs: int = 100
    seed: int = 1
    source: Source | None = None
    lesson: str = ""

    def differentiate(self, sample: Sample, parameters: Parameters) -> tuple[Trace, Gradients]:
        """One forward and one backward pass."""
        trace = forward(self.graph, {**parameters, **sample})
        return trace, backward(trace)
