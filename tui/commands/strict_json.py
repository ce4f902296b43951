"""Results as JSON on standard output, at full precision."""

import json
import math
from collections.abc import Mapping
from typing import TypeAlias

from engine import Value

Json: TypeAlias = "Value | str | int | Mapping[str, Json] | list[Json] | None"


def print_json(result: Mapping[str, Json]) -> None:
    """Print a result on one line. JSON has no infinities and no NaN; they become null."""
    print(json.dumps(_strict(result), allow_nan=False))


def _strict(result: Json) -> object:
    if isinstance(result, float) and not math.isfinite(result):
        return None
    if isinstance(result, Mapping):
        return {name: _strict(part) for name, part in result.items()}
    if isinstance(result, tuple | list):
        return [_strict(part) for part in result]
    return result
