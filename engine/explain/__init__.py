"""Explanations: why is this number what it is?

`explain` says it for any cell, by one step of the forward pass or of the chain rule, and
`unfold` follows a gradient all the way to the loss. Read the modules in this order:
`expressions` (what a cell is computed from), `symbols` (an algebra that gives expressions),
`chain` (the expressions of a graph), `numbers` (expressions evaluated), `writing` and
`formula` (expressions as mathematics writes them), `matrix_form`, `local`, `node_formula`
(one formula for all cells), `unfolding`.
"""

from engine.explain.formula import Formula
from engine.explain.local import Explanation, Share, explain
from engine.explain.matrix_form import MatrixForm, MatrixOperand
from engine.explain.node_formula import NodeFormula, node_formula
from engine.explain.unfolding import Route, Term, UnfoldedShare, Unfolding, unfold
from engine.explain.writing import Line, Piece, text_of

__all__ = [
    "Explanation",
    "Formula",
    "Line",
    "MatrixForm",
    "MatrixOperand",
    "NodeFormula",
    "Piece",
    "Route",
    "Share",
    "Term",
    "UnfoldedShare",
    "Unfolding",
    "explain",
    "node_formula",
    "text_of",
    "unfold",
]
