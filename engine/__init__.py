"""The engine: networks written as equations, run forward and backward, and trained.

It needs the standard library only (NumPy where that is asked for) and knows of no screen.
Read it in this order: `values` and `floats` (numbers), `formulas` and `algebra` (the steps
that operations are written in), `tuples` (those steps, computed), `operations` (what
equations are made of), `equations` and `graph` (text → checked graph), `passes` (forward and
backward), `cell` and `stages` (their parts), `network_file` (TOML → network), `state` and
`run` (training), `backends` (what takes a run from state to state), `kernels` (the same
steps, written as code), `tape` (going anywhere in a run), `file_kind` (networks and runs told
apart).

These are public in their own names, since not every use of the engine needs them: `run_file`
(a tape as a file), `journal` (a tape saved as it goes), `export` (a network as programs, JSON
and a report), `weights_file` (parameters from elsewhere), `explain` (why a number is what it
is), `observations` (what keeps a network from learning), `differences` and `sweep` (gradients by
forward passes alone), `autograd` (those by PyTorch), `comparison` (the backward pass beside
either), `mistakes` (faults planted and recognised), `practice` (questions, and a fault to be
found), `homework` (somebody's own numbers, read and graded).
"""

from engine.atomic_file import replace_file, temporary_beside
from engine.backends import generated_code
from engine.cell import Cell, cells_of, parse_cell
from engine.divergence import Divergence
from engine.equations import Equation
from engine.errors import NetworkError, printable
from engine.file_kind import is_run_file
from engine.graph import Graph, Kind, Node
from engine.history import LossHistory, Segment
from engine.network import Network, Parameters, Sample, Source
from engine.network_file import load_network, load_source
from engine.passes import Gradients, NodeValues, Trace, backward, forward, held
from engine.position import START, Position, Ruler
from engine.presets import find_network, preset_names
from engine.run import Run
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
    filled,
    shape_of,
)
from engine.weights import Weights

__all__ = [
    "START",
    "Backend",
    "Branch",
    "Cell",
    "CellChange",
    "Change",
    "Divergence",
    "EpochLosses",
    "Equation",
    "Gradients",
    "Graph",
    "Kind",
    "LineRecord",
    "LossHistory",
    "Matrix",
    "Moment",
    "Network",
    "NetworkError",
    "Node",
    "NodeValues",
    "Parameters",
    "Pass",
    "Position",
    "Ruler",
    "Run",
    "Sample",
    "Schedule",
    "Segment",
    "Settings",
    "SettingsChange",
    "Shape",
    "Source",
    "Stage",
    "State",
    "Tape",
    "TapeRecord",
    "Trace",
    "Update",
    "Value",
    "Vector",
    "Weights",
    "all_finite",
    "as_matrix",
    "backward",
    "cells",
    "cells_of",
    "describe",
    "editable",
    "filled",
    "find_network",
    "forward",
    "generated_code",
    "held",
    "is_run_file",
    "load_network",
    "load_source",
    "parse_backend",
    "parse_cell",
    "parse_schedule",
    "preset_names",
    "printable",
    "replace_file",
    "shape_of",
    "stages",
    "temporary_beside",
]
