"""Samples from a CSV file: a header line, then one sample a line."""

import csv
import math
from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path

from engine.errors import NetworkError
from engine.values import Value

Columns = Mapping[str, str | Sequence[str]]
"""For each input the header of its column, a scalar, or of its columns, a vector."""


def read_samples(path: Path, text: str, columns: Columns) -> list[dict[str, Value]]:
    """The samples of a CSV file of that text, in its order.

    Raises NetworkError, naming file and line, for a column that is not there, a cell that
    is no finite number and a file without samples.
    """
    rows = csv.reader(StringIO(text), strict=True)
    samples: list[dict[str, Value]] = []
    try:
        header = [name.strip() for name in next(rows, [])]
        places = {name: _places(wanted, header) for name, wanted in columns.items()}
        for row in rows:
            if any(cell.strip() for cell in row):
                samples.append({name: _value(row, place) for name, place in places.items()})
        if not samples:
            raise NetworkError("there are no samples", "write one a line below the header")
    except csv.Error as error:
        raise NetworkError(
            f"the line is not CSV ({error})",
            "separate cells by commas",
            path=path,
            line=rows.line_num,
        ) from None
    except NetworkError as error:
        raise error.located(path=path, line=max(rows.line_num, 1)) from None
    return samples


def _places(wanted: str | Sequence[str], header: list[str]) -> int | list[int]:
    if isinstance(wanted, str):
        return _place(wanted, header)
    return [_place(name, header) for name in wanted]


def _place(name: str, header: list[str]) -> int:
    if name not in header:
        raise NetworkError(
            f"there is no column {name!r}", f"the header has {', '.join(header) or 'no columns'}"
        )
    return header.index(name)


def _value(row: list[str], places: int | list[int]) -> Value:
    if isinstance(places, int):
        return _number(row, places)
    return tuple([_number(row, place) for place in places])


def _number(row: list[str], place: int) -> float:
    text = row[place].strip() if place < len(row) else ""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise NetworkError(
            f"{text!r} in column {place + 1} is not a finite number", "write a number there"
        )
    return number
