"""Text and mathematics for LaTeX, in ASCII, with what its standard fonts can print.

Mathematics comes as the engine writes it, in Unicode: ∂L/∂A[i][j] = xᵢ · ∂L/∂yⱼ. It is read
token by token; an index becomes a subscript, the name of a node is set in italics.
"""

import re
import unicodedata
from collections.abc import Iterator

from tui.formula_tokens import (
    RAISED,
    WORDS,
    is_called,
    length_of_atom,
    letters_of,
    places_of,
    tokens_of,
)

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "-": "{-}",  # two of them would become a dash
    '"': "''",
    "$": r"\ensuremath{\mathdollar}",  # \$ is in a font that may have to be made first
    **{sign: rf"\{sign}" for sign in "{}&#_%"},
    **{sign: f"${sign}$" for sign in "<>|"},
}

_TYPOGRAPHY = {
    "“": "``", "”": "''", "‘": "`", "’": "'", "–": "--", "—": "---",
    "æ": r"{\ae}", "Æ": r"{\AE}", "œ": r"{\oe}", "Œ": r"{\OE}", "ø": r"{\o}", "Ø": r"{\O}",
    "ł": r"{\l}", "Ł": r"{\L}", "ß": r"{\ss}", "ı": r"{\i}",
}  # fmt: skip

_ACCENTS = dict(
    zip(
        ("\u0300", "\u0301", "\u0302", "\u0303", "\u0304", "\u0306", "\u0307", "\u0308", "\u030a",
         "\u030b", "\u030c", "\u0327"),
        "`'^~=u.\"rHvc",
        strict=True,
    )
)  # fmt: skip

_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta",
    "η": "eta", "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu",
    "ξ": "xi", "π": "pi", "ρ": "rho", "ς": "varsigma", "σ": "sigma", "τ": "tau",
    "υ": "upsilon", "φ": "varphi", "χ": "chi", "ψ": "psi", "ω": "omega", "Γ": "Gamma",
    "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma",
    "Υ": "Upsilon", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega",
}  # fmt: skip

_SIGNS = {
    "·": r"\cdot ",
    "×": r"\times ",
    "−": "-",
    "∂": r"\partial ",
    "√": r"\surd ",
    "′": "'",
    "←": r"\leftarrow ",
    "→": r"\to ",
    "≤": r"\le ",
    "≥": r"\ge ",
    "≠": r"\ne ",
    "∞": r"\infty ",
    "…": r"\dots ",
    "∑": r"\sum ",
}


def text(content: str) -> str:
    """Any text; a character that cannot be printed is written as its number, U+4E2D."""
    return "".join(map(_character, unicodedata.normalize("NFC", content)))


def mathematics(formula: str) -> str:
    """A formula, for between dollar signs; lines can be broken at its signs."""
    return "".join(_translated(tokens_of(formula)))


def _character(character: str) -> str:
    if character in _SPECIAL:
        return _SPECIAL[character]
    if character.isascii():
        return character
    if character in _TYPOGRAPHY:
        return _TYPOGRAPHY[character]
    command = rf"\{_GREEK[character]}" if character in _GREEK else _SIGNS.get(character)
    if command:
        return rf"\ensuremath{{{command.strip()}}}"
    parts = unicodedata.normalize("NFD", character)
    if len(parts) == 2 and parts[0].isascii() and parts[1] in _ACCENTS:
        return rf"\{_ACCENTS[parts[1]]}{{{parts[0]}}}"
    return f"U+{ord(character):04X}"


def _translated(tokens: list[re.Match[str]]) -> Iterator[str]:
    place = 0
    while place < len(tokens):
        if tokens[place][0] == "^":
            length = length_of_atom(tokens[place + 1 :])
            exponent = tokens[place + 1 : place + 1 + length]
            yield f"^{{{''.join(_translated(exponent))}}}"
            place += 1 + length
        else:
            yield _token(tokens[place], is_called(tokens, place))
            place += 1


def _token(token: re.Match[str], called: bool) -> str:
    content = token[0]
    match token.lastgroup:
        case "range":
            letters = _with_primes(letters_of(content))
            sign = r"\sum" if content.startswith("Σ") else r"\max"
            return f"{sign}_{{{letters}}} " if letters else f"{sign} "
        case "number":
            mantissa, e, exponent = content.partition("e")
            power = exponent.replace("−", "-")
            return rf"{mantissa}{{\cdot}}10^{{{int(power)}}}" if e else mantissa
        case "name":
            return _name(content, called)
        case "index":
            return f"_{{{_with_primes(places_of(content))}}}"
        case "power":
            power = "".join(RAISED.get(sign, r"\mathsf{T}") for sign in content)
            return f"^{{{power}}}"
    return _sign(content)


def _name(content: str, called: bool) -> str:
    if content in WORDS:
        return rf"\text{{ {content} }}"
    if content in _GREEK:
        return rf"\{_GREEK[content]} "
    if len(content) == 1 and content.isascii():
        return content
    return rf"\{'operatorname' if called else 'textit'}{{{text(content)}}}"


def _sign(content: str) -> str:
    if content in _SIGNS or content.isascii():
        return _SIGNS.get(content, content)
    return rf"\text{{{text(content)}}}"


def _with_primes(places: list[str]) -> str:
    return ",".join(places).replace("′", "'")
