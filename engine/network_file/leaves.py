"""The sections [inputs] and [parameters]: numbers by value, or drawn from the seed.

x = [0.1, 0.2]                                    by value
A = { shape = ["K", "K"], uniform = [0.0, 1.0] }  drawn
b = { values = [0.0, 0.0], uniform = [-1, 1] }    by value; drawn so at another size
"""

import math
from collections.abc import Collection, Mapping
from keyword import iskeyword
from typing import Any

from engine.drawing import Uniform
from engine.equations import normalised
from engine.errors import NetworkError
from engine.network_file.document import Document
from engine.network_file.numbers import check_cells, is_count, parse_uniform, parse_value
from engine.network_file.sizes import Dimensions, Sizes
from engine.operations import FUNCTIONS
from engine.values import Shape, Value, describe, filled, shape_of

DATA_KEYS = ("samples", "file", "columns")
"""What [data] means by these names; no input can have them."""


def read_leaves(
    document: Document, section: str, sizes: Sizes, seed: int, taken: Collection[str] = ()
) -> dict[str, Value]:
    """The numbers of one of the two sections, by name; `taken` are the names of the other."""
    leaves: dict[str, Value] = {}
    for key, declared in document.table(section).items():
        name = leaf_name(document, key, section, key)
        if name in taken or name in leaves:
            raise document.error(
                f"{name} is declared a second time", "choose another name", section, key
            )
        try:
            leaves[name] = _leaf(document, section, key, declared, sizes, seed)
        except NetworkError as error:
            if error.line is not None:
                raise
            raise document.error(f"{name} {error.problem}", error.remedy, section, key) from None
    return leaves


def leaf_name(document: Document, key: str, *place: str) -> str:
    """A key as the name an equation can use; NetworkError where it cannot be one."""
    name = normalised(key)
    if not name.isidentifier() or iskeyword(name):
        raise document.error(
            f"{key!r} cannot be used in an equation",
            "choose another name, of letters and digits",
            *place,
        )
    if name in FUNCTIONS or name in DATA_KEYS:
        raise document.error(f"{name} has a meaning of its own", "choose another name", *place)
    return name


def _leaf(
    document: Document, section: str, key: str, declared: Any, sizes: Sizes, seed: int
) -> Value:
    if not isinstance(declared, dict):
        declared = {"values": declared}
    document.check_keys(declared, ("shape", "uniform", "values"), section, key)
    distribution = parse_uniform(declared["uniform"]) if "uniform" in declared else Uniform()
    if "values" in declared:
        value = parse_value(declared["values"])
        shape = _shape_of_values(value, declared, sizes)
        if shape_of(value) == shape:
            return value
    elif "uniform" in declared and "shape" in declared:
        shape = sizes.shape_now(_dimensions(declared["shape"], sizes))
    else:
        raise NetworkError(
            "has no numbers", f"write {key} = {{ shape = [3], uniform = [0.0, 1.0] }} or its values"
        )
    check_cells(math.prod(shape))
    return filled(shape, distribution.stream(seed, section, key))


def _shape_of_values(value: Value, declared: Mapping[str, Any], sizes: Sizes) -> Shape:
    """The shape that values of the file shall have now, with the sizes that are asked for."""
    if "shape" not in declared:
        return sizes.followed(shape_of(value))
    dimensions = _dimensions(declared["shape"], sizes)
    if shape_of(value) != sizes.shape_in_file(dimensions):
        raise NetworkError(
            f"has values that are a {describe(shape_of(value))}, but its shape says "
            f"{describe(sizes.shape_in_file(dimensions))}",
            "make them agree",
        )
    return sizes.shape_now(dimensions)


def _dimensions(declared: Any, sizes: Sizes) -> Dimensions:
    known = isinstance(declared, list) and all(
        is_count(size) or (isinstance(size, str) and size in sizes.in_file) for size in declared
    )
    if not known or len(declared) > 2:
        raise NetworkError(
            "has a shape that is not understood",
            "write [] for a scalar, [3] for a vector or [3, 4] for a matrix, with numbers or "
            "names from [sizes]",
        )
    return tuple(declared)
