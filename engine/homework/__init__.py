"""Somebody's own numbers for a network: read as people have them, named, and graded.

`given` is one matrix as it was given, `pasted` reads text with print-outs in it, `structured`
JSON and TOML, `naming` finds out which quantity a name means, and `grading` says of each
matrix that it is right, or why it is not.
"""

from engine.homework.given import Given
from engine.homework.grading import Grade, WrongCell, grade
from engine.homework.naming import Quantity, Sheet, name_all
from engine.homework.reading import read_answers
from engine.homework.reasons import Mark, Setting

__all__ = [
    "Given",
    "Grade",
    "Mark",
    "Quantity",
    "Setting",
    "Sheet",
    "WrongCell",
    "grade",
    "name_all",
    "read_answers",
]
