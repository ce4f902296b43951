"""Numbers for the back row: legible, true, and inside of any window."""

from collections.abc import Callable
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import LONG_NAMES, network_of, two_branch
from rich.cells import cell_len

from engine import Cell, Network, Tape, cells_of
from tui.big_font import GIANT, HUGE, LARGE, SMALL, Scale, drawn, width
from tui.big_numbers import MARK, Ink, Line, cell_page, node_page
from tui.stage_view import table_content
from tui.table_layout import TableContent
from tui.trainer import Trainer

SCALES = (SMALL, LARGE, HUGE, GIANT)


def content_of(network: Network) -> TableContent:
    """The file's own sample before training."""
    tape = Tape(network, network.settings)
    return table_content(Trainer(tape, lambda: None, lambda _error: None).snapshot)


CONTENT = content_of(two_branch())
LONG = content_of(network_of(LONG_NAMES))
WIDE = content_of(two_branch(2, sizes={"K": 40}))
CELLS = [
    (content, cell)
    for content in (CONTENT, LONG, WIDE)
    for name in content.trace.graph.places
    for gradient in (False, True)
    for cell in list(cells_of(name, content.trace.graph.shape(name), gradient))[:: 1 + 31]
]


def text(lines: list[Line]) -> list[str]:
    return ["".join(piece.text for piece in line) for line in lines]


def shows(lines: list[Line], number: str, scale: Scale) -> bool:
    """Whether a number is drawn somewhere at that scale, alone in its lines or with others."""
    picture, rows = drawn(number, scale), text(lines)
    for top in range(len(rows) - len(picture) + 1):
        starts = [set(_places(row, part)) for row, part in zip(rows[top:], picture, strict=False)]
        if set.intersection(*starts):
            return True
    return False


def _places(row: str, part: str) -> list[int]:
    row = row.ljust(200)
    return [place for place in range(len(row)) if row.startswith(part, place)]


@pytest.mark.parametrize("scale", SCALES)
def test_every_sign_of_a_number_looks_different(scale: Scale) -> None:
    signs = "0123456789+-.e∞N?·"
    assert len({tuple(drawn(sign, scale)) for sign in signs}) == len(signs)
    assert drawn("0", scale)[0].strip(), "no sign is left to the terminal's small type"


@pytest.mark.parametrize("scale", SCALES)
def test_letters_look_different_in_what_names_are_made_of(scale: Scale) -> None:
    letters = [chr(code) for code in range(33, 127) if chr(code).isalnum()] + list("∂_/[]=→")
    assert len({tuple(drawn(letter, scale)) for letter in letters}) == len(letters)


@given(st.text(max_size=12), st.sampled_from(SCALES))
def test_a_text_is_as_high_as_its_scale_and_as_wide_as_told(name: str, scale: Scale) -> None:
    printable = "".join(character for character in name if character.isprintable())
    lines = drawn(printable or "x", scale)
    assert len(lines) == scale.height
    assert {cell_len(line) for line in lines} == {width(printable or "x", scale)}


def test_a_cell_its_gradient_and_the_loss_at_80x24() -> None:
    page = cell_page(CONTENT, Cell("A", (0, 1)), 80, 20)
    assert shows(page, "A[0][1]", SMALL)
    assert shows(page, "+0.459377", HUGE)
    assert shows(page, "∂L/∂A[0][1]", SMALL)
    assert shows(page, "+2.668114", HUGE)
    assert shows(page, "L = +44.06121", SMALL)


def test_the_smallest_window_has_the_cell_itself_and_the_loss() -> None:
    page = cell_page(CONTENT, Cell("A", (0, 1)), 60, 12)
    assert shows(page, "+0.45938", HUGE)
    assert shows(page, "L = +44.06121", SMALL)
    assert shows(cell_page(CONTENT, Cell("A", (0, 1), True), 60, 12), "+2.66811", HUGE)


