"""Scripts of demonstrations: what they mean, and every error with its line and its remedy."""

from pathlib import Path

import pytest
from demonstrating import SHORT, script_of

from engine import NetworkError
from tui.demo.caption_text import folded, width
from tui.demo.script import Press, Step, reading_seconds
from tui.demo.script_file import TOUR, load_script

ONE_STEP = """\
title = "One"
network = "neuron"
[[chapter]]
title = "First"
[[chapter.step]]
"""
"""A script whose only step is still to be written, from line 6 on."""


def step_of(text: str) -> Step:
    return script_of(ONE_STEP + text).chapters[0].steps[0]


def test_a_script_is_read() -> None:
    script = script_of(SHORT)
    assert script.title == "In short"
    assert [chapter.title for chapter in script.chapters] == ["Forward", "Training", "A branch"]
    assert [chapter.continues for chapter in script.chapters] == [False, False, True]
    assert len(script.network.samples) == 4
    assert [script.beginning_of(chapter) for chapter in range(4)] == [0, 1, 1, 1]


def test_keys_are_named_as_in_the_readme_and_text_is_quoted() -> None:
    step = step_of("""press = '. < G ctrl+g pageup "0.5 x" enter'\ntimes = 3\n""")
    names = [".", "<", "G", "ctrl+g", "pageup", "0.5 x", "enter"]
    assert [press.name for press in step.presses] == names
    assert step.presses[5] == Press("0.5 x", typed=True)
    assert step.times == 3
    assert step.keys == ". < G ctrl+g pageup 0.5 x enter ×3"


def test_a_caption_stays_for_as_long_as_it_takes_to_read() -> None:
    assert step_of('say = "Short."').seconds == reading_seconds("Short.") == 2.0
    assert reading_seconds("x" * 170) == 10.0
    assert step_of('say = "Short."\nseconds = 7').seconds == 7.0
    assert step_of("press = '.'").seconds == 0.0


def test_a_caption_may_be_broken_anywhere_in_the_file() -> None:
    assert step_of('say = """Over\n  two lines."""').say == "Over two lines."


def test_the_network_is_found_beside_the_script(tmp_path: Path) -> None:
    (tmp_path / "net.toml").write_text('equations = "L = (w - 3) ** 2"\n[parameters]\nw = 1.0\n')
    script = tmp_path / "script.toml"
    script.write_text(ONE_STEP.replace("neuron", "net.toml") + 'say = "{w}"', encoding="utf-8")
    assert load_script(script).network.title == "net"


def test_sizes_samples_and_seed_reach_the_network() -> None:
    more = "samples = 5\nseed = 9\nsizes = { K = 2 }\n[[chapter]]"
    text = ONE_STEP.replace("neuron", "two-branch").replace("[[chapter]]", more, 1)
    network = script_of(text + 'say = "{A[1][1]}"').network
    assert (len(network.samples), network.seed, network.sizes) == (5, 9, {"K": 2})


