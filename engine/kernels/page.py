"""The page that a writer of code fills: lines, their indentation, and names not yet taken."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

_NAME = re.compile(r"(?<![.\w])[a-z]\w*")


class Page:
    """Source code under construction."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._margin = ""
        self._taken: set[str] = set()
        self._passing: set[str] = set()

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
        begun = len(self._lines)
        with self.block(header):
            yield
        self._lines[begun:] = _joined(self._lines[begun:], self._passing)
        self._passing = set()

    def assign_passing(self, name: str, code: str) -> None:
        """Add a line that gives a name its value, or have it stand where the name is used.

        That is so where a function uses the name once: the value need not be kept then.
        The name is used nowhere but in the function, and in no loop within.
        """
        self._passing.add(name)
        self.write(f"{name} = {code}")

    def fresh(self, name: str) -> str:
        """The name or, when it is taken, the first free one of `v3b`, `v3c`, … after it."""
        names = (name + _letters(number) for number in count())
        free = next(name for name in names if name not in self._taken)
        self._taken.add(free)
        return free


def _joined(lines: list[str], passing: set[str]) -> list[str]:
    """The lines, with the code of names that are used once in the place of their use.

    Those that give a name its value which is used nowhere are left out.
    """
    uses = Counter(name for line in lines for name in _NAME.findall(line))
    kept: list[str] = []
    codes: dict[str, str] = {}

    def in_place(match: re.Match[str]) -> str:
        return f"({codes[match[0]]})" if match[0] in codes else match[0]

    for line in lines:
        line = _NAME.sub(in_place, line)
        name, _, code = line.strip().partition(" = ")
        if name in passing and uses[name] == 2:  # the other time is here
            codes[name] = code
        elif name not in passing or uses[name] > 1:  # or nobody uses it
            kept.append(line)
    return kept


def _letters(number: int) -> str:
    """0, 1, 2, … as "", "b", "c", …, "z", "bb", "bc", …"""
    letters = ""
    while number:
        number, digit = divmod(number - 1, 25)
        letters = chr(ord("b") + digit) + letters
    return letters
