"""Network files: what every section means, and what is said about one that is wrong."""

import math
import re
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import (
    NetworkError,
    Schedule,
    Settings,
    all_finite,
    cells,
    find_network,
    load_network,
    preset_names,
    shape_of,
)

WHOLE = """\
title = "A whole file"
lesson = '''

Look at y,

then at `L`.
'''
equations = '''
y = tanh(x @ A + b)
L = sum((y - t) ** 2) * scale
'''

[sizes]
K = 2
H = 3

[inputs]
x = [0.5, -1]
t = { values = [0.0, 0.0, 1.0] }
scale = 2

[parameters]
A = { shape = ["K", "H"], uniform = [-1.0, 1.0] }
b = { shape = [3], values = [1, 2, 3], uniform = [5.0, 6.0] }

[data]
samples = 5
x = { uniform = [2.0, 3.0] }

[training]
learning_rate = 0.5
schedule = "mini-batch"
batch_size = 2
epochs = 7
seed = 42
"""


def stream(name, count, low=0.0, high=1.0):
    """The numbers that are drawn for a name, as `engine.drawing` promises them."""
    random = Random(name)
    return [low + (high - low) * random.random() for _ in range(count)]


def numbers(value):
    return list(cells(value))


def test_every_section_is_read(load_text):
    network = load_text(WHOLE)
    assert network.title == "A whole file"
    assert network.lesson == "Look at y,\n\nthen at `L`."
    assert network.sizes == {"K": 2, "H": 3}
    assert network.settings == Settings(0.5, Schedule.MINI_BATCH, 2)
    assert (network.epochs, network.seed) == (7, 42)
    assert network.inputs == {"x": (0.5, -1.0), "t": (0.0, 0.0, 1.0), "scale": 2.0}
    assert network.parameters["b"] == (1.0, 2.0, 3.0)
    assert shape_of(network.parameters["A"]) == (2, 3)
    assert [equation.name for equation in network.graph.equations] == ["y", "L"]
    assert len(network.samples) == 5


def test_what_a_file_leaves_out_has_a_default(write):
    path = write("equations = 'L = x ** 2'\n[inputs]\nx = 3\n", "my square.toml")
    network = load_network(path)
    assert network.title == "my square"
    assert network.lesson == ""
    assert network.sizes == {}
    assert network.settings == Settings(0.01, Schedule.PER_SAMPLE, 32)
    assert (network.epochs, network.seed) == (100, 1)
    assert network.parameters == {}
    assert list(network.samples) == [{"x": 3.0}]


def test_every_number_is_a_float_in_tuples(load_text):
    network = load_text(WHOLE)
    for sample in [network.inputs, network.parameters, *network.samples]:
        for value in sample.values():
            assert isinstance(value, float | tuple)
            assert all(type(cell) is float for cell in cells(value))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("3", 3.0),
        ("-0.0", -0.0),
        ("1_000.5e-3", 1.0005),
        ("0x10", 16.0),
        ("[1, 2.5]", (1.0, 2.5)),
        ("[\n  1, # one\n  2,\n]", (1.0, 2.0)),
        ("[[1, 2], [3, 4]]", ((1.0, 2.0), (3.0, 4.0))),
        ("[[1], [2]]", ((1.0,), (2.0,))),
        ("{ values = [1, 2] }", (1.0, 2.0)),
        ("{ shape = [], values = 3 }", 3.0),
        ("{ shape = [1, 2], values = [[1, 2]] }", ((1.0, 2.0),)),
        ("{ shape = ['K', 1], values = [[1], [2]] }", ((1.0,), (2.0,))),
    ],
)
def test_numbers_can_be_written_in_many_ways(load_text, written, value):
    network = load_text(f"equations='L=sum(x)'\n[sizes]\nK=2\n[inputs]\nx = {written}\n")
    assert network.inputs["x"] == value
    assert math.copysign(1.0, next(cells(network.inputs["x"]))) == math.copysign(
        1.0, next(cells(value))
    )


@pytest.mark.parametrize(
    ("declared", "shape", "low", "high"),
    [
        ("{ shape = ['K', 'K'], uniform = [0.0, 1.0] }", (3, 3), 0.0, 1.0),
        ("{ shape = ['K'], uniform = [-1, 1] }", (3,), -1.0, 1.0),
        ("{ shape = [], uniform = [5, 6] }", (), 5.0, 6.0),
        ("{ shape = [2, 'K'], uniform = [-0.5, 0.25] }", (2, 3), -0.5, 0.25),
        ("{ shape = [4], uniform = [7, 7] }", (4,), 7.0, 7.0),
    ],
)
def test_drawn_parameters_are_the_stream_of_their_name(load_text, declared, shape, low, high):
    network = load_text(f"equations='L=sum(w)'\n[sizes]\nK=3\n[parameters]\nw = {declared}\n")
    drawn = network.parameters["w"]
    assert shape_of(drawn) == shape
    assert numbers(drawn) == stream("1:parameters:w", math.prod(shape), low, high)


def test_the_seed_alone_decides_what_is_drawn(load_text):
    first, again = load_text(WHOLE), load_text(WHOLE)
    assert first.parameters == again.parameters
    assert first.samples == again.samples
    other = load_text(WHOLE, seed=43)
    assert other.seed == 43
    assert other.parameters["A"] != first.parameters["A"]
    assert other.samples[0]["x"] != first.samples[0]["x"]
    assert other.parameters["b"] == first.parameters["b"]  # given by value
    written = load_text(WHOLE.replace("seed = 42", "seed = 43"))
    assert (written.parameters, written.samples) == (other.parameters, other.samples)


