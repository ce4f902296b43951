"""Going to the sample of a tape that a command is about."""

from engine import NetworkError, Position, Tape

_AT_ONCE = 4096
"""Samples that the tape goes on by, before it looks whether it has arrived."""


def arrive(tape: Tape) -> None:
    """Go where the tape was aimed at, or as far as it comes."""
    while not tape.arrived:
        tape.go_on(_AT_ONCE)


def arrive_at(tape: Tape, position: Position) -> None:
    """Go to a position and stay within the stages of its sample.

    Where the run diverges, that is as far as it comes.
    """
    tape.aim(position, staged=True)
    arrive(tape)


def not_reached(tape: Tape, position: Position) -> NetworkError:
    """What is said of a position that a run does not come to, since it diverges."""
    return NetworkError(
        f"the run does not come to the position {position}: {tape.state.divergence}",
        "choose an earlier position or a smaller learning rate",
    )
