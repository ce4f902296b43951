import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.commands.value_tables import block

numbers = st.floats(-1e6, 1e6)


@st.composite
def matrices(draw):
    rows, columns = draw(st.integers(1, 20)), draw(st.integers(1, 20))
    row = st.tuples(*[numbers] * columns)
    return draw(st.tuples(*[row] * rows))


def shown(row, most):
    if len(row) <= most:
        return list(row)
    return [*row[: (most + 1) // 2], None, *row[len(row) - most // 2 :]]


@given(matrices(), st.integers(17, 120))
def test_a_block_fits_and_shows_the_numbers_of_both_ends(matrix, width):
    result = block(matrix, width)
    assert all(len(line) <= width for line in result.lines)
    expected_rows = shown(matrix, 12)
    assert len(result.lines) == len(expected_rows)
    complete = len(matrix) <= 12
    for line, row in zip(result.lines, expected_rows, strict=True):
        texts = line.split()
        if row is None:
            assert texts == ["⋮"]
            continue
        complete = complete and "…" not in texts
        whole = [text for text in texts if text != "…"]
        assert len(whole) == len(row) if "…" not in texts else len(whole) >= 2
        expected = [number for number in shown(row, len(whole)) if number is not None]
        for text, number in zip(whole, expected, strict=True):
            assert float(text) == pytest.approx(number, rel=0.06, abs=0.0051)
    assert result.complete == complete


def test_more_room_means_more_decimals_then_more_columns():
    row = (0.123456789012,) * 4
    assert block(row, 80).lines == ["+0.123456789 " * 3 + "+0.123456789"]
    assert block(row, 39).lines == ["+0.123457 " * 3 + "+0.123457"]
    assert block(row, 31).lines == ["+0.1235 " * 3 + "+0.1235"]
    assert block(row, 30).lines == ["+0.1235 +0.1235 … +0.1235"]
    assert block(row, 17).lines == ["+0.1235 … +0.1235"]


def test_scalars_and_rows_in_a_dozen():
    assert block(-2.5, 30).lines == ["-2.500000000"]
    column = tuple((float(number),) for number in range(12))
    assert block(column, 30).complete
    assert len(block(column, 30).lines) == 12
    longer = block((*column, (12.0,)), 30)
    assert not longer.complete
    assert longer.lines[6].strip() == "⋮"
