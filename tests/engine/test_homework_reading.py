"""Somebody's numbers, read from files as people have them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import NetworkError
from engine.homework import Quantity, name_all, read_answers

A = ((2.16, 0.47), (1.03, -0.22))
FORMS = {
    "lists.txt": "dA = [[2.16, 0.47], [1.03, -0.22]]",
    "lines.txt": "dA = [[2.16, 0.47],\n      [1.03, -0.22]]\n",
    "rows.txt": "dA\n2.16 0.47\n1.03 -0.22\n",
    "colon.txt": "dA:  2.16,  0.47\n     1.03, -0.22",
    "doubled.txt": "dA = [[2.16,, 0.47],, [1.03,, -0.22],,]",
    "numpy.txt": "dA = array([[ 2.16,  0.47],\n            [ 1.03, -0.22]])",
    "printed.txt": "dA\n[[ 2.16  0.47]\n [ 1.03 -0.22]]",
    "calls.txt": "dA = np.array([[2.16, 0.47], [1.03, -0.22]], dtype=np.float64)",
    "scalars.txt": "dA = [[np.float64(2.16), np.float64(0.47)], [float(1.03), -0.22]]",
    "torch.txt": "A.grad: tensor([[ 2.1600,  0.4700],\n        [ 1.0300, -0.2200]], "
    "dtype=torch.float64, grad_fn=<MmBackward0>)",
    "parameter.txt": "A.grad\nParameter containing:\ntensor([[2.16, 0.47],\n"
    "        [1.03, -0.22]],\n       device='cuda:0', requires_grad=True)",
    "exponents.txt": "dA = [[2.16e+00 4.70e-01]\n [1.03e+00 -2.20e-01]]",
    "dict.txt": "{'dA': [[2.16, 0.47], [1.03, -0.22]]}",
    "tuples.txt": "dA = ((2.16, 0.47), (1.03, -0.22))",
    "loop.txt": "dA\n[2.16, 0.47]\n[1.03, -0.22]",
    "minus.txt": "∂L/∂A = [[2.16, 0.47], [1.03, −0.22]]",
    "size.txt": "gradient of A (2x2) is:\n [[2.16 0.47] [1.03 -0.22]]",
    "comment.txt": "# by hand, 2 decimals\ndA = [[2.16, 0.47], # row 1\n[1.03, -0.22]]",
    "heading.txt": "Gradients\n---------\nA = [[2.16, 0.47], [1.03, -0.22]]",
    "savetxt.txt": "# dA\n2.16e+00 4.7e-01\n1.03e+00 -2.2e-01\n",
    "table.md": "dA:\n| 2.16 | 0.47 |\n| 1.03 | -0.22 |\n",
    "crlf.txt": "dA\r\n2.16 0.47\r\n1.03 -0.22\r\n",
    "named.csv": "dA,2.16,0.47\ndA,1.03,-0.22\n",
    "once.csv": "dA,2.16,0.47\n,1.03,-0.22\n",
    "semicolons.csv": '"dA";2.16;0.47\n"dA";1.03;-0.22\n',
    "a.json": '{"dA": [[2.16, 0.47], [1.03, -0.22]]}',
    "sections.json": '{"gradients": {"A": [[2.16, 0.47], [1.03, -0.22]]}}',
    "a.toml": "dA = [[2.16, 0.47], [1.03, -0.22]]",
    "sections.toml": "[gradients]\nA = [\n  [2.16, 0.47],\n  [1.03, -0.22],\n]",
}


@pytest.fixture(scope="module")
def graph(build):
    return build("y = x @ A\nL = sum(y ** 2)", {"x": [1.0, 2.0]}, {"A": [[1.0, 2.0]] * 2}).graph


@pytest.mark.parametrize("form", FORMS)
def test_a_matrix_is_read_in_every_form(write, graph, form):
    [found] = read_answers(write(FORMS[form], form))
    assert (found.shape, [a.number for a in found.numbers]) == ((2, 2), [*A[0], *A[1]])
    assert list(name_all([found], graph).given) == [Quantity("A", gradient=True)]


def test_several_are_told_apart(write, graph):
    text = """\
loss 9.25
x = 0.5 1.5
dy: tensor([1., 2.5000])

dA =
 1 2
 3 4

