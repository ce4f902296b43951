"""The program: a command without a screen where the first word names one, else the app."""

import gc
import os
import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches

from engine import NetworkError, Tape, find_network, is_run_file, preset_names
from tui.commands import COMMANDS, run_command
from tui.commands.app_options import (
    add_app_options,
    add_resume_option,
    check_kiosk_options,
    chosen_conditions,
)
from tui.commands.failure import failures_explained
from tui.commands.options import (
    add_network_options,
    add_training_options,
    check_options_for_run,
    chosen_training,
)
from tui.commands.parser import Parser, VersionAction
from tui.commands.streams import write_unicode
from tui.commands.terminal import check_terminal
from tui.commands.transcript import (
    add_transcript_options,
    check_transcript_options,
    print_transcript,
)
from tui.conditions import Conditions
from tui.demo import DEMO, DEMO_SUMMARY
from tui.opening import Opening, opening_of_run, opening_of_session

_DESCRIPTION = """\
Open the trainer: run a network forward and backward, watch every number, train
it live; or go on with a run that was saved there, by the path of its file.
A run is kept as it goes: --resume goes on with the last one, also after a lost
connection or power cut."""

_EPILOG = """\
a demonstration (with a --help of its own):
{demo}

commands without a screen (each has a --help of its own):
{commands}

examples:
  backprop-tui                                 # the preset two-branch
  backprop-tui xor --epochs 500                # another preset
  backprop-tui --size K=8 --seed 7             # larger, drawn from a seed
  backprop-tui --resume                        # go on with the run of last time
  backprop-tui gradients                       # every value and gradient
  backprop-tui presets two-branch > mine.toml  # a file to start from
  backprop-tui train mine.toml --epochs 2      # train it without a screen
  backprop-tui mine.toml                       # or with one
  backprop-tui --transcript --position 3.1     # a step as plain text

exit status:
  0  done          1  the output could not be written, or a check has failed
  2  bad input   130  interrupted"""

_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
"""What NumPy's libraries ask for how many threads to use, when it is loaded.

Matrices of these sizes gain nothing by more than one, and lose a lot beside a screen.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program with these arguments, by default its own, and return its exit status.

    Raises SystemExit, after a sentence on standard error, where they cannot be run.
    """
    for name in _THREADS:
        os.environ.setdefault(name, "1")
    words = sys.argv[1:] if arguments is None else arguments
    if words and words[0] in COMMANDS:
        with failures_explained():
            return run_command(words[0], words[1:])
    with failures_explained():
        asked = _asked(words)
        if asked is None:
            return 0
        opening, conditions = asked
        if conditions.kiosk:
            from tui.kiosk.start import prepare

            prepare()
        check_terminal()
    if not conditions.ascii_only:
        write_unicode()
    gc.disable()  # until the first screen is there, a quarter sooner than otherwise
    from tui.app import run_app

    return run_app(opening, conditions)


def _asked(words: Sequence[str]) -> tuple[Opening, Conditions] | None:
    """What the app is to be opened with; None where all is done without it."""
    if words and words[0] == DEMO:
        from tui.demo.command import demo

        return demo(words[1:])
    opening, options = _asked_of_app(words)
    if options.transcript:
        print_transcript(opening.tape, options)
        return None
    return opening, chosen_conditions(options)


def _asked_of_app(words: Sequence[str]) -> tuple[Opening, Namespace]:
    parser = Parser(
        "",
        _DESCRIPTION,
        _EPILOG.format(demo=_listed({DEMO: DEMO_SUMMARY}), commands=_listed(COMMANDS)),
    )
    add_network_options(parser)
    add_training_options(parser)
    add_resume_option(parser)
    add_app_options(parser)
    add_transcript_options(parser)
    parser.add_argument("--version", action=VersionAction, help="print the version and exit")
    parser.set_defaults(network=None)  # which one is the default is decided below
    options = parser.parse_args(words)
    check_transcript_options(options)
    check_kiosk_options(options)
    if options.resume is not None:
        return _resumed(options), options
    options.network = options.network or preset_names()[0]
    try:
        return _opening(options), options
    except NetworkError as error:
        meant = get_close_matches(options.network, [*COMMANDS, DEMO], n=1)
        if meant and error.path is None:
            raise NetworkError(
                f"there is no command, preset or file {options.network!r}",
                f"write backprop-tui {meant[0]} if you meant that command",
            ) from None
        raise


def _listed(commands: Mapping[str, str]) -> str:
    return "\n".join(f"  {name:<12}{summary}" for name, summary in commands.items())


def _resumed(options: Namespace) -> Opening:
    if options.network is not None:
        raise NetworkError(
            f"--resume opens the run that was kept last, not {options.network!r}",
            "leave one of them out",
        )
    check_options_for_run(options)
    if not options.transcript:
        check_terminal()
    opening = opening_of_session(options.resume)
    return opening if options.epochs is None else replace(opening, epochs=options.epochs)


def _opening(options: Namespace) -> Opening:
    path = find_network(options.network)
    if is_run_file(path):
        check_options_for_run(options, path)
        opening = opening_of_run(path)
        return opening if options.epochs is None else replace(opening, epochs=options.epochs)
    training = chosen_training(options)
    return Opening(Tape(training.network, training.settings), training.epochs)
