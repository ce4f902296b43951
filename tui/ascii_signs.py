"""Text in ASCII for terminals that have nothing else: every sign as one that is as wide.

What means different things on one screen stays different: `×` is the training loss in the
chart, `⠤` the evaluation loss and `∘` the parent's, and become `x`, `.` and `o`.
"""

import re
import unicodedata

from rich.cells import cell_len

_CHOSEN = {
    # mathematics
    "∂": "d", "σ": "s", "Σ": "S", "Δ": "D", "∇": "D", "′": "'", "·": "*", "⋅": "*", "×": "x",
    "−": "-", "±": "~", "√": "V", "∞": "I", "≈": "~", "≠": "!", "≤": "<", "≥": ">", "‖": "|",
    # marks of the table, the chart and the graph
    "►": "}", "◂": "<", "▸": ">", "▴": "^", "▾": "v", "→": "=", "←": "<", "↑": "^", "↓": "v",
    "∘": "o", "▲": "^", "▼": "v", "◀": "<", "▶": ">", "■": "#", "□": "o", "●": "@", "◆": "$",
    "⊕": "&", "✓": "v", "✗": "x", "•": "*", "⏎": "<", "█": "#", "▔": "-", "░": ".", "▒": ":",
    "▓": "#",
    # the ends of scroll bars, whose middle is coloured space
    **dict.fromkeys("▁▂▃▅▆▇▉", " "),
    # lines that end, other than those that branch
    "╭": "/", "╮": "\\", "╰": "\\", "╯": "/", "┴": "'",
    # punctuation
    "…": "~", "⋮": ":", "–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "„": '"',
    "«": '"', "»": '"',
    # letters that are no other letter with an accent
    "ß": "s", "æ": "a", "Æ": "A", "œ": "o", "Œ": "O", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L",
    "ı": "i", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "t", "Þ": "T",
    # Greek as scholars type it (Beta Code), each letter another; η is `h`, as a step size is
    **dict(zip("αβγδεζηθικλμνξοπρστυφχψω", "abgdezhqiklmncoprstufxyw", strict=True)),
    **dict(zip("ΑΒΓΘΕΖΗΙΚΛΜΝΞΟΠΡΤΥΦΧΨΩς", "ABGQEZHIKLMNCOPRTUFXYWs", strict=True)),
}  # fmt: skip

_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_ACROSS, _ALONG = {"HORIZONTAL", "LEFT", "RIGHT"}, {"VERTICAL", "UP", "DOWN"}
_TOP, _BOTTOM = 0b00011011, 0b11100100
"""The dots of a braille cell's upper and of its lower two rows."""


def in_ascii(text: str) -> str:
    """A line of text in ASCII, in as many characters as it takes cells of a terminal."""
    if text.isascii():
        return text
    width = cell_len(text)
    written = _NOT_ASCII.sub(lambda run: _in_ascii(run[0]), text)
    return written[:width].ljust(width)  # signs that are joined can be narrower than each of them


def _in_ascii(signs: str) -> str:
    written = "".join(map(_sign, signs))
    return written if len(written) == cell_len(signs) else "?" * cell_len(signs)


def _sign(sign: str) -> str:
    """One sign, or two for a wide one, or none for one that takes no place."""
    if sign in _CHOSEN:
        return _CHOSEN[sign]
    width = cell_len(sign)
    if width != 1:
        return "?" * width
    if "\u2500" <= sign <= "\u259f":
        return _drawn(sign)
    if "\u2800" <= sign <= "\u28ff":
        return _dotted(ord(sign) - 0x2800)
    return _letter(sign)


def _drawn(sign: str) -> str:
    """A piece of a line or of a block."""
    words = set(unicodedata.name(sign).split())
    if words & {"DIAGONAL", "QUADRANT"}:
        return "x"
    if "BLOCK" in words or "BLOCKS" in words:
        if words & _ACROSS:
            return "|"
        return "_" if "LOWER" in words else '"'
    if words & _ACROSS:
        return "+" if words & _ALONG else "-"
    return "|"


def _dotted(dots: int) -> str:
    """A braille cell, of which it matters whether its dots are above, below or both."""
    above, below = bool(dots & _TOP), bool(dots & _BOTTOM)
    return (" ", "'", ".", ":")[above + 2 * below]


def _letter(sign: str) -> str:
    """A letter or digit without its accent, or from above or below the line."""
    plain = [
        part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part)
    ]
    if len(plain) != 1:
        return "?"
    return plain[0] if plain[0].isascii() and plain[0] != " " else _CHOSEN.get(plain[0], "?")
