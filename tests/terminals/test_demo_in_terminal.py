"""A demonstration in a real terminal, in the hands of who gives it."""

from real_terminal import Open


def test_it_is_paused_moved_along_and_taken_over(terminal: Open) -> None:
    app = terminal("demo")
    app.until("1/9 A network", "This network is six equations.", "space: pause")
    app.send(" ")
    app.until("paused  space: go on")
    app.send("\x1b[C")
    app.until("2/9 Forward", "Each press of . goes one stage on.", "stage 1 of 17")
    app.send("\x1b[D")
    app.until("1/9 A network", "This network is six equations.")
    app.send("s")
    app.until("done: epoch 1", "q Quit")
    app.send("q")
    assert app.status() == 0
    assert app.is_as_before()
    kept = terminal("--resume")
    kept.until("done: epoch 1")
    kept.send("q")
    assert kept.status() == 0


def test_a_demonstration_that_nobody_takes_over_is_not_kept(terminal: Open) -> None:
    app = terminal("demo", "--speed", "20")
    app.send("s")  # before there is anything to take over
    app.until("1/9 A network", "ready: epoch 0")
    app.send("\x1b[C" * 5)
    app.until("6/9 Too large a step", "log loss")
    app.send(" ")
    app.until("paused")
    app.send("q")
    assert app.status() == 0
    kept = terminal("--resume")
    kept.until("no run has been kept yet")
    assert kept.status() == 2


def test_nothing_is_sent_while_a_caption_is_read(terminal: Open) -> None:
    app = terminal("demo", "--speed", "0.5")
    app.until("This network is six equations.")
    app.settled()
    assert app.sent_within(3.0) == 0
    app.send("q")
    assert app.status() == 0
