from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from networks import DIVERGING, LONG_NAMES, TINY, network_of, two_branch

from engine import Kind, Network, as_matrix
from tui.numbers import NARROWEST
from tui.table_layout import RULE, WIDEST, Line, TableContent, TableLayout, lay_out

NETWORKS = {
    "two-branch": two_branch(),
    "two-branch with K = 40": two_branch(2, sizes={"K": 40}),
    "one number": network_of(TINY),
    "long names": network_of(LONG_NAMES),
}

networks = st.sampled_from(sorted(NETWORKS)).map(NETWORKS.__getitem__)
widths = st.integers(40, 250)
heights = st.integers(1, 80)


def laid_out(network: Network, width: int, height: int) -> TableLayout:
    content = TableContent(*network.differentiate(network.inputs, network.parameters))
    return lay_out(content, width, height)


def expected_rows(network: Network) -> Iterator[tuple[str, int]]:
    trace, _ = network.differentiate(network.inputs, network.parameters)
    for kind in (Kind.PARAMETER, Kind.INPUT, Kind.INTERMEDIATE):
        for name in trace.graph.names(kind):
            for row in range(len(as_matrix(trace[name]))):
                yield name, row


def numbered(table: TableLayout) -> list[Line]:
    """The lines that hold numbers."""
    return [line for line in table.lines if line.value is not None]


@given(network=networks, width=widths, height=heights)
def test_every_row_has_one_line_parameters_first_then_inputs_then_intermediates(
    network: Network, width: int, height: int
) -> None:
    table = laid_out(network, width, height)
    assert [(line.text, line.row) for line in numbered(table)] == list(expected_rows(network))


@given(network=networks, width=widths, height=heights)
def test_a_line_has_the_value_and_the_gradient_of_its_node(
    network: Network, width: int, height: int
) -> None:
    trace, gradients = network.differentiate(network.inputs, network.parameters)
    for line in numbered(laid_out(network, width, height)):
        assert line.value is not None
        assert line.gradient is not None
        assert line.value.rows == as_matrix(trace[line.text])
        assert line.gradient.rows == as_matrix(gradients[line.text])
        cells = [abs(cell) for row in line.value.rows for cell in row]
        assert line.value.largest == max(cells)


@given(network=networks, width=widths, height=heights)
def test_the_shown_columns_fit_and_no_further_one_would(
    network: Network, width: int, height: int
) -> None:
    table = laid_out(network, width, height)
    assert NARROWEST <= table.cell_width <= WIDEST
    assert 1 <= table.shown_columns <= table.columns

    def used(columns: int) -> int:
        return table.name_width + len(RULE) + 2 * columns * (table.cell_width + 1)

    assert used(table.shown_columns) <= width
    assert table.side_width == table.shown_columns * (table.cell_width + 1)
    if table.shown_columns < table.columns:
        assert used(table.shown_columns + 1) > width
        assert table.cell_width == NARROWEST


@given(network=networks, width=widths)
def test_headings_are_there_exactly_when_everything_fits_with_them(
    network: Network, width: int
) -> None:
    roomy = laid_out(network, width, 1000)
    assert {"parameters", "trace"} <= {line.text for line in roomy.lines}
    assert laid_out(network, width, len(roomy.lines)) == roomy
    for height in (1, len(roomy.lines) - 1):
        table = laid_out(network, width, height)
        assert list(table.lines) == numbered(table)


@given(network=networks, width=widths, height=heights)
def test_every_number_is_as_wide_as_its_column(network: Network, width: int, height: int) -> None:
    table = laid_out(network, width, height)
    for line in numbered(table):
        for side in (line.value, line.gradient):
            assert side is not None
            assert {len(side.form.text(cell)) for cell in side.rows[line.row]} == {table.cell_width}


def test_matrices_stand_apart_and_vectors_together() -> None:
    lines = laid_out(NETWORKS["two-branch"], 80, 100).lines
    names = [line.text if line.row == 0 else "…" for line in lines]
    parameters = ["A", "…", "…", "", "B", "…", "…", "", "C", "…", "…"]
    assert names == ["", "parameters", *parameters, "", "trace", *"xyuvzwL"]


@pytest.mark.parametrize("network", [network_of(TINY), network_of(DIVERGING)])
def test_a_network_without_inputs_has_its_parameter_and_its_loss(network: Network) -> None:
    table = laid_out(network, 60, 10)
    assert [line.text for line in table.lines] == ["", "parameters", "w", "", "trace", "L"]
    assert table.columns == 1
