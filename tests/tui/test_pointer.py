"""The laser pointer: over everything, inside of every window, and cheap to move."""

import pyte
import pytest
from driving import Driver, opened
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import two_branch
from pressing import presses
from textual.geometry import Size

from tui.painted import Painted
from tui.pointer import Pointer
from tui.widgets.numbers_table import NumbersTable

NETWORK = two_branch()
ARROWS = ("up", "down", "left", "right")


def place(app: Driver) -> tuple[int, int]:
    assert app.app.pointer is not None
    return app.app.pointer.x, app.app.pointer.y


async def on(app: Driver) -> None:
    await app.press("ctrl+l")
    await app.until(lambda: app.app.pointer is not None)


@presses("presenter.pointer", "ctrl+l")
@presses("presenter.pointer_up", "up")
@presses("presenter.pointer_down", "down")
@presses("presenter.pointer_left", "left")
@presses("presenter.pointer_right", "right")
@presses("presenter.pointer_fast_up", "shift+up")
@presses("presenter.pointer_fast_down", "shift+down")
@presses("presenter.pointer_fast_left", "shift+left")
@presses("presenter.pointer_fast_right", "shift+right")
async def test_arrows_move_the_pointer_and_nothing_else() -> None:
    async with opened(NETWORK) as app:
        await on(app)
        assert place(app) == (40, 12)
        for key, there in (
            ("up", (40, 11)),
            ("left", (39, 11)),
            ("shift+left", (31, 11)),
            ("shift+down", (31, 15)),
            ("down", (31, 16)),
            ("right", (32, 16)),
            ("shift+right", (40, 16)),
            ("shift+up", (40, 12)),
        ):
            await app.press(key)
            await app.until(lambda there=there: place(app) == there)
        assert app.training.query_one(NumbersTable).cursor is None
        await app.press("ctrl+l")
        await app.until(lambda: app.app.pointer is None)
        await app.press("right")
        await app.until(lambda: app.training.query_one(NumbersTable).cursor is not None)


@presses("presenter.pointer_off", "escape")
async def test_escape_takes_the_pointer_away_before_anything_else() -> None:
    async with opened(NETWORK) as app:
        await app.press("w", "question_mark")
        await app.shows("─ help ─")
        await on(app)
        await app.press("escape")
        await app.until(lambda: app.app.pointer is None)
        await app.shows("─ help ─")
        await app.press("escape")
        await app.until(lambda: "─ help ─" not in app.text)
        assert app.training.explained is not None


async def test_it_begins_at_the_cell_pointed_at() -> None:
    async with opened(NETWORK) as app:
        await app.settled()
        await app.press("right", "down")
        await app.until(lambda: "A[1][0] = " in app.text)
        await on(app)
        x, y = place(app)
        assert app.lines[y][x - 3 : x + 4] == "+0.6881"


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (140, 45)])
async def test_it_stays_inside_at_every_size_and_after_resizing(size: tuple[int, int]) -> None:
    async with opened(NETWORK, size) as app:
        await on(app)
        await app.press(*["shift+right"] * 20, *["shift+down"] * 12)
        await app.until(lambda: place(app) == (size[0] - 1, size[1] - 1))
        await app.resized(62, 21)
        await app.until(lambda: place(app) == (min(size[0], 62) - 1, min(size[1], 21) - 1))
        await app.press(*["shift+left"] * 20, *["shift+up"] * 12)
        await app.until(lambda: place(app) == (0, 0))


async def test_it_stays_where_it_is_on_other_pages_and_keys_do_what_they_do() -> None:
    async with opened(NETWORK) as app:
        await on(app)
        for key, text in (("g", "used again below"), ("v", "gradient ∂L/∂…"), ("q", "Step")):
            await app.press(key)
            await app.shows(text)
            assert place(app) == (40, 12)
        await app.press("s")
        await app.at_rest(1)


# What the terminal gets


class Glass:
    """A terminal, and what the app paints on it."""

    def __init__(self, columns: int, rows: int) -> None:
        self.painted = Painted()
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.Stream(self.screen)

    def show(self, lines: list[str]) -> str:
        output = "".join(f"\x1b[{y};1H{line}" for y, line in enumerate(lines, 1))
        sent = self.painted.difference(output)
        self._stream.feed(sent)
        return sent

    @property
    def lines(self) -> list[str]:
        return self.screen.display

    def red(self) -> set[tuple[int, int]]:
        buffer = self.screen.buffer
        width, height = self.screen.columns, self.screen.lines
        return {(x, y) for y in range(height) for x in range(width) if buffer[y][x].bg == "red"}


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(-30, 30), st.integers(-9, 9)), max_size=8), st.data())
def test_what_is_beneath_is_changed_by_nothing_but_the_pointer(moves, data) -> None:
    size = Size(30, 6)
    glass, pointer = Glass(*size), Pointer(3, 2)
    for columns, rows in moves:
        lines = data.draw(
            st.lists(st.text("ab0█ ", min_size=30, max_size=30), min_size=6, max_size=6)
        )
        glass.show(lines)
        pointer = pointer.moved(columns, rows, size)
        glass.painted.pointer = pointer
        glass.show(lines)
        bar = {(x, pointer.y) for x in range(pointer.x - 4, pointer.x + 5) if 0 <= x < 30}
        assert glass.red() == bar
        for y, line in enumerate(lines):
            for x, character in enumerate(line):
                arrow = {pointer.x - 4: ">", pointer.x + 4: "<"} if y == pointer.y else {}
                assert glass.lines[y][x] == arrow.get(x, character)
        glass.painted.pointer = None
        glass.show(lines)
        assert glass.lines == lines
        assert not glass.red()


def test_a_move_costs_few_bytes() -> None:
    glass, lines = Glass(80, 24), ["0123456789" * 8] * 24
    glass.show(lines)
    for pointer in (Pointer(40, 10), Pointer(41, 10), Pointer(41, 11), Pointer(49, 15)):
        glass.painted.pointer = pointer
        assert 0 < len(glass.show(lines)) < 100


def test_without_colours_it_is_the_reverse_of_what_it_is_over() -> None:
    glass = Glass(20, 1)
    glass.painted.pointer = Pointer(10, 0, coloured=False)
    glass.show(["0123456789\x1b[7mabc\x1b[0mdefghij"])
    assert glass.lines == ["012345>789abcd<fghij"]
    reverse = [glass.screen.buffer[0][x].reverse for x in range(20)]
    assert reverse == [6 <= x <= 14 and not 10 <= x <= 12 for x in range(20)]


def test_a_wide_character_at_an_end_stays_whole() -> None:
    glass = Glass(20, 1)
    glass.painted.pointer = Pointer(10, 0)
    glass.show(["abcde界hijklmn界qrst"])
    assert "".join(glass.lines).replace(" ", "") == "abcde界hijklmn界qrst"
