"""Headings that say what stands below them: gradients, or values."""

import re

_GRADIENTS = {"gradient", "gradients", "grad", "grads", "backward"}
_VALUES = {"value", "values", "trace", "forward", "parameters", "weights", "inputs"}


def section(heading: str) -> bool | None:
    """Whether a heading announces gradients or values; None if neither."""
    words = set(re.findall(r"\w+", heading.lower()))
    if words & _GRADIENTS:
        return True
    return False if words & _VALUES else None
