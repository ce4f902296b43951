"""`python -m benchmarks.tape`: how long seeking takes, and how much memory a history.

The run that is sought in is that of the default network with its thousand samples. The one
whose memory is watched has one sample an epoch, since it shall have very many epochs: what
is kept of an epoch is the same, its two losses, and now and then the parameters.
"""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from random import Random
from time import perf_counter
from tracemalloc import get_traced_memory, start, stop

from benchmarks.app.figure import Figure, percentile
from benchmarks.app.report import print_report
from benchmarks.machine import command_line, describe_machine, now
from engine import Position, Settings, Tape, find_network, load_network

SEEK_TARGET_SECONDS = 0.5
MEMORY_TARGET_MEGABYTES = 100.0
_SEEKS = 200


def main(words: Sequence[str]) -> int:
    """Measure both, and print what was found."""
    parser = ArgumentParser(prog="python -m benchmarks.tape", description=__doc__)
    parser.add_argument("--epochs", type=int, default=10_000, help="to seek in; 10,000")
    parser.add_argument("--remembered", type=int, default=1_000_000, help="to keep; 1,000,000")
    options = parser.parse_args(words)
    figures = [*_seeking(options.epochs), _memory(options.remembered)]
    about = {
        **describe_machine(),
        "date": now(),
        "command": command_line("benchmarks.tape", [*words]),
    }
    print_report(about, figures)
    return 0


def _seeking(epochs: int) -> list[Figure]:
    """How long it takes to come to random positions of a run."""
    network = load_network(find_network("two-branch"))
    tape = Tape(network, network.settings)
    began = perf_counter()
    _go(tape, tape.ruler.end_of(epochs))
    trained = perf_counter() - began
    random, seconds = Random(1), list[float]()
    for _ in range(_SEEKS):
        epoch, sample = random.randint(1, epochs), random.randint(1, tape.ruler.samples)
        began = perf_counter()
        _go(tape, Position(epoch, sample, random.randint(1, tape.ruler.stages)))
        seconds.append(perf_counter() - began)
    name = f"seek in {epochs:,} epochs"
    return [
        Figure(name, "training them", trained, "s"),
        Figure(name, "to a random position, median", 1e3 * percentile(seconds, 0.5), "ms"),
        Figure(name, "the slowest", 1e3 * max(seconds), "ms", 1e3 * SEEK_TARGET_SECONDS),
    ]


def _memory(epochs: int) -> Figure:
    """What Python has allocated for the history of so many epochs, in megabytes."""
    network = load_network(find_network("two-branch"), samples=1)
    tape = Tape(network, Settings(0.001))
    _go(tape, tape.ruler.end_of(1))
    start()
    _go(tape, tape.ruler.end_of(epochs))
    megabytes = get_traced_memory()[0] / 1e6
    stop()
    return Figure(
        f"history of {epochs:,} epochs",
        "losses and checkpoints",
        megabytes,
        "MB",
        MEMORY_TARGET_MEGABYTES,
    )


def _go(tape: Tape, position: Position) -> None:
    tape.aim(position)
    while not tape.arrived:
        tape.go_on(2 * tape.ruler.samples)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
