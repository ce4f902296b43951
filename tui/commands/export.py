"""`backprop-tui export`: a network taken elsewhere."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from engine import Network, NetworkError, Run
from engine.export import EXPORTERS
from tui.commands.failure import NO_OUTPUT, complain
from tui.commands.interruption import Interruption, interruption
from tui.commands.options import (
    Training,
    add_after_option,
    add_network_options,
    add_training_options,
    chosen_training,
)
from tui.commands.output_file import check_output_file, write_output_file
from tui.commands.parser import Parser
from tui.commands.progress import progress_bar
from tui.commands.training_loop import train_in_slices

_DESCRIPTION = """\
Write a network with its weights as a program to read and run, as JSON or as a
report. The weights are those before training or, with --after, trained ones."""

_EPILOG = """\
the forms:
  python   a program with math and random only: every loop of both passes by
           hand, each derivative in a comment. It has the bits of the engine
  numpy    the same in NumPy, all cells of a sample at once
  torch    a torch.nn.Module with a training loop for batches on any device
  json     equations, sizes, inputs, parameters and settings
  results  a report: inputs, weights, gradients, loss, settings, training

The programs print both passes, then train as the options ask for. They draw the
samples that the engine draws, or have those of the data file in them.

examples:
  backprop-tui export --to python -o two_branch.py
  backprop-tui export xor --to torch --epochs 500
  backprop-tui export xor --to json --after 300 -o weights.json
  backprop-tui xor --weights weights.json       # go on with them

exit status:
  0  done          1  the output could not be written
  2  bad input   130  interrupted"""


def export(words: Sequence[str]) -> int:
    """Run the command with the words after its name and return the exit status."""
    parser = Parser("export", _DESCRIPTION, _EPILOG)
    add_network_options(parser)
    parser.add_argument(
        "--to", metavar="FORM", choices=EXPORTERS, required=True, help=", ".join(EXPORTERS)
    )
    add_after_option(parser)
    parser.add_argument(
        "-o", "--output", metavar="FILE", type=Path, help="a file, in place of standard output"
    )
    add_training_options(parser)
    options = parser.parse_args(words)
    chosen = chosen_training(options)
    if options.output is not None:
        check_output_file("--output", options.output, ".py, .json or .txt")
    network = chosen.network
    if options.after is not None:
        with interruption() as interrupted:
            trained = _trained(replace(chosen, epochs=options.after), interrupted)
        if trained is None:
            complain("interrupted; nothing is exported.")
            return interrupted.exit_status
        network = trained
    text = EXPORTERS[options.to](network, chosen.settings, chosen.epochs)
    if options.output is None:
        sys.stdout.write(text)
        return 0
    try:
        write_output_file(options.output, text)
    except OSError as error:
        complain(f"--output {options.output} cannot be written ({error.strerror or error}).")
        return NO_OUTPUT
    return 0


def _trained(chosen: Training, interrupted: Interruption) -> Network | None:
    """The network with its weights after training; None if that was interrupted.

    Raises NetworkError if the run diverges.
    """
    run = Run(chosen.network, chosen.settings)
    with progress_bar(len(chosen.network.samples), chosen.epochs) as show:
        trained = train_in_slices(run, chosen.epochs, show, lambda: interrupted.signal is not None)
    if trained.stopped:
        return None
    if trained.state.divergence is not None:
        raise NetworkError(
            f"--after {chosen.epochs} is too far: the run diverged, {trained.state.divergence}",
            "try fewer epochs or a smaller --lr",
        )
    return replace(chosen.network, parameters=trained.state.parameters)
