"""Every sign that the program draws has one in ASCII, as wide, and told apart from the others."""

import unicodedata
from pathlib import Path

import pytest
from goldens import FOLDER, golden_names
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

import engine
import tui
from tui.ascii_signs import in_ascii
from tui.chart import HERE, PARENT_MARK, TRAINING_MARK
from tui.graph_drawing import legend
from tui.screens.help import SYMBOLS
from tui.widgets import comparison_table, numbers_table

SOURCES = [
    path
    for package in (engine, tui)
    for path in Path(package.__path__[0]).rglob("*")
    if path.suffix in {".py", ".toml"} and path.name not in {"latex_text.py", "answers.py"}
]
"""All that writes to a screen, and the lessons; not LaTeX, and not what answers may look like."""


def signs(text: str) -> set[str]:
    return {sign for sign in text if not sign.isascii()}


def test_every_sign_of_the_program_and_its_lessons_has_one_in_ascii() -> None:
    used = signs("".join(path.read_text(encoding="utf-8") for path in SOURCES))
    assert len(used) > 80
    assert [sign for sign in used if in_ascii(sign) == "?"] == []


def test_every_screen_in_ascii_is_as_wide_and_has_no_sign_left_out() -> None:
    assert golden_names()
    for path in FOLDER.glob("*.txt"):
        for line in path.read_text(encoding="utf-8").splitlines():
            written = in_ascii(line)
            assert written.isascii()
            assert len(written) == cell_len(line)
            assert written.count("?") == line.count("?"), line


def test_what_the_help_explains_stays_different() -> None:
    symbols = [symbol for symbol, _ in SYMBOLS]
    assert len({in_ascii(symbol) for symbol in symbols}) == len(set(symbols))


def test_marks_of_one_picture_stay_different() -> None:
    chart = [TRAINING_MARK, PARENT_MARK, HERE, "⠤", "│", "─"]
    table = [numbers_table.HERE, *"◂·→–│", comparison_table.ComparisonTable.MARK]
    for marks in (chart, table):
        assert len({in_ascii(mark) for mark in marks}) == len(marks)
    for backward in (False, True):
        graph = {"▸", "◂", "│", "─", *signs(" ".join(legend(backward)))} - {"∂"}
        assert len({in_ascii(mark) for mark in graph}) == len(graph)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("∂L/∂x₁ = Σₖ wₖ · σ′(y₁) · xᵀ", "dL/dx1 = Sk wk * s'(y1) * xT"),
        ("╭─┬─╮│├┤┼╰━═║╯", r"/-+-\|+++\--|/"),
        ("⠁⠉⠒⠤⣀⡇⣿⠀", "'''..:: "),
        ("η 0.01 …  é Å ñ ß Ł", "h 0.01 ~  e A n s L"),
        ("αβγδεζηθικλμνξοπρστυφχψω", "abgdezhqiklmncoprstufxyw"),
        ("名前 x", "???? x"),
        ("ж", "?"),
        ("e\u0301a", "ea"),
        ("👨\u200d👩\u200d👧 end", "?? end"),
    ],
)
def test_what_signs_become(text: str, written: str) -> None:
    assert in_ascii(text) == written


def test_letters_of_one_alphabet_stay_different() -> None:
    for name in ("GREEK SMALL LETTER", "GREEK CAPITAL LETTER"):
        letters = [
            chr(code)
            for code in range(0x391, 0x3CA)
            if unicodedata.name(chr(code), "").startswith(name) and chr(code) != "ς"
        ]
        plain = [letter for letter in letters if len(unicodedata.normalize("NFD", letter)) == 1]
        assert len(plain) == 24
        assert len({in_ascii(letter) for letter in plain}) == 24


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])))
def test_any_text_becomes_ascii_of_its_width(text: str) -> None:
    written = in_ascii(text)
    assert written.isascii()
    assert written.isprintable()
    assert len(written) == cell_len(text)
    assert in_ascii(written) == written
