"""The options that the app and the commands share, and what they resolve to."""

import math
import shlex
from argparse import ArgumentParser, ArgumentTypeError, Namespace, _ActionsContainer
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from engine import (
    Backend,
    Network,
    NetworkError,
    Sample,
    Schedule,
    Settings,
    Weights,
    find_network,
    is_run_file,
    load_network,
    parse_backend,
    parse_schedule,
    preset_names,
)

_T = TypeVar("_T")

MOST = 1_000_000_000
"""The largest count that an option takes."""


@dataclass(frozen=True)
class Training:
    """What is to be trained, how and for how long."""

    network: Network
    settings: Settings
    epochs: int


def add_network_options(parser: ArgumentParser) -> None:
    """NETWORK, --size, --seed and --weights."""
    presets = ", ".join(preset_names())
    parser.add_argument(
        "network",
        metavar="NETWORK",
        nargs="?",
        default=preset_names()[0],
        help=f"a preset ({presets}) or the path of a network file; {preset_names()[0]} by default",
    )
    parser.add_argument(
        "--size",
        metavar="NAME=NUMBER",
        type=_size,
        action="append",
        default=[],
        help="change a size of the file, as in K=8, and draw what it gives by value anew; "
        "may be given once for every size",
    )
    parser.add_argument(
        "--seed", metavar="NUMBER", type=_whole_number, help="the seed of all that is drawn"
    )
    parser.add_argument(
        "--weights",
        metavar="FILE",
        type=Path,
        help="take the parameters from a .json, .npy, .npz, .pt or .pth file, by name",
    )


def add_after_option(parser: ArgumentParser) -> None:
    """--after, for what can be done with trained weights."""
    parser.add_argument(
        "--after", metavar="EPOCHS", type=count, help="train for so many epochs first"
    )


def add_sample_option(parser: ArgumentParser) -> None:
    """--sample, for what looks at one."""
    parser.add_argument(
        "--sample",
        metavar="NUMBER",
        type=count,
        help="take that training sample, counted from 1, in place of the file's own inputs",
    )


def add_training_options(parser: ArgumentParser) -> None:
    """What to train on, how and for how long; what is not given, the network file says."""
    group = _training_group(parser)
    group.add_argument("--epochs", metavar="NUMBER", type=count, help="how many epochs")
    _add_run_options(group)


def add_run_options(parser: ArgumentParser) -> None:
    """What to train on and how; what is not given, the network file says."""
    _add_run_options(_training_group(parser))


def _training_group(parser: ArgumentParser) -> _ActionsContainer:
    return parser.add_argument_group(
        "training", "By default as the network file says, and it may leave that to us."
    )


def _add_run_options(group: _ActionsContainer) -> None:
    group.add_argument(
        "--samples", metavar="NUMBER", type=count, help="how many samples an epoch has"
    )
    group.add_argument(
        "--lr", metavar="NUMBER", type=_learning_rate, help="the learning rate, greater than 0"
    )
    _add_schedule_options(group)
    group.add_argument(
        "--backend",
        metavar="NAME",
        type=_backend,
        help="what computes: generated, code made for the network (the default); plain, the "
        "same numbers by the engine's readable passes; numpy, for large networks",
    )


def add_code_options(parser: ArgumentParser) -> None:
    """What the code that training runs depends on, besides the network."""
    _add_schedule_options(parser)
    parser.add_argument(
        "--backend",
        metavar="NAME",
        type=_backend,
        help="generated, plain Python (the default), or numpy",
    )


def _add_schedule_options(parser: _ActionsContainer) -> None:
    parser.add_argument(
        "--schedule",
        metavar="NAME",
        type=_schedule,
        help=f"when the weights change: {', '.join(schedule.value for schedule in Schedule)}",
    )
    parser.add_argument(
        "--batch-size",
        metavar="NUMBER",
        type=count,
        help="samples in a mini-batch; without --schedule it chooses mini-batch",
    )


