"""Lessons, folded to a width and with their keys made to stand out."""

import re
from textwrap import wrap

from textual.content import Content

_MARK = re.compile(r" *(?:(?:\d+[.)]|[-*]) +)?")
"""What a paragraph begins with: spaces and, in a list, its number or a dash."""

_KEY = re.compile(r"`([^`\n]+)`")


def lesson_content(lesson: str, width: int) -> Content:
    """The lesson, with what stands between backticks as keys."""
    parts = _KEY.split(fold_lesson(lesson, width))
    return Content.assemble(
        *((f" {part} ", "reverse") if number % 2 else part for number, part in enumerate(parts))
    )


def fold_lesson(lesson: str, width: int) -> str:
    """The lesson as it is written, or folded anew where a line is wider than that."""
    if all(len(line) <= width for line in lesson.split("\n")):
        return lesson
    folded: list[str] = []
    for indent, text in _paragraphs(lesson):
        start = text[: len(text) - len(text.lstrip())]
        lines = wrap(
            text.strip(),
            max(1, width - len(start)),
            subsequent_indent=" " * (indent - len(start)),
            break_on_hyphens=False,
        )
        folded += [start + line for line in lines or [""]]
    return "\n".join(folded)


def _paragraphs(lesson: str) -> list[tuple[int, str]]:
    """Every paragraph in one line, and by how much its later lines are indented.

    A line belongs to the one before if it begins right below the text of that.
    """
    paragraphs: list[tuple[int, str]] = []
    for line in lesson.split("\n"):
        mark = _MARK.match(line)
        assert mark is not None
        indent, text = paragraphs[-1] if paragraphs else (0, "")
        if text and line.strip() and mark[0] == " " * indent:
            paragraphs[-1] = (indent, f"{text} {line.strip()}")
        else:
            paragraphs.append((mark.end(), line))
    return paragraphs
