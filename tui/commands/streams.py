"""Standard output and error that can always be written to.

Where they are not Unicode, as in a file on Windows or on a terminal with LANG=C, the few signs
we use are spelled in ASCII, with more characters where that is clearer than on a screen; where
they are closed, what is written goes nowhere.
"""

import codecs
import io
import os
import sys
from pathlib import Path
from typing import TextIO

from tui.commands.terminal import has_unicode

_SPELLED = {
    "∞": "inf", "…": "..", "η": "lr", "σ": "sigma", "Σ": "sum", "√": "sqrt", "←": "<-",
    "✓": "(given)", "≤": "<=", "≥": ">=", "≠": "!=", "ᵀ": "^T",
    **{sign: f"^{digit}" for digit, sign in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")},
    **{sign: f"_{digit}" for digit, sign in enumerate("₀₁₂₃₄₅₆₇₈₉")},
    **{sign: f"_{letter}" for letter, sign in zip("klmnijprst", "ₖₗₘₙᵢⱼₚᵣₛₜ", strict=True)},
}  # fmt: skip


def prepare_streams() -> None:
    """Make both streams writable with every character."""
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    codecs.register_error("backprop-tui", _in_ascii)
    for stream in (sys.stdout, sys.stderr):
        if not isinstance(stream, io.TextIOWrapper):
            continue
        if _python_assumes_unicode(stream):
            stream.reconfigure(encoding="ascii")
        if not stream.encoding.lower().startswith("utf"):
            stream.reconfigure(errors="backprop-tui")


def write_unicode() -> None:
    """Make standard error, which the app is drawn on, write every sign as it is."""
    if isinstance(sys.stderr, io.TextIOWrapper):
        sys.stderr.reconfigure(encoding="utf-8")


def _python_assumes_unicode(stream: TextIO) -> bool:
    """Whether Python writes UTF-8 to a terminal of another locale, unless the user wants that."""
    return stream.isatty() and not has_unicode() and not os.environ.get("PYTHONIOENCODING")


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def _in_ascii(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    from tui.ascii_signs import in_ascii  # here, for few streams need it

    signs = error.object[error.start : error.end]
    return "".join(_SPELLED.get(sign) or in_ascii(sign) for sign in signs), error.end
