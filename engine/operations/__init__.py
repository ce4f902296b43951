"""Every operation of the equation language, each defined in one place.

`OPERATIONS` maps the sign or function name written in an equation to its `Operation`.
To add one, add it to the family it belongs to; every part of the product then has it.
"""

from types import MappingProxyType

from engine.operations import arithmetic, classification, elementwise, products, reductions
from engine.operations.elementwise import COPY
from engine.operations.operation import Mistake, Operation, ShapeError, Slip

_FAMILIES = (arithmetic, products, elementwise, reductions, classification)

OPERATIONS = MappingProxyType(
    {operation.name: operation for family in _FAMILIES for operation in family.OPERATIONS}
)

FUNCTIONS = frozenset(name for name in OPERATIONS if name.isidentifier())

__all__ = ["COPY", "FUNCTIONS", "OPERATIONS", "Mistake", "Operation", "ShapeError", "Slip"]
