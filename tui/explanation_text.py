"""Explanations as text: formulas with labels or numbers, paths, terms and drawn products."""

from collections.abc import Callable, Mapping, Sequence

from rich.text import Text

from engine import Cell, Gradients, Trace
from engine.explain import Explanation, Formula, MatrixForm, MatrixOperand, Unfolding, text_of
from tui.numbers import NARROWEST, number_format
from tui.widgets.explanation import MOST_CELLS

Number = Callable[[float], str]

MOST_TERMS = 40
"""How many terms of a path sum are listed."""

_MOST_DRAWN = (8, 5, 3, 2)
"""Rows and columns of a drawn matrix, the fewer the less room there is."""


def short_explanation(
    explanation: Explanation, trace: Trace, gradients: Gradients, number: Number
) -> Text:
    """What there is room for beside the table: formula, numbers, result, cells, rule."""
    text = Text()
    loss = trace.graph.loss
    _add_formula(text, explanation, loss, number)
    if len(explanation.shares) > 1:
        text.append("\n")
        for share in explanation.shares:
            text.append(f"\nthrough {share.through}: {number(share.formula.number)}")
    if explanation.cells:
        text.append("\n")
        numbers = {cell: cell.number(trace, gradients) for cell in explanation.cells}
        _add_cells(text, numbers, loss, number)
    text.append(f"\n\n{explanation.rule}")
    for share in explanation.shares:
        if share.product is not None:
            text.append(f"\n{share.product.text}\n{share.product.shapes}")
    return text


def whole_explanation(
    explanation: Explanation,
    unfolding: Unfolding | None,
    loss: str,
    number: Number,
    width: int,
) -> Text:
    """All there is to say: every term, the matrix products, the paths to the loss.

    width: of the page, for the products that are drawn; lines of text may be longer.
    """
    text = Text()
    _add_formula(text, explanation, loss, number)
    text.append(f"\n\n{explanation.rule}")
    several = len(explanation.shares) > 1
    for share in explanation.shares:
        if several or len(share.terms) > 1:
            text.append("\n\n")
            what = f"Through {share.through}" if several else "Terms"
            text.append(f"{what}: {number(share.formula.number)}", "bold")
            _add_terms(text, share.terms, number)
        if share.product is not None:
            text.append("\n\n")
            _add_product(text, share.product, width)
    if unfolding is not None:
        text.append("\n\n")
        _add_unfolding(text, unfolding, number)
    return text


def _add_formula(text: Text, explanation: Explanation, loss: str, number: Number) -> None:
    label = explanation.cell.label(loss)
    formula = explanation.formula
    text.append(label, "bold")
    if formula is None:
        text.append(f" = {number(explanation.number)}", "bold")
        return
    symbols = text_of(formula.symbols)
    text.append(f"\n= {symbols}")
    live = formula.with_numbers(number)
    result = number(explanation.number)
    if live not in (symbols, result):
        text.append(f"\n= {live}")
    text.append(f"\n= {result}", "bold")
    for definition in explanation.definitions:
        text.append(f"\n{definition.in_symbols()}")
        text.append(f"\n  = {definition.with_numbers(number)} = {number(definition.number)}")


def _add_cells(text: Text, numbers: Mapping[Cell, float], loss: str, number: Number) -> None:
    """The cells that are read, each with the key that goes there."""
    cells = list(numbers)[:MOST_CELLS]
    width = max(len(cell.label(loss)) for cell in cells)
    for place, cell in enumerate(cells, 1):
        text.append(f"\n{place} ", "bold")
        text.append(f"{cell.label(loss).ljust(width)}  {number(numbers[cell])}")
    if len(numbers) > MOST_CELLS:
        text.append(f"\nand {len(numbers) - MOST_CELLS} more: z")


def _add_terms(text: Text, terms: Sequence[Formula], number: Number) -> None:
    width = max(len(term.in_symbols()) for term in terms[:MOST_TERMS])
    for term in terms[:MOST_TERMS]:
        live = term.with_numbers(number)
        text.append(f"\n  {term.in_symbols().ljust(width)} = {live} = {number(term.number)}")
    if len(terms) > MOST_TERMS:
        text.append(f"\n  and {len(terms) - MOST_TERMS} more terms")


