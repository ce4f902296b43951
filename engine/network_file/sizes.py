"""The section [sizes]: named sizes, as the file has them and as they are asked for."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.errors import NetworkError
from engine.network_file.document import Document
from engine.network_file.numbers import is_count
from engine.values import Shape

Dimensions = tuple[int | str, ...]
"""A shape whose sizes are numbers or names from [sizes]."""


@dataclass(frozen=True)
class Sizes:
    """The sizes in the file and the sizes now."""

    in_file: Mapping[str, int]
    now: Mapping[str, int]

    def resized(self, new: Mapping[str, int]) -> "Sizes":
        """The same names with some new sizes; NetworkError for an unknown name or below 1."""
        for name, size in new.items():
            if name not in self.in_file:
                known = ", ".join(self.in_file)
                raise NetworkError(
                    f"there is no size {name}",
                    f"the file has {known}" if known else "the file has no [sizes]",
                )
            if not is_count(size):
                raise NetworkError(
                    f"the size {name}={size} is out of range", "give a whole number of at least 1"
                )
        return Sizes(self.in_file, {**self.now, **new})

    def shape_in_file(self, dimensions: Dimensions) -> Shape:
        """The shape that dimensions have in the file."""
        return tuple(self.in_file[size] if isinstance(size, str) else size for size in dimensions)

    def shape_now(self, dimensions: Dimensions) -> Shape:
        """The shape that dimensions have now."""
        return tuple(self.now[size] if isinstance(size, str) else size for size in dimensions)

    def followed(self, shape: Shape) -> Shape:
        """The shape that values without a declared shape have now.

        A dimension follows the size that has its number in the file. Raises NetworkError if
        two such sizes are no longer equal.
        """
        return tuple(self._followed(number) for number in shape)

    def _followed(self, number: int) -> int:
        names = [name for name, size in self.in_file.items() if size == number]
        sizes = {self.now[name] for name in names}
        if len(sizes) > 1:
            raise NetworkError(
                f"has a dimension {number} that could be any of {', '.join(names)}",
                f'name it, as in {{ shape = ["{names[0]}", "{names[1]}"], values = [[…]] }}',
            )
        return sizes.pop() if sizes else number


def read_sizes(document: Document) -> Sizes:
    """The section [sizes]."""
    sizes = document.table("sizes")
    for name, size in sizes.items():
        if not is_count(size):
            raise document.error(
                f"the size {name} is no whole number of at least 1",
                f"write {name} = 3",
                "sizes",
                name,
            )
    return Sizes(sizes, sizes)
