"""A worksheet as a LaTeX document, which needs the class article and amsmath only."""

import re
from collections.abc import Callable, Iterator

from tui.worksheet.latex_text import mathematics, text
from tui.worksheet.sheet import Block, Section, Sheet, Task

_PREAMBLE = r"""
\documentclass[a4paper,11pt]{article}
\usepackage{amsmath}

\setlength{\textwidth}{17cm}
\setlength{\textheight}{25cm}
\setlength{\oddsidemargin}{-0.54cm}
\setlength{\topmargin}{-0.54cm}
\setlength{\headheight}{0pt}
\setlength{\headsep}{0pt}
\setlength{\parindent}{0pt}
\setlength{\parskip}{6pt plus 2pt}
\raggedbottom
\raggedright

% A number to be filled in, the answer in its place, a number that is given on the way.
\newlength{\blankwidth}
\newcommand{\blank}{\underline{\hspace{\blankwidth}}}
\newcommand{\answer}[1]{\underline{\makebox[\blankwidth]{$#1$}}}
\newcommand{\checkpoint}[1]{\boxed{#1}}

% Matrices have room for writing, but for those that are given; many columns are narrow.
\newcommand{\few}{\setlength{\blankwidth}{1.9cm}\renewcommand{\arraystretch}{1.5}}
\newcommand{\many}{\footnotesize\setlength{\blankwidth}{1.8cm}\setlength{\arraycolsep}{1.5pt}%
  \renewcommand{\arraystretch}{1.8}}
\newcommand{\given}{\renewcommand{\arraystretch}{1.1}}

\begin{document}
""".lstrip()

_MANY_COLUMNS = 6


def written(sheet: Sheet, answers: bool) -> str:
    """The sheet as a document in ASCII, with the answers or with blanks in their place."""
    paragraphs = [
        rf"{{\Large\bfseries {text(sheet.title)}\par}}",
        *map(_remark, sheet.remarks),
        r"Numbers in a box are checkpoints, given so that you can check your way.",
        r"\section*{Equations}",
        *(rf"\texttt{{{text(equation.expandtabs())}}}\\" for equation in sheet.equations[:-1]),
        rf"\texttt{{{text(sheet.equations[-1].expandtabs())}}}",
        r"\section*{Given}",
        *map(_given, sheet.given),
        *(part for section in sheet.sections for part in _section(section, answers)),
        r"\end{document}",
    ]
    return _PREAMBLE + "\n\n".join(paragraphs) + "\n"


def _remark(remark: str) -> str:
    """A sentence, with mathematics where backticks are."""
    pieces = re.split("`([^`]*)`", remark)
    return "".join(
        f"${mathematics(piece)}$" if place % 2 else text(piece)
        for place, piece in enumerate(pieces)
    )


def _given(block: Block) -> str:
    numbers = _numbers(block, lambda row, column: mathematics(block.rows[row][column]), r"\given")
    return f"{numbers} ({text(block.note)})"


def _section(section: Section, answers: bool) -> Iterator[str]:
    yield rf"\section*{{{section.title}}}"
    yield from map(_remark, section.remarks)
    for task in section.tasks:
        numbers = _numbers(task.block, _cells(task, answers))
        yield f"{_heading(task)}\n\n\\nopagebreak\n{numbers}"


def _heading(task: Task) -> str:
    number = rf"\textbf{{{task.number}.}} " if task.number else ""
    formulas = ", that is ".join(f"${mathematics(formula)}$" for formula in task.formulas)
    where = ", ".join(f"${mathematics(definition)}$" for definition in task.where)
    rule = f"{formulas}, where {where}" if where else formulas
    return f"\\smallskip\n{number}{rule} ({text(task.block.note)}):"


def _cells(task: Task, answers: bool) -> Callable[[int, int], str]:
    def cell(row: int, column: int) -> str:
        number = mathematics(task.block.rows[row][column])
        if (row, column) in task.checkpoints:
            return rf"\checkpoint{{{number}}}"
        return rf"\answer{{{number}}}" if answers else r"\blank"

    return cell


def _numbers(block: Block, cell: Callable[[int, int], str], layout: str = "") -> str:
    """The label and, in a formula of its own so that a line can end there, the numbers."""
    columns = range(len(block.rows[0]))
    rows = [" & ".join(cell(row, column) for column in columns) for row in range(len(block.rows))]
    numbers = r" \\ ".join(rows)
    if block.shape:
        numbers = rf"\begin{{pmatrix}} {numbers} \end{{pmatrix}}"
    size = r"\many" if len(columns) > _MANY_COLUMNS else r"\few"
    return f"{{{size}{layout} ${mathematics(block.label)} =$ ${numbers}$}}"
