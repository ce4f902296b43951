"""The drawn graph: its lines, followed character by character, are the edges of the graph."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_networks import networks, with_numbers
from rich.cells import cell_len

from engine import Graph, Kind, Network, Pass, find_network, load_network, preset_names
from engine import stages as stages_of
from tui.graph_drawing import NARROWEST_DRAWING, Line, Part, draw_graph, legend

MARKS = set("□■●◆⊕")
UP = set("│├┤┼┴╰╯▾▴")
DOWN = set("│├┤┼▾▴") | MARKS
INTO = {False: "▸◂▾", True: "◂▸▴"}
WIDTHS = (NARROWEST_DRAWING, 76, 120)


def reads(graph: Graph, name: str) -> set[str]:
    """What an equation reads, found from its operations alone."""
    found, parts = set(), list(graph.nodes[graph.places[name]].operands)
    while parts:
        node = graph.nodes[parts.pop()]
        if node.named:
            found.add(node.label)
        else:
            parts += node.operands
    return found


def edges(graph: Graph) -> set[tuple[str, str]]:
    names = [equation.name for equation in graph.equations]
    return {(operand, name) for name in names for operand in reads(graph, name)}


def lanes(line: Line) -> str:
    """The characters between the sign of the current stage and the text."""
    drawn = "".join(text for text, part in line.pieces if part in (Part.LANE, Part.MARK))
    assert drawn == line.text[2 : 2 + len(drawn)]
    return drawn


def drawn_edges(lines: tuple[Line, ...], backward: bool) -> set[tuple[str, str]]:
    """The edges, each followed from the mark of its user to the mark of what is used."""
    grid = [lanes(line) for line in lines[1:]]
    names = [line.node for line in lines[1:]]
    left_arrow, right_arrow, above_arrow = INTO[backward]
    found = set()

    def source(line: int, place: int) -> str:
        while grid[line][place] not in MARKS:
            assert grid[line][place] in UP
            line -= 1
            assert grid[line][place] in DOWN
        return names[line]

    for line, row in enumerate(grid):
        for mark in (place for place, sign in enumerate(row) if sign in MARKS):
            if line and grid[line - 1][mark] in DOWN:
                assert grid[line - 1][mark] == above_arrow
                found.add((source(line - 1, mark), names[line]))
            for step, arrow, corners in ((-1, left_arrow, "╰├"), (1, right_arrow, "╯┤")):
                if not row[mark + step : mark + step + 1] or row[mark + step] == " ":
                    continue
                assert row[mark + step] == arrow
                place = mark + 2 * step
                while row[place] not in corners:
                    assert row[place] in "─│┴┼"
                    if row[place] in "┴┼":
                        found.add((source(line, place), names[line]))
                    assert row[place + step] == "─"
                    place += 2 * step
                found.add((source(line, place), names[line]))
    return found


def told_edges(lines: tuple[Line, ...], graph: Graph, backward: bool) -> set[tuple[str, str]]:
    """The edges that are written as names, since there was no room for their lines."""
    notes: dict[str, str] = {}
    for line in lines[1:]:
        words = [text for text, part in line.pieces if part is Part.NOTE]
        notes[line.node] = notes.get(line.node, "") + " " + "".join(words)
    word = "to" if backward else "from"
    found = set()
    for user, note in notes.items():
        told = re.search(rf"\b{word}\b(.*)", note)
        names = {name for name in (told[1].replace(" ", "").split(",") if told else ()) if name}
        assert names <= set(graph.places)
        found |= {(name, user) for name in names}
    return found


def drawings(network: Network, width: int) -> list[tuple[bool, tuple[Line, ...]]]:
    trace, gradients = network.differentiate(network.inputs, network.parameters)
    stage = stages_of(network.graph)[0]
    return [
        (
            backward,
            draw_graph(network.graph, numbers, stage=stage, backward=backward, width=width),
        )
        for backward, numbers in ((False, trace), (True, gradients))
    ]


def check(network: Network, width: int) -> None:
    graph = network.graph
    for backward, lines in drawings(network, width):
        assert all(cell_len(line.text) <= width for line in lines)
        assert all(line.text.isprintable() for line in lines)
        assert [name for name, _ in marked(lines)] == list(dict.fromkeys(n.node for n in lines[1:]))
        assert {name for name, _ in marked(lines)} == set(graph.places)
        drawn, told = drawn_edges(lines, backward), told_edges(lines, graph, backward)
        assert drawn | told == edges(graph)
        assert not drawn & told


def marked(lines: tuple[Line, ...]) -> list[tuple[str, str]]:
    return [(line.node, text) for line in lines for text, part in line.pieces if part is Part.MARK]


@pytest.fixture(scope="module", params=preset_names())
def preset(request) -> Network:
    return load_network(find_network(request.param))


@pytest.mark.parametrize("width", WIDTHS)
def test_the_lines_of_every_preset_are_its_edges_and_all_of_them_are_drawn(preset, width):
    check(preset, width)
    for backward, lines in drawings(preset, width):
        assert drawn_edges(lines, backward) == edges(preset.graph)
        assert len(lines) <= 23


@given(text=networks(), seed=st.integers(0, 9), width=st.sampled_from(WIDTHS))
def test_the_lines_of_any_network_are_its_edges(build, text, seed, width):
    check(with_numbers(build, *text, seed), width)


@st.composite
def deep_graphs(draw):
    """Scalars in up to 40 equations, each of which reads any of the nodes before it."""
    names = ["a", "a_parameter_with_a_very_long_name_that_no_column_can_hold", "ℓ", "入力"]
    lines = []
    for number in range(1, draw(st.integers(1, 40)) + 1):
        operands = draw(st.lists(st.sampled_from(names), min_size=1, max_size=9))
        lines.append(f"n{number} = {' + '.join(operands)}")
        names.append(f"n{number}")
    lines.append(f"L = {' + '.join(names)}")
    return "\n".join(lines), dict.fromkeys(names[:2], 0.5), dict.fromkeys(names[2:4], -0.5)


@given(network=deep_graphs(), width=st.sampled_from(WIDTHS))
def test_many_equations_and_long_names_are_never_cut(build, network, width):
    check(build(*network), width)


def test_where_there_is_no_room_for_all_lines_the_longest_become_names(build):
    leaves = {f"input_{number}": 1.0 for number in range(30)}
    network = build(f"s = {' + '.join(leaves)}\nL = s * {' * '.join(leaves)}", leaves)
    for backward, lines in drawings(network, 60):
        told = told_edges(lines, network.graph, backward)
        assert 0 < len(told) < len(edges(network.graph))
    check(network, 60)


@given(text=networks(), seed=st.integers(0, 9))
def test_backward_a_mark_tells_where_the_gradients_of_several_paths_add(build, text, seed):
    network = with_numbers(build, *text, seed)
    graph = network.graph
    (_, forward), (_, backward) = drawings(network, 76)
    plain = dict(marked(forward))
    for name, mark in marked(backward):
        paths = sum(graph.nodes[user].operands.count(graph.places[name]) for user in graph.needed)
        assert mark == ("⊕" if paths > 1 else plain[name])
        text_of_node = "".join(line.text for line in backward if line.node == name)
        assert (f"+ {paths} paths add" in " ".join(text_of_node.split())) == (paths > 1)


def test_marks_tell_kinds(build):
    network = build("u = x * p\nL = u ** 2", {"x": 1.0}, {"p": 2.0})
    (_, lines), _ = drawings(network, 76)
    assert dict(marked(lines)) == {"x": "□", "p": "■", "u": "●", "L": "◆"}


@pytest.mark.parametrize("backward", [False, True])
def test_the_current_stage_is_marked_by_a_sign_and_an_update_marks_the_parameters(preset, backward):
    graph = preset.graph
    for stage in stages_of(graph):
        lines = draw_graph(graph, None, stage=stage, backward=backward, width=76)
        here = {line.node for line in lines if line.text.startswith("►")}
        update = stage.kind is Pass.UPDATE
        assert here == (set(graph.names(Kind.PARAMETER)) if update else {stage.node})


def test_the_default_network_as_it_is_drawn():
    (_, forward), (_, backward) = drawings(load_network(find_network("two-branch")), 76)
    assert [line.text.rstrip() for line in forward] == FORWARD.strip("\n").split("\n")
    assert [line.text.rstrip() for line in backward] == BACKWARD.strip("\n").split("\n")


def test_numbers_are_shown_in_short(build):
    matrix = [[3.0, 0.0, 0.0], [0.0, 4.0, 0.0]]
    leaves = {"M": matrix, "v": [1.0, -2.0], "s": -0.25, "w": [0.5] * 9}
    network = build("L = sum(M) + sum(v) + s + sum(w)", leaves)
    (_, lines), _ = drawings(network, 76)
    texts = {line.node: line.text for line in lines if "─" not in line.text}
    assert texts["M"].endswith("2×3, norm 5")
    assert texts["v"].endswith("[+1.0000 -2.0000]")
    assert texts["w"].endswith("[+0.5000 +0.5000 +0.5000 …]")
    assert texts["s"].endswith("-0.25")


def test_a_large_matrix_and_numbers_out_of_range_fit_too(build):
    large = [[1.2345e-170] * 64 for _ in range(64)]
    names = {f"a_long_name_{n}": 1.0 for n in range(9)}
    network = build(
        f"y = (M @ v) * {'*'.join(names)}\nL = sum(exp(exp(y)))",
        {"M": large, **names},
        {"v": [2e170] * 64},
    )
    check(network, 60)
    text = "\n".join(line.text for line in drawings(network, 60)[0][1])
    assert "64×64" in text
    assert "∞" in text


def test_numbers_stand_in_one_column_whatever_the_direction(preset):
    places = set()
    for _, lines in drawings(preset, 76):
        for line in lines:
            (*before, (_, last)) = line.pieces
            if last is Part.NUMBER:
                places.add(cell_len("".join(text for text, _ in before)))
    assert len(places) == 1


def test_the_legend_explains_the_signs():
    forward, backward = " ".join(legend(False)), " ".join(legend(True))
    assert all(sign in forward for sign in "□■●◆►↓├╰╯┴")
    assert all(sign in backward for sign in "□■●◆►↑⊕")
    assert all(len(line) <= 58 for line in legend(False) + legend(True))


FORWARD = """
  ↓                               value
  □      x  input                 [+0.8311 +0.8439 +0.8388]
  │ ■    A  parameter             3×3, norm 1.82
  │ ▾