WRONG = [
    ("title = ", 1, "this is not TOML", "the README describes"),
    ('title = "One"\ntempo = 3', 2, "the key 'tempo' is not known", "use title, network"),
    ('title = "One"\nchapters = []', 2, "the key 'chapters' is not known", "write chapter if"),
    ('title = "One"', None, "there is no chapter", "write [[chapter]] above each chapter"),
    ('title = "One"\nchapter = 3', 2, "chapter is no list of tables", "write [[chapter]]"),
    (ONE_STEP.replace('title = "One"\n', ""), None, "there is no title", 'write title = "…"'),
    (ONE_STEP.replace('"First"', '"' + "x" * 29 + '"'), 4, "takes 29 columns", "shorter"),
    (ONE_STEP.replace('"First"', "7"), 4, "there is no title", 'write title = "…"'),
    (ONE_STEP.replace('title = "First"\n', ""), 3, "there is no title", 'write title = "…"'),
    (ONE_STEP.replace("[[chapter.step]]\n", ""), 3, "there is no step", "[[chapter.step]] above"),
    (ONE_STEP.replace("[[chapter.step]]", "continues = 1"), 5, "neither true nor false", "true"),
    (
        ONE_STEP.replace("[[chapter.step]]", "continues = true\n[[chapter.step]]") + "press = '.'",
        5,
        "the first chapter continues",
        "leave continues out",
    ),
    (ONE_STEP.replace('"neuron"', "3"), 2, "network is no text", "name a preset"),
    (ONE_STEP.replace("neuron", "neurno"), 2, "'neurno'", "write neuron if you meant that"),
    (ONE_STEP.replace("neuron", "no.toml"), 2, "no.toml: there is no such file", "check its path"),
    (ONE_STEP.replace("[[chapter]]", "samples = 0\n[[chapter]]"), 3, "no count", "samples = 100"),
    (ONE_STEP.replace("[[chapter]]", "seed = 0.5\n[[chapter]]"), 3, "no whole", "seed = 1"),
    (ONE_STEP.replace("[[chapter]]", "sizes = 3\n[[chapter]]"), 3, "no table", "[sizes]"),
    (
        ONE_STEP.replace("[[chapter]]", "sizes = { K = 'a' }\n[[chapter]]"),
        3,
        "K is no size",
        "write K = 3",
    ),
    (
        ONE_STEP.replace("[[chapter]]", "sizes = { Q = 3 }\n[[chapter]]"),
        2,
        "its network cannot be opened",
        "",
    ),
    (ONE_STEP, 5, "neither says nor presses", "give it say or press"),
    (ONE_STEP + "text = 'a'", 6, "the key 'text' is not known", "use say, press"),
    (ONE_STEP + "say = 3", 6, "say is no text", 'write say = "…"'),
    (ONE_STEP + 'say = "a\\u001bb"', 6, "cannot be printed", "take it out"),
    (ONE_STEP + f'say = "{"word " * 40}"', 6, "takes 4 lines of 58 columns", "in two steps"),
    (ONE_STEP + 'say = "{V}"', 6, "'V' is no cell", "the names are"),
    (ONE_STEP + 'say = "{w[9]}"', 6, "'w[9]' is not there", "count cells from 0"),
    (ONE_STEP + 'say = "{w}"', 6, "'w' is no single number", "as in {w[0]}"),
    (ONE_STEP + 'say = "{dL/dw}"', 6, "'dL/dw' is no single number", "as in {dL/dw[0]}"),
    (ONE_STEP + 'say = "{}"', 6, "nothing in the braces", "as in {L}"),
    (ONE_STEP + 'say = "{L"', 6, "a brace in '{L' has no other", "no other braces"),
    (ONE_STEP + "press = 3", 6, "press is no text", "write press ="),
    (ONE_STEP + "press = '. Q'", 6, "no page has the key 'Q'", "use "),
    (ONE_STEP + "press = 'entr'", 6, "no page has the key 'entr'", "write enter if"),
    (ONE_STEP + "press = 'full_stop'", 6, "the key 'full_stop'", "write . "),
    (ONE_STEP + "press = 'q'", 6, "'q' ends the program", "leave it to people"),
    (ONE_STEP + "press = 'ctrl+s'", 6, "'ctrl+s' writes a file", "leave it to people"),
    (ONE_STEP + "press = 'l \"0.5'", 6, "has no end", "between two quotes"),
    (ONE_STEP + "press = '\"\"'", 6, "nothing in it", "between two quotes"),
    (ONE_STEP + "press = '.'\ntimes = 0", 7, "no whole number from 1 to 100", "times = 5"),
    (ONE_STEP + "press = '.'\ntimes = 101", 7, "no whole number from 1 to 100", "times = 5"),
    (ONE_STEP + "say = 'a'\ntimes = 2", 7, "times, but no keys", "give it press too"),
    (ONE_STEP + "say = 'a'\nseconds = -1", 7, "no number of seconds from 0 to 120", "or leave"),
    (ONE_STEP + "say = 'a'\nseconds = true", 7, "no number of seconds", "or leave"),
    (ONE_STEP + "press = '.'\npace = 0", 7, "no number of seconds from 0.05", "or leave"),
    (
        ONE_STEP + "say = 'a'\n[[chapter]]\ntitle = 'B'\n[[chapter.step]]\nsay = 'a'\n"
        "[[chapter.step]]\nsay = '{V}'",
        12,
        "'V' is no cell",
        "the names are",
    ),
]


@pytest.mark.parametrize(("text", "line", "problem", "remedy"), WRONG)
def test_what_is_wrong_is_said_with_its_line(
    tmp_path: Path, text: str, line: int | None, problem: str, remedy: str
) -> None:
    path = tmp_path / "script.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(NetworkError) as raised:
        load_script(path)
    error = raised.value
    assert (error.path, error.line) == (path, line)
    assert problem in error.problem
    assert remedy in error.remedy
    assert "\n" not in str(error)


def test_a_script_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NetworkError, match="there is no such file"):
        load_script(tmp_path / "no.toml")


def test_captions_are_folded_by_columns_not_by_characters() -> None:
    assert folded("日本語 ab", 6) == ["日本語", "ab"]
    assert width("日本語") == 6


def test_every_key_of_the_tour_can_be_read_by_people() -> None:
    text = TOUR.read_text(encoding="utf-8")
    assert max(map(len, text.splitlines())) <= 100
    assert text.startswith("# The tour that `backprop-tui demo` plays")