def test_a_matrix_and_its_gradient_at_80x24() -> None:
    page = node_page(CONTENT, Cell("A", (0, 1)), 80, 20)
    for number in ("+0.2513", "+0.9314", "+2.1648", "+1.2210"):
        assert shows(page, number, SMALL)
    [marked] = [line for line in page if any(MARK in piece.text for piece in line)]
    [cell] = [piece for piece in marked if piece.pointed_at]
    assert cell.text.strip() in drawn("+0.4594", SMALL)[1]


def test_a_vector_and_its_gradient_are_five_lines_high_at_80x24() -> None:
    page = node_page(CONTENT, Cell("y", (1,), True), 80, 20)
    for number in ("+1.4526", "+0.9944", "+1.6235", "+2.6046", "+3.2102", "+1.4556"):
        assert shows(page, number, LARGE)


def test_without_half_lines_numbers_are_whole_and_names_in_usual_letters() -> None:
    cell = Cell("A", (0, 1))
    page = cell_page(CONTENT, cell, 80, 20, halves=False)
    assert "A[0][1]" in text(page)
    assert "∂L/∂A[0][1]" in text(page)
    for number, scale in (("+0.459377", HUGE), ("+2.668114", HUGE), ("L = +44.06121", LARGE)):
        assert shows(page, number, scale)
    page = cell_page(CONTENT, cell, 60, 12, halves=False)
    assert shows(page, "+0.45938", HUGE)
    assert shows(page, "L = +44.06121", LARGE)
    page = node_page(CONTENT, cell, 80, 20, halves=False)
    assert text(page)[0] == "A"
    for number in ("+0.2513", "+0.4594", "+0.9314"):
        assert shows(page, number, LARGE)


def test_columns_are_apart_where_there_is_room() -> None:
    for columns, space in ((80, 2), (140, 4)):
        page = text(node_page(CONTENT, Cell("y", (1,)), columns, 20))
        middle = drawn("+1.4526", LARGE)[2] + " " * (space - 1) + MARK + drawn("+0.9944", LARGE)[2]
        assert any(middle in line for line in page), columns


def test_of_a_large_matrix_the_part_around_the_cell_is_shown() -> None:
    page = node_page(WIDE, Cell("A", (30, 39)), 80, 20)
    assert text(page)[0].strip() == "A  rows 30–32 of 40, columns 38–40 of 40"
    assert sum(piece.pointed_at for line in page for piece in line) == LARGE.height


@settings(max_examples=60)
@given(
    st.sampled_from(CELLS),
    st.integers(58, 200),
    st.integers(8, 60),
    st.booleans(),
    st.booleans(),
)
def test_no_page_is_larger_than_its_window(
    place: tuple[TableContent, Cell], columns: int, rows: int, whole: bool, halves: bool
) -> None:
    content, cell = place
    page = (node_page if whole else cell_page)(content, cell, columns, rows, halves=halves)
    assert halves or not set("".join(text(page))) & {"▀", "▄"}
    assert 0 < len(page) <= rows
    assert max(map(cell_len, text(page))) <= columns
    numbers = {Ink.POSITIVE, Ink.NEGATIVE}
    assert any(piece.ink in numbers for line in page for piece in line)


@pytest.mark.parametrize("page", [cell_page, node_page])
@pytest.mark.parametrize("halves", [True, False])
def test_in_a_window_that_is_too_small_there_is_still_a_page(
    page: Callable[..., list[Line]], halves: bool
) -> None:
    for content, cell in CELLS[:: len(CELLS) // 8]:
        for columns, rows in product((0, 1, 2, 5, 20, 57), (0, 1, 3, 7)):
            assert page(content, cell, columns, rows, halves=halves)


def test_numbers_that_are_none_or_too_large_are_said() -> None:
    network = two_branch()
    for value, drawn_as in ((float("nan"), "NaN"), (float("-inf"), "-∞"), (-1e-300, "-1.0e-300")):
        trace = {**CONTENT.trace, "L": value}
        odd = TableContent(_Trace(trace, network), CONTENT.gradients)  # type: ignore[arg-type]
        assert shows(cell_page(odd, Cell("L"), 80, 20), drawn_as, HUGE)


class _Trace(dict[str, object]):
    def __init__(self, numbers: dict[str, object], network: Network) -> None:
        super().__init__(numbers)
        self.graph = network.graph
