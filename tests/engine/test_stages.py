"""The order in which a sample is gone through."""

from hypothesis import given
from hypothesis import strategies as st
from random_networks import networks, with_numbers

from engine import Cell, Pass, cells_of, find_network, load_network, stages


def order(network, kind):
    return " ".join(stage.node for stage in stages(network.graph) if stage.kind is kind)


def test_forward_follows_the_equations_and_backward_completes_one_gradient_after_the_other():
    network = load_network(find_network("two-branch"))
    assert order(network, Pass.FORWARD) == "y u v z w L"
    assert order(network, Pass.BACKWARD) == "L w C z v B u y A x"
    assert stages(network.graph)[-1].kind is Pass.UPDATE


@given(text=networks(), seed=st.integers(0, 99))
def test_every_named_node_has_its_stages_once_and_after_all_that_they_need(build, text, seed):
    graph = with_numbers(build, *text, seed).graph
    forward = [stage.node for stage in stages(graph) if stage.kind is Pass.FORWARD]
    backward = [stage.node for stage in stages(graph) if stage.kind is Pass.BACKWARD]
    assert forward == [equation.name for equation in graph.equations]
    assert sorted(backward) == sorted(graph.places)
    done = {name: number for number, name in enumerate(backward)}
    for node in graph.nodes:
        for operand in node.operands:
            if graph.nodes[operand].named and graph.nodes[operand].label != node.label:
                assert done[node.label] < done[graph.nodes[operand].label]


def test_a_cell_is_labelled_as_mathematics_writes_it():
    network = load_network(find_network("two-branch"))
    trace, gradients = network.differentiate(network.inputs, network.parameters)
    assert Cell("x", (0,)).label("L") == "x₀"
    assert Cell("A", (0, 1), gradient=True).label("L") == "∂L/∂A[0][1]"
    assert Cell("L").label("L") == "L"
    assert Cell("x", (12,), gradient=True).label("L") == "∂L/∂x₁₂"
    assert Cell("A", (0, 1)).number(trace, gradients) == network.parameters["A"][0][1]
    assert len(list(cells_of("A", (3, 3)))) == 9