@pytest.mark.parametrize("seed", [0, -1, 2**70])
def test_any_whole_number_is_a_seed(load_text, seed):
    network = load_text(WHOLE, seed=seed)
    assert numbers(network.parameters["A"]) == stream(f"{seed}:parameters:A", 6, -1.0, 1.0)


def test_what_is_drawn_for_a_name_depends_on_no_other_name(load_text):
    shape = "{ shape = [2], uniform = [0, 1] }"

    def parameters(*names):
        declared = "\n".join(f"{name} = {shape}" for name in names)
        text = f"equations = 'L = sum({' + '.join(names)})'\n[parameters]\n{declared}\n"
        return load_text(text).parameters

    alone, both, swapped = parameters("a"), parameters("a", "b"), parameters("b", "a")
    assert alone["a"] == both["a"] == swapped["a"]
    assert both["b"] == swapped["b"] != both["a"]


def test_inputs_parameters_and_samples_of_one_name_are_drawn_apart(load_text):
    drawn = "x = { shape = [2], uniform = [0, 1] }"
    data = "[data]\nsamples = 1\nx = { uniform = [0, 1] }"
    parameter = load_text(f"equations='L=sum(x)'\n[parameters]\n{drawn}\n").parameters["x"]
    network = load_text(f"equations='L=sum(x)'\n[inputs]\n{drawn}\n{data}\n")
    own, sample = network.inputs["x"], network.samples[0]["x"]
    assert numbers(parameter) == stream("1:parameters:x", 2)
    assert numbers(own) == stream("1:inputs:x", 2)
    assert numbers(sample) == stream("1:data:x", 2)
    assert len({parameter, own, sample}) == 3


def test_samples_draw_what_the_data_names_and_keep_the_other_inputs(load_text):
    network = load_text(WHOLE)
    assert [cell for sample in network.samples for cell in sample["x"]] == stream(
        "42:data:x", 10, 2.0, 3.0
    )
    for sample in network.samples:
        assert {**sample, "x": None} == {**network.inputs, "x": None}
    assert network.inputs["x"] == (0.5, -1.0)


def test_the_first_samples_are_the_same_however_many_are_asked_for(load_text):
    few, many = load_text(WHOLE, samples=3), load_text(WHOLE, samples=50)
    assert len(few.samples) == 3
    assert len(many.samples) == 50
    assert list(few.samples) == list(many.samples[:3]) == list(load_text(WHOLE).samples[:3])


