"""The lesson: plain lines that say what to look at, in which order and with which keys."""

from engine.network_file.document import Document

LINE_LENGTH = 76
"""Fits a terminal of 80 columns, with a border and a space on either side."""

_MOST_LINES = 60


def read_lesson(document: Document) -> str:
    """The lesson without blank lines around it; empty if the file has none."""
    lesson = document.get("lesson", "")
    if not isinstance(lesson, str):
        raise document.error("the lesson is no text", "write lesson = '''…'''", "lesson")
    lines = lesson.rstrip("\n").split("\n")
    for number, line in enumerate(lines, start=1):
        if not line.isprintable():
            raise document.error_within(
                "the lesson has a character that cannot be shown",
                "use printable characters, and spaces for tabs",
                number,
                "lesson",
            )
        if len(line) > LINE_LENGTH:
            raise document.error_within(
                f"a line of the lesson has {len(line)} characters",
                f"break it after at most {LINE_LENGTH}",
                number,
                "lesson",
            )
    if len(lines) > _MOST_LINES:
        raise document.error(
            f"the lesson has {len(lines)} lines", f"use at most {_MOST_LINES}", "lesson"
        )
    return lesson.strip("\n")
