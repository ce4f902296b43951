"""`backprop-tui train`: train without a screen and print the losses and the parameters."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from engine import Divergence, Run
from tui.commands.failure import NO_OUTPUT, complain
from tui.commands.interruption import interruption
from tui.commands.losses_file import write_losses_file
from tui.commands.options import add_network_options, add_training_options, chosen_training
from tui.commands.output_file import check_output_file
from tui.commands.parser import Parser
from tui.commands.progress import progress_bar
from tui.commands.strict_json import Json, print_json
from tui.commands.training_loop import Trained, train_in_slices

_DESCRIPTION = """\
Train a network without a screen and print its losses and its parameters."""

_EPILOG = """\
examples:
  backprop-tui train --epochs 2                   # the preset two-branch
  backprop-tui train --epochs 5 --samples 100 --lr 0.05 --csv losses.csv
  backprop-tui train xor --epochs 300 --schedule mini-batch --batch-size 2
  backprop-tui train --size K=8 --seed 7 --epochs 1 --json

The mean training loss is the mean of the losses met during the epoch, each at
the weights of its moment; the evaluation loss is the mean loss of all samples
at the weights after the epoch.

With --json: {"epochs": [{"epoch", "mean_training_loss", "evaluation_loss"},
...], "parameters": {name: value}, "diverged": null or {"node", "stage",
"epoch", "sample"}}.

A run that diverges is a result: it stops at its last finite state, says so on
standard error and exits with 0. Ctrl-C stops a run, prints the results so far
and exits with 130.

exit status:
  0  done          1  the output could not be written
  2  bad input   130  interrupted"""


def train(words: Sequence[str]) -> int:
    """Run the command with the words after its name and return the exit status."""
    parser = Parser("train", _DESCRIPTION, _EPILOG)
    add_network_options(parser)
    add_training_options(parser)
    output = parser.add_argument_group("results")
    output.add_argument("--json", action="store_true", help="print JSON, at full precision")
    output.add_argument(
        "--csv", metavar="FILE", type=Path, help="also write the losses of every epoch to FILE"
    )
    options = parser.parse_args(words)
    chosen = chosen_training(options)
    if options.csv is not None:
        check_output_file("--csv", options.csv, ".csv")
    run = Run(chosen.network, chosen.settings)
    with (
        interruption() as interrupted,
        progress_bar(len(chosen.network.samples), chosen.epochs) as show,
    ):
        trained = train_in_slices(run, chosen.epochs, show, lambda: interrupted.signal is not None)
    written = options.csv is None or _csv_written(options.csv, trained)
    _print_results(trained, as_json=options.json)
    sys.stdout.flush()
    if trained.state.divergence:
        complain(f"the run diverged: {trained.state.divergence}; try a smaller --lr.")
    if trained.stopped:
        complain("interrupted; these are the results so far.")
    if not written:
        return NO_OUTPUT
    return interrupted.exit_status if trained.stopped else 0


def _csv_written(path: Path, trained: Trained) -> bool:
    """Write the losses, and say so if that fails.

    A run stopped before it has any leaves the file as it was.
    """
    if trained.stopped and len(trained.losses) <= 1:
        complain(f"no epoch is complete; --csv {path} is not written.")
        return True
    try:
        write_losses_file(path, trained.losses)
    except OSError as error:
        complain(f"--csv {path} cannot be written ({error.strerror or error}).")
        return False
    return True


def _print_results(trained: Trained, *, as_json: bool) -> None:
    if as_json:
        print_json(_as_object(trained))
        return
    from tui.commands.training_tables import print_training

    print_training(trained)


def _as_object(trained: Trained) -> Mapping[str, Json]:
    return {
        "epochs": [losses._asdict() for losses in trained.losses if losses.epoch > 0],
        "parameters": trained.state.parameters,
        "diverged": _divergence_as_object(trained.state.divergence),
    }


def _divergence_as_object(divergence: Divergence | None) -> Mapping[str, Json] | None:
    if divergence is None:
        return None
    position = divergence.position
    return {
        "node": divergence.node,
        "stage": divergence.stage,
        "epoch": position.epoch,
        "sample": position.sample,
    }
