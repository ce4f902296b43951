"""Why a number is what it is: formulas, live numbers and terms, on every kind of network."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_networks import networks, with_numbers

from engine import Cell, cells_of, explain, find_network, load_network


@pytest.fixture(scope="module")
def published():
    network = load_network(find_network("two-branch"))
    return network.differentiate(network.inputs, network.parameters)


def every_cell(trace):
    for name in trace:
        for gradient in (False, True):
            yield from cells_of(name, trace.graph.shape(name), gradient)


def added(numbers):
    result = -0.0
    for number in numbers:
        result += number
    return result


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


@settings(max_examples=60)
@given(network=networks(), seed=st.integers(0, 10**6))
def test_formulas_and_terms_have_the_bits_of_the_engine(build, network, seed):
    built = with_numbers(build, *network, seed)
    trace, gradients = built.differentiate(built.inputs, built.parameters)
    for cell in every_cell(trace):
        explanation = explain(trace, gradients, cell)
        assert explanation.number == cell.number(trace, gradients)
        if explanation.formula is None:
            assert trace.graph.nodes[trace.graph.places[cell.node]].operation is None
            continue
        assert explanation.formula.number == explanation.number
        for share in explanation.shares:
            assert added(term.number for term in share.terms) == share.formula.number
        shares = [share.formula.number for share in explanation.shares]
        assert not shares or added(shares) == explanation.number
        explanation.formula.in_symbols(), explanation.formula.with_numbers()
