"""The parsed TOML text of a file, with the line of every key for messages."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from engine.errors import NetworkError
from engine.network_file.toml_lines import TomlLines

SECTIONS = ("title", "lesson", "equations", "sizes", "inputs", "parameters", "data", "training")


class Document:
    """One file. Raises NetworkError for text that is not TOML or has unknown sections.

    sections: what it may have at the top level; by default those of a network file.
    """

    def __init__(self, path: Path, text: str, sections: Sequence[str] = SECTIONS) -> None:
        self.path = path
        try:
            self._tables = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"at line (\d+)", str(error))
            raise NetworkError(
                f"this is not TOML ({error})",
                "correct the line; the README describes the file format",
                line=int(line[1]) if line else len(text.splitlines()),
            ) from None
        except (RecursionError, ValueError):
            raise NetworkError(
                "a value is too deeply nested or too long", "use at most matrices of numbers"
            ) from None
        self.lines = TomlLines(text)
        self.check_keys(self._tables, sections)

    def get(self, key: str, default: Any) -> Any:
        """The value of a key at the top level."""
        return self._tables.get(key, default)

    def table(self, section: str) -> dict[str, Any]:
        """A section, empty if the file does not have it."""
        table = self._tables.get(section, {})
        if not isinstance(table, dict):
            raise self.error(f"{section} is no table", f"write [{section}]", section)
        return table

    def error(self, problem: str, remedy: str, *place: str) -> NetworkError:
        """An error at the line of a key, named by the path of tables that leads to it."""
        return NetworkError(problem, remedy, line=self.lines.line(*place))

    def error_within(self, problem: str, remedy: str, line: int, *place: str) -> NetworkError:
        """An error at a line, counted from 1, of the text that a key has for its value."""
        return NetworkError(problem, remedy, line=self.lines.line_within(line, *place))

    def check_keys(self, table: Mapping[str, Any], known: Sequence[str], *place: str) -> None:
        """Raise NetworkError for the first key of a table that is not known."""
        for key in table:
            if key not in known:
                close = get_close_matches(key, known, n=1)
                listed = f"use {', '.join(known)}"
                raise self.error(
                    f"the key {key!r} is not known",
                    f"write {close[0]} if you meant that" if close else listed,
                    *place,
                    key,
                )
