import csv
import json
import re
import shlex
import signal
import sys

import pytest

pexpect = pytest.importorskip("pexpect")
if sys.platform == "win32":
    pytest.skip("pseudo-terminals", allow_module_level=True)

HIDE_CURSOR, SHOW_CURSOR = "\x1b[?25l", "\x1b[?25h"


@pytest.fixture
def terminal(tmp_path, program_environment):
    """Start the real program in a pseudo-terminal, in this test's own folder."""
    children = []

    def spawn(arguments, **more):
        line = f"exec {shlex.quote(sys.executable)} -m tui {arguments}"
        child = pexpect.spawn(
            "/bin/sh",
            ["-c", line],
            cwd=str(tmp_path),
            env={**program_environment, **more},
            encoding="utf-8",
            dimensions=(24, 80),
            timeout=30,
        )
        children.append(child)
        return child

    yield spawn
    for child in children:
        child.close(force=True)


def ended(child):
    """All that is still to come, and the exit status."""
    child.expect(pexpect.EOF)
    child.close()
    return child.before, child.exitstatus


def without_escapes(text):
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)


def test_ctrl_c_prints_the_results_so_far(terminal, tmp_path):
    child = terminal("train xor --epochs 1000000 --csv losses.csv")
    child.expect(r"epoch [1-9]\d* of 1000000 ")
    child.sendintr()
    text, status = ended(child)
    assert status == 130
    assert text.rindex(SHOW_CURSOR) > text.find(HIDE_CURSOR)
    results = without_escapes(text)
    assert "Exclusive or, from a data file" in results
    assert "backprop-tui: interrupted; these are the results so far." in results
    assert "Traceback" not in results
    rows = list(csv.DictReader((tmp_path / "losses.csv").open()))
    last = re.search(r"The parameters (?:after|in) epoch (\d+)", results)
    assert len(rows) in (int(last[1]), int(last[1]) - 1)
    assert [int(row["epoch"]) for row in rows] == list(range(1, len(rows) + 1))


def test_sigterm_prints_the_results_so_far(terminal):
    child = terminal("train xor --epochs 1000000 --json > out.json")
    child.expect(r"epoch [1-9]\d* of 1000000 ")
    child.kill(signal.SIGTERM)
    text, status = ended(child)
    assert status == 128 + signal.SIGTERM
    assert SHOW_CURSOR in text


def test_the_bar_is_on_standard_error_and_goes_away(terminal, tmp_path):
    child = terminal("train --epochs 2 --samples 200 --json > out.json")
    text, status = ended(child)
    assert status == 0
    assert "━" in text
    assert re.search(r"epoch \d of 2 .* left", without_escapes(text))
    assert text.endswith("\x1b[2K")
    assert len(json.loads((tmp_path / "out.json").read_text())["epochs"]) == 2


@pytest.mark.parametrize(
    ("redirection", "more"), [("2> errors", {}), ("", {"TERM": "dumb"}), ("", {"TERM": ""})]
)
def test_no_bar_where_it_could_not_move(terminal, tmp_path, redirection, more):
    child = terminal(f"train xor --epochs 3 {redirection}", **more)
    text, status = ended(child)
    assert status == 0
    assert "━" not in text
    assert " left" not in text
    assert "The parameters after epoch 3" in without_escapes(text)
    if redirection:
        assert (tmp_path / "errors").read_text() == ""


def test_tables_are_as_wide_as_the_terminal(terminal, program_environment):
    del program_environment["COLUMNS"]
    text, status = ended(terminal("gradients --size K=8"))
    assert status == 0
    lines = without_escapes(text).splitlines()
    assert max(map(len, lines)) <= 80
    assert "--json has them all." in text


def test_the_app_does_not_draw_into_a_file_of_errors(terminal, tmp_path):
    text, status = ended(terminal("2> errors"))
    assert (text, status) == ("", 2)
    errors = (tmp_path / "errors").read_text()
    assert "standard error is not one" in errors
    assert "\x1b" not in errors


@pytest.mark.parametrize(
    ("redirection", "more", "reason"),
    [
        ("< /dev/null", {}, "standard input is not one"),
        ("> out", {}, "standard output is not one"),
        ("<&-", {}, "standard input is not one"),
        ("", {"TERM": "dumb"}, "TERM is dumb"),
        ("", {"TERM": ""}, "TERM is not set"),
    ],
)
def test_the_app_refuses_what_it_cannot_be_shown_on(terminal, redirection, more, reason):
    text, status = ended(terminal(redirection, **more))
    assert status == 2
    assert text.startswith("backprop-tui: the app needs a terminal")
    assert reason in text
    assert "backprop-tui train" in text
    assert text.count("\n") == 1
    assert "\x1b" not in text


@pytest.mark.parametrize("locale", ["C", "de_DE.ISO-8859-1"])
def test_a_terminal_without_unicode_gets_ascii(terminal, locale):
    child = terminal("gradients", LANG=locale, LC_ALL="", LC_CTYPE="", PYTHONIOENCODING="")
    text, status = ended(child)
    assert status == 0
    assert text.isascii()
    assert "dL/dname" in text
    assert "?" not in text