def test_several_inputs_are_drawn_each_from_its_own_stream(load_text):
    text = "equations='L=x*y'\n[inputs]\nx=1\ny=1\n[data]\nsamples=3\nx={uniform=[0,1]}\n"
    network = load_text(text + "y={uniform=[1,2]}\n")
    assert [sample["x"] for sample in network.samples] == stream("1:data:x", 3)
    assert [sample["y"] for sample in network.samples] == stream("1:data:y", 3, 1.0, 2.0)


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(load_text):
    plain = load_text(WHOLE)
    windows = load_text(b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode())
    assert windows.parameters == plain.parameters
    assert windows.graph.equations == plain.graph.equations
    with pytest.raises(NetworkError) as caught:
        load_text(b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").replace("tanh", "tan").encode())
    assert caught.value.line == 9


# Sizes


def test_the_default_preset_at_another_size_is_drawn_anew_on_the_unit_interval():
    network = load_network(find_network("two-branch"), sizes={"K": 8})
    assert network.sizes == {"K": 8}
    assert numbers(network.inputs["x"]) == stream("1:inputs:x", 8)
    for name in "ABC":
        assert shape_of(network.parameters[name]) == (8, 8)
        assert numbers(network.parameters[name]) == stream(f"1:parameters:{name}", 64)
    assert all(shape_of(sample["x"]) == (8,) for sample in network.samples)
    assert len(network.samples) == 1000


def test_a_size_asked_for_as_it_is_in_the_file_keeps_the_files_values():
    as_it_is = load_network(find_network("two-branch"))
    asked = load_network(find_network("two-branch"), sizes={"K": 3})
    assert asked.parameters == as_it_is.parameters
    assert asked.inputs == as_it_is.inputs


def test_what_has_no_dimension_of_the_new_size_keeps_its_values(load_text):
    network = load_text(
        "equations='L = sum(a) + sum(b) + sum(c) + d + sum(e)'\n[sizes]\nK = 3\nN = 4\n"
        "[parameters]\na = [1, 2]\nb = [[1, 2, 3], [4, 5, 6]]\nc = [1, 2, 3, 4]\nd = 3\n"
        "e = { values = [1, 2, 3], uniform = [-2, -1] }\n",
        sizes={"K": 5},
    )
    assert network.parameters["a"] == (1.0, 2.0)
    assert network.parameters["c"] == (1.0, 2.0, 3.0, 4.0)
    assert network.parameters["d"] == 3.0
    assert shape_of(network.parameters["b"]) == (2, 5)
    assert numbers(network.parameters["b"]) == stream("1:parameters:b", 10)
    assert numbers(network.parameters["e"]) == stream("1:parameters:e", 5, -2.0, -1.0)


def test_a_number_in_a_declared_shape_stays_what_it_is(load_text):
    network = load_text(
        "equations='L = sum(x @ W)'\n[sizes]\nH = 2\n"
        "[inputs]\nx = { shape = [2], values = [0.5, -1.0] }\n"
        '[parameters]\nW = { shape = [2, "H"], uniform = [0, 1] }\n',
        sizes={"H": 5},
    )
    assert network.inputs["x"] == (0.5, -1.0)
    assert shape_of(network.parameters["W"]) == (2, 5)


TWO_EQUAL_SIZES = """\
equations = 'L = sum(x) + sum(w)'
[sizes]
K = 3
H = 3
[inputs]
x = {x}
[parameters]
w = {{ shape = ["H"], values = [1, 2, 3] }}
"""


def test_a_dimension_that_could_be_either_of_two_sizes_must_be_named(load_text):
    unnamed = TWO_EQUAL_SIZES.format(x="[1, 2, 3]")
    assert load_text(unnamed).inputs["x"] == (1.0, 2.0, 3.0)
    assert shape_of(load_text(unnamed, sizes={"K": 5, "H": 5}).inputs["x"]) == (5,)
    with pytest.raises(NetworkError) as caught:
        load_text(unnamed, sizes={"K": 5})
    assert caught.value.line == 6
    assert "x has a dimension 3 that could be any of K, H" in caught.value.problem
    assert 'shape = ["K", "H"]' in caught.value.remedy

    named = TWO_EQUAL_SIZES.format(x='{ shape = ["K"], values = [1, 2, 3] }')
    network = load_text(named, sizes={"K": 5})
    assert shape_of(network.inputs["x"]) == (5,)
    assert network.parameters["w"] == (1.0, 2.0, 3.0)


@pytest.mark.parametrize(
    ("sizes", "said", "remedy"),
    [
        ({"Q": 3}, "there is no size Q", "the file has K"),
        ({"K": 0}, "the size K=0 is out of range", "at least 1"),
        ({"K": -2}, "the size K=-2 is out of range", "at least 1"),
        ({"K": 10**30}, "is out of range", "at least 1"),
        ({"K": 10**6}, "would have 1,000,000,000,000 numbers", "choose smaller sizes"),
        ({"\x1b[31m": 3}, "there is no size", "the file has K"),
    ],
)
def test_a_size_that_cannot_be_is_refused(sizes, said, remedy):
    with pytest.raises(NetworkError) as caught:
        load_network(find_network("two-branch"), sizes=sizes)
    assert said in caught.value.problem
    assert remedy in caught.value.remedy
    assert str(caught.value).isprintable()


def test_a_file_without_sizes_says_so(load_text):
    with pytest.raises(NetworkError, match=r"no size K; the file has no \[sizes\]"):
        load_text("equations='L=x'\n[inputs]\nx=1\n", sizes={"K": 3})


# Data files

CSV_NETWORK = """\
equations = 'L = sum((x @ W - t) ** 2)'
[parameters]
W = [1, 2]
[data]
file = "data.csv"
columns.x = ["a", "b"]
columns.t = "y"
"""


def test_a_data_file_gives_vectors_and_scalars_by_the_names_of_its_columns(write):
    write('y, unused, b ,a\n3,text,2, 1\n\n 6 ,,5e0,4\n , ,,\n9,"a,b",-8,+7,more\n', "data.csv")
    network = load_network(write(CSV_NETWORK))
    assert list(network.samples) == [
        {"x": (1.0, 2.0), "t": 3.0},
        {"x": (4.0, 5.0), "t": 6.0},
        {"x": (7.0, -8.0), "t": 9.0},
    ]
    assert network.inputs == network.samples[0]
    assert len(load_network(write(CSV_NETWORK), samples=2).samples) == 2
    fewer = CSV_NETWORK.replace("[data]", "[data]\nsamples = 1")
    assert len(load_network(write(fewer)).samples) == 1
    assert len(load_network(write(fewer), samples=3).samples) == 3


def test_a_data_file_may_have_a_byte_order_mark_windows_line_ends_and_quotes(write):
    write(b'\xef\xbb\xbf"a","b",y\r\n1,"2","3"\r\n4,5,6\r\n', "data.csv")
    assert [s["t"] for s in load_network(write(CSV_NETWORK)).samples] == [3.0, 6.0]


def test_only_line_feeds_end_a_line_of_a_data_file(write):
    write('a,b,y,"a\nnote"\n1,2,3,one\u2028line\x0bstill\n4,5,6,"two\nlines"\n', "data.csv")
    assert [s["t"] for s in load_network(write(CSV_NETWORK)).samples] == [3.0, 6.0]


def test_inputs_next_to_a_data_file_are_the_inspected_sample_and_the_constants(write):
    write("a,b,y\n1,2,3\n4,5,6\n", "data.csv")
    text = CSV_NETWORK.replace("- t", "- t * k") + "[inputs]\nx = [0.5, 0.25]\nk = 2\n"
    network = load_network(write(text))
    assert network.inputs == {"x": (0.5, 0.25), "t": 3.0, "k": 2.0}
    assert [sample["x"] for sample in network.samples] == [(1.0, 2.0), (4.0, 5.0)]
    assert [sample["k"] for sample in network.samples] == [2.0, 2.0]


def test_an_input_can_be_drawn_next_to_a_data_file(write):
    write("a,b,y\n1,2,3\n4,5,6\n", "data.csv")
    text = CSV_NETWORK.replace("- t", "- t * k").replace("[data]", "[inputs]\nk = 2\n[data]")
    network = load_network(write(text + "k = { uniform = [0, 1] }\n"))
    assert [sample["k"] for sample in network.samples] == stream("1:data:k", 2)
    assert [sample["t"] for sample in network.samples] == [3.0, 6.0]


def test_a_data_file_is_looked_for_beside_the_network_file(write, tmp_path, monkeypatch):
    write("a,b,y\n1,2,3\n", "data.csv")
    monkeypatch.chdir(tmp_path.parent)
    path = write(CSV_NETWORK)
    assert len(load_network(path.relative_to(tmp_path.parent)).samples) == 1


@pytest.mark.parametrize(
    ("content", "line", "said", "remedy"),
    [
        ("", 1, "there is no column 'a'", "the header has no columns"),
        ("a,b\n1,2\n", 1, "there is no column 'y'", "the header has a, b"),
        ("a;b;y\n1;2;3\n", 1, "there is no column 'a'", "the header has a;b;y"),
        ("a,b,y\n", 1, "there are no samples", "below the header"),
        ("a,b,y\n\n , \n", 3, "there are no samples", "below the header"),
        ("a,b,y\n1,2,3\n4,five,6\n", 3, "'five' in column 2 is not a finite number", "a number"),
        ("a,b,y\n1,2\n", 2, "'' in column 3 is not a finite number", "a number"),
        ("a,b,y\n1,2,nan\n", 2, "'nan' in column 3", "a number"),
        ("a,b,y\n1,2,3\n\n-inf,2,3\n", 4, "'-inf' in column 1", "a number"),
        ("a,b,y\n1e999,2,3\n", 2, "'1e999' in column 1", "a number"),
        ('a,b,y\n1,2,"3\n', 2, "the line is not CSV", "commas"),
        ('a,b,y\n1,2,"3"4\n', 2, "the line is not CSV", "commas"),
        ("a,b,y\n1,2,\x1b[31m\n", 2, "in column 3 is not a finite number", "a number"),
        ("\x1b[31m,b,y\n1,2,3\n", 1, "there is no column 'a'", "the header has"),
    ],
)
def test_a_wrong_data_file_is_named_with_its_line(write, content, line, said, remedy):
    data = write(content, "data.csv")
    with pytest.raises(NetworkError) as caught:
        load_network(write(CSV_NETWORK))
    error = caught.value
    assert (error.path, error.line) == (data, line)
    assert said in error.problem
    assert remedy in error.remedy
    assert str(error).startswith(f"{data}, line {line}: ")
    assert str(error).isprintable()


# What is wrong with a file

GOOD = """\
title = "t"
equations = '''
y = x @ A
L = sum(y)
'''
[sizes]
K = 2
[inputs]
x = [1.0, 2.0]
[parameters]
A = [[1.0, 2.0], [3.0, 4.0]]
[data]
samples = 3
x = { uniform = [0.0, 1.0] }
[training]
learning_rate = 0.01
schedule = "batch"
batch_size = 4
epochs = 5
seed = 6
"""

X = "x = [1.0, 2.0]"

BAD = [  # what the file has in place of what, the line, what is said, the remedy
    # TOML
    ('"t"', '"t', 1, "this is not TOML", "correct the line"),
    ("K = 2", "K = ", 7, "this is not TOML", "correct the line"),
    ("K = 2", "K 2", 7, "this is not TOML", "correct the line"),
    ("K = 2", "K = 2\nK = 3", 8, "this is not TOML", "correct the line"),
    ("[sizes]", "[sizes", 6, "this is not TOML", "correct the line"),
    ("[sizes]", "[inputs]\n[sizes]", 9, "this is not TOML", "correct the line"),
    ("4.0]]", "4.0]", 12, "this is not TOML", "correct the line"),
    ("K = 2", "K = \x1b", 7, "this is not TOML", "correct the line"),
    ("'''\n[sizes]", "[sizes]", 19, "this is not TOML", "correct the line"),
    ('"t"', "[" * 2000 + "]" * 2000, None, "too deeply nested", "matrices of numbers"),
    ("seed = 6", f"seed = {'6' * 5000}", None, "too long", "matrices of numbers"),
    # sections and keys
    ('title = "t"', 'titel = "t"', 1, "the key 'titel' is not known", "write title"),
    ('title = "t"', 'zzz = "t"', 1, "the key 'zzz' is not known", "use title, lesson, equations"),
    ("[sizes]", "[size]", 6, "the key 'size' is not known", "write sizes"),
    ("[data]", "[data.x]\nuniform = [0, 1]\n[dada]", 14, "the key 'dada' is not known", "data"),
    ('title = "t"', '"\\u001b[31m" = 1', 1, "is not known", "use title"),
    ("[sizes]\nK = 2", "sizes = 3", 6, "sizes is no table", "[sizes]"),
    ("[inputs]", "[[inputs]]", 8, "inputs is no table", "[inputs]"),
    ("seed = 6", "sead = 6", 20, "the key 'sead' is not known", "write seed"),
    ("seed = 6", "momentum = 6", 20, "the key 'momentum' is not known", "use learning_rate"),
    (X, "x = { value = [1.0, 2.0] }", 9, "the key 'value'", "write values"),
    ("x = { uniform", "x = { uniforn", 14, "x has data that are not understood", "uniform ="),
    ("1.0] }", "1.0], a = 1 }", 14, "the key 'a' is not known", "use uniform"),
    # title and equations
    ('"t"', "3", 1, "title is no printable line", "one line of text"),
    ('"t"', '"\\u001b[31m"', 1, "title is no printable line", "one line of text"),
    ('"t"', '"one\\ntwo"', 1, "title is no printable line", "one line of text"),
    # lesson
    ('"t"', '"t"\nlesson = 3', 2, "the lesson is no text", "write lesson = '''…'''"),
    ('"t"', f'"t"\nlesson = """\na\n{"x" * 77}\n"""', 4, "has 77 characters", "at most 76"),
    ('"t"', f'"t"\nlesson = "{"x" * 77}"', 2, "has 77 characters", "at most 76"),
    ('"t"', '"t"\nlesson = """\na\n\n\\u001b[31m"""', 5, "cannot be shown", "printable"),
    ('"t"', '"t"\nlesson = """\na\tb"""', 3, "cannot be shown", "spaces for tabs"),
    ('"t"', '"t"\nlesson = """\n' + "a\n" * 61 + '"""', 2, "has 61 lines", "at most 60"),
    ("equations = '''", "title2 = '''", 2, "the key 'title2' is not known", "write title"),
    ("equations = '''\ny = x @ A\nL = sum(y)\n'''", "", None, "there are no equations", "'''…'''"),
    ("y = x @ A\nL = sum(y)\n", "", 3, "there are no equations", "L = sum(x ** 2)"),
    ("equations = '''\ny = x @ A\nL = sum(y)\n'''", "equations = 3", 2, "no equations", "'''…'''"),
    ("sum(y)", "sum(q)", 4, "the name q is not known", "declare q"),
    ("sum(y)", "total(y)", 4, "there is no function total", "use @"),
    ("sum(y)", "y", 4, "must be a scalar, but it is a vector of 2", "sum(…) or mean(…)"),
    ("x @ A", "A @ x @ A @ y", 3, "y is used before its own equation", "above"),
    ("x @ A", "x @ A\ny = x", 4, "y is given a second time", "another name"),
    ("y = x @ A", "x = x @ A", 3, "x is given a second time", "another name"),
    ("x @ A", "x @ A + B", 3, "the name B is not known", "[parameters]"),
    # shapes
    ("A = [[1.0, 2.0], [3.0, 4.0]]", "A = [[1.0, 2.0]]", 3, "inner sizes 2 and 1", "shapes"),
    (X, "x = 3", 3, "@ has a scalar and a 2×2 matrix", "shapes"),
    # sizes
    ("K = 2", "K = 0", 7, "the size K is no whole number of at least 1", "write K = 3"),
    ("K = 2", "K = -2", 7, "the size K is no whole number", "write K = 3"),
    ("K = 2", "K = 2.0", 7, "the size K is no whole number", "write K = 3"),
    ("K = 2", "K = true", 7, "the size K is no whole number", "write K = 3"),
    ("K = 2", "K = '2'", 7, "the size K is no whole number", "write K = 3"),
    ("K = 2", f"K = 0x{'f' * 5000}", 7, "the size K is no whole number", "write K = 3"),
    ("K = 2", "'\\u001b[31m' = 0", 7, "is no whole number", "= 3"),
    ("K = 2", '"\\u001b[31m" = 0', 7, "is no whole number", "= 3"),
    # values
    (X, "x = [1.0, nan]", 9, "x contains nan", "finite numbers"),
    (X, "x = [1.0, -inf]", 9, "x contains -inf", "finite numbers"),
    (X, "x = nan", 9, "x contains nan", "finite numbers"),
    (X, "x = [1.0, 1e999]", 9, "x contains inf", "finite numbers"),
    (X, "x = [1.0, true]", 9, "something that is no number", "[1, 2]"),
    (X, "x = true", 9, "something that is no number", "[1, 2]"),
    (X, "x = '2'", 9, "something that is no number", "[1, 2]"),
    (X, "x = 2000-01-01", 9, "something that is no number", "[1, 2]"),
    (X, "x = [1.0, [2.0]]", 9, "something that is no number", "[1, 2]"),
    (X, "x = [[[1.0]]]", 9, "something that is no number", "[1, 2]"),
    (X, "x = [1.0, {}]", 9, "something that is no number", "[1, 2]"),
    (X, f"x = [0x{'f' * 5000}]", 9, "something that is no number", "[1, 2]"),
    (X, "x = []", 9, "x is empty", "at least one number"),
    (X, "x = [[], []]", 9, "x is empty", "at least one number"),
    (X, "x = {}", 9, "x has no numbers", "uniform = [0.0, 1.0]"),
    (X, "x = { shape = [2] }", 9, "x has no numbers", "uniform = [0.0, 1.0]"),
    (X, "x = { uniform = [0, 1] }", 9, "x has no numbers", "shape = [3]"),
    ("[3.0, 4.0]", "[3.0]", 11, "row 1 has 2 numbers and row 2 has 1", "as many numbers"),
    ("[3.0, 4.0]", "3.0", 11, "row 1 has 2 numbers and row 2 has no", "as many numbers"),
    ("[3.0, 4.0]", "[]", 11, "row 1 has 2 numbers and row 2 has 0", "as many numbers"),
    ("[3.0, 4.0]", "\n[3.0, 4.0, 5.0]", 11, "A is a ragged matrix", "as many numbers"),
    # shapes and distributions
    (X, "x = { values = [1], shape = [2] }", 9, "its shape says vector of 2", "agree"),
    (X, "x = { values = [1], shape = ['K'] }", 9, "a vector of 1, but", "agree"),
    (X, "x = { values = [1], shape = ['Q'] }", 9, "a shape that is not", "names from"),
    (X, "x = { values = [1], shape = 1 }", 9, "a shape that is not", "[3]"),
    (X, "x = { values = [1], shape = [0] }", 9, "a shape that is not", "[3]"),
    (X, "x = { values = [1], shape = [1, 1, 1] }", 9, "a shape that is not", "[3, 4]"),
    (X, "x = { values = [1], shape = [true] }", 9, "a shape that is not", "[3]"),
    (X, "x = { values = [1], shape = [[1]] }", 9, "a shape that is not", "[3]"),
    (X, "x = { shape = [2], uniform = 1 }", 9, "not understood", "[lowest, highest]"),
    (X, "x = { shape = [2], uniform = [0] }", 9, "not understood", "[lowest"),
    (X, "x = { shape = [2], uniform = [1, 0] }", 9, "not understood", "[lowest"),
    (X, "x = { shape = [2], uniform = [0, inf] }", 9, "not understood", "[lowest"),
    (X, "x = { shape = [2], uniform = [nan, 1] }", 9, "not understood", "[lowest"),
    (X, "x = { shape = [2], uniform = [-1e308, 1e308] }", 9, "not", "[lowest"),
    (X, "x = { shape = [2], uniform = ['a', 1] }", 9, "not understood", "[lowest"),
    (X, "x = { shape = [99999, 9999], uniform = [0, 1] }", 9, "999,890,001", "small"),
    # names
    (X, "x = [1.0, 2.0]\nz = 1", 10, "z is used by no equation", "take it out"),
    ("[data]", "Q = 1\n[data]", 12, "Q is used by no equation", "take it out"),
    ("[data]", "'a b' = 1\n[data]", 12, "'a b' cannot be used in an equation", "letters"),
    ("[data]", "1a = 1\n[data]", 12, "'1a' cannot be used in an equation", "letters"),
    ("[data]", "'' = 1\n[data]", 12, "'' cannot be used in an equation", "letters"),
    ("[data]", "'a.b' = 1\n[data]", 12, "'a.b' cannot be used in an equation", "letters"),
    ("[data]", '"\\u001b[31m" = 1\n[data]', 12, "cannot be used in an equation", "letters"),
    ("[data]", "lambda = 1\n[data]", 12, "'lambda' cannot be used in an equation", "another name"),
    ("[data]", "sum = 1\n[data]", 12, "sum has a meaning of its own", "another name"),
    ("[data]", "samples = 1\n[data]", 12, "samples has a meaning of its own", "another name"),
    ("[data]", "x = 1\n[data]", 12, "x is declared a second time", "another name"),
    ("[data]", "'Ａ' = 1\n[data]", 12, "A is declared a second time", "another name"),
    ("[parameters]", "'ｘ' = 1\n[parameters]", 10, "x is declared a second time", "another name"),
    # data
    ("samples = 3", "samples = 0", 13, "no whole number of at least 1", "samples = 1000"),
    ("samples = 3", "samples = -3", 13, "no whole number of at least 1", "samples = 1000"),
    ("samples = 3", "samples = 3.0", 13, "no whole number of at least 1", "samples = 1000"),
    ("samples = 3", "samples = true", 13, "no whole number of at least 1", "samples = 1000"),
    ("samples = 3", f"samples = 0x{'f' * 5000}", 13, "no whole number", "samples = 1000"),
    ("samples = 3", "", 12, "no whole number of at least 1", "samples = 1000"),
    ("samples = 3", "samples = 999999999", 12, "would have 1,999,999,998 numbers", "fewer samples"),
    (
        "x = { uniform = [0.0, 1.0] }",
        "",
        13,
        "a number of samples is given",
        "leave the number out",
    ),
    ("x = { uniform", "z = { uniform", 14, "z is no input", "declare z under [inputs]"),
    ("x = { uniform", "A = { uniform", 14, "A is no input", "declare A under [inputs]"),
    ("x = { uniform = [0.0, 1.0] }", "x = [1, 2]", 14, "x has data that are not", "uniform ="),
    ("uniform = [0.0, 1.0]", "uniform = [1, 0]", 14, "x has a distribution that is not", "[lowest"),
    ("samples = 3", "file = 3", 13, "file is no text", 'file = "data.csv"'),
    (
        "samples = 3",
        "file = 'd.csv'",
        12,
        "the columns of the data file are not given",
        "columns.x",
    ),
    ("samples = 3", "file = 'd.csv'\ncolumns = 3", 14, "the columns of the data file", "columns.x"),
    ("samples = 3", "columns.x = 'a'", 13, "columns are given without a file", "file ="),
    ("samples = 3", "file = 'd.csv'\ncolumns.t = 3", 14, "the columns of t are not", "columns.t ="),
    (
        "samples = 3",
        "file = 'd.csv'\ncolumns.t = []",
        14,
        "the columns of t are not",
        "columns.t =",
    ),
    (
        "samples = 3",
        "file = 'd.csv'\ncolumns.t = [3]",
        14,
        "the columns of t are not",
        "columns.t =",
    ),
    ("samples = 3", "file = 'd.csv'\ncolumns.'1' = 'a'", 14, "'1' cannot be used", "letters"),
    (
        "samples = 3",
        "file = 'no.csv'\ncolumns.t = 'a'",
        13,
        "no.csv: there is no such file",
        "path",
    ),
    ("samples = 3", "file = '.'\ncolumns.t = 'a'", 13, "the file cannot be read", "readable file"),
    ("samples = 3", "file = ''\ncolumns.t = 'a'", 13, "the file cannot be read", "readable file"),
    ("samples = 3", 'file = "a\\u0000"\ncolumns.t = "a"', 13, "cannot be read", "readable file"),
    (
        "samples = 3",
        "file = 'bytes.csv'\ncolumns.t = 'a'",
        13,
        "is not UTF-8 text",
        "save it as UTF-8",
    ),
    (
        "samples = 3",
        "samples = 3\nfile = 'd.csv'\ncolumns.x = ['a', 'b']",
        13,
        "has 2",
        "at most 2",
    ),
    ("samples = 3", "file = 'd.csv'\ncolumns.x = 'a'", 14, "make a scalar, but the input", "agree"),
    (
        "samples = 3",
        "file = 'd.csv'\ncolumns.A = 'a'",
        11,
        "A is declared a second",
        "another name",
    ),
    (
        "samples = 3",
        "file = 'd.csv'\ncolumns.t = 'a'",
        14,
        "t is used by no equation",
        "take it out",
    ),
    # training
    (
        "learning_rate = 0.01",
        "learning_rate = 0",
        16,
        "the learning rate 0 is out of range",
        "0.01",
    ),
    ("learning_rate = 0.01", "learning_rate = -1", 16, "the learning rate -1 is out of", "0.01"),
    ("learning_rate = 0.01", "learning_rate = nan", 16, "learning_rate is no number", "= 0.01"),
    ("learning_rate = 0.01", "learning_rate = inf", 16, "learning_rate is no number", "= 0.01"),
    ("learning_rate = 0.01", "learning_rate = '1'", 16, "learning_rate is no number", "= 0.01"),
    ("learning_rate = 0.01", "learning_rate = true", 16, "learning_rate is no number", "= 0.01"),
    ('"batch"', '"daily"', 17, "there is no schedule 'daily'", "per-sample, mini-batch, batch"),
    ('"batch"', '"\\u001b[31m"', 17, "there is no schedule", "per-sample, mini-batch, batch"),
    ('"batch"', "3", 17, "schedule is no text", "schedule = 'per-sample'"),
    ('"batch"', f"0x{'f' * 5000}", 17, "schedule is no text", "schedule = 'per-sample'"),
    ("batch_size = 4", "batch_size = 0", 18, "batch_size is no whole number", "batch_size = 32"),
    ("batch_size = 4", "batch_size = 1.5", 18, "batch_size is no whole number", "batch_size = 32"),
    ("epochs = 5", "epochs = 0", 19, "epochs is no whole number of at least 1", "epochs = 100"),
    ("epochs = 5", "epochs = '5'", 19, "epochs is no whole number of at least 1", "epochs = 100"),
    ("seed = 6", "seed = 6.5", 20, "seed is no whole number", "seed = 1"),
    ("seed = 6", "seed = true", 20, "seed is no whole number", "seed = 1"),
    ("seed = 6", f"seed = 0x{'f' * 5000}", 20, "seed is no whole number", "seed = 1"),
]


def test_the_file_that_the_bad_ones_are_made_of_is_good(load_text):
    network = load_text(GOOD)
    assert len(network.samples) == 3


@pytest.mark.parametrize(
    ("before", "after", "line", "said", "remedy"),
    [pytest.param(*case, id=f"{case[1][:40]!a}") for case in BAD],
)
def test_a_bad_file_is_told_with_path_line_and_remedy(write, before, after, line, said, remedy):
    write("a,b\n1,2\n3,4\n", "d.csv")
    write(b"a,b\n\xff,\xfe\n", "bytes.csv")
    assert GOOD.count(before) == 1
    path = write(GOOD.replace(before, after))
    with pytest.raises(NetworkError) as caught:
        load_network(path)
    error = caught.value
    assert said in error.problem
    assert remedy in error.remedy
    assert (error.path, error.line) == (path, line)
    place = f"{path}, line {line}" if line else f"{path}"
    assert str(error).startswith(f"{place}: ")
    assert str(error).isprintable()


@pytest.mark.parametrize("samples", [0, -1, 10**30])
def test_a_number_of_samples_that_cannot_be_is_refused(load_text, samples):
    with pytest.raises(NetworkError, match="no whole number of at least 1"):
        load_text(GOOD, samples=samples)


def test_a_wrong_number_of_samples_in_the_file_is_told_even_when_another_is_asked_for(load_text):
    with pytest.raises(NetworkError, match="line 13: the number of samples is no whole number"):
        load_text(GOOD.replace("samples = 3", "samples = 0"), samples=3)


def test_more_samples_than_the_data_file_has_are_refused(write):
    write("a,b,y\n1,2,3\n4,5,6\n", "data.csv")
    with pytest.raises(NetworkError, match="3 samples are asked for, but the data file has 2"):
        load_network(write(CSV_NETWORK), samples=3)


def test_samples_of_a_network_that_has_only_its_inputs_can_only_be_one(load_text):
    text = "equations = 'L = x'\n[inputs]\nx = 1\n"
    assert len(load_text(text, samples=1).samples) == 1
    for samples in (0, 2):
        with pytest.raises(NetworkError, match="only its own inputs"):
            load_text(text, samples=samples)


def test_a_file_that_cannot_be_read_is_told(tmp_path, write):
    latin = write("title = 'größe'".encode("latin-1"), "latin.toml")
    for path, said, remedy in (
        (tmp_path / "missing.toml", "there is no such file", "check its path"),
        (tmp_path, "the file cannot be read", "name a readable file"),
        (latin / "inside.toml", "", ""),  # what a system says of these three differs
        (tmp_path / ("long" * 1000), "", ""),
        (Path("\x1b[31m.toml"), "", ""),
        (Path("nul\0.toml"), "the file cannot be read", "name a readable file"),
        (latin, "the file is not UTF-8 text", "save it as UTF-8"),
    ):
        with pytest.raises(NetworkError) as caught:
            load_network(path)
        assert caught.value.path == path
        assert said in caught.value.problem
        assert remedy in caught.value.remedy
        assert str(caught.value).isprintable()


def test_an_empty_file_has_no_equations(load_text):
    with pytest.raises(NetworkError, match="there are no equations; write equations"):
        load_text("")


# Presets


@pytest.mark.parametrize("name", preset_names())
def test_every_preset_loads_and_has_gradients(name):
    network = load_network(find_network(name))
    trace, gradients = network.differentiate(network.inputs, network.parameters)
    assert math.isfinite(trace.loss)
    for parameter, value in network.parameters.items():
        assert shape_of(gradients[parameter]) == shape_of(value)
        assert all_finite(gradients[parameter])
    assert any(any(cells(gradients[parameter])) for parameter in network.parameters)


def test_the_default_preset_comes_first_and_none_is_forgotten():
    files = find_network("two-branch").parent.glob("*.toml")
    assert preset_names()[0] == "two-branch"
    assert sorted(preset_names()) == sorted(path.stem for path in files)
    assert len(preset_names()) >= 8


@pytest.mark.parametrize("name", preset_names())
def test_every_preset_has_a_lesson_that_names_its_keys_and_fits_80_columns(name):
    network = load_network(find_network(name))
    keys = set(re.findall(r"`([^`\s]+)`", network.lesson))
    assert keys & {".", "w", "space", "s"}
    words = {"space", "home", "end", "enter", "backspace"}
    assert keys <= {*".,dfasytwuilgxhmnpo", *words}
    assert all(len(line) <= 76 for line in network.lesson.split("\n"))


@pytest.mark.parametrize("name", ["own.toml", "folder/own", "/tmp/own", "missing.txt"])
def test_what_looks_like_a_path_is_one(name):
    assert find_network(name) == Path(name)


def test_a_file_without_a_suffix_is_found_but_a_preset_of_that_name_comes_first(
    write, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    write("", "own")
    write("", "two-branch")
    assert find_network("own") == Path("own")
    assert load_network(find_network("two-branch")).title == "Two branches that meet"


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("two-brunch", "write two-branch if you meant that"),
        ("zzz", "name a file, or one of two-branch, neuron, two-layer, "),
        ("\x1b[31m", "name a file"),
    ],
)
def test_a_name_that_is_neither_preset_nor_file_is_told(name, remedy):
    with pytest.raises(NetworkError) as caught:
        find_network(name)
    assert "there is no preset and no file" in caught.value.problem
    assert remedy in caught.value.remedy
    assert str(caught.value).isprintable()


