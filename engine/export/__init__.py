"""A network taken elsewhere: as a program, as data, or as a report.

Read the modules in this order: `names` (what things are called in a program), `dialects`
(formulas as text), `steps` (what the writers have in common), `lists` and `arrays` (the
writers), `mathematics` (the comments), `passes` (both passes as functions), `layout` and
`data` (the numbers), `program` and `torch_module` (whole programs), `as_json`, `report`.
"""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

from engine.export.as_json import json_document
from engine.export.program import NUMPY, PYTHON, program
from engine.export.report import report
from engine.export.torch_module import torch_program
from engine.network import Network
from engine.settings import Settings

Exporter = Callable[[Network, Settings, int], str]
"""(network, settings, epochs) → the text of a file."""

EXPORTERS: Mapping[str, Exporter] = MappingProxyType(
    {
        "python": partial(program, form=PYTHON),
        "numpy": partial(program, form=NUMPY),
        "torch": torch_program,
        "json": json_document,
        "results": report,
    }
)
"""Every form that a network can be exported in, by name."""

__all__ = ["EXPORTERS", "Exporter"]
