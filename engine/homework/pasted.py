"""Numbers in text as people paste it: print-outs of Python, NumPy and PyTorch, rows, CSV.

    dA = [[2.16, 0.47],        A.grad: tensor([[2.1648, 0.4712],       dL/dA
          [1.03, 0.22]]                [1.0301, 0.2242]])               2.16  0.47
                                                                        1.03  0.22

A name stands before its numbers, on the same line or on one above. Numbers in brackets may go
over several lines; those without end at an empty line or at the next name, a row a line. A
line that begins with the name of the line before is its next row, as in CSV.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from engine.errors import NetworkError
from engine.homework.given import Given, Nested, given
from engine.homework.sections import section
from engine.mistakes import typed_number

_ARGUMENT = re.compile(
    r",\s*(?:dtype|grad_fn|device|requires_grad|size|shape|layout|weak_type)\s*=\s*"
    r"""(?:<[^<>]*>|'[^']*'|"[^"]*"|\([^()]*\)|[\w.]+(?:\([^()]*\))?)"""
)
_CALL = re.compile(
    r"(?:[^\W\d]\w*\.)*(?:array|asarray|tensor|matrix|parameter|list|tuple|float(?:16|32|64)?)"
    r"\s*\(",
    re.IGNORECASE,
)
_LEFT_OUT = re.compile(
    r"\bParameter containing:|\btorch\.Size\(\[[^\]]*\]\)|\(?\b\d+\s*[x×]\s*\d+\b\)?|(?:^|\s)//.*",
    re.MULTILINE,
)
_COMMENT = re.compile(r"^\s*#(?!.*(?<![\w.])[-+.]?\d)|#.*", re.MULTILINE)
_NAME_IN_CALL = re.compile(r"(?<=\w)\(\s*((?:[^\W\d]|∂)[\w.]*)\s*\)")
_MINUS = str.maketrans("−–", "--")
_TOKEN = re.compile(
    r"""(?P<line>\n)
    |(?P<space>(?:[^\S\n]|['"`{}|*])+)
    |(?P<number>(?<![\w.])[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|nan|inf|infinity)(?![\w.]))
    |(?P<gap>\.\.\.|…)
    |(?P<open>[\[(])|(?P<close>[\])])
    |(?P<assign>[=:])|(?P<comma>[,;])
    |(?P<word>(?:[^\W\d]|∂|∇)[\w.∂/]*)
    |(?P<other>.)""",
    re.VERBOSE | re.IGNORECASE,
)
_REMEDY = "write each name before its numbers, as in dA = [[0.5, 1.2], [0.1, 0.7]]"


class _Token(NamedTuple):
    kind: str
    text: str
    line: int


@dataclass
class _Entry:
    """A name, and what has come of its numbers so far: what each line of them holds."""

    name: str
    line: int
    gradient: bool | None
    rows: list[list[Nested]] = field(default_factory=list)

    def given(self) -> Given:
        rows = [row[0] if len(row) == 1 else row for row in self.rows]
        return given(self.name, self.line, self.gradient, rows[0] if len(rows) == 1 else rows)


def read_pasted(text: str) -> list[Given]:
    """All numbers of a text, by their names.

    Raises NetworkError, with the line, for numbers without a name, for brackets that do not
    fit, for what stands in brackets and is no number, and where numbers are left out.
    """
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._words: list[_Token] = []
        self._gradient: bool | None = None
        self._entries: list[_Entry] = []
        self._open = False  # whether numbers still belong to the last entry
        self._fresh = True  # whether the next ones begin a row

    def read(self) -> list[Given]:
        for token in self._tokens:
            self._take(token)
        return [entry.given() for entry in self._entries]

    def _take(self, token: _Token) -> None:
        match token.kind:
            case "word":
                if self._words and self._words[-1].line != token.line:
                    self._end_heading()
                self._words.append(token)
            case "number":
                self._add(typed_number(token.text), token.line)
            case "open":
                self._add(self._group(token), token.line)
            case "close":
                raise NetworkError("a bracket is closed that is not open", _REMEDY, line=token.line)
            case "gap":
                raise _left_out(token.line)
            case "assign" if self._open and not self._words and not self._fresh:
                raise NetworkError(
                    f"`{token.text}` stands behind numbers",
                    "give whole matrices, not their cells or rows one by one",
                    line=token.line,
                )
            case "line":
                self._fresh = True
            case "empty":
                self._open = False

    def _end_heading(self) -> None:
        """What stands on a line of its own, without numbers, may say what comes below."""
        meaning = section(" ".join(word.text for word in self._words))
        if meaning is not None:
            self._gradient = meaning
        self._words.clear()

    def _add(self, nested: Nested, line: int) -> None:
        if self._words:
            name = " ".join(word.text for word in self._words)
            first = self._words[0].line
            self._words.clear()
            next_row = self._open and self._entries and self._entries[-1].name == name
            if not next_row:
                self._entries.append(_Entry(name, first, self._gradient))
            self._open = self._fresh = True
        elif not self._open:
            raise NetworkError("numbers stand here without a name", _REMEDY, line=line)
        rows = self._entries[-1].rows
        if self._fresh:
            rows.append([])
            self._fresh = False
        rows[-1].append(nested)

    def _group(self, opening: _Token) -> Nested:
        """What is in brackets; parentheses around one thing are only that."""
        parts: list[Nested] = []
        for token in self._tokens:
            match token.kind:
                case "number":
                    parts.append(typed_number(token.text))
                case "open":
                    parts.append(self._group(token))
                case "close":
                    if "[(".index(opening.text) != "])".index(token.text):
                        break
                    return parts[0] if opening.text == "(" and len(parts) == 1 else parts
                case "gap":
                    raise _left_out(token.line)
                case "word" | "other" | "assign":
                    raise NetworkError(
                        f"`{token.text}` stands among numbers and is none",
                        "write numbers between the brackets, and close every bracket",
                        line=token.line,
                    )
        raise NetworkError("a bracket is opened here and not closed", "close it", line=opening.line)


def _left_out(line: int) -> NetworkError:
    return NetworkError(
        "numbers are left out (...) here",
        "print all of them, in NumPy after np.set_printoptions(threshold=10**6)",
        line=line,
    )


def _tokens(text: str) -> Iterator[_Token]:
    line, empty = 1, True  # as long as there was nothing but space on the line
    for found in _TOKEN.finditer(_plain(text)):
        kind = found.lastgroup or ""
        if kind == "line" and empty:
            yield _Token("empty", "", line)
        if kind != "space":
            yield _Token(kind, found[0], line)
        empty = kind == "line" or (empty and kind == "space")
        line += found[0].count("\n")


def _plain(text: str) -> str:
    """The text without what stands around numbers; every line stays where it was."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_MINUS)
    for pattern in (_COMMENT, _LEFT_OUT, _ARGUMENT):
        text = pattern.sub(_lines_of, text)
    text = _NAME_IN_CALL.sub(r" \1 ", text)
    return _CALL.sub(lambda found: _lines_of(found) + "(", text)


def _lines_of(found: re.Match[str]) -> str:
    return " " + "\n" * found[0].count("\n")
