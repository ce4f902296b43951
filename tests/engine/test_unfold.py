"""The whole path sum: a gradient unfolded through the graph, up to the loss."""

from math import prod

import pytest
from explaining import every_cell, used_in
from hypothesis import given, settings
from hypothesis import strategies as st
from random_networks import networks, with_numbers

from engine import Cell, find_network, load_network
from engine.explain import unfold


@pytest.fixture(scope="module")
def published():
    network = load_network(find_network("two-branch"))
    return network.differentiate(network.inputs, network.parameters)


def differentiated(network):
    return network.differentiate(network.inputs, network.parameters)


def test_the_published_example_unfolds_to_three_terms(published):
    unfolding = unfold(*published, Cell("A", (0, 1), True))
    assert unfolding.formula.in_symbols() == "∂L/∂A[0][1] = x₀ · σ′(y₁) · Σₖ 2·wₖ·C[1][k]"
    assert unfolding.complete
    assert unfolding.levels == 5
    assert {term.route for term in unfolding.terms} == {("A", "y", "u", "z", "w", "L")}
    assert [term.formula.in_symbols() for term in unfolding.terms] == [
        "x₀ · σ′(y₁) · 2·w₁ · C[1][1]",
        "x₀ · σ′(y₁) · 2·w₀ · C[1][0]",
        "x₀ · σ′(y₁) · 2·w₂ · C[1][2]",
    ]
    first = unfolding.terms[0]
    names = [factor.in_symbols() for factor in first.factors]
    assert names == ["x₀", "σ′(y₁)", "2", "w₁", "C[1][1]"]
    assert first.number == prod(factor.number for factor in first.factors)


@pytest.mark.parametrize(
    ("levels", "formula"),
    [
        (0, "∂L/∂A[0][1] = ∂L/∂A[0][1]"),
        (1, "∂L/∂A[0][1] = x₀ · ∂L/∂y₁"),
        (2, "∂L/∂A[0][1] = x₀ · ∂L/∂u₁ · σ′(y₁)"),
        (3, "∂L/∂A[0][1] = x₀ · ∂L/∂z₁ · σ′(y₁)"),
        (4, "∂L/∂A[0][1] = x₀ · σ′(y₁) · Σₖ ∂L/∂wₖ·C[1][k]"),
    ],
)
def test_it_unfolds_by_so_many_levels(published, levels, formula):
    unfolding = unfold(*published, Cell("A", (0, 1), True), levels)
    assert unfolding.formula.in_symbols() == formula
    assert (unfolding.levels, unfolding.complete) == (levels, False)


def test_a_node_with_two_uses_has_two_shares(published):
    unfolding = unfold(*published, Cell("x", (0,), True))
    assert unfolding.formula.in_symbols() == (
        "∂L/∂x₀ = Σₖ B[0][k]·Σₗ 2·wₗ·C[k][l] + Σₖ σ′(yₖ)·A[0][k]·Σₗ 2·wₗ·C[k][l]"
    )
    assert [share.through for share in unfolding.shares] == ["v", "y"]
    assert len(unfolding.terms) == 18
    shares = [share.number for share in unfolding.shares]
    assert sum(shares) == pytest.approx(unfolding.number, rel=1e-14)
    (route,) = unfolding.shares[1].routes
    assert route.nodes == ("x", "y", "u", "z", "w", "L")
    assert len(route.terms) == 9


@pytest.mark.parametrize(
    ("equations", "formula"),
    [
        ("L = -sum(t * log(softmax(x)))", None),
        ("L = sum(-x)", "∂L/∂x₀ = −1"),
        ("y = x - t\nL = 0.5 * y @ y", "∂L/∂x₀ = 0.5·y₀ + y₀·0.5"),
        ("y = -(t - x)\nL = mean(y ** 2)", "∂L/∂x₀ = (1/3)·2·y₀"),
        ("b = x\nL = b @ t / 3", "∂L/∂x₀ = (1/3)·t₀"),
        ("s = sum(x)\nL = s ** 3", "∂L/∂x₀ = 3·s²"),
        ("p = softmax(x)\nL = t @ p", "∂L/∂x₀ = p₀·t₀ − p₀·Σₖ tₖ·pₖ"),
    ],
)
def test_other_networks_read_well_too(build, equations, formula):
    leaves = {"x": [0.5, -1.25, 0.75], "t": [0.0, 1.0, 0.5]}
    network = build(equations, used_in(equations, leaves))
    unfolding = unfold(*differentiated(network), Cell("x", (0,), True))
    assert unfolding.complete
    assert unfolding.formula.number == pytest.approx(unfolding.number, rel=1e-12)
    if formula is not None:
        assert unfolding.formula.in_symbols() == formula


