"""What is sent in place of a frame: less, and the terminal shows the same."""

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.budget import Budget
from tui.economical_driver import Line
from tui.painted import Painted

COLUMNS, ROWS = 20, 5
BEGIN, END = "\x1b[?2026h", "\x1b[?2026l"

COLOURS = st.sampled_from(
    ["31", "42", "97", "103", "39", "49", "38;5;200", "48;5;17", "38;2;1;22;255", "48;2;9;8;7"]
)
CODES = st.lists(COLOURS | st.sampled_from(["1", "4", "7", "3"]), min_size=1, max_size=4)
CHARACTERS = st.sampled_from("ab 01.+-×∂₀⠤█─")


@st.composite
def frames(draw, characters=CHARACTERS):
    """A frame as Textual writes it: moves, and pieces of text that each end in the plain style."""
    parts = []
    for _ in range(draw(st.integers(1, 6))):
        column, row = draw(st.integers(0, COLUMNS - 1)), draw(st.integers(0, ROWS - 1))
        parts.append(f"\x1b[{row + 1};{column + 1}H")
        while column < COLUMNS and draw(st.booleans()):
            text = draw(st.text(characters, min_size=1, max_size=COLUMNS - column))
            codes = ";".join(draw(CODES))
            parts.append(draw(st.sampled_from([text, f"\x1b[{codes}m{text}\x1b[0m"])))
            column += len(text)
    return "".join(parts) + f"\x1b[{draw(st.integers(1, ROWS))};1H"


class Screen:
    def __init__(self, columns=COLUMNS, rows=ROWS):
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.Stream(self.screen)

    def feed(self, output):
        self._stream.feed(output)

    @property
    def cells(self):
        columns, rows = range(self.screen.columns), range(self.screen.lines)
        return [[self.screen.buffer[y][x] for x in columns] for y in rows]


@given(st.lists(frames(), min_size=1, max_size=6), st.sets(st.integers(0, 5)))
def test_the_terminal_shows_the_same(outputs, forgotten):
    painted, whole, reduced = Painted(), Screen(), Screen()
    for number, output in enumerate(outputs):
        if number in forgotten:
            painted.forget()
        whole.feed(output)
        reduced.feed(painted.difference(output))
        assert reduced.cells == whole.cells


@given(st.lists(frames(), max_size=4), st.integers(1, COLUMNS), st.integers(1, ROWS))
def test_what_lies_beyond_the_window_does_not_reach_into_it(outputs, columns, rows):
    painted, whole, window = Painted(), Screen(), Screen(columns, rows)
    painted.resize(columns, rows)
    for output in outputs:
        whole.feed(output)
        window.feed(painted.difference(output))
        assert window.cells == [row[:columns] for row in whole.cells[:rows]]


def test_half_a_wide_character_is_not_in_the_window():
    painted = Painted()
    painted.resize(3, 1)
    sent = painted.difference("\x1b[1;1Hab界\x1b[31mcd\x1b[0m\x1b[1;1H")
    assert sent == "\x1b[1;1H\x1b[0mab\x1b[1;1H"


@given(frames())
def test_nothing_is_sent_twice(output):
    painted = Painted()
    painted.difference(output)
    assert painted.difference(output) == ""


def test_only_what_differs_is_sent_those_of_one_style_together():
    painted = Painted()
    painted.difference("\x1b[1;1H\x1b[31mred 123456\x1b[0m\x1b[32mgreen 7\x1b[0m\x1b[31m8 \x1b[0m")
    sent = painted.difference(
        "\x1b[1;1H\x1b[31mred 123459\x1b[0m\x1b[32mgreen 6\x1b[0m\x1b[31m9 \x1b[0m"
    )
    assert sent == "\x1b[1;17H6\x1b[1;10H\x1b[31m9\x1b[7C9\x1b[1;20H"


@pytest.mark.parametrize("wide", ["界", "e\u0301", "👍", "⚡", "◾"])
def test_after_a_character_of_doubtful_width_the_cursor_is_placed_anew(wide):
    painted = Painted()
    assert painted.difference(f"\x1b[1;1H{wide}a") in (
        f"\x1b[1;1H\x1b[0m{wide}\x1b[1;{column}Ha\x1b[1;{column + 1}H" for column in (2, 3)
    )


def test_half_of_a_wide_character_that_was_painted_over_fills_no_gap():
    painted = Painted()
    painted.difference("\x1b[1;1H界b")
    painted.difference("\x1b[1;1Ha")
    assert painted.difference("\x1b[1;1Hc\x1b[1;3Hd") == "\x1b[1;1Hc\x1b[1Cd\x1b[1;4H"


ODD = st.sampled_from("a ─⠤界👍⚡\u0301\u200b\ufe0f\ufffd\xad")


@given(st.lists(frames(ODD), max_size=6), st.integers(1, COLUMNS), st.integers(1, ROWS))
def test_no_characters_are_too_odd_to_be_sent(outputs, columns, rows):
    painted = Painted()
    painted.resize(columns, rows)
    for output in outputs:
        assert len(painted.difference(output)) <= 20 * len(output)


@pytest.mark.parametrize("mark", ["\u0301", "\ufe0f"])
def test_a_mark_stays_with_its_character_even_with_a_wide_one(mark):
    for base, column in (("e", 2), ("界", 3)):
        painted = Painted()
        sent = painted.difference(f"\x1b[1;1H{base}{mark}a")
        assert sent == (f"\x1b[1;1H\x1b[0m{base}{mark}\x1b[1;{column}Ha\x1b[1;{column + 1}H")
        assert painted.difference(f"\x1b[1;1H{base}{mark}a") == ""


@pytest.mark.parametrize("other", ["\x1b[2J", "\x1b[?1049h", "\x07", "\x1b]52;c;YQ==\x07"])
def test_what_is_no_frame_is_sent_as_it_is_and_then_all_is_painted_again(other):
    painted = Painted()
    first = painted.difference("\x1b[1;1Hsome text")
    assert painted.difference(other) == other
    assert painted.difference("\x1b[1;1Hsome text") == first


def test_a_frame_without_a_difference_is_not_even_begun():
    line = Line(1000.0)
    frame = "\x1b[1;1Hsome text\x1b[1;1H"
    first = [line.reduced(output) for output in (BEGIN, frame, END)]
    assert first == ["", "", f"{BEGIN}\x1b[1;1H\x1b[0msome text\x1b[1;1H{END}"]
    assert [line.reduced(output) for output in (BEGIN, frame, END)] == ["", "", ""]


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@given(st.lists(st.tuples(st.floats(0.001, 0.5), st.integers(0, 5000)), min_size=20))
def test_who_waits_until_the_line_is_free_sends_no_more_than_it_carries(frames):
    clock = Clock()
    budget = Budget(1000.0, clock)
    sent = 0
    for seconds, count in frames:
        clock.now += seconds
        if budget.free:
            assert sent <= 1000.0 * clock.now + 100.0 + 1e-6
            budget.spend(count)
            sent += count


def test_a_line_is_free_again_when_it_has_carried_what_was_sent():
    clock = Clock()
    budget = Budget(1000.0, clock)
    assert budget.free
    budget.spend(1600)
    assert not budget.free
    clock.now = 1.4
    assert not budget.free
    clock.now = 1.6
    assert budget.free
