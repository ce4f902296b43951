"""A run as a tape: any position can be reached, and a run can branch there.

Read `branch` (where a run was changed, and how), `checkpoints` and `line` (what is kept of a
branch), `record` (all of that as values), `tape` (moving and branching), `update` (what an
update does).
"""

from engine.tape.branch import Branch, CellChange, Change, SettingsChange, editable
from engine.tape.record import LineRecord, TapeRecord
from engine.tape.tape import Moment, Tape
from engine.tape.update import Update

__all__ = [
    "Branch",
    "CellChange",
    "Change",
    "LineRecord",
    "Moment",
    "SettingsChange",
    "Tape",
    "TapeRecord",
    "Update",
    "editable",
]
