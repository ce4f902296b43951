"""`backprop-tui --transcript`: one step of training as plain text, in place of the screen."""

from argparse import ArgumentParser, Namespace

from engine import START, NetworkError, Position, Tape
from tui.commands.arriving import arrive, arrive_at, not_reached


def add_transcript_options(parser: ArgumentParser) -> None:
    """--transcript, and what only it takes: --position and --all."""
    group = parser.add_argument_group(
        "transcript", "Plain text for screen readers and logs: one fact a line, no terminal needed."
    )
    group.add_argument(
        "--transcript",
        action="store_true",
        help="print a whole step of training, stage by stage, and open no screen; of a saved run, "
        "or with --resume, the step where it is",
    )
    group.add_argument(
        "--position",
        metavar="PLACE",
        help="the step to print: epoch.sample, 1.1 by default; epoch.sample.stage ends it at a "
        "stage, an epoch alone means its last sample; 0 takes the file's own inputs",
    )
    group.add_argument(
        "--all",
        action="store_true",
        help="print every number of large vectors and matrices, not the first 8 rows and columns",
    )


def check_transcript_options(options: Namespace) -> None:
    """NetworkError for options that have no meaning with each other."""
    if options.transcript:
        if options.epochs is not None:
            raise NetworkError(
                "--epochs has no meaning with --transcript, which prints one step",
                f"write --position {options.epochs} for the last step of epoch {options.epochs}",
            )
        return
    for option, given in (("--position", options.position is not None), ("--all", options.all)):
        if given:
            raise NetworkError(
                f"{option} has no meaning without --transcript", "leave it out or add --transcript"
            )


def print_transcript(tape: Tape, options: Namespace) -> None:
    """Print the step of a tape that the options ask for.

    Raises NetworkError for a position that is not there or that the run does not come to.
    """
    from tui.transcript import transcript_of

    position = _position(tape, options.position)
    arrive_at(tape, position)
    if tape.state.divergence is not None and not _is_same_sample(tape.position, position):
        raise not_reached(tape, position)
    for line in transcript_of(tape, everything=options.all):
        print(line)


def _position(tape: Tape, text: str | None) -> Position:
    """The position of the text or, without one, the end of the sample where the tape is."""
    if text is not None:
        return tape.ruler.parse(text)
    arrive(tape)
    here = tape.position
    return tape.ruler.after_sample(1, 1) if here == START else _end_of_sample(tape, here)


def _end_of_sample(tape: Tape, position: Position) -> Position:
    return tape.ruler.after_sample(position.epoch, position.sample)


def _is_same_sample(one: Position, other: Position) -> bool:
    return (one.epoch, one.sample) == (other.epoch, other.sample)
