"""The equation language: what it takes, what it refuses and how it says so."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Kind, NetworkError, load_network

FUNCTIONS = ["abs", "exp", "log", "mean", "relu", "sigmoid", "softmax", "sqrt", "sum", "tanh"]
FUNCTIONS += ["cross_entropy"]


def loss_of(build, equations, **inputs):
    network = build(equations, inputs)
    return network.differentiate(network.inputs, network.parameters)[0].loss


def refusal(write, equations, leaves="x = 2.0\nv = [1.0, 2.0]\nM = [[1.0, 2.0], [3.0, 4.0]]"):
    """What is said about equations, where the first of them stands on line 2 of the file."""
    path = write(f"equations = '''\n{equations}\n'''\n[inputs]\n{leaves}\n")
    with pytest.raises(NetworkError) as caught:
        load_network(path)
    error = caught.value
    assert error.path == path
    assert str(path) in str(error)
    assert f"line {error.line}: " in str(error)
    assert error.remedy in str(error)
    assert str(error).isprintable()
    return error


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("x", 2.0),
        ("x + 3 * x", 8.0),
        ("(x + 3) * x", 10.0),
        ("x - 3 - 4", -5.0),
        ("x / 4 / 2", 0.25),
        ("x ** 3 ** 2", 512.0),
        ("-x ** 2", -4.0),
        ("(-x) ** 2", 4.0),
        ("x ** -1", 0.5),
        ("--x", 2.0),
        ("x - -x", 4.0),
        ("x * -0.5", -1.0),
        ("x + 1e-3", 2.001),
        ("x + .5 + 1. + 1_000", 1003.5),
        ("x + 0x10", 18.0),
        ("((((x))))", 2.0),
        ("x+x", 4.0),
        ("  x   +\tx  ", 4.0),
        ("x # the input", 2.0),
        ("x# 'not a string", 2.0),
        ("abs(-x) + relu(-x) + sqrt(x * x)", 4.0),
        ("sum(x * (x + 1))", 6.0),
    ],
)
def test_an_expression_has_the_value_mathematics_gives_it(build, expression, value):
    assert loss_of(build, f"L = {expression}", x=2.0) == pytest.approx(value, rel=1e-15)


def test_products_of_vectors_and_matrices_go_from_left_to_right(build):
    inputs = {"v": [1.0, 2.0], "M": [[0.0, 1.0], [1.0, 0.0]]}
    assert loss_of(build, "L = v @ M @ M @ v", **inputs) == 5.0
    assert loss_of(build, "L = sum(2 * v @ M)", **inputs) == 6.0


def test_blank_lines_comments_and_indentation_are_skipped(build):
    equations = "\n# y is x\n  y = x\n\n\t# and twice that\n\tL = 2 * y   # the loss\n\n"
    network = build(equations, {"x": 2.0})
    assert [(e.name, e.text, e.line) for e in network.graph.equations] == [
        ("y", "y = x", 3),
        ("L", "L = 2 * y", 6),
    ]
    assert network.graph.loss == "L"


def test_windows_line_ends_are_line_ends(build):
    assert loss_of(build, "y = x\r\nL = 2 * y\r\n", x=2.0) == 4.0


@pytest.mark.parametrize(
    "name", ["σ", "größe", "x1", "_x", "print", "len", "match", "type", "self", "L1", "变量", "𝒙"]
)
def test_any_identifier_is_a_name(build, name):
    assert loss_of(build, f"y_ = {name} + 1\nL = {name} * y_", **{name: 2.0}) == 6.0


@pytest.mark.parametrize(
    ("in_table", "in_equation"), [("ﬁ", "fi"), ("fi", "ﬁ"), ("K", "K"), ("𝒙", "x"), ("x", "ｘ")]
)
def test_names_that_unicode_calls_the_same_are_the_same(build, in_table, in_equation):
    assert loss_of(build, f"L = {in_equation} ** 2", **{in_table: 3.0}) == 9.0


def test_nodes_come_in_the_order_of_computation_with_their_kinds(build):
    network = build("y = x @ A + 1\nL = sum(y)", {"x": [1.0]}, {"A": [[2.0]]})
    graph = network.graph
    assert list(graph.places) == ["x", "A", "y", "L"]
    assert list(graph.names(Kind.INPUT)) == ["x"]
    assert list(graph.names(Kind.PARAMETER)) == ["A"]
    assert list(graph.names(Kind.INTERMEDIATE)) == ["y", "L"]
    for place, node in enumerate(graph.nodes):
        assert all(operand < place for operand in node.operands)
    assert graph.nodes[-1].label == graph.loss == "L"
    assert [node.constant for node in graph.nodes if node.kind is Kind.CONSTANT] == [1.0]


SYNTAX = ["L = ", "L = (", "L = x)", "L = x @", "= x", "L = x $ x", "L = 1x", "L = x x", "L == = x"]
SYNTAX += ["L = 'x", "L = x ?", "L = lambda", "lambda = x", "None = x", "sum(v) = x", "L = x \\"]
SYNTAX += ["L = 012", "if = x", "L = x;; y = x", "L = €"]

NO_ASSIGNMENT = ["x", "sum(v)", "L += x", "L: float = x", "L = y = x", "L, y = x", "L[0] = x"]
NO_ASSIGNMENT += ["x.y = x", "L = x; y = x", "del x", "pass", "import os"]
NO_ASSIGNMENT += ["from os import path", "if x: L = x", "while x: L = x", "for y in v: L = y"]
NO_ASSIGNMENT += ["def f(): return x", "class C: pass", "with x as L: pass", "raise x", "assert x"]
NO_ASSIGNMENT += ["return x", "global x", "L == x", "(L := x)", "[L] = x", "*L, y = v", "lambda: x"]

FOREIGN = ["lambda: x", "(lambda y: y)(x)", "[y for y in v]", "{y for y in v}", "(y for y in v)"]
FOREIGN += ["{y: y for y in v}", "x.real", "x.__class__", "v[0]", "v[:]", "M.T", "(y := x)"]
FOREIGN += ["x if x else x", "x and x", "not x", "x < 1", "x == x", "x in v", "x is x", "[x]"]
FOREIGN += ["(x, x)", "{x}", "{}", "{1: x}", "f'{x}'", "f''", "await x", "(yield x)", "+x", "~x"]
FOREIGN += ["sum(v)(x)", "v.sum()", "sum(*v)", "sum(x=v)", "sum(**v)", "...", "*v, x"]

NO_REAL_NUMBER = ["'text'", "b'text'", "True", "None", "1j", "-True", "-1j", "'a' 'b'", "sum('v')"]
NO_FUNCTION = [
    "print(x)",
    "eval('x')",
    "exec('x')",
    "open('x')",
    "__import__('os')",
    "max(v)",
    "v(x)",
]
SIGN = ["x % 2", "x // 2", "x << 1", "x | x", "x & x", "x ^ 2", "x >> 1"]


def group(said, remedy, expressions, form="L = {}"):
    return [
        pytest.param(form.format(text), said, remedy, id=form.format(text)) for text in expressions
    ]


@pytest.mark.parametrize(
    ("equation", "said", "remedy"),
    [
        *group("syntax error", "name = expression", SYNTAX, "{}"),
        *group("no single assignment", "name = expression", NO_ASSIGNMENT, "{}"),
        *group("is not part of the language", "use @ + - * / **", FOREIGN),
        *group("is no real number", "numbers, names and abs, cross_entropy", NO_REAL_NUMBER),
        *group("there is no function", "sigmoid", NO_FUNCTION),
        *group("a sign that is not part of the language", "**", SIGN),
        *group("has no operand", "(…)", FUNCTIONS),
        *group("is the name of a function", "another name", FUNCTIONS, "{} = x"),
        *group("has 0 operands", "exactly 1", ["sum()", "sigmoid()"]),
        *group("has 2 operands", "exactly 1", ["sum(v, v)", "softmax(v, 1)"]),
        *group("has 1 operands", "exactly 2", ["cross_entropy(v)"]),
        *group("a number is too large", "1.8e308", ["1e400", "-1e400", "x * 1" + "0" * 400]),
    ],
)
def test_what_is_not_the_language_is_refused_with_the_equation_and_a_remedy(
    write, equation, said, remedy
):
    error = refusal(write, f"y = x + x\n\n# a comment\n{equation}\nL = y")
    assert error.line == 5
    assert "in the equation `" in error.problem
    assert equation.strip()[:50] in error.problem
    assert said in error.problem
    assert remedy in error.remedy


@pytest.mark.parametrize(
    ("equation", "said", "remedy"),
    [
        ("L = q", "the name q is not known", "declare q under [inputs] or [parameters]"),
        ("L = vv @ vv", "the name vv is not known", "write v if you meant that"),
        ("L = L * x", "L is used before its own equation", "above this line"),
        ("L = later", "later is used before its own equation", "above this line"),
        ("x = v", "x is given a second time", "another name"),
        ("y = x", "y is given a second time", "another name"),
    ],
)
def test_a_name_must_be_known_on_its_line_and_given_once(write, equation, said, remedy):
    error = refusal(write, f"y = x + x\n{equation}\nlater = y\nL = y")
    assert error.line == 3
    assert said in error.problem
    assert remedy in error.remedy


SCALAR, VECTOR, MATRIX = "a scalar", "a vector of 2", "a 2×2 matrix"


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("x @ v", f"@ has {SCALAR} and {VECTOR}"),
        ("v @ x", f"@ has {VECTOR} and {SCALAR}"),
        ("x @ x", f"@ has {SCALAR} and {SCALAR}"),
        ("w @ M", "@ has a vector of 3 and a 2×2 matrix, whose inner sizes 3 and 2 must be equal"),
        ("M @ w", "@ has a 2×2 matrix and a vector of 3, whose inner sizes 2 and 3 must be equal"),
        ("M @ N", "@ has a 2×2 matrix and a 3×2 matrix, whose inner sizes 2 and 3 must be equal"),
        ("v @ w", "whose inner sizes 2 and 3 must be equal"),
        ("v + w", "+ has a vector of 2 and a vector of 3, which must have the same shape"),
        ("v - M", f"- has {VECTOR} and {MATRIX}"),
        ("M * N", f"* has {MATRIX} and a 3×2 matrix"),
        ("M / v", f"/ has {MATRIX} and {VECTOR}"),
        ("v ** w", f"** has {VECTOR} and a vector of 3"),
        ("softmax(x)", f"softmax has {SCALAR}"),
        ("cross_entropy(v, w)", f"cross_entropy has {VECTOR} and a vector of 3"),
        ("cross_entropy(M, M)", f"cross_entropy has {MATRIX} and {MATRIX}"),
        ("cross_entropy(x, x)", f"cross_entropy has {SCALAR} and {SCALAR}"),
        ("sum(v @ (M + w))", f"+ has {MATRIX} and a vector of 3"),
    ],
)
def test_shapes_that_do_not_fit_are_named(write, expression, said):
    leaves = (
        "x = 2.0\nv = [1, 2]\nw = [1, 2, 3]\nM = [[1, 2], [3, 4]]\nN = [[1, 2], [3, 4], [5, 6]]"
    )
    error = refusal(write, f"y = x + x\nL = {expression}", leaves)
    assert error.line == 3
    assert f"in the equation `L = {expression}`" in error.problem
    assert said in error.problem


@pytest.mark.parametrize(("loss", "shape"), [("v", VECTOR), ("M + 1", MATRIX)])
def test_the_last_equation_must_be_a_scalar(write, loss, shape):
    error = refusal(write, f"y = x\nL = {loss}")
    assert error.line == 3
    assert f"the last equation `L = {loss}` is the loss" in error.problem
    assert f"but it is {shape}" in error.problem
    assert "sum(…) or mean(…)" in error.remedy


@pytest.mark.parametrize("equations", ["", "   ", "\n\n", "# only a comment", "\t\n # y = x"])
def test_there_must_be_an_equation(write, equations):
    error = refusal(write, equations)
    assert "there are no equations" in error.problem
    assert "L = sum(x ** 2)" in error.remedy


def test_nothing_in_an_equation_is_executed(write, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for payload in (
        "open('proof', 'w')",
        "__import__('os').system('touch proof')",
        "__import__('pathlib').Path('proof').touch()",
        "(lambda: open('proof', 'w'))()",
        "[open('proof', 'w') for _ in (1,)]",
        "f\"{open('proof', 'w')}\"",
        "(y := open('proof', 'w'))",
        "sum(open('proof', 'w'))",
        "exec(\"open('proof', 'w')\")",
        "x if open('proof', 'w') else x",
        "x[open('proof', 'w')]",
        "sigmoid.__globals__",
        "().__class__.__base__.__subclasses__()",
    ):
        refusal(write, f"L = {payload}")
        assert not (tmp_path / "proof").exists()


@pytest.mark.parametrize("depth", [1_000, 100_000])
@pytest.mark.parametrize(
    ("before", "after"), [("-", ""), ("(", ")"), ("sigmoid(", ")"), ("x + ", ""), ("2 ** ", "")]
)
def test_deep_nesting_is_refused_and_not_a_crash(write, before, after, depth):
    error = refusal(write, f"L = {before * depth}x{after * depth}")
    assert error.line == 2
    assert "nested" in error.problem
    assert len(error.problem) < 200


@pytest.mark.parametrize(("before", "after"), [("-", ""), ("sigmoid(", ")"), ("x + ", "")])
def test_an_equation_can_be_fifty_deep(build, before, after):
    assert loss_of(build, f"L = {before * 50}x{after * 50}", x=2.0) > 0


def test_a_network_can_have_thousands_of_equations(build):
    lines = [f"a{n} = a{n - 1} + 1" for n in range(1, 5_001)]
    network = build("\n".join([*lines, "L = a5000"]), {"a0": 1.0})
    trace, gradients = network.differentiate(network.inputs, network.parameters)
    assert trace.loss == 5_001.0
    assert gradients["a0"] == 1.0


def test_a_number_of_thousands_of_digits_is_refused(write):
    for digits in (
        "1" * 5_000,
        f"0x{'f' * 5_000}",
        f"[0x{'f' * 5_000}]",
        f"sum(v, 0x{'f' * 5_000})",
    ):
        error = refusal(write, f"L = {digits}")
        assert error.line == 2
        assert len(error.problem) < 400


@pytest.mark.parametrize("character", ["\\u001b[31m", "\\u0000", "\\u0007", "\\u200b", "\\ufeff"])
@pytest.mark.parametrize("place", ["L = x{}", "L{} = x", "{}L = x", "L = sum('{}')"])
def test_control_characters_in_an_equation_do_not_reach_the_message(write, character, place):
    path = write(f'equations = "{place.format(character)}"\n[inputs]\nx = 1\n')
    with pytest.raises(NetworkError) as caught:
        load_network(path)
    assert str(caught.value).isprintable()
    assert caught.value.line == 1


TOKENS = [*FUNCTIONS, "**", ":=", "lambda", "if", "2.5", *"@+-*/(),=xvMyL10#.:[]'"]


@settings(max_examples=200)
@given(
    st.lists(
        st.one_of(
            st.lists(st.sampled_from(TOKENS), max_size=9).map(" ".join),
            st.text(max_size=12),
        ).map("L = ".__add__),
        min_size=1,
        max_size=3,
    )
)
def test_no_text_raises_anything_but_a_network_error(build, lines):
    inputs = {"x": 1.0, "v": [1.0, 2.0], "M": [[1.0, 2.0], [3.0, 4.0]]}
    use_all = "y = x * v @ M"
    try:
        network = build("\n".join([use_all, *lines]), inputs)
    except NetworkError as error:
        assert str(error).isprintable()
        assert error.remedy
    else:
        network.differentiate(network.inputs, network.parameters)


def test_an_equation_reads_named_nodes_once_for_every_use(build):
    network = build("u = x * (x + exp(w))\nb = u\nL = b + 2 - u", {"x": 1.0}, {"w": 2.0})
    reads = {name: sorted(network.graph.reads(name)) for name in network.graph.places}
    assert reads == {"x": [], "w": [], "u": ["w", "x", "x"], "b": ["u"], "L": ["b", "u"]}
