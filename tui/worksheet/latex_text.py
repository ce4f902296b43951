"""Text and mathematics for LaTeX, in ASCII, with what its standard fonts can print.

Mathematics comes as the engine writes it, in Unicode: ∂L/∂A[i][j] = xᵢ · ∂L/∂yⱼ. It is read
token by token; an index becomes a subscript, the name of a node is set in italics.
"""

import re
import unicodedata
from collections.abc import Iterator

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
_WORDS = {"if", "else", "or"}

_LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉ₖₗₘₙᵢⱼₚᵣₛₜ", "0123456789klmnijprst", strict=True))
_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True)) | {"ᵀ": r"\mathsf{T}"}
_LOW, _HIGH = "".join(_LOWERED), "".join(_RAISED)

_TOKEN = re.compile(
    rf"""
    (?P<sum> Σ[{_LOW}′]* (?=\ [^\s=·+−/←]))  # a sum over an index, before its operand
  | (?P<number> [0-9]+(\.[0-9]+)?(e[-−]?[0-9]+)?)
  | (?P<name> ((?![{_LOW}{_HIGH}])\w)+)
  | (?P<index> ([{_LOW}]′*)+ | (\[[0-9a-z]+′*\])+)
  | (?P<power> [{_HIGH}]+)
  | (?P<sign> \S)
    """,
    re.VERBOSE,
)


def text(content: str) -> str:
    """Any text; a character that cannot be printed is written as its number, U+4E2D."""
    return "".join(map(_character, unicodedata.normalize("NFC", content)))


def mathematics(formula: str) -> str:
    """A formula, for between dollar signs; lines can be broken at its signs."""
    return "".join(_translated([*_TOKEN.finditer(formula)]))


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
            length = _length_of_atom(tokens[place + 1 :])
            exponent = tokens[place + 1 : place + 1 + length]
            yield f"^{{{''.join(_translated(exponent))}}}"
            place += 1 + length
        else:
            called = place + 1 < len(tokens) and tokens[place + 1][0] in "(′"
            yield _token(tokens[place], called)
            place += 1


def _length_of_atom(tokens: list[re.Match[str]]) -> int:
    """How many tokens an exponent has: x₀, 0.5, exp(a + b), (a + b), |a|, √a."""
    depth, within_bars = 0, False
    for length, token in enumerate(tokens):
        content = token[0]
        attached = token.lastgroup == "index" or content in "(′"
        begun = length > 0 and tokens[length - 1][0] != "√"
        if begun and not attached and depth == 0 and not within_bars:
            return length
        depth += (content == "(") - (content == ")")
        within_bars ^= content == "|"
    return len(tokens)


def _token(token: re.Match[str], called: bool) -> str:
    content = token[0]
    match token.lastgroup:
        case "sum":
            letters = ",".join(map(_letters, re.findall(".′*", content[1:])))
            return rf"\sum_{{{letters}}} " if letters else r"\sum "
        case "number":
            mantissa, e, exponent = content.partition("e")
            power = exponent.replace("−", "-")
            return rf"{mantissa}{{\cdot}}10^{{{int(power)}}}" if e else mantissa
        case "name":
            return _name(content, called)
        case "index":
            places = content[1:-1].split("][") if "[" in content else [content]
            return f"_{{{','.join(_letters(place) for place in places)}}}"
        case "power":
            return f"^{{{''.join(_RAISED[digit] for digit in content)}}}"
    return _sign(content)


def _name(content: str, called: bool) -> str:
    if content in _WORDS:
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


def _letters(place: str) -> str:
    return "".join(_LOWERED.get(letter, letter) for letter in place).replace("′", "'")
