"""On which line of a TOML text each key stands.

The standard library's parser gives values without their places, and an error message
without its line is half a message. This reads only as much of TOML as it takes to tell
keys from what stands inside strings and arrays; the text has been parsed before.
"""

import re
import tomllib
from typing import Any

_PART = r"""(?:[\w-]+|"(?:\\.|[^"\\])*"|'[^']*')"""
_PATH = rf"\s*({_PART}(?:\s*\.\s*{_PART})*)\s*"
_TABLE = re.compile(rf"\s*(\[\[?){_PATH}\]")
_KEY = re.compile(rf"{_PATH}=")
_TOKEN = re.compile(r"""\"\"\"|'''|"(?:\\.|[^"\\])*"|'[^']*'|\#.*|[\[\]{}]""")
_END = {
    '"""': re.compile(r'(?:\\.|[^\\])*?"{3,5}'),
    "'''": re.compile(r".*?'{3,5}"),
}


class TomlLines:
    """The lines, from 1, of the keys and tables of one TOML text.

    In an array of tables a path leads to the first that has it; with the table's number from 0
    behind the array's name, as in ("chapter", "2", "title"), to that one's.
    """

    def __init__(self, text: str) -> None:
        self._lines: dict[tuple[str, ...], int] = {}
        self._starts: dict[tuple[str, ...], str] = {}
        self._counts: dict[tuple[str, ...], int] = {}
        table: tuple[str, ...] = ()
        numbered = table
        quote, depth = "", 0
        for number, line in enumerate(text.split("\n"), start=1):
            rest = line
            if not quote and not depth:
                if match := _TABLE.match(line):
                    table = _path(match[2])
                    numbered = self._numbered(table, new=match[1] == "[[")
                    self._note(table, number)
                    self._note(numbered, number)
                    continue
                if match := _KEY.match(line):
                    key = table + _path(match[1])
                    self._note(key, number)
                    self._note(numbered + _path(match[1]), number)
                    rest = line[match.end() :]
                    self._starts.setdefault(key, rest.lstrip())
            quote, depth = _scan(rest, quote, depth)

    def line(self, *path: str) -> int | None:
        """The line of a key, or of the nearest table around it; None for the top level."""
        while path:
            if path in self._lines:
                return self._lines[path]
            path = path[:-1]
        return None

    def line_within(self, line: int, *path: str) -> int | None:
        """Where the given line, from 1, of a string's own text stands in the file."""
        start, first = self.line(*path), self._starts.get(path, "")
        if start is None or not first.startswith(tuple(_END)):
            return start
        opens_on_next_line = first in _END
        return start + line - (0 if opens_on_next_line else 1)

    def _numbered(self, table: tuple[str, ...], new: bool) -> tuple[str, ...]:
        """The path of a table with the numbers of the arrays in it; a new one has the next."""
        numbered: tuple[str, ...] = ()
        for place, part in enumerate(table, start=1):
            numbered = (*numbered, part)
            if new and place == len(table):
                self._counts[numbered] = self._counts.get(numbered, 0) + 1
            if numbered in self._counts:
                numbered = (*numbered, str(self._counts[numbered] - 1))
        return numbered

    def _note(self, path: tuple[str, ...], number: int) -> None:
        """Keep the line of a key, and of the tables around it that it is the first to name."""
        for end in range(1, len(path) + 1):
            self._lines.setdefault(path[:end], number)


def _path(dotted: str) -> tuple[str, ...]:
    """The parts of a dotted key; the parser itself resolves quotes and escapes."""
    parts: list[str] = []
    rest: Any = tomllib.loads(f"{dotted} = 0")
    while isinstance(rest, dict):
        [(part, rest)] = rest.items()
        parts.append(part)
    return tuple(parts)


def _scan(text: str, quote: str, depth: int) -> tuple[str, int]:
    """The open multi-line string and the open brackets after a piece of text."""
    place = 0
    while True:
        if quote:
            end = _END[quote].match(text, place)
            if end is None:
                return quote, depth
            quote, place = "", end.end()
        match = _TOKEN.search(text, place)
        if match is None:
            return quote, depth
        token, place = match[0], match.end()
        if token in _END:
            quote = token
        elif token in "[{":
            depth += 1
        elif token in "]}":
            depth -= 1
