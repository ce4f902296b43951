"""The page that a writer of code fills: lines, their indentation, and names not yet taken."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count


class Page:
    """Source code under construction."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._margin = ""
        self._taken: set[str] = set()

    @property
    def text(self) -> str:
        """What is written so far."""
        return "\n".join([*self._lines, ""])

    def write(self, *lines: str) -> None:
        """Add lines."""
        self._lines += [self._margin + line for line in lines]

    @contextmanager
    def block(self, header: str) -> Iterator[None]:
        """Add a header such as `for …:`; what is written meanwhile is its body."""
        self.write(header)
        margin, self._margin = self._margin, self._margin + "    "
        begun = len(self._lines)
        yield
        if len(self._lines) == begun:
            self.write("pass")
        self._margin = margin

    @contextmanager
    def function(self, header: str) -> Iterator[None]:
        """Add a function, in which all names are free again."""
        self._taken = set()
        with self.block(header):
            yield

    def fresh(self, name: str) -> str:
        """The name or, when it is taken, the first free one of `v3b`, `v3c`, … after it."""
        names = (name + _letters(number) for number in count())
        free = next(name for name in names if name not in self._taken)
        self._taken.add(free)
        return free


def _letters(number: int) -> str:
    """0, 1, 2, … as "", "b", "c", …, "z", "bb", "bc", …"""
    letters = ""
    while number:
        number, digit = divmod(number - 1, 25)
        letters = chr(ord("b") + digit) + letters
    return letters
