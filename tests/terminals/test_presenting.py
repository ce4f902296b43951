"""A presenter's keys in a real terminal: the laser pointer, the clock, large numbers."""

import time
from collections.abc import Callable

import pytest
from real_terminal import LIMIT, SMALL, Open, Terminal
from test_bandwidth import FAST


def bar(app: Terminal) -> list[tuple[int, int]]:
    """The cells of the screen that the laser pointer is over."""
    columns, rows = app.screen.columns, app.screen.lines
    buffer = app.screen.buffer
    return [(x, y) for y in range(rows) for x in range(columns) if buffer[y][x].bg == "red"]


def begin(app: Terminal) -> None:
    app.until("ready: epoch 0", "q Quit")
    app.settled()


def until(app: Terminal, holds: Callable[[], object]) -> None:
    """Take in what is sent until this holds."""
    limit = time.monotonic() + LIMIT
    while not holds():
        assert time.monotonic() < limit, app.text
        app.sent_within(0.05)


@pytest.mark.parametrize("colours", ["", "truecolor"])
def test_the_pointer_is_over_every_page_and_leaves_no_trace(colours: str, terminal: Open) -> None:
    app = terminal(*SMALL, COLORTERM=colours)
    begin(app)
    before = app.text
    app.send("\x0c")
    until(app, lambda: bar(app) == [(x, 12) for x in range(36, 45)])
    for key, row in (("\x1b[A", 11), ("\x1bOA", 10), ("\x1b[1;2A", 6)):
        app.settled()
        sent = len(app.output)
        app.send(key)
        until(app, lambda row=row: bar(app) == [(x, row) for x in range(36, 45)])
        app.settled()
        assert len(app.output) - sent < 250
    for key, text in (("?", "─ help ─"), ("q", "Step"), ("g", "used again below"), ("q", "Step")):
        app.send(key)
        app.until(text)
        until(app, lambda: bar(app) == [(x, 6) for x in range(36, 45)])
    app.resize(60, 20)
    app.until("Step")
    until(app, lambda: len(bar(app)) == 9)
    app.settled()
    app.resize(80, 24)
    app.settled()
    app.send("\x1b")
    until(app, lambda: not bar(app) and app.text == before)
    app.send("q")
    assert app.status() == 0


def test_without_colours_the_pointer_reverses_what_it_is_over(terminal: Open) -> None:
    app = terminal(*SMALL, NO_COLOR="1")
    begin(app)
    row = app.screen.buffer[12]
    before = [row[x].reverse for x in range(80)]
    app.send("\x0c")
    until(app, lambda: (row[36].data, row[44].data) == (">", "<"))
    app.settled()
    assert [x for x in range(80) if row[x].reverse != before[x]] == list(range(36, 45))
    app.send("q")
    assert app.status() == 0


def test_what_is_beneath_the_pointer_goes_on(terminal: Open) -> None:
    app = terminal(*FAST)
    begin(app)
    app.send("\x0c" + "\x1b[1;2D" * 4 + "\x1b[1;2A")
    until(app, lambda: (8, 8) in bar(app))
    app.send(" ")
    app.until("Pause", "epochs/s")
    texts = set()

    def changes() -> bool:
        texts.add("".join(app.screen.buffer[y][x].data for x, y in bar(app)))
        return len(texts) > 3

    until(app, changes)
    assert len(bar(app)) == 9
    app.send("q")
    assert app.status() == 0


def test_large_numbers_in_training_stay_within_what_the_line_carries(terminal: Open) -> None:
    app = terminal(*FAST, COLORTERM="truecolor")
    begin(app)
    app.send("* ")
    app.until("Pause", "epochs/s", "██")
    app.sent_within(1.0)
    before = app.text
    assert app.sent_within(4.0) <= 4 * 20_000
    until(app, lambda: app.text != before)
    app.send("q")
    assert app.status() == 0


def test_a_clock_at_rest_sends_nothing_until_the_minute_is_over(terminal: Open) -> None:
    app = terminal(*SMALL)
    begin(app)
    app.send("T")
    app.until(" 0 min")
    app.settled(2.0)  # at most one minute ends meanwhile, and then it is settled 2 s later
    app.send("q")
    assert app.status() == 0
