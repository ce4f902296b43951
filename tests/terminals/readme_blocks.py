"""What the README prints for its readers to run, cut out of it."""

import re
from pathlib import Path

_README = Path(__file__).parents[2] / "README.md"


def blocks(section: str, language: str) -> list[str]:
    """The code blocks of a language in the section with this title."""
    text = _README.read_text(encoding="utf-8")
    found = re.search(
        rf"^## {re.escape(section)}\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE
    )
    assert found, f"the README has no section {section!r}"
    return re.findall(rf"^```{language}\n(.*?)^```$", found[1], re.DOTALL | re.MULTILINE)


def block(section: str, language: str, beginning: str) -> str:
    """The one among them that begins so."""
    (found,) = [text for text in blocks(section, language) if text.startswith(beginning)]
    return found
