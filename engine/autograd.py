"""The gradients by PyTorch's autograd, in double precision: a second opinion.

The network is taken to PyTorch by its exporter, and the program that it writes is run: its
forward pass, and PyTorch's own way back. PyTorch is loaded when it is asked for, not before.
"""

from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from engine.errors import NetworkError
from engine.export.torch_module import torch_program
from engine.graph import Kind
from engine.network import Network
from engine.passes import Trace
from engine.values import Value


def pytorch_version() -> str | None:
    """The version of PyTorch, if it is installed."""
    try:
        return version("torch")
    except PackageNotFoundError:
        return None


def autograd(trace: Trace) -> Mapping[str, Value]:
    """The gradient of the loss with respect to every named node, at the leaves of a trace.

    Raises NetworkError where PyTorch cannot be loaded.
    """
    graph = trace.graph
    inputs, parameters = (
        {name: trace[name] for name in graph.names(kind)} for kind in (Kind.INPUT, Kind.PARAMETER)
    )
    network = Network("", graph, inputs, parameters, samples=[inputs])
    program: dict[str, Any] = {"__name__": "network"}
    try:
        exec(torch_program(network, network.settings, epochs=1), program)
    except (ImportError, OSError) as error:
        raise NetworkError(
            f"PyTorch cannot be loaded ({error})", "install it, or leave it out with --no-torch"
        ) from None
    batch = program["tensors"]([inputs])
    sample = {name: values[0] for name, values in batch.items()}
    found = program["gradients"](program["Network"](), sample)
    return {name: _value(found[name].tolist()) for name in graph.places}


def _value(listed: Any) -> Value:
    return tuple(map(_value, listed)) if isinstance(listed, list) else listed  # type: ignore[return-value]
