"""Worksheets: one step of training on paper, with blanks to fill in or with the answers.

Read `sheet` (what is on it), `making` (how it is made from a run), `markdown`, and `latex` with
`latex_text` (how it is written).
"""

from collections.abc import Callable, Mapping

from tui.worksheet import latex, markdown
from tui.worksheet.making import sheet_of
from tui.worksheet.sheet import Sheet

FORMATS: Mapping[str, Callable[[Sheet, bool], str]] = {
    "markdown": markdown.written,
    "latex": latex.written,
}
"""By name, what writes a sheet; the second argument is whether with the answers."""

__all__ = ["FORMATS", "Sheet", "sheet_of"]
