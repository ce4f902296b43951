"""JSON values that know where they stand, so that what is wrong with one has a line."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import isfinite, nan
from typing import Any

from engine.errors import NetworkError
from engine.file_kind import begins_as_run
from engine.network_file.numbers import is_number, is_whole
from engine.values import Shape, Value, Vector, describe

REMEDY = "correct it, or open another copy of the file"


@dataclass(frozen=True)
class Item:
    """A value of a JSON text, and the keys and places that lead to it.

    Every method gives the value as what it should be, or raises NetworkError with its line.
    """

    value: Any
    text: str = field(repr=False)
    path: tuple[str | int, ...] = ()

    @property
    def name(self) -> str:
        """What it is called: the last key that leads to it."""
        keys = [step for step in self.path if isinstance(step, str)]
        return repr(keys[-1]) if keys else "the file"

    def error(self, problem: str, remedy: str = REMEDY) -> NetworkError:
        """An error at its line; the problem is worded to follow its name."""
        return NetworkError(f"{self.name} {problem}", remedy, line=_line(self.text, self.path))

    @contextmanager
    def errors_here(self) -> Iterator[None]:
        """Errors that do not know their line are at this one."""
        try:
            yield
        except NetworkError as error:
            if error.line is not None:
                raise
            raise self.error(f"is wrong: {error.problem}", error.remedy) from None

    def is_null(self) -> bool:
        return self.value is None

    def has(self, key: str) -> bool:
        return isinstance(self.value, dict) and key in self.value

    def table(self, *keys: str) -> dict[str, "Item"]:
        """The values of an object that has exactly these keys."""
        found = self.entries()
        for key in keys:
            if key not in found:
                raise self.error(f"has no {key!r}")
        for key, item in found.items():
            if key not in keys:
                raise item.error("is not known here")
        return found

    def entries(self) -> dict[str, "Item"]:
        """The values of an object with any keys."""
        if not isinstance(self.value, dict):
            raise self.error("is no object {…}")
        return {key: self._part(value, key) for key, value in self.value.items()}

    def items(self) -> list["Item"]:
        """The values of a list."""
        if not isinstance(self.value, list):
            raise self.error("is no list […]")
        return [self._part(value, place) for place, value in enumerate(self.value)]

    def string(self) -> str:
        if not isinstance(self.value, str):
            raise self.error("is no text")
        return self.value

    def boolean(self) -> bool:
        if not isinstance(self.value, bool):
            raise self.error("is neither true nor false")
        return self.value

    def whole(self, least: int = -(2**63), most: int = 2**63 - 1) -> int:
        """A whole number within these bounds."""
        if not is_whole(self.value) or not least <= self.value <= most:
            bounded = f" from {least} to {most}" if most < 2**63 - 1 else ""
            raise self.error(f"is no whole number{bounded}")
        number: int = self.value
        return number

    def number(self) -> float:
        """A finite number."""
        if not is_number(self.value):
            raise self.error("is no finite number")
        return float(self.value)

    def numbers(self, count: int, unknown: int = 0) -> Vector:
        """A list of so many finite numbers; the first ones may be unknown: null, which is NaN."""
        if not isinstance(self.value, list) or len(self.value) != count:
            raise self.error(f"is no list of {count} numbers")
        nulls = self.value[:unknown]
        numbers = _finite(self.value[unknown:])
        if numbers is None or nulls.count(None) < len(nulls):
            raise self._wrong_number(unknown)
        return (nan,) * len(nulls) + numbers

    def filled(self, shape: Shape) -> Value:
        """A scalar, vector or matrix of this shape."""
        if not shape:
            return self.number()
        if len(shape) == 1:
            return self.numbers(shape[0])
        rows = self.items()
        if len(rows) != shape[0]:
            raise self.error(f"is no {describe(shape)}")
        return tuple([row.numbers(shape[1]) for row in rows])

    def _wrong_number(self, unknown: int) -> NetworkError:
        """The error at the first part that is not as `numbers` has it."""
        for place, item in enumerate(self.items()):
            if place < unknown and not item.is_null():
                return item.error(f"has no null in place {place + 1}")
            if place >= unknown and not is_number(item.value):
                return item.error(f"has no finite number in place {place + 1}")
        raise AssertionError

    def _part(self, value: Any, step: str | int) -> "Item":
        return Item(value, self.text, (*self.path, step))


def _finite(cells: list[Any]) -> Vector | None:
    """The cells as floats; None where not all are finite numbers."""
    if not set(map(type, cells)) <= {int, float}:
        return None
    try:
        numbers = tuple(map(float, cells))
    except OverflowError:
        return None
    return numbers if all(map(isfinite, numbers)) else None


def parsed(text: str) -> Item:
    """The value of a JSON text.

    Raises NetworkError for what is none, RecursionError for what is nested too deeply.
    """
    if not begins_as_run(text):
        raise no_run()
    line = None
    try:
        return Item(json.loads(text, object_pairs_hook=_object), text)
    except json.JSONDecodeError as error:
        problem, line = f"this is not JSON ({error.msg})", error.lineno
    except _TwiceError as error:
        problem = f"the key {error.args[0]!r} occurs twice"
    except ValueError:  # thousands of digits
        problem = "a number is too long"
    raise NetworkError(
        problem, "the file is damaged or incomplete: open another copy of it", line=line
    )


def no_run() -> NetworkError:
    """The error for a file of another kind."""
    return NetworkError(
        "this is no saved run of backprop-tui", "open a file that a run was saved to"
    )


class _TwiceError(Exception):
    """An object has a key twice, and which."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _TwiceError(Counter(key for key, _ in pairs).most_common(1)[0][0])
    return found


def _line(text: str, path: tuple[str | int, ...]) -> int:
    """The line, counted from 1, of the value that a path leads to."""
    place = _at_sign(text, 0)
    for step in path:
        place = _part_at(text, place, step)
    return text.count("\n", 0, place) + 1


def _part_at(text: str, place: int, step: str | int) -> int:
    """Where the part of that key or place begins, in the object or list that begins here."""
    decoder = json.JSONDecoder()
    is_object = text[place] == "{"
    number = 0
    while True:
        place = _at_sign(text, place + 1)
        found: str | int = number
        if is_object:
            found, place = decoder.raw_decode(text, place)
            place = _at_sign(text, _at_sign(text, place) + 1)
        if found == step:
            return place
        _, place = decoder.raw_decode(text, place)
        place = _at_sign(text, place)
        number += 1


def _at_sign(text: str, place: int) -> int:
    """The first place from here on that is no white space."""
    while text[place] in " \t\n\r":
        place += 1
    return place
