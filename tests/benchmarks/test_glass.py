"""The glass through which the benchmarks look shows what a terminal emulator shows."""

import pyte
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.app.glass import Glass

WIDTH, HEIGHT = 12, 4
MOVES = st.builds("\x1b[{};{}H".format, st.integers(1, HEIGHT), st.integers(1, WIDTH))
PIECES = MOVES | st.builds(
    "\x1b[{};1H{}\x1b[{}C{}".format,
    st.integers(1, HEIGHT),
    st.text("ab ─⠤∂", max_size=3),
    st.integers(1, 3),
    st.text("cd█", max_size=3),
)
OTHERS = st.sampled_from(
    ["\x1b[38;5;12;1m", "\x1b[0m", "\x1b[?2026h", "\x1b[?25l", "\x1b[H", "\r\n"]
)


@given(st.lists(PIECES | OTHERS, max_size=20))
def test_it_shows_what_a_terminal_shows(pieces):
    glass, screen = Glass(WIDTH, HEIGHT), pyte.Screen(WIDTH, HEIGHT)
    stream = pyte.Stream(screen)
    for piece in ["\x1b[H", *pieces]:
        if piece == "\r\n" and screen.cursor.y == HEIGHT - 1:
            continue  # it would scroll, which no frame does
        glass.feed(piece)
        stream.feed(piece)
        assert glass.text == "\n".join(screen.display)
