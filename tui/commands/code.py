"""`backprop-tui code`: the code that training a network runs, to read."""

from collections.abc import Iterator, Sequence

from engine import Graph, Kind, describe, generated_code, printable
from tui.commands.options import (
    add_code_options,
    add_network_options,
    chosen_network,
    chosen_settings,
)
from tui.commands.parser import Parser

_DESCRIPTION = """\
Print the code that training runs: functions made for this network and schedule,
with a local variable for every number, or row by row where the network is
large. It gives the bits of the engine's own passes; NumPy agrees within 1e-12."""

_EPILOG = """\
examples:
  backprop-tui code                             # the preset two-branch
  backprop-tui code --size K=64 --schedule batch
  backprop-tui code xor --backend numpy         # needs NumPy

The comments at its top say which node of the network a name stands for: v is
its value, g its gradient, s the sum of its gradients since the last update."""


def code(words: Sequence[str]) -> int:
    """Run the command with the words after its name and return the exit status."""
    parser = Parser("code", _DESCRIPTION, _EPILOG)
    add_network_options(parser)
    add_code_options(parser)
    options = parser.parse_args(words)
    network = chosen_network(options)
    source = generated_code(network, chosen_settings(options, network))
    print("\n".join([*_legend(network.graph), "", source]), end="")
    return 0


def _legend(graph: Graph) -> Iterator[str]:
    """A comment for every named node; the code itself has no names of the network's file."""
    equations = {equation.name: equation.text for equation in graph.equations}
    for name, place in graph.places.items():
        node = graph.nodes[place]
        what = equations[name] if node.kind is Kind.INTERMEDIATE else f"{node.kind.value} {name}"
        yield f"# v{place}  {printable(what)}  ({describe(node.shape)})"
