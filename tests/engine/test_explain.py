"""Why a number is what it is: one step of the forward pass or of the chain rule."""

from dataclasses import replace
from math import isclose, nan

import pytest
from explaining import added, every_cell, read_back, size, used_in
from hypothesis import given, settings
from hypothesis import strategies as st
from random_networks import networks, with_numbers

from engine import Cell, Kind, NetworkError, as_matrix, cells, find_network, load_network
from engine.explain import explain, text_of
from engine.operations import COPY, OPERATIONS
from engine.tuples import TUPLES


@pytest.fixture(scope="module")
def published():
    network = load_network(find_network("two-branch"))
    return network.differentiate(network.inputs, network.parameters)


def differentiated(network):
    return network.differentiate(network.inputs, network.parameters)


@pytest.mark.parametrize(
    ("cell", "formula"),
    [
        (Cell("y", (0,)), "y₀ = x₀·A[0][0] + x₁·A[1][0] + x₂·A[2][0]"),
        (Cell("u", (1,)), "u₁ = σ(y₁)"),
        (Cell("z", (1,)), "z₁ = u₁ + v₁"),
        (Cell("L"), "L = w₀² + w₁² + w₂²"),
        (Cell("A", (0, 1), True), "∂L/∂A[0][1] = x₀ · ∂L/∂y₁"),
        (Cell("y", (1,), True), "∂L/∂y₁ = ∂L/∂u₁ · σ′(y₁)"),
        (Cell("u", (1,), True), "∂L/∂u₁ = ∂L/∂z₁"),
        (
            Cell("z", (1,), True),
            "∂L/∂z₁ = ∂L/∂w₀·C[1][0] + ∂L/∂w₁·C[1][1] + ∂L/∂w₂·C[1][2]",
        ),
        (Cell("w", (1,), True), "∂L/∂w₁ = 2·w₁"),
        (Cell("x", (2,), True), "∂L/∂x₂ = Σₖ ∂L/∂vₖ·B[2][k] + Σₖ ∂L/∂yₖ·A[2][k]"),
        (Cell("L", (), True), "∂L/∂L = 1"),
    ],
)
def test_the_published_example_in_symbols(published, cell, formula):
    assert explain(*published, cell).formula.in_symbols() == formula


def test_the_published_example_with_its_numbers(published):
    explanation = explain(*published, Cell("A", (0, 1), True))
    assert explanation.formula.with_numbers() == "0.831147 · 3.21016"
    trace, gradients = published
    full = explanation.formula.with_numbers(repr)
    assert full == f"{trace['x'][0]!r} · {gradients['y'][1]!r}"
    assert explanation.cells == (Cell("x", (0,)), Cell("y", (1,), True))
    assert [piece.text for piece in explanation.formula.symbols] == ["x₀", " · ", "∂L/∂y₁"]


def test_a_local_derivative_says_what_it_stands_for(published):
    explanation = explain(*published, Cell("y", (1,), True))
    (definition,) = explanation.definitions
    assert definition.in_symbols() == "σ′(y₁) = u₁·(1 − u₁)"
    assert definition.with_numbers() == "0.729954·(1 − 0.729954)"
    assert definition.number == published[0]["u"][1] * (1 - published[0]["u"][1])
    assert explanation.cells == (Cell("u", (1,), True), Cell("y", (1,)), Cell("u", (1,)))


def test_the_shares_of_two_uses(published):
    first, second = explain(*published, Cell("x", (0,), True)).shares
    assert (first.through, second.through) == ("v", "y")
    assert [term.in_symbols() for term in second.terms] == [
        "∂L/∂y₀ · A[0][0]",
        "∂L/∂y₁ · A[0][1]",
        "∂L/∂y₂ · A[0][2]",
    ]
    assert second.product.text == "∂L/∂x through y = ∂L/∂y · Aᵀ"


def test_a_matrix_product_is_drawn_with_the_cell_concerned(published):
    form = explain(*published, Cell("A", (0, 1), True)).shares[0].product
    trace, gradients = published
    assert form.text == "∂L/∂A = xᵀ · ∂L/∂y"
    assert form.shapes == "3×1 · 1×3 → 3×3"
    assert form.left.rows == tuple((cell,) for cell in trace["x"])
    assert form.right.rows == (gradients["y"],)
    assert form.result.rows == gradients["A"]
    assert (form.left.row, form.right.column) == (form.result.row, form.result.column) == (0, 1)
    forward = explain(*published, Cell("y", (2,))).shares[0].product
    assert (forward.text, forward.shapes) == ("y = x · A", "1×3 · 3×3 → 1×3")


def test_leaves_say_what_they_are(published):
    trace, gradients = published
    given_by_data = explain(trace, gradients, Cell("x", (0,)))
    assert given_by_data.rule == "x₀ is an input, given by the data."
    parameter = explain(trace, gradients, Cell("A", (0, 1)))
    assert "η/N · ∂L/∂A[0][1]" in parameter.rule
    for leaf in (given_by_data, parameter):
        assert (leaf.formula, leaf.shares, leaf.cells) == (None, (), ())


