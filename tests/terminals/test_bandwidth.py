"""The bytes that leave the program: few while it trains, none at rest."""

import pytest
from real_terminal import Open, Terminal

FAST = ("--samples", "1000", "--epochs", "1000000", "--lr", "1e-4")
"""Numbers that change in every frame."""

SECONDS = 4.0


def parts(app: Terminal) -> tuple[str, str]:
    """The numbers and the chart on the screen, at 80×24."""
    rows = app.screen.display[6:22]
    return "\n".join(row[:52] for row in rows), "\n".join(row[54:] for row in rows)


@pytest.mark.parametrize(
    ("words", "colours", "most"),
    [
        pytest.param((), "truecolor", 20_000, id="as usual"),
        pytest.param(("--size", "K=8"), "", 20_000, id="larger"),
        pytest.param(("--slow",), "truecolor", 6_000, id="slow line"),
        pytest.param(("--slow", "--fps", "60"), "", 6_000, id="slow line, many frames"),
    ],
)
def test_training_at_full_speed_sends_little_and_shows_all(
    words: tuple[str, ...], colours: str, most: int, terminal: Open
) -> None:
    app = terminal(*FAST, *words, COLORTERM=colours)
    app.until("ready: epoch 0", "q Quit")
    app.send(" ")
    app.until("Pause", "epochs/s")
    app.sent_within(1.0)
    before = parts(app)
    assert 0 < app.sent_within(SECONDS) <= most * SECONDS
    after = parts(app)
    assert before[0] != after[0]
    assert before[1] != after[1]
    app.send("q")
    assert app.status() == 0


PAGES = {
    "?": "─ help ─",
    "g": "used again below",
    "t": "epoch.sample.stage",
    "x": "practice: ",
    "m": "two-layer",
    "\x10": "Search for commands",
}
"""Keys that open a page, and what it shows; three have a cursor in a field."""


def test_at_rest_nothing_is_sent_whatever_is_open(terminal: Open) -> None:
    app = terminal("--samples", "20", "--epochs", "3")
    app.until("ready: epoch 0", "q Quit")
    app.send(" ")
    app.until("done: epoch 3")
    app.settled(1.0)
    for key, text in PAGES.items():
        app.send(key)
        app.until(text)
        app.settled(0.8)  # a cursor that blinks never rests so long
        app.send("\x1b")
        app.settled()
    app.send("q")
    assert app.status() == 0
