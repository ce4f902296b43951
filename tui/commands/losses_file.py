"""The losses of a run as a CSV file."""

from collections.abc import Iterable
from pathlib import Path

from engine import EpochLosses
from tui.commands.output_file import write_output_file

_HEADER = "epoch,mean_training_loss,evaluation_loss\n"


def write_losses_file(path: Path, losses: Iterable[EpochLosses]) -> None:
    """Write the losses of every epoch from 1 on, at full precision."""
    rows = (
        f"{each.epoch},{each.mean_training_loss!r},{each.evaluation_loss!r}\n"
        for each in losses
        if each.epoch > 0
    )
    write_output_file(path, _HEADER + "".join(rows))