def _add_product(text: Text, product: MatrixForm, width: int) -> None:
    """A product of small matrices as it is written by hand, what the cell is made of bold."""
    text.append(f"{product.text}   {product.shapes}", "bold")
    operands = (product.left, product.right, product.result)
    for most in _MOST_DRAWN:
        left, right, result = (_block(each, most) for each in operands)
        factors = _beside(left, " · ", right)
        whole = _beside(factors, " = ", result)
        if whole[0].cell_len + 2 <= width:
            lines = whole
            break
        lines = [*factors, *_beside([Text("=")], " ", result)]
        if max(line.cell_len for line in lines) + 2 <= width:
            break
    for line in lines:
        text.append("\n  ")
        text.append_text(line)


def _beside(left: list[Text], sign: str, right: list[Text]) -> list[Text]:
    """Two blocks next to each other, centred, with a sign between them."""
    height = max(len(left), len(right))
    lines = []
    for row in range(height):
        line = Text()
        line.append_text(_line_of(left, row, height))
        line.append(sign if row == (height - 1) // 2 else " " * len(sign))
        line.append_text(_line_of(right, row, height))
        lines.append(line)
    return lines


def _line_of(block: list[Text], row: int, height: int) -> Text:
    above = (height - len(block)) // 2
    return block[row - above] if above <= row < above + len(block) else Text(" " * len(block[0]))


def _block(operand: MatrixOperand, most: int) -> list[Text]:
    """A matrix in brackets; its middle left out where it has more rows or columns than that."""
    rows = operand.rows
    row_places = _middle_left_out(len(rows), operand.row, most)
    column_places = _middle_left_out(len(rows[0]), operand.column, most)
    form = number_format((cell for row in rows for cell in row), NARROWEST)
    lines = []
    for place in row_places:
        line = Text("[")
        for column in column_places:
            if column is None or place is None:
                line.append(("…" if place is not None else "⋮").rjust(form.width + 1))
                continue
            own = operand.row in (None, place) and operand.column in (None, column)
            mark = own and (operand.row, operand.column) != (None, None)
            line.append(" ")
            line.append(form.text(rows[place][column]), "bold underline" if mark else "")
        line.append(" ]")
        lines.append(line)
    return lines


def _middle_left_out(count: int, kept: int | None, most: int) -> list[int | None]:
    """Which rows or columns to draw; None for those left out in between."""
    if count <= most:
        return list(range(count))
    ends = max(1, most // 4)
    wanted = {*range(ends), *range(count - ends, count)} | ({kept} if kept is not None else set())
    places: list[int | None] = []
    before = -1
    for place in sorted(wanted):
        if place != before + 1:
            places.append(None)
        places.append(place)
        before = place
    return places


def _add_unfolding(text: Text, unfolding: Unfolding, number: Number) -> None:
    how_far = (
        "All the way to the loss"
        if unfolding.complete
        else f"Unfolded by {unfolding.levels} levels"
    )
    text.append(how_far, "bold")
    text.append(f"\n{unfolding.formula.in_symbols()}")
    if len(unfolding.shares) > 1:
        for share in unfolding.shares:
            text.append(f"\n  through {share.through}: {number(share.number)}")
        text.append(f"\n  together: {number(unfolding.number)}")
    text.append("\n")
    for term in unfolding.terms[:MOST_TERMS]:
        text.append(f"\n{number(term.number).rjust(12)} ", "bold")
        text.append(f"= {term.formula.in_symbols()}")
        text.append(f"\n{' ' * 13}= {term.formula.with_numbers(number)}")
        text.append(f"\n{' ' * 13}  {' ← '.join(term.route)}")
    if len(unfolding.terms) > MOST_TERMS:
        text.append(f"\nand {len(unfolding.terms) - MOST_TERMS} smaller terms")
