import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tui.heat import HEAT_LEVELS, heat_level

FINITE = st.floats(allow_nan=False, allow_infinity=False)
LARGEST = st.floats(min_value=0.0) | st.just(math.nan)


@given(number=FINITE, largest=LARGEST)
@example(number=5e-324, largest=1e308)
@example(number=1.0, largest=math.nan)
def test_the_level_has_the_sign_of_the_number(number: float, largest: float) -> None:
    level = heat_level(number, largest if not largest < abs(number) else abs(number))
    assert level is not None
    assert -HEAT_LEVELS <= level <= HEAT_LEVELS
    assert (level > 0) == (number > 0)
    assert (level < 0) == (number < 0)


@given(numbers=st.lists(FINITE, min_size=2, max_size=8))
def test_a_larger_number_is_at_least_as_hot_and_the_largest_is_hottest(
    numbers: list[float],
) -> None:
    sizes = sorted(map(abs, numbers))
    levels = [heat_level(size, sizes[-1]) for size in sizes]
    assert levels == sorted(level for level in levels if level is not None)
    assert levels[-1] == (HEAT_LEVELS if sizes[-1] > 0 else 0)


def test_levels_are_of_equal_size() -> None:
    eighths = [level / HEAT_LEVELS for level in range(HEAT_LEVELS + 1)]
    assert [heat_level(size, 1.0) for size in eighths] == list(range(HEAT_LEVELS + 1))
    assert heat_level(0.51, 1.0) == 5


@pytest.mark.parametrize("largest", [0.0, 1.0, math.inf, math.nan])
@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_has_no_level(number: float, largest: float) -> None:
    assert heat_level(number, largest) is None


@pytest.mark.parametrize("largest", [math.inf, math.nan])
def test_next_to_the_infinite_every_number_is_of_the_first_level(largest: float) -> None:
    assert [heat_level(number, largest) for number in (-1e308, 0.0, 1e-300)] == [-1, 0, 1]