# Anything at all

PRESET = find_network("two-branch").read_text(encoding="utf-8")
PIECES = ["[", "]", "{", "}", "=", ",", ".", "'", '"', "'''", '"""', "#", "\n", " ", "\\", "-", "@"]
PIECES += ["x", "A", "K", "L", "y = x", "nan", "inf", "1e999", "true", "0", "[data]", "[sizes]\n"]
PIECES += ["shape = ", "uniform = ", "values = ", "columns.x = ", "file = ", "title = ", "\u2028"]
PIECES += ["\x1b", "\0", "\ufeff", "é", "\\u001b", "0x" + "f" * 5000, "1979-05-27", "[[", "sum("]


def holds_or_says_why(load_text, content):
    """Whatever the file has, it can be run or there is one clear sentence about it."""
    try:
        network = load_text(content, samples=2)
    except NetworkError as error:
        assert error.path
        assert error.remedy
        assert str(error).isprintable()
    else:
        network.differentiate(network.inputs, network.parameters)


@given(st.binary(max_size=60))
def test_no_bytes_raise_anything_but_a_network_error(load_text, content):
    holds_or_says_why(load_text, content)


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=20))
def test_no_text_raises_anything_but_a_network_error(load_text, pieces):
    holds_or_says_why(load_text, "".join(pieces))


@settings(max_examples=300)
@given(
    st.lists(
        st.tuples(st.integers(0, len(PRESET)), st.integers(0, 40), st.sampled_from(["", *PIECES])),
        min_size=1,
        max_size=3,
    )
)
def test_no_change_of_a_good_file_raises_anything_but_a_network_error(load_text, changes):
    text = PRESET
    for start, length, piece in changes:
        text = text[:start] + piece + text[start + length :]
    holds_or_says_why(load_text, text)


@given(st.lists(st.integers(0, PRESET.count("\n")), min_size=1, max_size=4))
def test_no_missing_lines_raise_anything_but_a_network_error(load_text, missing):
    lines = [line for n, line in enumerate(PRESET.split("\n")) if n not in missing]
    holds_or_says_why(load_text, "\n".join(lines))
