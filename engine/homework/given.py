"""A scalar, vector or matrix as somebody gave it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from engine.errors import NetworkError
from engine.mistakes import Answer, of_one_precision
from engine.values import Shape, describe

Nested: TypeAlias = "Answer | Sequence[Nested]"
"""Numbers in lists, as deep as they were given."""


@dataclass(frozen=True)
class Given:
    """Numbers under a name.

    name: as it was written; line: where, from 1, if that is known.
    gradient: whether they stand in a section of gradients or in one of values; None if in none.
    shape, numbers: the numbers row by row, each with its precision.
    """

    name: str
    line: int | None
    gradient: bool | None
    shape: Shape
    numbers: tuple[Answer, ...]


def given(name: str, line: int | None, gradient: bool | None, nested: Nested) -> Given:
    """The numbers under a name, brackets around the whole left out.

    Raises NetworkError, with the line, for a ragged matrix and for more than two dimensions.
    """
    try:
        while not isinstance(nested, Answer) and len(nested) == 1 and _depth(nested) > 2:
            nested = nested[0]
        shape = _shape(nested)
    except NetworkError as error:
        raise NetworkError(f"{name} {error.problem}", error.remedy, line=line) from None
    return Given(name, line, gradient, shape, of_one_precision(list(_flat(nested))))


def _depth(nested: Nested) -> int:
    return 0 if isinstance(nested, Answer) else 1 + max(map(_depth, nested), default=0)


def _shape(nested: Nested) -> Shape:
    if isinstance(nested, Answer):
        return ()
    shapes = [_shape(part) for part in nested]
    if not shapes:
        raise NetworkError("has no numbers", "write them behind the name")
    other = next((row for row, shape in enumerate(shapes) if shape != shapes[0]), None)
    if other is not None:
        raise NetworkError(
            f"is ragged: its first row is a {describe(shapes[0])}, "
            f"row {other + 1} a {describe(shapes[other])}",
            "give every row as many numbers",
        )
    if len(shapes[0]) > 1:
        raise NetworkError("has more than two dimensions", "give one matrix at a time")
    return (len(shapes), *shapes[0])


def _flat(nested: Nested) -> Iterator[Answer]:
    if isinstance(nested, Answer):
        yield nested
    else:
        for part in nested:
            yield from _flat(part)
