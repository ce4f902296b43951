"""Standard output and error that can always be written to.

Where they are not Unicode, as in a file on Windows or with LANG=C, the few signs we use
are spelled in ASCII; where they are closed, what is written goes nowhere.
"""

import codecs
import io
import os
import sys
from pathlib import Path
from typing import TextIO

_IN_ASCII = {
    "∂": "d", "×": "x", "·": "*", "∞": "inf", "…": "..", "⋮": ":", "–": "-", "η": "lr",
    "−": "-", "σ": "sigma", "Σ": "sum", "Δ": "D", "′": "'", "√": "sqrt", "←": "<-", "✓": "(given)",
    "≤": "<=", "≥": ">=", "≠": "!=", "ᵀ": "^T",
    **{sign: f"^{digit}" for digit, sign in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")},
    **{sign: f"_{digit}" for digit, sign in enumerate("₀₁₂₃₄₅₆₇₈₉")},
    **{sign: f"_{letter}" for letter, sign in zip("klmnijprst", "ₖₗₘₙᵢⱼₚᵣₛₜ", strict=True)},
    "✗": "x", "█": "#", "◂": "<",
}  # fmt: skip


def prepare_streams() -> None:
    """Make both streams writable with every character."""
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    codecs.register_error("backprop-tui", _in_ascii)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and not stream.encoding.lower().startswith("utf"):
            stream.reconfigure(errors="backprop-tui")


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def _in_ascii(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    signs = error.object[error.start : error.end]
    return "".join(_IN_ASCII.get(sign, "?") for sign in signs), error.end
