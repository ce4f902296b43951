"""The engine's mathematics read token by token, to be written in another notation.

It is text such as ∂L/∂A[i][j] = xᵢ · ∂L/∂yⱼ or vᵢ = Σₖ xₖ·B[k][i].
"""

import re

LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉ₖₗₘₙᵢⱼₚᵣₛₜ", "0123456789klmnijprst", strict=True))
"""What the characters of an index stand for."""

RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True))
"""What the digits of a power stand for."""

TRANSPOSED = "ᵀ"
WORDS = {"if", "else", "or"}

_LOW, _HIGH = "".join(LOWERED), "".join(RAISED) + TRANSPOSED

_TOKEN = re.compile(
    rf"""
    # Over an index, before an operand; nodes may have these names too.
    (?P<range> (Σ|max(?=[{_LOW}])) [{_LOW}′]* (?=\ (?!(if|else|or)\b) [^\s=·+−/←<>≤≥≠]))
  | (?P<number> [0-9]+(\.[0-9]+)?(e[-−]?[0-9]+)?)
  | (?P<name> ((?![{_LOW}{_HIGH}])\w)+)
  | (?P<index> ([{_LOW}]′*)+ | (\[[0-9a-z]+′*\])+)
  | (?P<power> [{_HIGH}]+)
  | (?P<sign> \S)
    """,
    re.VERBOSE,
)


def tokens_of(formula: str) -> list[re.Match[str]]:
    """The tokens: ranges, numbers, names, indexes, powers and signs, as `lastgroup` says."""
    return [*_TOKEN.finditer(formula)]


def places_of(index: str) -> list[str]:
    """The letters and numbers of an index in ASCII, primes left as they are: [i][j], ₁₂, ₖ′."""
    places = index[1:-1].split("][") if index.startswith("[") else [index]
    return ["".join(LOWERED.get(letter, letter) for letter in place) for place in places]


def letters_of(content: str) -> list[str]:
    """The letters that a range is over, in ASCII: Σₖₗ′ is over k and l′."""
    return [
        "".join(LOWERED.get(sign, sign) for sign in letter)
        for letter in re.findall(f"[{_LOW}]′*", content)
    ]


def is_called(tokens: list[re.Match[str]], place: int) -> bool:
    """Whether the name at this place is a function: σ(y), σ′(y)."""
    return place + 1 < len(tokens) and tokens[place + 1][0] in "(′"


def length_of_atom(tokens: list[re.Match[str]]) -> int:
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
