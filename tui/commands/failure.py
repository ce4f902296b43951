"""How a command fails: one sentence on standard error and an exit status."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from engine import NetworkError, printable
from tui.commands.streams import prepare_streams

NO_OUTPUT = 1
"""The results could not be written where they were wanted."""
BAD_INPUT = 2
"""A file, an option or a terminal that cannot be used; argparse's own number too."""
INTERRUPTED = 130
"""Stopped from the keyboard; by a signal n in general it is 128 + n."""


def complain(sentence: str) -> None:
    """Say something that is no result."""
    print(f"backprop-tui: {printable(sentence)}", file=sys.stderr, flush=True)


@contextmanager
def failures_explained() -> Iterator[None]:
    """Turn what can go wrong into a sentence and SystemExit; what is a bug keeps its traceback."""
    prepare_streams()
    try:
        try:
            yield
        finally:
            sys.stdout.flush()
    except NetworkError as error:
        complain(str(error))
        raise SystemExit(BAD_INPUT) from None
    except KeyboardInterrupt:
        complain("interrupted")
        raise SystemExit(INTERRUPTED) from None
    except BrokenPipeError:
        _drop_output()
        raise SystemExit(NO_OUTPUT) from None
    except OSError as error:
        complain(f"the output cannot be written ({error.strerror or error}).")
        _drop_output()
        raise SystemExit(NO_OUTPUT) from None


def _drop_output() -> None:
    """Let what is still buffered go nowhere, or the interpreter would fail on it at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
