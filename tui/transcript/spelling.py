"""Mathematics spelled out in ASCII, such that it can be listened to.

∂L/∂A[i][j] = xᵢ · ∂L/∂yⱼ becomes dL/dA[i][j] = x[i] * dL/dy[j], and Σₖ xₖ·A[k][i] becomes
sum over k of (x[k] * A[k][i]). Names of nodes stay what they are.
"""

import re
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

_SIGNS = {
    "∂": "d",
    "−": "-",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "∞": "infinity",
    "…": "...",
    "×": " by ",
    "^": "**",
    "′": "_prime",
}
_ENDS = {"+", "−", "=", ",", "<", ">", "≤", "≥", "≠", *WORDS}
"""What ends the product that a sum is over."""


def gradient_label(loss: str, node: str) -> str:
    """How the gradient of the loss with respect to a node is called."""
    return f"d{loss}/d{node}"


def formula(text: str, times: str = "*") -> str:
    """A formula of the engine; `times` is what a dot stands for."""
    return re.sub(" +", " ", "".join(_spelled(tokens_of(text), times)))


def sentence(text: str) -> str:
    """A sentence of the engine, which may have signs of mathematics in it."""
    return "".join(_SIGNS.get(sign, sign) for sign in text.replace("σ′", "sigmoid′"))


def _spelled(tokens: list[re.Match[str]], times: str) -> Iterator[str]:
    place, operand_before = 0, False
    while place < len(tokens):
        token, rest = tokens[place], tokens[place + 1 :]
        content = token[0]
        if token.string[token.start() - 1] == " ":
            yield " "
        taken = 0
        if token.lastgroup == "range":
            taken = _length_of_product(rest)
            what = "sum" if content.startswith("Σ") else "maximum"
            over = ", ".join(letters_of(content)).replace("′", "_prime")
            body = "".join(_spelled(rest[:taken], times)).strip()
            yield f"{what} over {over} of ({body})"
        elif content == "√":
            taken = length_of_atom(rest)
            yield f"sqrt({_without_parentheses(rest[:taken], times)})"
        elif content == "|":
            yield ")" if operand_before else "abs("
        else:
            yield _token(token, times, called=is_called(tokens, place))
        operand_before = _is_operand(token, operand_before) or taken > 0
        place += 1 + taken


def _token(token: re.Match[str], times: str, *, called: bool) -> str:
    content = token[0]
    match token.lastgroup:
        case "number":
            return content.replace("−", "-")
        case "name":
            return "sigmoid" if called and content == "σ" else content
        case "index":
            return "".join(f"[{place}]" for place in places_of(content)).replace("′", "_prime")
        case "power":
            number = "".join(RAISED.get(sign, "") for sign in content)
            return f"**{number}" if number else " transposed"
    return f" {times} " if content == "·" else _SIGNS.get(content, content)


def _is_operand(token: re.Match[str], before: bool) -> bool:
    """Whether a bar behind this token closes; a bar is what the one before it is not."""
    if token[0] == "|":
        return before
    return token[0] not in WORDS and (token.lastgroup != "sign" or token[0] in ")∞")


def _length_of_product(tokens: list[re.Match[str]]) -> int:
    """How many tokens belong to a sum: those of the product behind it."""
    depth, operand_before = 0, False
    for length, token in enumerate(tokens):
        content = token[0]
        closing = content == ")" or (content == "|" and operand_before)
        if depth == 0 and (closing or content in _ENDS):
            return length
        if content in "()|":
            depth += -1 if closing else 1
        operand_before = _is_operand(token, operand_before)
    return len(tokens)


def _without_parentheses(tokens: list[re.Match[str]], times: str) -> str:
    """An operand for a call: parentheses around all of it are those of the call."""
    whole = tokens[0][0] == "("
    return "".join(_spelled(tokens[1:-1] if whole else tokens, times)).strip()
