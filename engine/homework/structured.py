"""Numbers in JSON and TOML: names with lists, at the top or in tables such as "gradients"."""

import json
import tomllib
from collections.abc import Callable, Iterator
from typing import Any

from engine.errors import NetworkError
from engine.homework.given import Given, Nested, given
from engine.homework.sections import section
from engine.mistakes import Answer, typed_number
from engine.network_file.toml_lines import TomlLines

_Lines = Callable[[tuple[str, ...]], int | None]


def read_json(text: str) -> list[Given]:
    """The numbers of a JSON object; NetworkError, with the line, for anything else."""
    try:
        document = json.loads(
            text, parse_float=typed_number, parse_int=typed_number, parse_constant=_constant
        )
    except json.JSONDecodeError as error:
        raise NetworkError(
            f"the file is not JSON ({error.msg})",
            "correct it, or give the file the ending .txt to have it read as pasted text",
            line=error.lineno,
        ) from None
    except RecursionError:
        raise NetworkError("the file is too deeply nested", "give plain matrices") from None
    if not isinstance(document, dict):
        raise NetworkError(
            "the file has no names", 'write {"dA": [[0.5, 1.2], [0.1, 0.7]]}', line=1
        )
    return list(_read(document, lambda path: _json_line(text, path)))


def read_toml(text: str) -> list[Given]:
    """The numbers of a TOML document; NetworkError, with the line, for anything else."""
    try:
        document = tomllib.loads(text, parse_float=typed_number)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise NetworkError(f"the file is not TOML ({error})", "correct it") from None
    lines = TomlLines(text)
    return list(_read(document, lambda path: lines.line(*path)))


def _read(
    table: dict[str, Any],
    line: _Lines,
    path: tuple[str, ...] = (),
    gradient: bool | None = None,
) -> Iterator[Given]:
    for name, content in table.items():
        here = (*path, name)
        if isinstance(content, dict):
            inside = section(name)
            yield from _read(content, line, here, gradient if inside is None else inside)
        else:
            yield given(name, line(here), gradient, _numbers(content, name, line(here)))


def _numbers(content: Any, name: str, line: int | None) -> Nested:
    if isinstance(content, list):
        return [_numbers(part, name, line) for part in content]
    if isinstance(content, Answer):
        return content
    if isinstance(content, int) and not isinstance(content, bool):
        return typed_number(str(content))
    raise NetworkError(
        f"{name} contains {json.dumps(content, default=str)}, which is no number",
        "write a number, [1.5, 2.0] or [[1.5, 2.0], [3.0, 4.0]]",
        line=line,
    )


def _constant(name: str) -> Answer:
    return typed_number(name)


def _json_line(text: str, path: tuple[str, ...]) -> int | None:
    """The line of a key: the first one of that name after those around it."""
    place = 0
    for name in path:
        spellings = (json.dumps(name, ensure_ascii=False), json.dumps(name))
        found = [at for spelling in spellings if (at := text.find(spelling, place)) >= 0]
        if not found:
            return None
        place = min(found)
    return text.count("\n", 0, place) + 1
