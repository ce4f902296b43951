"""The formula of a whole node: what `explain` says of its cells, with letters for the index."""

import re
from dataclasses import replace

import pytest
from explaining import every_cell
from hypothesis import given, settings
from hypothesis import strategies as st
from random_networks import networks, with_numbers

from engine import (
    Kind,
    NetworkError,
    Pass,
    find_network,
    load_network,
    stages,
)
from engine.explain import explain, node_formula
from engine.explain.writing import Style

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@pytest.fixture(scope="module")
def formulas():
    """The formulas of a preset, by the label of what is computed."""

    def of(name):
        network = load_network(find_network(name))
        passes = network.differentiate(network.inputs, network.parameters)
        loss = network.graph.loss
        return {
            f"∂{loss}/∂{stage.node}" if stage.kind is Pass.BACKWARD else stage.node: node_formula(
                *passes, stage.node, stage.kind is Pass.BACKWARD
            )
            for stage in stages(network.graph)
            if stage.node
        }

    return of


def test_the_default_network_as_a_whole(formulas):
    products = {formula.product for formula in formulas("two-branch").values()} - {""}
    assert products == {
        "y = x · A",
        "v = x · B",
        "w = z · C",
        "∂L/∂C = zᵀ · ∂L/∂w",
        "∂L/∂z = ∂L/∂w · Cᵀ",
        "∂L/∂B = xᵀ · ∂L/∂v",
        "∂L/∂A = xᵀ · ∂L/∂y",
        "∂L/∂x = ∂L/∂v · Bᵀ + ∂L/∂y · Aᵀ",
    }


def test_the_default_network_cell_by_cell(formulas):
    found = formulas("two-branch")
    assert found["y"].cell == "yᵢ = Σₖ xₖ·A[k][i]"
    assert found["∂L/∂A"].cell == "∂L/∂A[i][j] = xᵢ · ∂L/∂yⱼ"
    assert found["∂L/∂y"].cell == "∂L/∂yᵢ = ∂L/∂uᵢ · σ′(yᵢ)"
    assert found["∂L/∂y"].definitions == ("σ′(yᵢ) = uᵢ·(1 − uᵢ)",)
    assert found["∂L/∂L"].cell == "∂L/∂L = 1"


def test_parts_of_equations_are_written_out_and_are_no_product(formulas):
    found = formulas("shared-weight")
    assert found["y"].product == "y = h2 · vᵀ"
    assert found["∂L/∂W"].product == ""
    before = "Σₖ x2ₖ·U[k][j] + Σₖ h1ₖ·W[k][j]"
    assert found["∂L/∂W"].cell == f"∂L/∂W[i][j] = h1ᵢ · ∂L/∂h2ⱼ · tanh′({before})"
    assert found["∂L/∂U"].definitions == (
        f"tanh′({before}) = 1 − h2ⱼ²",
        "tanh′(Σₖ x1ₖ·U[k][j]) = 1 − h1ⱼ²",
    )


def test_a_column_is_written_as_one(build):
    network = build(
        "y = A @ x\nL = sum(y)", {"x": [1.0, 2.0]}, {"A": [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]}
    )
    passes = network.differentiate(network.inputs, network.parameters)
    assert node_formula(*passes, "y").product == "yᵀ = A · xᵀ"
    assert node_formula(*passes, "x", True).product == "∂L/∂x = ∂L/∂y · A"
    assert node_formula(*passes, "A", True).product == "∂L/∂A = (∂L/∂y)ᵀ · x"


def test_letters_and_names_are_never_the_same(build):
    network = build("k = i @ l\nL = sum(k)", {"i": [1.0, 2.0]}, {"l": [[1.0, 2.0], [3.0, 4.0]]})
    passes = network.differentiate(network.inputs, network.parameters)
    assert node_formula(*passes, "k").cell == "kⱼ = Σₘ iₘ·l[m][j]"
    assert node_formula(*passes, "l", True).cell == "∂L/∂l[j][m] = iⱼ · ∂L/∂kₘ"


def test_a_place_that_there_is_only_one_of_has_no_letter(formulas):
    assert formulas("xor")["∂L/∂c"].cell.startswith("∂L/∂c₀ = ∂L/∂p₀ · σ′(")


def test_what_the_loss_does_not_depend_on(build):
    network = build("q = 2 * x\nL = x ** 2", {"x": 3.0})
    passes = network.differentiate(network.inputs, network.parameters)
    assert node_formula(*passes, "q", True).cell == "∂L/∂q = 0"


def test_an_equation_that_is_nested_too_deeply_says_so(build):
    network = build("L = " + " + ".join(["x * x"] * 300), {"x": 1.5})
    with pytest.raises(NetworkError) as caught:
        node_formula(*network.differentiate(network.inputs, network.parameters), "x", True)
    assert "nested too deeply" in str(caught.value)


def at(text, index):
    """A formula with the letters of its cell, i and j, replaced by numbers."""
    for letter, subscript, place in zip("ij", "ᵢⱼ", index, strict=False):
        number = str(place)
        text = text.replace(subscript, number.translate(SUBSCRIPTS))
        text = text.replace(f"[{letter}]", f"[{number}]")
    return text


@given(networks(), st.integers(0, 10**6))
@settings(max_examples=30)
def test_it_is_what_every_single_cell_says(build, drawn, seed):
    network = with_numbers(build, *drawn, seed)
    trace, gradients = network.differentiate(network.inputs, network.parameters)
    compared = 0
    for cell in every_cell(trace):
        kind = network.graph.nodes[network.graph.places[cell.node]].kind
        if not cell.gradient and kind is not Kind.INTERMEDIATE:
            continue
        formula = explain(trace, gradients, cell).formula
        style = Style.PATHS if cell.index else Style.STEP  # with a letter, sums are never short
        single = replace(formula, style=style).in_symbols()
        if re.search(r"[ᵢⱼ]|\[[ij]\]", single):
            continue  # sums within sums within sums have used up the other letters
        whole = node_formula(trace, gradients, cell.node, cell.gradient)
        assert at(whole.cell, cell.index).replace(" · ", "·") == single.replace(" · ", "·")
        compared += 1
    assert compared
