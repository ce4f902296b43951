"""What a kiosk does before anything of it is on the screen: its environment and its limits."""

import os
import re
import signal
import sys

LARGEST = (400, 150)
"""Columns and rows of the largest window that is drawn: a client may ask for any."""

MOST_BYTES = 512 * 2**20
"""What all data of the process may take; beyond, it ends."""

MOST_FILES = 64

_KEPT = ("TERM", "COLORTERM", "NO_COLOR", "LANG", "LC_ALL", "LC_CTYPE")
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
_SANE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+@-]{0,63}")


def prepare() -> None:
    """Forget the environment, be held to limits, and take no signals of the terminal.

    Has to be called before Textual is loaded, which reads the environment then.
    """
    sys.dont_write_bytecode = True
    _forget_environment()
    _set_limits()
    ignore_keys_of_the_terminal()


def ignore_keys_of_the_terminal() -> None:
    """Take no signal that a terminal makes of a key, before it hands on keys and after that.

    Textual's driver takes SIGTSTP itself when it is made.
    """
    for name in ("SIGINT", "SIGQUIT", "SIGTSTP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)


def _forget_environment() -> None:
    """Keep what tells of the terminal, where it has the form of a name."""
    for name, value in list(os.environ.items()):
        sane = name in _THREADS or (name in _KEPT and _SANE.fullmatch(value))
        if not sane:
            del os.environ[name]
    if os.name == "posix":
        os.environ.setdefault("TERM", "xterm")


def _set_limits() -> None:
    """No cores, no files with anything in them, few files open, so much memory."""
    if sys.platform == "win32":
        return
    import resource

    for limit, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, MOST_FILES),
        (resource.RLIMIT_DATA, MOST_BYTES),
    ):
        highest = resource.getrlimit(limit)[1]
        bound = most if highest == resource.RLIM_INFINITY else min(most, highest)
        resource.setrlimit(limit, (bound, bound))
