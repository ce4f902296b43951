"""`backprop-tui gradients`: one forward and one backward pass, every number of it."""

from collections.abc import Sequence

from engine import Gradients, Network, Trace
from tui.commands.options import add_network_options, chosen_network
from tui.commands.parser import Parser
from tui.commands.strict_json import print_json
from tui.numbers import full

_DESCRIPTION = """\
Run a network forward and backward once, at its file's own inputs and initial
parameters. Prints the value of every input, parameter and equation, and the
gradient of the loss with respect to each."""

_EPILOG = """\
examples:
  backprop-tui gradients                    # the preset two-branch
  backprop-tui gradients --json             # every digit
  backprop-tui gradients --size K=8 --seed 7

With --json: {"loss": number, "values": {name: value}, "gradients":
{name: value}}. A vector is a list, a matrix a list of rows; a number that is
infinite or NaN, which JSON cannot write, is null."""


def gradients(words: Sequence[str]) -> int:
    """Run the command with the words after its name and return the exit status."""
    parser = Parser("gradients", _DESCRIPTION, _EPILOG)
    add_network_options(parser)
    parser.add_argument("--json", action="store_true", help="print JSON, at full precision")
    options = parser.parse_args(words)
    network = chosen_network(options, samples=1)
    trace, found = network.differentiate(network.inputs, network.parameters)
    if options.json:
        print_json({"loss": trace.loss, "values": trace, "gradients": found})
    else:
        _print_tables(network, trace, found)
    return 0


def _print_tables(network: Network, trace: Trace, found: Gradients) -> None:
    from tui.commands.results import print_heading, results_console
    from tui.commands.value_tables import print_values

    loss = network.graph.loss
    console = results_console()
    print_heading(console, network)
    print_values(console, network.graph, {"value": trace, f"∂{loss}/∂name": found})
    console.print(f"\n{loss} = {full(trace.loss)}")
