"""The engine: networks written as equations, run forward and backward, and trained.

It needs the standard library only (NumPy where that is asked for) and knows of no screen.
Read it in this order: `values` and `floats` (numbers), `formulas` and `algebra` (the steps
that operations are written in), `tuples` (those steps, computed), `operations` (what
equations are made of), `equations` and `graph` (text → checked graph), `passes` (forward and
backward), `cell` and `stages` (their parts), `network_file` (TOML → network), `state` and
`run` (training), `backends` (what takes a run from state to state), `kernels` (the same
steps, written as code), `tape` and `run_file` (going anywhere in a run, and keeping it),
`observations` (what keeps a network from learning), `differences` (the independent check of a
backward pass), `mistakes` (faults planted and recognised), `practice` (questions, and a fault
to be found), `explain` (why a number is what it is).
"""

from engine.atomic_file import replace_file, temporary_beside
from engine.backends import generated_code
from engine.cell import Cell, cells_of
from engine.differences import central_differences
from engine.divergence import Divergence
from engine.equations import Equation
from engine.errors import NetworkError, printable
from engine.explain import (
    Explanation,
    Formula,
    Line,
    MatrixForm,
    MatrixOperand,
    Piece,
    Route,
    Share,
    Term,
    UnfoldedShare,
    Unfolding,
    explain,
    text_of,
    unfold,
)
from engine.graph import Graph, Kind, Node
from engine.history import LossHistory, Segment
from engine.mistakes import (
    Answer,
    Fault,
    Judgement,
    Use,
    Verdict,
    diagnose,
    diagnose_cells,
    differing,
    fault_in_words,
    faulty_backward,
    possible_faults,
    steps_at_fault,
    wrong_behind,
)
from engine.network import Network, Parameters, Sample, Source
from engine.network_file import load_network, load_source
from engine.observations import Observation, observe, observe_epoch, observe_update
from engine.operations import Mistake
from engine.passes import Gradients, NodeValues, Trace, backward, forward, held
from engine.position import START, Position, Ruler
from engine.practice import (
    BugHunt,
    ChoiceQuestion,
    NumberQuestion,
    Outcome,
    Quantities,
    Question,
    Reply,
    Score,
    Situation,
    Topic,
    ask,
    parse_answer,
    start_hunt,
)
from engine.presets import find_network, preset_names
from engine.run import Run
from engine.run_file import load_run, save_run
from engine.settings import Backend, Schedule, Settings, parse_backend, parse_schedule
from engine.stages import Pass, Stage, stages
from engine.state import EpochLosses, State
from engine.tape import (
    Branch,
    CellChange,
    Change,
    LineRecord,
    Moment,
    SettingsChange,
    Tape,
    TapeRecord,
    Update,
    editable,
)
from engine.values import (
    Matrix,
    Shape,
    Value,
    Vector,
    all_finite,
    as_matrix,
    cells,
    describe,
    shape_of,
)

__all__ = [
    "START",
    "Answer",
    "Backend",
    "Branch",
    "BugHunt",
    "Cell",
    "CellChange",
    "Change",
    "ChoiceQuestion",
    "Divergence",
    "EpochLosses",
    "Equation",
    "Explanation",
    "Fault",
    "Formula",
    "Gradients",
    "Graph",
    "Judgement",
    "Kind",
    "Line",
    "LineRecord",
    "LossHistory",
    "Matrix",
    "MatrixForm",
    "MatrixOperand",
    "Mistake",
    "Moment",
    "Network",
    "NetworkError",
    "Node",
    "NodeValues",
    "NumberQuestion",
    "Observation",
    "Outcome",
    "Parameters",
    "Pass",
    "Piece",
    "Position",
    "Quantities",
    "Question",
    "Reply",
    "Route",
    "Ruler",
    "Run",
    "Sample",
    "Schedule",
    "Score",
    "Segment",
    "Settings",
    "SettingsChange",
    "Shape",
    "Share",
    "Situation",
    "Source",
    "Stage",
    "State",
    "Tape",
    "TapeRecord",
    "Term",
    "Topic",
    "Trace",
    "UnfoldedShare",
    "Unfolding",
    "Update",
    "Use",
    "Value",
    "Vector",
    "Verdict",
    "all_finite",
    "as_matrix",
    "ask",
    "backward",
    "cells",
    "cells_of",
    "central_differences",
    "describe",
    "diagnose",
    "diagnose_cells",
    "differing",
    "editable",
    "explain",
    "fault_in_words",
    "faulty_backward",
    "find_network",
    "forward",
    "generated_code",
    "held",
    "load_network",
    "load_run",
    "load_source",
    "observe",
    "observe_epoch",
    "observe_update",
    "parse_answer",
    "parse_backend",
    "parse_schedule",
    "possible_faults",
    "preset_names",
    "printable",
    "replace_file",
    "save_run",
    "shape_of",
    "stages",
    "start_hunt",
    "steps_at_fault",
    "temporary_beside",
    "text_of",
    "unfold",
    "wrong_behind",
]