dx = 0.1 0.2   dL = 1
epoch = 3
"""
    found = read_answers(write(text, "a.txt"))
    assert [(each.name, each.line, each.shape) for each in found] == [
        ("loss", 1, ()),
        ("x", 2, (2,)),
        ("dy", 3, (2,)),
        ("dA", 5, (2, 2)),
        ("dx", 9, (2,)),
        ("dL", 9, ()),
        ("epoch", 10, ()),
    ]
    sheet = name_all(found, graph)
    assert list(sheet.given) == [
        Quantity("L", gradient=False),
        Quantity("x", gradient=False),
        Quantity("y", gradient=True),
        Quantity("A", gradient=True),
        Quantity("x", gradient=True),
        Quantity("L", gradient=True),
    ]
    assert [given.name for given, _ in sheet.unknown] == ["epoch"]


@pytest.mark.parametrize(
    "name",
    [
        "dA",
        "DA",
        "da",
        "d_A",
        "grad_A",
        "gradA",
        "GRAD_a",
        "∂L/∂A",
        "∂A",
        "dL/dA",
        "dL_dA",
        "dLdA",
        "A.grad",
        "a.grad",
        "A_grad",
        "∇A",
        "dloss/dA",
        "grad(A)",
        "model.A.grad",
        "self.A.grad",
    ],
)
def test_a_gradient_in_one_word(write, graph, name):
    found = read_answers(write(f"x = [1, 2]\n{name} = [[1, 2], [3, 4]]", "a.txt"))
    assert list(name_all(found, graph).given) == [Quantity("x", False), Quantity("A", True)]


@pytest.mark.parametrize(
    "name", ["∂L / ∂A", "gradient of A", "the gradient of A is", "Gradient A", "A gradient"]
)
def test_a_gradient_in_several_words(write, graph, name):
    test_a_gradient_in_one_word(write, graph, name)


def test_a_name_without_a_mark_is_a_gradient_where_none_is_marked(write, graph):
    def quantities(text, name="a.txt"):
        return list(name_all(read_answers(write(text, name)), graph).given)

    assert quantities("A = 1 2\nx = 1 2\nL = 3") == [("A", True), ("x", True), ("L", False)]
    assert quantities("A = 1 2\nx = 1 2\ndy = 3 4") == [("A", False), ("x", False), ("y", True)]
    document = {"loss": 9.0, "values": {"L": 9.0, "A": [1.0]}, "gradients": {"A": [2.0]}}
    assert quantities(json.dumps(document), "a.json") == [("L", False), ("A", False), ("A", True)]


def test_a_node_goes_before_the_reading_of_its_name_as_a_mark(build, write):
    graph = build("dx = x * 2\nD = x + dx\nL = sum(dx * D)", {"x": [1.0]}).graph
    text = "dx = 1\nddx = 2\nd = 3\ngrad_x = 4\ndD = 5"
    sheet = name_all(read_answers(write(text, "a.txt")), graph)
    assert list(sheet.given) == [
        Quantity("dx", False),
        Quantity("dx", True),
        Quantity("D", False),
        Quantity("x", True),
        Quantity("D", True),
    ]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("dx = 2.1648 0.5", [1e-4, 1e-4]),  # zeros at the end are left out
        ("dx = 12.35 0.01235 0.5", [1e-2, 1e-5, 1e-4]),  # four digits each
        ("dx = 1. 2.", [1.0, 1.0]),
        ("dx = [ 0.  , -1.25]", [1e-2, 1e-2]),
        ("dx = 2e-3 1.5e-3", [1e-4, 1e-4]),
    ],
)
def test_the_precision_is_that_of_the_digits_of_the_whole(write, text, units):
    [found] = read_answers(write(text, "a.txt"))
    assert [each.unit for each in found.numbers] == pytest.approx(units)


@pytest.mark.parametrize(
    ("name", "text", "line", "words"),
    [
        ("a.txt", "dx = 1 2\n\n3 4", 3, "without a name"),
        ("a.txt", "dA = [[1, 2],\n [3, oops]]", 2, "`oops`"),
        ("a.txt", "dx = 1\ndA = [[1, 2],\n [3, 4]", 2, "not closed"),
        ("a.txt", "dA = [1, 2)", 1, "not closed"),
        ("a.txt", "dx = 1]", 1, "not open"),
        ("a.txt", "dx = 1\ndA = [[1 2 ... 3]]", 2, "left out"),
        ("a.txt", "dA = [[1, 2], [3]]", 1, "ragged"),
        ("a.txt", "dA = []", 1, "no numbers"),
        ("a.txt", "A[0][1] = 3", 1, "behind numbers"),
        ("a.txt", "dA = [[[1], [2]], [[3], [4]]]", 1, "dimensions"),
        ("a.txt", "nothing here", 1, "no numbers"),
        ("a.json", '{"dA": [1,, 2]}', 1, "not JSON"),
        ("a.json", '{"x": 1,\n "dA": [1, "two"]}', 2, '"two"'),
        ("a.json", '{"x": 1,\n "dA": null}', 2, "null"),
        ("a.json", "[1, 2]", 1, "no names"),
        ("a.toml", "x = 1\ndA = [1, true]", 2, "true"),
        ("a.toml", "dA = [1,", None, "not TOML"),
        ("a.csv", "dA,1,2\ndA,3\n", 1, "ragged"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(write, name, text, line, words):
    path = write(text, name)
    with pytest.raises(NetworkError) as caught:
        read_answers(path)
    assert (caught.value.path, caught.value.line) == (path, line)
    assert words in str(caught.value)


def test_names_that_mean_nothing_or_the_same_are_said_with_their_line(write, graph):
    for text, line in (("x = 1\ndA = 2\nA.grad = 3", 3), ("\nfoo = 1", 2)):
        with pytest.raises(NetworkError) as caught:
            name_all(read_answers(write(text, "a.txt")), graph)
        assert caught.value.line == line
    assert len(name_all(read_answers(write("dA = 2\nA.grad = 2", "a.txt")), graph).given) == 1


@given(text=st.text("[](){}=:,;.…#|dA x1-+e\n'\"_/∂", max_size=60))
def test_no_text_makes_it_raise_anything_else(write_one, text):
    for name in ("a.txt", "a.json", "a.toml"):
        try:
            read_answers(write_one(text, name))
        except NetworkError as error:
            assert error.path


@pytest.fixture(scope="module")
def write_one(tmp_path_factory):
    folder = tmp_path_factory.mktemp("answers")

    def into_folder(text, name):
        (folder / name).write_text(text, encoding="utf-8")
        return folder / name

    return into_folder