def test_the_gradient_of_what_does_not_reach_the_loss(build):
    trace, gradients = differentiated(build("y = 2 * x\nL = x", {"x": 1.5}))
    explanation = explain(trace, gradients, Cell("y", (), True))
    assert explanation.formula.in_symbols() == "∂L/∂y = 0"
    assert explanation.rule == "The loss does not depend on y, so the gradient is 0."


X = {"x": [0.5, -1.25, 0.75], "c": 0.5}


@pytest.mark.parametrize(
    ("equations", "cell", "formula", "live"),
    [
        ("L = sum(relu(x))", Cell("x", (1,), True), "relu′(x₁)", "0"),
        ("L = sum(sqrt(abs(x)))", Cell("L"), "√|x₀| + √|x₁| + √|x₂|", None),
        ("y = exp(-x) / (x - 1)\nL = sum(y)", Cell("y", (1,)), "exp(−x₁) / (x₁ − 1)", None),
        ("y = log(x * x) ** 3\nL = sum(y)", Cell("y", (1,)), "log(x₁²)³", "log((−1.25)²)³"),
        ("y = c ** x - -2\nL = sum(y)", Cell("y", (1,)), "c^x₁ − (−2)", "0.5^(−1.25) − (−2)"),
        ("L = mean(x)", Cell("L"), "(Σₖ xₖ) / 3", "(0.5 + (−1.25) + 0.75) / 3"),
        ("L = mean(x)", Cell("x", (0,), True), "1/3", "1/3"),
        ("L = c * x @ x", Cell("x", (2,), True), "c·x₂ + x₂·c", "0.5·0.75 + 0.75·0.5"),
        ("L = sum(c - x)", Cell("c", (), True), "1 + 1 + 1", None),
        ("L = -sum(x)", Cell("L"), "−Σₖ xₖ", "−(0.5 + (−1.25) + 0.75)"),
        (
            "p = softmax(x)\nL = sum(p)",
            Cell("p", (1,)),
            "exp(x₁ − max(x)) / Σₖ exp(xₖ − max(x))",
            None,
        ),
        (
            "p = softmax(x)\nL = p @ p",
            Cell("x", (0,), True),
            "p₀ · (∂L/∂p₀ − Σₖ ∂L/∂pₖ·pₖ)",
            None,
        ),
        ("b = x\nL = sum(b)", Cell("b", (1,)), "x₁", "−1.25"),
        ("L = tanh(c + 1)", Cell("L"), "tanh(c + 1)", "tanh(0.5 + 1)"),
        ("L = c ** 2 + (1 + 1)", Cell("L"), "c² + 1 + 1", None),
    ],
)
def test_the_notation_of_operations(build, equations, cell, formula, live):
    trace, gradients = differentiated(build(equations, used_in(equations, X)))
    found = explain(trace, gradients, cell).formula
    assert text_of(found.symbols) == formula
    if live is not None:
        assert found.with_numbers() == live


def test_a_choice_is_written_out_where_it_is_defined(build):
    trace, gradients = differentiated(build("L = sum(relu(x))", {"x": X["x"]}))
    (definition,) = explain(trace, gradients, Cell("x", (0,), True)).definitions
    assert definition.in_symbols() == "relu′(x₀) = 1 if x₀ > 0, else 0"
    assert definition.number == 1.0


def test_a_long_sum_is_written_with_sigma_and_its_numbers_are_cut_short(build):
    network = build("y = x @ A\nL = sum(y)", {"x": [1.0] * 9}, {"A": [[2.0]] * 9})
    formula = explain(*differentiated(network), Cell("y", (0,))).formula
    assert formula.in_symbols() == "y₀ = Σₖ xₖ·A[k][0]"
    assert formula.with_numbers() == "1·2 + 1·2 + 1·2 + 1·2 + … + 1·2"
    assert len(formula.addends()) == 9


def test_letters_of_sums_are_no_names_of_nodes(build):
    network = build("k = l @ A\nL = sum(k)", {"l": [1.0] * 9}, {"A": [[2.0]] * 9})
    formula = explain(*differentiated(network), Cell("k", (0,))).formula
    assert formula.in_symbols() == "k₀ = Σₘ lₘ·A[m][0]"


@pytest.mark.parametrize("operation", [*OPERATIONS.values(), COPY], ids=lambda each: each.name)
def test_every_operation_has_its_rules_in_words(operation):
    assert operation.rule
    assert len(operation.gradient_rules) == operation.operands
    assert all(operation.gradient_rules)


