"""A process that was asked to end does end, even when leaving in order hangs.

Textual can wait for ever to write to a terminal that is gone; whether it does depends on
the moment, so the hanging app is a stand-in here. Real terminals are in tests/terminals.
"""

import signal
import subprocess
import sys

import pytest

HANGING = """
import os, sys, threading
from tui.ending import ended_by_signals

class HangingApp:
    def exit(self, *result): ...
    def call_from_thread(self, *call): threading.Event().wait()

with ended_by_signals(HangingApp()):
    os.kill(os.getpid(), int(sys.argv[1]))
    threading.Event().wait()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals that can be handled")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_signal_ends_even_an_app_that_hangs(name: str) -> None:
    number = getattr(signal, name)
    done = subprocess.run(
        [sys.executable, "-c", HANGING, str(int(number))], check=False, timeout=30
    )
    assert done.returncode == 128 + number


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals that can be handled")
def test_afterwards_signals_do_what_they_did_before() -> None:
    from tui.ending import ended_by_signals

    before = signal.getsignal(signal.SIGTERM)
    with ended_by_signals(object()):  # type: ignore[arg-type]
        assert signal.getsignal(signal.SIGTERM) is not before
    assert signal.getsignal(signal.SIGTERM) is before
