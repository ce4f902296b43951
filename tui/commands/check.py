"""`backprop-tui check`: is the backward pass right, and are somebody's own numbers?"""

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from engine import Cell, Gradients, Network, NetworkError, Trace, parse_cell
from engine.autograd import autograd, pytorch_version
from engine.comparison import (
    Agreement,
    NodeComparison,
    against,
    against_differences,
    node_against_differences,
)
from engine.homework import Grade, Mark, Setting, Sheet, grade, name_all, read_answers
from engine.sweep import BestSlope, Slope, best_slope, sweep
from tui.commands.options import add_network_options, add_sample_option, chosen_sample
from tui.commands.parser import Parser
from tui.commands.strict_json import Json, print_json

DISAGREES = 1
"""Something is not as it should be; the results say what."""

_DESCRIPTION = """\
Check the gradient of every cell against central differences of the loss and,
if PyTorch is installed, against its autograd; or, with --answers, somebody's
own numbers against the engine's, and say what is wrong with them."""

_EPILOG = """\
examples:
  backprop-tui check                        # the preset two-branch
  backprop-tui check xor --sample 3 --json
  backprop-tui check --sweep 'A[0][1]'      # why not a smaller step?
  backprop-tui gradients --json > mine.json
  backprop-tui check --answers mine.json

A file of answers is JSON, TOML, CSV or text with print-outs of Python, NumPy
or PyTorch. A gradient is called dA, grad_A, A.grad, dL/dA or the like. A plain
A is the value of A where other names are marked as gradients; where none is, it
is the gradient. Numbers are compared to the digits that they are given with.

exit status:
  0  all agrees, or all answers are right    1  something does not
  2  bad input

With --json: {"loss": number, "nodes": {name: {"differences": row, "pytorch":
row}}, "pytorch": version or null, "agrees": true or false}; a row is {"cells":
number, "absolute": number, "relative": number, "worst": name, "verdict":
text}, where "relative" is to the largest cell of the gradient.

With --answers: {"answers": [{"name": text, "node": name, "quantity":
"gradient" or "value", "verdict": text, "reason": text, "wrong": [{"cell": name,
"given": number, "right": number}]}], "unknown": [name], "right": true or
false}.

With --sweep: {"cell": name, "gradient": number, "steps": [{"step": number,
"difference": number, "above": number, "below": number}], "best": number}."""


def check(words: Sequence[str]) -> int:
    """Run the command with the words after its name and return the exit status."""
    parser = Parser("check", _DESCRIPTION, _EPILOG)
    add_network_options(parser)
    add_sample_option(parser)
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--answers", metavar="FILE", type=Path, help="grade the numbers in a file")
    kind.add_argument(
        "--sweep",
        metavar="CELL",
        help="show the differences of one cell, such as A[0][1], or of the worst cell of a node "
        "at every step: too large a step truncates, too small a one rounds",
    )
    parser.add_argument(
        "--no-torch", action="store_true", help="compare with central differences only"
    )
    parser.add_argument("--json", action="store_true", help="print JSON, at full precision")
    options = parser.parse_args(words)
    network, sample = chosen_sample(options)
    trace, gradients = network.differentiate(sample, network.parameters)
    if options.answers is not None:
        return _grade(options, network, trace)
    if options.sweep is not None:
        return _sweep(options, trace, gradients)
    return _compare(options, network, trace, gradients)


def _compare(options: Namespace, network: Network, trace: Trace, gradients: Gradients) -> int:
    version = None if options.no_torch else pytorch_version()
    rows = {"differences": list(against_differences(trace, gradients))}
    if version is not None:
        rows["pytorch"] = list(against(gradients, autograd(trace)))
    agrees = all(
        row.agreement is not Agreement.DIFFERS for column in rows.values() for row in column
    )
    if options.json:
        nodes: dict[str, Json] = {
            name: {method: _row(trace, column[place]) for method, column in rows.items()}
            for place, name in enumerate(gradients)
        }
        result: dict[str, Json] = {"loss": trace.loss, "nodes": nodes, "pytorch": version}
        print_json({**result, "agrees": agrees})
    else:
        from tui.commands.check_tables import print_comparisons

        print_comparisons(network, trace, rows, version, asked=not options.no_torch)
    return 0 if agrees else DISAGREES


def _row(trace: Trace, row: NodeComparison) -> Json:
    return {
        "cells": len(row.cells),
        "absolute": row.absolute,
        "relative": row.relative,
        "worst": row.worst.cell.label(trace.graph.loss),
        "verdict": row.agreement.value,
    }


def _grade(options: Namespace, network: Network, trace: Trace) -> int:
    try:
        sheet = name_all(read_answers(options.answers), network.graph)
    except NetworkError as error:
        raise error.located(path=options.answers) from None
    setting = Setting(network.settings.learning_rate, len(network.samples))
    grades = grade(sheet, trace, setting)
    right = all(each.mark is Mark.RIGHT for each in grades)
    if options.json:
        print_json(_graded(trace, sheet, grades, right))
    else:
        from tui.commands.check_tables import print_grades

        print_grades(network, sheet, grades)
    return 0 if right else DISAGREES


def _graded(trace: Trace, sheet: Sheet, grades: Sequence[Grade], right: bool) -> dict[str, Json]:
    loss = trace.graph.loss
    answers: list[Json] = [
        {
            "name": each.given.name,
            "node": each.quantity.node,
            "quantity": "gradient" if each.quantity.gradient else "value",
            "verdict": each.mark.value,
            "reason": each.words,
            "wrong": [
                {"cell": wrong.cell.label(loss), "given": wrong.given, "right": wrong.right}
                for wrong in each.wrong
            ],
        }
        for each in grades
    ]
    return {
        "answers": answers,
        "unknown": [given.name for given, _ in sheet.unknown],
        "right": right,
    }


def _sweep(options: Namespace, trace: Trace, gradients: Gradients) -> int:
    cell = parse_cell(options.sweep, trace.graph)
    if len(cell.index) < len(trace.graph.shape(cell.node)):
        cell = node_against_differences(trace, gradients, cell.node).worst.cell
    gradient = Cell(cell.node, cell.index, gradient=True)
    number = gradient.number(trace, gradients)
    slopes = tuple(sweep(trace, Cell(cell.node, cell.index)))
    best = best_slope(slopes)
    if options.json:
        print_json(_swept(gradient.label(trace.graph.loss), number, slopes, best))
    else:
        from tui.commands.check_tables import print_sweep

        print_sweep(gradient.label(trace.graph.loss), trace.graph.loss, number, slopes, best)
    return 0


def _swept(label: str, number: float, slopes: Sequence[Slope], best: BestSlope) -> dict[str, Json]:
    steps: list[Json] = [
        {"step": s.step, "difference": s.central, "above": s.above, "below": s.below}
        for s in slopes
    ]
    return {"cell": label, "gradient": number, "steps": steps, "best": best.step}