def chosen_network(options: Namespace, samples: int | None = None) -> Network:
    """The network that the options ask for."""
    path = find_network(options.network)
    if is_run_file(path):
        raise NetworkError(
            "this is a saved run, not a network file",
            f"open it with backprop-tui {shlex.quote(options.network)}",
            path=path,
        )
    return load_network(
        path,
        sizes=dict(options.size),
        seed=options.seed,
        samples=samples,
        weights=_weights(options.weights),
    )


def _weights(path: Path | None) -> Weights | None:
    if path is None:
        return None
    from engine.weights_file import load_weights

    return load_weights(path)


def chosen_sample(options: Namespace) -> tuple[Network, Sample]:
    """The network that the options ask for, and the sample of it."""
    network = chosen_network(options)
    if options.sample is None:
        return network, network.inputs
    most = len(network.samples)
    if options.sample > most:
        raise NetworkError(f"there is no sample {options.sample}", f"choose one from 1 to {most}")
    return network, network.samples[options.sample - 1]


def chosen_training(options: Namespace) -> Training:
    """The network and the training that the options ask for."""
    network, settings = chosen_run(options)
    epochs = network.epochs if options.epochs is None else options.epochs
    return Training(network, settings, epochs)


def chosen_run(options: Namespace) -> tuple[Network, Settings]:
    """The network and the settings that the options ask for."""
    _check_batch_size(options)
    network = chosen_network(options, options.samples)
    settings = chosen_settings(options, network)
    if options.lr is not None:
        settings = replace(settings, learning_rate=options.lr)
    return network, settings


def chosen_settings(options: Namespace, network: Network) -> Settings:
    """The network's settings, with the schedule and the backend that the options ask for."""
    _check_batch_size(options)
    settings = network.settings
    if options.batch_size is not None:
        settings = replace(settings, schedule=Schedule.MINI_BATCH, batch_size=options.batch_size)
    if options.schedule is not None:
        settings = replace(settings, schedule=options.schedule)
    if options.backend is not None:
        settings = replace(settings, backend=options.backend)
    return settings


def check_options_for_run(options: Namespace, path: Path | None = None) -> None:
    """NetworkError if something is asked for that a saved run brings along itself."""
    for name in ("size", "seed", "weights", "samples", "lr", "schedule", "batch_size", "backend"):
        if getattr(options, name) not in (None, []):
            raise NetworkError(
                f"--{name.replace('_', '-')} has no meaning with a saved run",
                "leave it out; settings are changed in the app, where the run then branches",
                path=path,
            )


def _check_batch_size(options: Namespace) -> None:
    schedule: Schedule | None = options.schedule
    if options.batch_size is not None and schedule and schedule is not Schedule.MINI_BATCH:
        raise NetworkError(
            f"--batch-size has no meaning with --schedule {schedule.value}",
            "leave one of them out or give --schedule mini-batch",
        )


def _whole_number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no whole number, such as 1") from None


def count(text: str) -> int:
    """The whole number of a text, for argparse: at least 1."""
    try:
        number = int(text)
    except ValueError:
        number = 0
    if not 1 <= number <= MOST:
        raise ArgumentTypeError(f"{text!r} is no whole number from 1 to {MOST:,}")
    return number


def _learning_rate(text: str) -> float:
    try:
        rate = float(text)
    except ValueError:
        rate = math.nan
    if not (math.isfinite(rate) and rate > 0.0):
        raise ArgumentTypeError(f"{text!r} is no number greater than 0, such as 0.01")
    return rate


def _schedule(text: str) -> Schedule:
    return _named(parse_schedule, text)


def _backend(text: str) -> Backend:
    return _named(parse_backend, text)


def _named(parse: Callable[[str], _T], text: str) -> _T:
    try:
        return parse(text)
    except NetworkError as error:
        raise ArgumentTypeError(f"{error.problem}; {error.remedy}") from None


def _size(text: str) -> tuple[str, int]:
    name, equals, number = text.partition("=")
    if not (name and equals):
        raise ArgumentTypeError(f"{text!r} is no NAME=NUMBER, such as K=8")
    try:
        return name, count(number)
    except ArgumentTypeError as error:
        raise ArgumentTypeError(f"{name} is {error}") from None
