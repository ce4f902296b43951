"""The section [training]: what a run uses unless it is asked for something else."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.errors import NetworkError
from engine.network_file.document import Document
from engine.network_file.numbers import is_count, is_number, is_whole
from engine.settings import Settings, parse_schedule


@dataclass(frozen=True)
class Training:
    """The defaults of a file, or ours where the file says nothing."""

    settings: Settings
    epochs: int
    seed: int


def read_training(document: Document) -> Training:
    """The section [training]."""
    document.check_keys(
        document.table("training"),
        ("learning_rate", "schedule", "batch_size", "epochs", "seed"),
        "training",
    )
    default = Settings()
    rate = _checked(document, "learning_rate", default.learning_rate, is_number, "number")
    batch_size = _checked(document, "batch_size", default.batch_size, is_count, _COUNT)
    schedule = _checked(document, "schedule", default.schedule.value, _is_text, "text")
    try:
        parsed = parse_schedule(schedule)
    except NetworkError as error:
        raise error.located(line=document.lines.line("training", "schedule")) from None
    try:
        settings = Settings(float(rate), parsed, batch_size)
    except NetworkError as error:
        raise error.located(line=document.lines.line("training", "learning_rate")) from None
    return Training(
        settings,
        epochs=_checked(document, "epochs", 100, is_count, _COUNT),
        seed=_checked(document, "seed", 1, is_whole, "whole number"),
    )


_COUNT = "whole number of at least 1"


def _checked(
    document: Document, key: str, default: float | str, valid: Callable[[Any], bool], wanted: str
) -> Any:
    value = document.table("training").get(key, default)
    if not valid(value):
        raise document.error(f"{key} is no {wanted}", f"write {key} = {default!r}", "training", key)
    return value


def _is_text(value: Any) -> bool:
    return isinstance(value, str)
