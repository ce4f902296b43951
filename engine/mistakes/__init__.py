"""Mistakes in a backward pass: planted, and recognised in somebody's numbers.

`faults` says which can happen in a graph and computes with one of them, `wording` puts them
into words, `answer` is a number with its precision, and `diagnosis` finds the fault that
explains a wrong one. What a mistake does to an operation is in the operation's definition.
"""

from engine.mistakes.answer import Answer, of_one_precision, typed_number
from engine.mistakes.diagnosis import Judgement, Verdict, diagnose, diagnose_cells
from engine.mistakes.faults import (
    Fault,
    Use,
    differing,
    faulty_backward,
    possible_faults,
    steps_at_fault,
    wrong_behind,
)
from engine.mistakes.wording import fault_in_words
from engine.operations import Mistake

__all__ = [
    "Answer",
    "Fault",
    "Judgement",
    "Mistake",
    "Use",
    "Verdict",
    "diagnose",
    "diagnose_cells",
    "differing",
    "fault_in_words",
    "faulty_backward",
    "of_one_precision",
    "possible_faults",
    "steps_at_fault",
    "typed_number",
    "wrong_behind",
]
