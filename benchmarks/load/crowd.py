"""All sessions at once: opened one after another, then training together."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

from benchmarks.app.program import MOST_EPOCHS, READY
from benchmarks.app.terminal import opened
from benchmarks.load.session import JOB, Session, live

SIZE = 80, 24


def gather(count: int, seconds: float, say: Callable[[str], None]) -> list[Session]:
    """So many sessions that train for so long."""
    words = ["-m", "tui", *JOB.words, "--epochs", str(MOST_EPOCHS)]
    with ExitStack() as stack:
        terminals = []
        for number in range(count):
            say(f"opening session {number + 1} of {count}")
            terminal = stack.enter_context(opened(words, *SIZE))
            terminal.until(READY)
            terminals.append(terminal)
        say(f"{count} sessions train")
        # A thread for each, since a terminal that nobody reads makes its program wait.
        with ThreadPoolExecutor(count) as pool:
            return list(pool.map(lambda t, n: live(t, seconds, n), terminals, range(count)))
