"""Weights from elsewhere that take the place of a network's parameters, by name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.errors import NetworkError
from engine.values import Shape, Value, describe, shape_of

NAMELESS = ""
"""The name of what has none."""


@dataclass(frozen=True)
class Weights:
    """Values by the names that the file has for them; `name` is that of the file."""

    name: str
    values: Mapping[str, Value]

    def fill(self, parameters: Mapping[str, Value]) -> dict[str, Value]:
        """These values in place of the parameters.

        Raises NetworkError for a parameter that is missing or has another shape, and for a
        value that no parameter has the name of.
        """
        values = self.values
        if set(values) == {NAMELESS}:
            values = {self._only(parameters): values[NAMELESS]}
        missing = [name for name in parameters if name not in values]
        if missing:
            raise self._error(
                f"there is no {missing[0]} in it, which has {_listed(values)}",
                f"it needs {_listed(parameters)}",
            )
        for name, value in values.items():
            if name not in parameters:
                raise self._error(
                    f"{name} is no parameter of the network",
                    f"leave it out: the parameters are {_listed(parameters)}",
                )
            self._check_shape(name, shape_of(value), shape_of(parameters[name]))
        return {name: values[name] for name in parameters}

    def _only(self, parameters: Mapping[str, Value]) -> str:
        if len(parameters) != 1:
            raise self._error(
                f"an .npy file has one array, but the network has {len(parameters)} parameters",
                f"save an .npz file with {_listed(parameters)}",
            )
        [name] = parameters
        return name

    def _check_shape(self, name: str, found: Shape, wanted: Shape) -> None:
        if found == wanted:
            return
        turned = found == wanted[::-1]
        raise self._error(
            f"{name} is a {describe(found)}, but the network's is a {describe(wanted)}",
            "transpose it: vectors are rows here, and y = x @ A" if turned else "make them agree",
        )

    def _error(self, problem: str, remedy: str) -> NetworkError:
        return NetworkError(problem, remedy, path=Path(self.name))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "nothing"
