"""Divergence, for backends that look at the numbers only after many samples.

What is infinite or NaN stays so: a parameter, since w - step · g is never finite again, and
a sum. So it is enough to look after the last sample. Where a number is not finite then, the
samples are gone through again, by halves, until one is left: for that the plain backend
finds the node.
"""

from collections.abc import Callable

from engine.state import State


def retraced(
    state: State,
    samples: int,
    fast: Callable[[State, int], State | None],
    plain: Callable[[State, int], State],
) -> State:
    """The state so many samples later, with the divergence if there is one.

    fast: the state so many samples later, or None where not all its numbers are finite.
    plain: the same for one sample, sample by sample and with the divergence.
    """
    after = fast(state, samples)
    if after is not None:
        return after
    if samples == 1:
        return plain(state, 1)
    half = samples // 2
    middle = retraced(state, half, fast, plain)
    return middle if middle.divergence else retraced(middle, samples - half, fast, plain)
