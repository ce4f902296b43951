import math
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tui.numbers import NARROWEST, NumberFormat, full, number_format, short

FLOATS = st.floats(allow_nan=True, allow_infinity=True)
FINITE = st.floats(allow_nan=False, allow_infinity=False)
WIDTHS = st.integers(NARROWEST, 20)
BLOCKS = st.lists(FLOATS, max_size=6)


def half_a_unit(text: str) -> Decimal:
    """Half of what the last shown digit stands for."""
    exponent = Decimal(text).as_tuple().exponent
    assert isinstance(exponent, int)
    return Decimal(1).scaleb(exponent) / 2


@given(number=FLOATS, block=BLOCKS, width=WIDTHS)
@example(number=-0.0, block=[], width=7)
@example(number=5e-324, block=[1.0], width=7)
@example(number=-1.7976931348623157e308, block=[1.0], width=7)
@example(number=math.nan, block=[math.nan, math.inf], width=7)
@example(number=-9.9999999, block=[9.9999999], width=8)
def test_every_number_is_exactly_as_wide_as_asked(
    number: float, block: list[float], width: int
) -> None:
    assert len(number_format([number, *block], width).text(number)) == width
    assert len(number_format(block, width).text(number)) == width


@given(number=FINITE, block=BLOCKS, width=WIDTHS)
@example(number=5e-324, block=[1e308], width=7)
@example(number=0.00005, block=[1.0], width=7)
@example(number=999999.5, block=[], width=7)
def test_the_text_reads_back_as_the_number_to_the_digits_shown(
    number: float, block: list[float], width: int
) -> None:
    text = number_format([number, *block], width).text(number)
    assert abs(Decimal(text.strip()) - Decimal(number)) <= half_a_unit(text.strip())


@given(number=FINITE, block=BLOCKS, width=WIDTHS)
@example(number=-5e-324, block=[1.0], width=7)
@example(number=-0.0, block=[1.0], width=7)
def test_a_number_shows_its_sign_and_zero_shows_none(
    number: float, block: list[float], width: int
) -> None:
    text = number_format([number, *block], width).text(number).strip()
    if number == 0.0:
        assert set(text) == {"0", "."}
    else:
        assert text[0] == ("+" if number > 0 else "-")
        assert any(digit in text.partition("e")[0] for digit in "123456789")


@given(block=st.lists(FINITE, min_size=2, max_size=6), width=WIDTHS)
@example(block=[0.0, -1.5, 12.25], width=8)
def test_points_are_in_line_within_a_block(block: list[float], width: int) -> None:
    form = number_format(block, width)
    plain = [text for text in map(form.text, block) if "e" not in text]
    assert {len(text) - text.index(".") for text in plain} <= {form.decimals + 1}


@given(block=st.lists(FINITE, min_size=1, max_size=6), width=WIDTHS)
def test_a_block_has_as_many_decimals_as_its_largest_number_allows(
    block: list[float], width: int
) -> None:
    form = number_format(block, width)
    largest = max(map(abs, block))
    assert form.width == width
    assert 2 <= form.decimals <= width - 3
    fits = len(f"{largest:+.{form.decimals}f}") <= width
    one_more_fits = len(f"{largest:+.{form.decimals + 1}f}") <= width
    assert fits or form.decimals == 2
    assert not one_more_fits or form.decimals == width - 3


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.25129816473730215, "+0.2513"),
        (-0.25129816473730215, "-0.2513"),
        (0.0, " 0.0000"),
        (-0.0, " 0.0000"),
        (0.00001234, "+1.2e-5"),
        (-1e-300, "-1e-300"),
        (12345678.0, "+1.23e7"),
        (math.nan, "    NaN"),
        (math.inf, "     +∞"),
        (-math.inf, "     -∞"),
    ],
)
def test_texts_of_seven_characters_with_four_decimals(number: float, text: str) -> None:
    assert NumberFormat(7, 4).text(number) == text


@given(number=FINITE, digits=st.integers(1, 17))
@example(number=1e-5, digits=6)
@example(number=123456789.0, digits=3)
def test_a_short_number_is_right_to_its_digits(number: float, digits: int) -> None:
    shown = Decimal(short(number, digits))
    assert abs(shown - Decimal(number)) <= abs(shown).scaleb(1 - digits) / 2
    mantissa = short(number, digits).partition("e")[0].lstrip("-").replace(".", "")
    assert len(mantissa.lstrip("0")) <= digits
    assert "e+" not in short(number, digits)
    assert "e0" not in short(number, digits)
    assert "e-0" not in short(number, digits)


@given(number=FINITE)
def test_with_all_digits_a_number_reads_back_bit_for_bit(number: float) -> None:
    assert float(full(number)).hex() == number.hex()
    assert float(short(number, 17)) == number


@pytest.mark.parametrize("write", [short, full])
def test_what_is_no_number_is_named(write: object) -> None:
    assert callable(write)
    assert [write(number) for number in (math.nan, math.inf, -math.inf)] == ["NaN", "∞", "-∞"]
