"""Weights from elsewhere: the numbers of a network's parameters, by name, from a file.

    .json           {"A": [[…], …]}, or with the parameters under "parameters", as `export`
                    and `train` write them
    .npy            one array, for a network with one parameter
    .npz            arrays by name
    .pt .pth        a state dict of PyTorch

NumPy and PyTorch are loaded for their own formats only, and never run what a file contains.
"""

import json
import warnings
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from engine.errors import NetworkError
from engine.network_file.numbers import parse_value
from engine.network_file.text_file import read_bytes, read_text
from engine.values import Value
from engine.weights import NAMELESS, Weights

_STATE = "save model.state_dict() with torch.save"

_BY_NAME = 'write {"A": [[1.0, 2.0]]}, a value for every parameter'


def load_weights(path: Path) -> Weights:
    """The weights in a file. Raises NetworkError for everything that is wrong with it."""
    reader = _READERS.get(path.suffix.lower())
    try:
        if reader is None:
            raise NetworkError(
                f"weights are not read from {path.suffix or 'such'} files",
                f"name one that ends in {', '.join(_READERS)}",
            )
        return Weights(str(path), {name: _value(name, v) for name, v in reader(path).items()})
    except NetworkError as error:
        raise error.located(path=path) from None


def _value(name: str, lists: Any) -> Value:
    try:
        return parse_value(lists)
    except NetworkError as error:
        raise NetworkError(f"{name or 'the array'} {error.problem}", error.remedy) from None


def _from_json(path: Path) -> Mapping[str, Any]:
    text = read_text(path)
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise NetworkError(f"this is not JSON ({error.msg})", _BY_NAME, line=error.lineno) from None
    except (RecursionError, ValueError):  # ValueError: thousands of digits
        raise NetworkError(
            "it is too deeply nested or has a number that is too long", _BY_NAME
        ) from None
    if isinstance(found, dict) and isinstance(found.get("parameters"), dict):
        found = found["parameters"]
    if not isinstance(found, dict):
        raise NetworkError("there are no weights by name", _BY_NAME)
    return found


def _from_numpy(path: Path) -> Mapping[str, Any]:
    try:
        import numpy as np
    except ImportError:
        raise _not_installed("NumPy", "pip install 'backprop-tui[numpy]'") from None
    file = BytesIO(read_bytes(path))
    try:
        found = np.load(file, allow_pickle=False)
        arrays = {NAMELESS: found} if isinstance(found, np.ndarray) else dict(found)
    except Exception as error:  # what a damaged file raises is not documented
        raise NetworkError(
            f"NumPy cannot read it ({_first_line(error)})",
            "save it with np.save or np.savez, as arrays of floats",
        ) from None
    return {name: _listed_array(name, array) for name, array in arrays.items()}


def _listed_array(name: str, array: Any) -> Any:
    if array.dtype.kind not in "fiu":
        raise NetworkError(f"{name or 'the array'} has no real numbers", "save floats")
    return array.astype(float).tolist()


def _from_torch(path: Path) -> Mapping[str, Any]:
    try:
        import torch
    except ImportError:
        raise _not_installed("PyTorch", "pip install 'backprop-tui[torch]'") from None
    file = BytesIO(read_bytes(path))
    try:
        with warnings.catch_warnings(action="ignore"):
            found = torch.load(file, map_location="cpu", weights_only=True)
    except Exception as error:  # what a damaged file raises is not documented
        raise NetworkError(
            f"PyTorch cannot read it as weights ({_first_line(error)})", _STATE
        ) from None
    if not isinstance(found, dict):
        raise NetworkError("this is no state dict", _STATE)
    for name, tensor in found.items():
        real = isinstance(tensor, torch.Tensor) and not tensor.is_complex()
        if not (real and isinstance(name, str)):
            raise NetworkError(f"{name} is no tensor of real numbers", _STATE)
    return {name: tensor.to(torch.float64).tolist() for name, tensor in found.items()}


_READERS: Mapping[str, Callable[[Path], Mapping[str, Any]]] = {
    ".json": _from_json,
    ".npy": _from_numpy,
    ".npz": _from_numpy,
    ".pt": _from_torch,
    ".pth": _from_torch,
}
"""By the end of a file's name, what reads its values as numbers and lists, by name."""


def _not_installed(package: str, command: str) -> NetworkError:
    return NetworkError(f"{package} is not installed, which reads this file", f"run {command}")


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