► ├▸●    y = x @ A                [+1.4526 +0.9944 +1.6235]
  │ ▾
  │ ●    u = sigmoid(y)           [+0.8104 +0.7300 +0.8353]
  ▾ │ ■  B  parameter             3×3, norm 1.609
  ●◂│─╯  v = x @ B                [+1.4633 +1.1377 +0.9762]
  ▾ │
  ●◂╯    z = u + v                [+2.2737 +1.8676 +1.8115]
  ▾ ■    C  parameter             3×3, norm 2.033
  ●◂╯    w = z @ C                [+3.2229 +4.0747 +4.1317]
  ▾
  ◆      L = sum(w ** 2)          44.0612
"""

BACKWARD = """
  ↑                               gradient ∂L/∂…
  ⊕      x  input  + 2 paths add  [+19.012 +22.308 +33.822]
  │ ■    A  parameter             3×3, norm 6.361
  │ ▴
► ├◂●    y = x @ A                [+2.6046 +3.2102 +1.4556]
  │ ▴
  │ ●    u = sigmoid(y)           [+16.952 +16.285 +10.579]
  ▴ │ ■  B  parameter             3×3, norm 37.41
  ●▸│─╯  v = x @ B                [+16.952 +16.285 +10.579]
  ▴ │
  ●▸╯    z = u + v                [+16.952 +16.285 +10.579]
  ▴ ■    C  parameter             3×3, norm 45.87
  ●▸╯    w = z @ C                [+6.4458 +8.1493 +8.2635]
  ▴
  ◆      L = sum(w ** 2)          1
"""
