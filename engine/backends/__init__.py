"""What takes a run from state to state: the plain passes, or code generated for its network.

`backend` gives the one that the settings ask for. They agree to the last bit, but for
NumPy's, which adds in another order. Each is imported when it is first used: what writes
code takes as long to load as a good part of the engine.
"""

from typing import Protocol

from engine.errors import NetworkError
from engine.network import Network
from engine.settings import Backend, Settings
from engine.state import State


class Steps(Protocol):
    """Takes a state so many samples further, within an epoch."""

    def trained(self, state: State, samples: int) -> State:
        """Train on the next samples: gradients at the current weights, updates when due.

        Where that leaves the range of floats, the state has the divergence and the last
        finite parameters.
        """
        ...

    def evaluated(self, state: State, samples: int) -> State:
        """Add up the losses of the next samples at fixed weights; or diverge likewise."""
        ...


def generated_code(network: Network, settings: Settings) -> str:
    """The source of the code that trains the network with these settings.

    Raises NetworkError for the plain backend, which needs none.
    """
    match settings.backend:
        case Backend.PLAIN:
            raise NetworkError(
                "the plain backend runs no generated code", "choose the backend generated or numpy"
            )
        case Backend.GENERATED:
            from engine.backends.generated import Generated

            return Generated(network, settings).kernel.source
        case Backend.NUMPY:
            from engine.kernels import numpy_kernel

            return numpy_kernel(network.graph).source


def backend(network: Network, settings: Settings) -> Steps:
    """The backend that the settings ask for."""
    match settings.backend:
        case Backend.PLAIN:
            from engine.backends.plain import Plain

            return Plain(network, settings)
        case Backend.GENERATED:
            from engine.backends.generated import Generated

            return Generated(network, settings)
        case Backend.NUMPY:
            from engine.backends.arrays import Arrays

            return Arrays(network, settings)
