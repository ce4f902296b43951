"""The computational graph, drawn in text: a line or more for every node, lanes to the left.

    □      x       A line splits where its node is used again, and lines join
    │ ■    A       where an equation takes several operands. A line that crosses
    │ ▾            another without a corner does not touch it.
    ├▸●    y = x @ A
    │ │ ■  B
    ●◂│─╯  v = x @ B

Forward, values run down; backward, gradients run up the same lines, and the mark of a node
that several paths come back to is ⊕, since their gradients add.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import zip_longest
from math import hypot
from typing import TypeAlias

from rich.cells import cell_len, chop_cells, set_cell_size

from engine import Graph, Kind, NodeValues, Pass, Stage, Value, cells, printable
from tui.graph_lanes import Row, lane_count, lay_out
from tui.numbers import NARROWEST, number_format, short

NARROWEST_DRAWING = 58
"""The least width of a drawing."""

_HERE = "► "
_MARKS = {Kind.INPUT: "□", Kind.PARAMETER: "■", Kind.INTERMEDIATE: "●"}
_LOSS = "◆"
_PATHS_MEET = "⊕"
_GAP = "  "
_TO_COME = "···"
_WIDEST_VALUE = 3 * (NARROWEST + 1) + len("[ …]")
_WIDTH_FOR_A_LANE = 7
"""Of the whole width, so that less than a third of it goes to lanes."""


class Part(Enum):
    """What a piece of a line is, for its style; nothing is told by the style alone."""

    HEADING = "heading"
    HERE = "here"
    LANE = "lane"
    MARK = "mark"
    LABEL = "label"
    NOTE = "note"
    NUMBER = "number"


@dataclass(frozen=True)
class Line:
    """A line of the drawing, in pieces of text, and the node that it belongs to."""

    node: str
    pieces: tuple[tuple[str, Part], ...]

    @property
    def text(self) -> str:
        """The line without its styles."""
        return "".join(text for text, _ in self.pieces)


def draw_graph(
    graph: Graph,
    numbers: NodeValues | None,
    *,
    stage: Stage | None,
    backward: bool,
    width: int,
    to_come: Collection[str] = (),
) -> tuple[Line, ...]:
    """The drawing, in lines of at most `width` characters; a heading comes first.

    width: at least NARROWEST_DRAWING.
    numbers: what is written beside the nodes, the trace or the gradients; None for nothing.
    to_come: the nodes whose number is not shown yet.
    stage: the current one, if there is one; its node, or in the update every parameter, is
        marked.
    backward: whether the lines are those of the gradients, which run up.

    A vector shows its first cells, a matrix its size and its norm, the root of the sum of
    the squares of its cells.
    """
    rows = lay_out(graph, width // _WIDTH_FOR_A_LANE)
    lanes = _Lanes(rows, backward)
    # the backward captions are the longer ones; so numbers stay where they are
    columns = _Columns.of(_captions(graph, rows, True), width - len(_HERE) - lanes.width)
    here = _here(graph, stage)
    lines = [_heading(graph, lanes.width, columns, backward, numbers is not None)]
    for number, (row, caption) in enumerate(
        zip(rows, _captions(graph, rows, backward), strict=True)
    ):
        texts = columns.texts(caption)
        value = "" if numbers is None else _short_form(numbers[row.node], columns.value)
        if value and row.node in to_come:
            value = _TO_COME
        sign = _HERE if row.node in here else ""
        pictures = lanes.of_row(number, caption.mark, len(texts))
        for picture, text in zip_longest(pictures, texts, fillvalue=()):
            before = [(sign.ljust(len(_HERE)), Part.HERE), *picture]
            after = [(_GAP, Part.LABEL), (value, Part.NUMBER)] if value else []
            lines.append(Line(row.node, (*before, *text, *after)))
            sign = value = ""
    return tuple(lines)


def legend(backward: bool) -> tuple[str, ...]:
    """What the signs mean, in lines of at most 58 characters."""
    kinds = [*((kind.value, mark) for kind, mark in _MARKS.items()), ("loss", _LOSS)]
    marks = " ".join(f"{mark} {kind}" for kind, mark in kinds) + f" {_HERE}current stage"
    if backward:
        return (
            marks,
            "↑ every line carries a gradient up, to what was used",
            f"{_PATHS_MEET} several paths come back here: their gradients add",
        )
    return (
        marks,
        "↓ every line carries a value down, to where it is used",
        "├ used again below   ╰ ╯ ┴ last use   ─│─ passes by",
    )


def _here(graph: Graph, stage: Stage | None) -> set[str]:
    """The nodes of a stage."""
    if stage is None:
        return set()
    return set(graph.names(Kind.PARAMETER)) if stage.kind is Pass.UPDATE else {stage.node}


_Pieces: TypeAlias = tuple[tuple[str, Part], ...]


@dataclass(frozen=True)
class _Caption:
    """What is said of a node: its mark, what it is, and a note or nothing."""

    mark: str
    label: str
    note: str

    @property
    def in_one_line(self) -> str:
        return f"{self.label}{_GAP}{self.note}".rstrip()


@dataclass(frozen=True)
class _Columns:
    """The widths of the two columns of text beside the lanes."""

    label: int
    value: int

    @classmethod
    def of(cls, captions: Sequence[_Caption], width: int) -> "_Columns":
        value = min(_WIDEST_VALUE, width // 2)
        longest = max(cell_len(caption.in_one_line) for caption in captions)
        return cls(min(longest, width - value - len(_GAP)), value)

    def texts(self, caption: _Caption) -> list[_Pieces]:
        """Label and note of a node, side by side if they fit, else in several lines."""
        if cell_len(caption.in_one_line) <= self.label:
            note = caption.in_one_line[len(caption.label) :]
            room = self.label - cell_len(caption.label)
            return [((caption.label, Part.LABEL), (set_cell_size(note, room), Part.NOTE))]
        return [
            ((set_cell_size(line, self.label), part),)
            for text, part in ((caption.label, Part.LABEL), (caption.note, Part.NOTE))
            for line in _folded(text, self.label)
        ]


def _folded(text: str, width: int) -> list[str]:
    """The text in lines of that width, broken at spaces where there are any."""
    lines: list[str] = []
    for word in text.split():
        if lines and cell_len(lines[-1]) + 1 + cell_len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines += chop_cells(word, width)
    return lines


class _Lanes:
    """The lines that join the nodes, as text: two characters a lane."""

    def __init__(self, rows: Sequence[Row], backward: bool) -> None:
        self._rows = rows
        self._count = lane_count(rows)
        self._from_left, self._from_right, self._from_above = "◂▸▴" if backward else "▸◂▾"
        self.width = 2 * self._count + 1

    def of_row(self, number: int, mark: str, height: int) -> list[_Pieces]:
        """A row and the lines below it, at least so many lines in all.

        A line that enters the next mark from above has an arrow head right above it, so it
        must have a line of its own there.
        """
        row = self._rows[number]
        following = self._rows[number + 1] if number + 1 < len(self._rows) else None
        entered = following.lane if following and following.lane in row.below else None
        pictures = [self._joining(row)]
        if entered is not None and height == 1 and not row.passes_plainly(entered):
            height = 2
        pictures += [self._passing(row) for _ in range(height - 1)]
        if entered is not None:
            pictures[-1][2 * entered] = self._from_above
        place = 2 * row.lane
        before, after = "".join(pictures[0][:place]), "".join(pictures[0][place + 1 :])
        first = ((before, Part.LANE), (mark, Part.MARK), (after, Part.LANE))
        return [first, *((("".join(line), Part.LANE),) for line in pictures[1:])]

    def _joining(self, row: Row) -> list[str]:
        line = [" "] * self.width
        for lane in range(self._count):
            line[2 * lane] = self._cell(row, lane)
        for lane in row.reach[:-1]:
            line[2 * lane + 1] = "─"
        if row.lane > row.reach[0]:
            line[2 * row.lane - 1] = self._from_left
        if row.lane < row.reach[-1]:
            line[2 * row.lane + 1] = self._from_right
        return line

    def _cell(self, row: Row, lane: int) -> str:
        if lane in row.operands:
            left, right, between = "╰╯┴" if lane in row.ending else "├┤┼"
            return {row.reach[0]: left, row.reach[-1]: right}.get(lane, between)
        if lane in row.above:
            return "│"
        return "─" if lane in row.reach else " "

    def _passing(self, row: Row) -> list[str]:
        line = [" "] * self.width
        for lane in row.below:
            line[2 * lane] = "│"
        return line


def _heading(
    graph: Graph, lanes_width: int, columns: _Columns, backward: bool, with_numbers: bool
) -> Line:
    gradient = f"gradient ∂{graph.loss}/∂…"
    if cell_len(gradient) > columns.value:
        gradient = "gradient"
    arrow, heading = ("↑", gradient) if backward else ("↓", "value")
    start = set_cell_size(f"{' ' * len(_HERE)}{arrow}", len(_HERE) + lanes_width)
    text = f"{start}{' ' * columns.label}{_GAP}{heading}" if with_numbers else start
    return Line("", ((text.rstrip(), Part.HEADING),))


def _captions(graph: Graph, rows: Sequence[Row], backward: bool) -> list[_Caption]:
    equations = {equation.name: equation.text for equation in graph.equations}
    paths = Counter(  # the uses of a node that the loss depends on
        operand for user in graph.needed for operand in graph.nodes[user].operands
    )
    captions = []
    for row in rows:
        place = graph.places[row.node]
        kind = graph.nodes[place].kind
        mark = _LOSS if row.node == graph.loss else _MARKS[kind]
        label = equations.get(row.node, f"{row.node}{_GAP}{kind.value}")
        notes = []
        if backward and paths[place] > 1:
            mark = _PATHS_MEET
            notes.append(f"+ {paths[place]} paths add")
        if row.by_name:
            notes.append(f"{'to' if backward else 'from'} {', '.join(row.by_name)}")
        captions.append(_Caption(mark, printable(label.expandtabs()), "; ".join(notes)))
    return captions


def _short_form(value: Value, width: int) -> str:
    """A value in a few characters: a scalar, the first cells of a vector, a matrix's norm."""
    if isinstance(value, float):
        return short(value)
    if isinstance(value[0], tuple):
        size, norm = f"{len(value)}×{len(value[0])}", hypot(*cells(value))
        form = f"{size}, norm {short(norm, 4)}"
        return form if len(form) <= width else f"{size} ‖{short(norm, 1)}‖"
    numbers = number_format(cells(value), NARROWEST)
    fit = (width - len("[]") + 1) // (NARROWEST + 1)
    if len(value) > fit:
        fit = (width - len("[ …]") + 1) // (NARROWEST + 1)
    rest = " …" if len(value) > fit else ""
    return f"[{' '.join(numbers.text(number) for number in cells(value[:fit]))}{rest}]"