def test_the_loss_and_what_does_not_reach_it(build):
    trace, gradients = differentiated(build("y = 2 * x\nL = x", {"x": 1.5}))
    loss = unfold(trace, gradients, Cell("L", (), True))
    assert (loss.formula.in_symbols(), loss.complete) == ("∂L/∂L = 1", True)
    assert [term.number for term in loss.terms] == [1.0]
    unused = unfold(trace, gradients, Cell("y", (), True))
    assert (unused.formula.in_symbols(), unused.complete) == ("∂L/∂y = 0", True)
    assert (unused.terms, unused.shares) == ((), ())


def test_values_do_not_unfold(published):
    with pytest.raises(ValueError, match="y₁ is a value"):
        unfold(*published, Cell("y", (1,)))


@settings(max_examples=40)
@given(network=networks(), seed=st.integers(0, 10**6))
def test_paths_add_up_to_the_gradient_at_every_level(build, network, seed):
    trace, gradients = differentiated(with_numbers(build, *network, seed))
    for cell in every_cell(trace):
        if cell.gradient and not any(cell.index):
            assert_adds_up(trace, gradients, cell)


def assert_adds_up(trace, gradients, cell):
    levels, complete, stopped = 0, False, False
    while not (complete or stopped):
        unfolding = unfold(trace, gradients, cell, levels, at_most=100)
        assert unfolding.number == cell.number(trace, gradients)
        assert len(unfolding.terms) <= 100
        numbers = [term.number for term in unfolding.terms]
        close = 1e-12 * sum(map(abs, numbers))
        assert abs(sum(numbers) - unfolding.number) <= close
        assert abs(unfolding.formula.number - unfolding.number) <= close
        if levels:
            shares = [share.number for share in unfolding.shares]
            assert abs(sum(shares) - unfolding.number) <= close
        assert numbers == sorted(numbers, key=abs, reverse=True)
        for term in unfolding.terms:
            product = prod(factor.number for factor in term.factors)
            assert abs(product - term.number) <= 1e-12 * abs(term.number)
            ends = [read for factor in term.factors for read in factor.cells if read.gradient]
            assert [end.node for end in ends] == [term.route[-1]] * len(ends)
            assert (term.route[0], len(ends)) == (cell.node, 0 if term.route[-1] == "L" else 1)
        complete = all(term.route[-1] == "L" for term in unfolding.terms)
        assert unfolding.complete == complete
        stopped = unfolding.levels < levels
        levels += 1


def test_a_deep_and_wide_network_is_unfolded_as_far_as_the_bound_allows(build):
    layers = ["h0 = tanh(x @ A)", *(f"h{i} = tanh(h{i - 1} @ A)" for i in range(1, 20))]
    matrix = [[0.1 * ((i * j) % 7 - 3) for i in range(8)] for j in range(8)]
    equations = "\n".join([*layers, "L = sum(h19 ** 2)"])
    network = build(equations, {"x": [0.3] * 8}, {"A": matrix})
    trace, gradients = differentiated(network)
    unfolding = unfold(trace, gradients, Cell("x", (0,), True))
    assert (unfolding.levels, unfolding.complete, len(unfolding.terms)) == (3, False, 512)
    assert all(term.factors[-1].cells for term in unfolding.terms)
    total = sum(term.number for term in unfolding.terms)
    assert total == pytest.approx(unfolding.number, rel=1e-10)
    fewer = unfold(trace, gradients, Cell("x", (0,), True), at_most=100)
    assert (fewer.levels, len(fewer.terms)) == (2, 64)
