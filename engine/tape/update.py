"""What the update after a sample does to every parameter, cell by cell."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.network import Network, Parameters
from engine.passes import Gradients
from engine.settings import Settings
from engine.state import State
from engine.values import Value, map_cells


@dataclass(frozen=True)
class Update:
    """The update stage of one sample.

    due: whether the weights change now; if not, the gradients are only added up.
    old: the parameters before it.
    gradients: since the last update, this sample's included, added up.
    step: -η/N · gradients, what is added to the old values when the update is due.
    new: the parameters after it; the old ones if it is not due.
    """

    due: bool
    old: Parameters
    gradients: Mapping[str, Value]
    step: Mapping[str, Value]
    new: Parameters


def update_of(
    network: Network, settings: Settings, before: State, sample: int, gradients: Gradients
) -> Update:
    """The update after a sample, counted from 1 within its epoch.

    before: the state before the sample; gradients: the sample's, at its parameters.
    The new values have the bits that training gives them: w - (η/N) · g.
    """
    count = len(network.samples)
    factor = settings.learning_rate / count
    sums = {
        name: gradients[name]
        if before.gradient_sum is None
        else map_cells(lambda a, b: a + b, before.gradient_sum[name], gradients[name])
        for name in before.parameters
    }
    due = sample % settings.samples_per_update(count) == 0 or sample == count
    new = {
        name: map_cells(lambda w, g: w - factor * g, value, sums[name])
        for name, value in before.parameters.items()
    }
    step = {name: map_cells(lambda g: -(factor * g), value) for name, value in sums.items()}
    return Update(due, before.parameters, sums, step, new if due else before.parameters)
