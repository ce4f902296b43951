"""How the parts of a program that are data are laid out: numbers, values, dictionaries."""

import textwrap
from collections.abc import Iterable, Mapping

from engine.values import Value

WIDTH = 96


def literal(value: Value, opening: str = "", closing: str = "", margin: str = "") -> str:
    """The code of a value as a number, a list or a list of rows, at full precision.

    opening, closing: what encloses it, such as `np.array(` and `)`.
    margin: that of the line that it is part of.
    """
    if isinstance(value, tuple) and isinstance(value[0], tuple):
        rows = "".join(f"{margin}    {_row(row, margin + '    ')},\n" for row in value)
        return f"{opening}[\n{rows}{margin}]{closing}"
    enclosing = len(opening) + len(closing)
    code = _row(value, margin, enclosing) if isinstance(value, tuple) else repr(value)
    return f"{opening}{code}{closing}"


def dictionary(values: Mapping[str, Value], opening: str = "", closing: str = "") -> str:
    """The code of values by name."""
    parts = (
        f'    "{name}": {literal(value, opening, closing, "    ")},\n'
        for name, value in values.items()
    )
    return f"{{\n{''.join(parts)}}}" if values else "{}"


def commented(lines: Iterable[str]) -> str:
    """Lines as comments."""
    return "".join(f"# {line}".rstrip() + "\n" for line in lines)


def _row(row: tuple[object, ...], margin: str, enclosing: int = 0) -> str:
    code = ", ".join(map(repr, row))
    if len(margin) + len(code) + enclosing <= WIDTH:
        return f"[{code}]"
    inner = margin + "    "
    filled = textwrap.fill(
        code, WIDTH, initial_indent=inner, subsequent_indent=inner, break_on_hyphens=False
    )
    return f"[\n{filled},\n{margin}]"
