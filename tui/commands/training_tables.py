"""The results of a run as Rich tables: its losses, then its parameters."""

from collections.abc import Sequence

from rich.console import Console

from engine import Backend, EpochLosses, Schedule, Settings
from tui.commands.results import print_heading, results_console, results_table
from tui.commands.training_loop import Trained
from tui.commands.value_tables import print_values
from tui.numbers import NumberFormat, number_format, short

_MOST_EPOCHS = 21
_FIRST_EPOCHS = 4
_LOSS_WIDTH = 12


def print_training(trained: Trained) -> None:
    """Print what was trained, the losses of its epochs and the parameters it ended with."""
    console = results_console()
    network, settings = trained.run.network, trained.run.settings
    print_heading(console, network)
    console.print(
        f"samples: {len(network.samples)}, schedule: {_schedule(settings)}, "
        f"learning rate: {short(settings.learning_rate)}, seed: {network.seed}"
        f"{_backend(settings)}\n"
    )
    if trained.losses:
        _print_losses(console, trained.losses)
    if not trained.state.parameters:
        console.print("There are no parameters.")
        return
    console.print(f"The parameters {_when(trained)}\n")
    print_values(console, network.graph, {"value": trained.state.parameters})


def selected_epochs(losses: Sequence[EpochLosses]) -> Sequence[EpochLosses]:
    """The first epochs, the last one and some evenly between them, where there are many."""
    if len(losses) <= _MOST_EPOCHS:
        return losses
    last, steps = len(losses) - 1, _MOST_EPOCHS - _FIRST_EPOCHS
    between = (last - _FIRST_EPOCHS + 1) / steps
    places = [_FIRST_EPOCHS - 1 + round(step * between) for step in range(1, steps + 1)]
    return [*losses[:_FIRST_EPOCHS], *(losses[place] for place in places)]


def _print_losses(console: Console, losses: Sequence[EpochLosses]) -> None:
    numbers = [number for each in losses for number in each[1:] if number is not None]
    form = number_format(numbers, _LOSS_WIDTH)
    headings = ("epoch", "mean training loss", "evaluation loss")
    table = results_table(console, {heading: len(heading) for heading in headings}, "right")
    shown = selected_epochs(losses)
    for epoch, met, evaluated in shown:
        table.add_row(str(epoch), "–" if met is None else _loss(form, met), _loss(form, evaluated))
    console.print(table)
    if len(shown) < len(losses):
        console.print("\nNot every epoch is shown; --json and --csv have them all.")
    console.print()


def _loss(form: NumberFormat, loss: float) -> str:
    return form.text(loss).replace("+", " ", 1)


def _when(trained: Trained) -> str:
    state, count = trained.state, len(trained.run.network.samples)
    if state.epoch == 0:
        return "before training"
    if state.trained == count:
        return f"after epoch {state.epoch}"
    return f"in epoch {state.epoch}, after {state.trained} of {count} samples"


def _backend(settings: Settings) -> str:
    usual = settings.backend is Backend.GENERATED
    return "" if usual else f", backend: {settings.backend.value}"


def _schedule(settings: Settings) -> str:
    if settings.schedule is Schedule.MINI_BATCH:
        return f"mini-batches of {settings.batch_size}"
    return str(settings.schedule.value)