@settings(max_examples=40)
@given(network=networks(), seed=st.integers(0, 10**6))
def test_formulas_and_terms_have_the_bits_of_the_engine(build, network, seed):
    trace, gradients = differentiated(with_numbers(build, *network, seed))
    for cell in every_cell(trace):
        explanation = explain(trace, gradients, cell)
        assert explanation.cell == cell
        assert explanation.number == cell.number(trace, gradients)
        assert explanation.rule.endswith(".")
        if explanation.formula is None:
            assert trace.graph.nodes[trace.graph.places[cell.node]].operation is None
            continue
        assert explanation.formula.number == explanation.number
        for share in explanation.shares:
            assert added(term.number for term in share.terms) == share.formula.number
        if explanation.shares:
            assert added(s.formula.number for s in explanation.shares) == explanation.number


@settings(max_examples=40)
@given(network=networks(), seed=st.integers(0, 10**6))
def test_what_is_written_is_the_number(build, network, seed):
    trace, gradients = differentiated(with_numbers(build, *network, seed))
    for cell in every_cell(trace):
        explanation = explain(trace, gradients, cell)
        if explanation.formula is None:
            continue
        for formula in (explanation.formula, *explanation.definitions):
            in_symbols = tuple(
                replace(piece, number=piece.cell.number(trace, gradients), guarded=True)
                if piece.cell
                else piece
                for piece in formula.symbols
            )
            for pieces in (formula.live, in_symbols):
                number = read_back(pieces)
                close = 1e-11 * size(formula)
                assert number is None or isclose(number, formula.number, abs_tol=close)


@settings(max_examples=40)
@given(network=networks(), seed=st.integers(0, 10**6))
def test_a_formula_reads_the_cells_that_it_names_and_no_others(build, network, seed):
    trace, gradients = differentiated(with_numbers(build, *network, seed))
    graph = trace.graph
    for cell in every_cell(trace):
        explanation = explain(trace, gradients, cell)
        if not explanation.cells:
            continue
        assert len(set(explanation.cells)) == len(explanation.cells)
        assert all(read.node in graph.places for read in explanation.cells)

        def only_read(values, gradient, read=frozenset(explanation.cells)):
            return type(values)(
                graph,
                tuple(
                    masked(value, node.label, (), gradient, read) if node.named else value
                    for node, value in zip(graph.nodes, values.by_node, strict=True)
                ),
            )

        alone = explain(only_read(trace, False), only_read(gradients, True), cell)
        assert alone.formula.number == explanation.number


def masked(value, node, index, gradient, read):
    """The value with NaN in every cell that is not read."""
    if isinstance(value, tuple):
        parts = enumerate(value)
        return tuple(masked(part, node, (*index, i), gradient, read) for i, part in parts)
    return value if Cell(node, index, gradient) in read else nan


@settings(max_examples=40)
@given(network=networks(), seed=st.integers(0, 10**6))
def test_matrix_forms_are_true_products(build, network, seed):
    trace, gradients = differentiated(with_numbers(build, *network, seed))
    for cell in every_cell(trace):
        for share in explain(trace, gradients, cell).shares:
            form = share.product
            if form is None:
                continue
            left, right, result = form.left, form.right, form.result
            product = as_matrix(TUPLES.product(left.rows, right.rows))
            flat = list(cells(result.rows))
            assert list(cells(product)) == pytest.approx(flat, rel=1e-12, abs=1e-12)
            assert (left.row, right.column) == (result.row, result.column)
            if cell.gradient:
                assert product[result.row][result.column] == share.formula.number


def test_an_equation_that_is_nested_too_deeply_says_so(build):
    network = build("L = " + " + ".join(["x * x"] * 300), {"x": 1.5})
    with pytest.raises(NetworkError) as caught:
        explain(*differentiated(network), Cell("x", (), True))
    assert "nested too deeply" in str(caught.value)


def test_a_cell_of_a_large_matrix_takes_no_work_on_the_others(monkeypatch):
    network = load_network(find_network("two-branch"), sizes={"K": 64})
    trace, gradients = differentiated(network)
    count = 0
    number = Cell.number

    def counted(cell, *values):
        nonlocal count
        count += 1
        return number(cell, *values)

    monkeypatch.setattr(Cell, "number", counted)
    explanation = explain(trace, gradients, Cell("y", (63,)))
    assert explanation.formula.number == trace["y"][63]
    assert count <= 400


def test_the_kinds_of_all_presets_are_explained():
    for preset in ("two-branch", "xor"):
        network = load_network(find_network(preset))
        trace, gradients = network.differentiate(network.samples[0], network.parameters)
        for cell in every_cell(trace):
            formula = explain(trace, gradients, cell).formula
            leaf = (
                network.graph.nodes[network.graph.places[cell.node]].kind is not Kind.INTERMEDIATE
            )
            assert (formula is None) == (leaf and not cell.gradient)
            assert formula is None or formula.number == cell.number(trace, gradients)
