"""A worksheet in GitHub's Markdown, laid out so that it reads well as plain text too."""

import re
from collections.abc import Callable, Iterator

from engine import printable
from tui.worksheet.sheet import Block, Section, Sheet, Task

_BLANK = "______"
_CHECKPOINT = "✓"
_RULE = "--:"  # under the heading of a column that is aligned to the right


def written(sheet: Sheet, answers: bool) -> str:
    """The sheet as a file, with the answers or with blanks in their place."""
    paragraphs = [
        f"# {_escaped(sheet.title)}",
        *sheet.remarks,
        f"{_CHECKPOINT} marks a checkpoint, which is given so that you can check your way.",
        "## Equations",
        "\n".join(["```text", *(_plain(text) for text in sheet.equations), "```"]),
        "## Given",
        *(part for block in sheet.given for part in _given(block)),
        *(part for section in sheet.sections for part in _section(section, answers)),
    ]
    return "\n\n".join(paragraphs) + "\n"


def _given(block: Block) -> Iterator[str]:
    yield f"`{block.label}`, {block.note}:"
    yield _numbers(block, lambda row, column: block.rows[row][column])


def _section(section: Section, answers: bool) -> Iterator[str]:
    yield f"## {section.title}"
    yield from section.remarks
    for task in section.tasks:
        yield _heading(task)
        yield _numbers(task.block, _cells(task, answers))


def _heading(task: Task) -> str:
    number = f"**{task.number}.** " if task.number else ""
    formulas = ", that is ".join(f"`{formula}`" for formula in task.formulas)
    where = ", ".join(f"`{definition}`" for definition in task.where)
    rule = f"{formulas}, where {where}" if where else formulas
    return f"{number}{rule} ({task.block.note}):"


def _cells(task: Task, answers: bool) -> Callable[[int, int], str]:
    def text(row: int, column: int) -> str:
        number = task.block.rows[row][column]
        if (row, column) in task.checkpoints:
            return f"{number} {_CHECKPOINT}"
        return number if answers else _BLANK

    return text


def _numbers(block: Block, text: Callable[[int, int], str]) -> str:
    """A scalar as an equation, anything else as a table under the numbers of its columns."""
    label = f"`{block.label}`"
    if not block.shape:
        return f"{label} = {text(0, 0)}"
    columns = range(len(block.rows[0]))
    table = [[label, *map(str, columns)]]
    for row in range(len(block.rows)):
        name = str(row) if len(block.shape) == 2 else ""
        table.append([name, *(text(row, column) for column in columns)])
    widths = [max(len(_RULE), *map(len, column)) for column in zip(*table, strict=True)]
    rule = [_RULE.rjust(width, "-") for width in widths]
    return "\n".join(_row(cells, widths) for cells in (table[0], rule, *table[1:]))


def _row(cells: list[str], widths: list[int]) -> str:
    aligned = (cell.rjust(width) for cell, width in zip(cells, widths, strict=True))
    return f"| {' | '.join(aligned)} |"


def _plain(text: str) -> str:
    return printable(text.expandtabs())


def _escaped(text: str) -> str:
    """A text of the file without a meaning in Markdown or HTML."""
    return re.sub(r"([\\`*_\[\]<>#|~&$])", r"\\\1", _plain(text))
