"""JSON that is laid out for reading: a key a line, rows of numbers in one."""

import json
from typing import Any, TypeAlias

Tree: TypeAlias = dict[str, Any]
"""A JSON object: strings, finite numbers, booleans, None, and lists and objects of them."""

WIDTH = 100


def laid_out(value: Any, indent: str = "") -> str:
    """The JSON of a tree; what is short is kept in one line, and so is every list of numbers."""
    if isinstance(value, dict):
        parts = [f"{_string(key)}: {laid_out(each, indent + '  ')}" for key, each in value.items()]
        return _enclosed("{", parts, "}", indent)
    if isinstance(value, list | tuple) and not _is_row(value):
        return _enclosed("[", [laid_out(each, indent + "  ") for each in value], "]", indent)
    return _string(value) if isinstance(value, str) else json.dumps(value, allow_nan=False)


def _is_row(values: list[Any] | tuple[Any, ...]) -> bool:
    """Whether a list is one of numbers; all its items are of one kind."""
    return not values or not isinstance(values[0], str | dict | list | tuple)


def _enclosed(opening: str, parts: list[str], closing: str, indent: str) -> str:
    length = len(indent) + sum(len(part) + 2 for part in parts)
    if length <= WIDTH and not any("\n" in part for part in parts):
        return f"{opening}{', '.join(parts)}{closing}"
    separator = f",\n{indent}  "
    return f"{opening}\n{indent}  {separator.join(parts)}\n{indent}{closing}"


def _string(text: str) -> str:
    """A string as it is; one with signs that cannot be seen has them spelled out."""
    return json.dumps(text, ensure_ascii=not text.isprintable())
