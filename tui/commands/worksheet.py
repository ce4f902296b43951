"""`backprop-tui worksheet`: one step of training on paper, with blanks or with the answers."""

from argparse import ArgumentTypeError
from collections.abc import Sequence

from engine import Moment, Tape
from tui.commands.arriving import arrive_at, not_reached
from tui.commands.options import add_network_options, add_run_options, chosen_run
from tui.commands.parser import Parser
from tui.worksheet import FORMATS, sheet_of

_DESCRIPTION = """\
Write one step of training as a worksheet: the equations, the given numbers, and
every value, gradient and update to be computed by hand, each with its formula.
The same network, settings, position and seed give the same sheet."""

_EPILOG = """\
examples:
  backprop-tui worksheet                              # with blanks, Markdown
  backprop-tui worksheet --answers                    # the same, filled in
  backprop-tui worksheet --position 0                 # the file's own inputs
  backprop-tui worksheet xor --position 20.4          # in epoch 20, sample 4
  backprop-tui worksheet neuron --position 1.1.3      # the forward pass only
  backprop-tui worksheet --format latex > sheet.tex   # for pdflatex

A few numbers are given as checkpoints: the loss, and one cell of every gradient
of a parameter; the seed chooses which."""


def worksheet(words: Sequence[str]) -> int:
    """Run the command with the words after its name and return the exit status."""
    parser = Parser("worksheet", _DESCRIPTION, _EPILOG)
    add_network_options(parser)
    parser.add_argument(
        "--position",
        metavar="PLACE",
        default="1.1",
        help="epoch.sample, 1.1 by default; epoch.sample.stage ends the sheet at a stage, an "
        "epoch alone means its last sample; 0 takes the file's own inputs before training",
    )
    parser.add_argument(
        "--format",
        metavar="NAME",
        type=_format,
        default="markdown",
        help=f"{', '.join(FORMATS)}; markdown by default",
    )
    parser.add_argument(
        "--answers", action="store_true", help="write the answers in place of the blanks"
    )
    add_run_options(parser)
    options = parser.parse_args(words)
    tape = Tape(*chosen_run(options))
    moment = _moment(tape, options.position)
    sheet = sheet_of(tape.network, tape.settings, moment)
    print(FORMATS[options.format](sheet, options.answers), end="")
    return 0


def _moment(tape: Tape, text: str) -> Moment | None:
    """The sample at the position that is meant, with its stages; None for the start."""
    position = tape.ruler.parse(text)
    arrive_at(tape, position)
    if tape.state.divergence is not None and tape.position != position:
        raise not_reached(tape, position)
    return tape.moment()


def _format(text: str) -> str:
    if text not in FORMATS:
        raise ArgumentTypeError(f"there is no format {text!r}; choose one of {', '.join(FORMATS)}")
    return text
