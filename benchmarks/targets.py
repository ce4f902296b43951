"""The project's targets for training, and whether this run meets them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.measuring import LONGER, Measurement, ratio
from benchmarks.ours import GENERATED, NUMPY, PLAIN
from benchmarks.peers import unrolled_by_hand, with_micrograd, with_numpy, with_pytorch
from engine import Schedule

_PROPORTIONAL = 1.3
"""Within 30 %: the most by which two costs may differ that should be the same."""
_SQUARE_FROM, _SQUARE_TO = 8, 64
COMPILE_LIMITS = {3: 50.0, 8: 50.0, 16: 50.0, 64: 300.0}
"""Milliseconds, by K."""


@dataclass(frozen=True)
class Target:
    """What is aimed at, and what was measured: None where this run has not measured it."""

    text: str
    wanted: str
    measured: float | None
    met: bool | None


class Results:
    """Measurements, found by what they are of."""

    def __init__(self, measurements: Iterable[Measurement]) -> None:
        self._found = {
            (each.peer.name, each.schedule, each.size, each.wanted): each for each in measurements
        }
        self._samples = min((key[-1] for key in self._found), default=0)

    def get(
        self, name: str, schedule: Schedule, size: int, times_samples: int = 1
    ) -> Measurement | None:
        """A measurement with N samples or a multiple of them; None if there is none."""
        return self._found.get((name, schedule, size, times_samples * self._samples))

    def sizes(self, name: str, schedule: Schedule) -> list[int]:
        """The sizes that someone was measured for, the smallest first."""
        return sorted(
            {size for peer, when, size, _ in self._found if (peer, when) == (name, schedule)}
        )

    def ratio(self, above: str, below: str, schedule: Schedule, size: int) -> float | None:
        """How many times longer one takes than the other."""
        one, other = self.get(above, schedule, size), self.get(below, schedule, size)
        return ratio(one, other) if one and other else None


def targets(
    measurements: Sequence[Measurement], compile_times: Mapping[int, float | None]
) -> list[Target]:
    """Every target of the project's issue on speed that is about training."""
    results, ours = Results(measurements), GENERATED.name
    per_sample, batch = Schedule.PER_SAMPLE, Schedule.BATCH

    def faster_than(title: str, name: str, size: int, wanted: float) -> Target:
        found = results.ratio(name, ours, per_sample, size)
        return _at_least(f"K = {size}: time of {title} / ours", wanted, found)

    return [
        faster_than("micrograd", with_micrograd.name, 3, 60.0),
        faster_than("PyTorch", with_pytorch.name, 3, 60.0),
        faster_than("NumPy, one sample at a time", with_numpy.name, 3, 6.0),
        faster_than("our plain engine", PLAIN.name, 3, 6.0),
        faster_than("NumPy, one sample at a time", with_numpy.name, 8, 1.0),
        faster_than("PyTorch", with_pytorch.name, 8, 10.0),
        faster_than("PyTorch", with_pytorch.name, 32, 1.0),
        _at_most(
            "K = 3: time of ours / a kernel unrolled by hand",
            1.1,
            results.ratio(ours, unrolled_by_hand.name, per_sample, 3),
        ),
        _proportional_to_samples(results, ours),
        _proportional_to_square(results, ours),
        *(
            _at_most(
                f"K = {size}, batch: time of our NumPy target / NumPy by hand",
                1.2,
                results.ratio(NUMPY.name, with_numpy.name, batch, size),
            )
            for size in (3, 32, 128)
        ),
        *(
            _at_most(f"K = {size}: compile time of a kernel", limit, compile_times.get(size), " ms")
            for size, limit in COMPILE_LIMITS.items()
        ),
    ]


def _at_least(text: str, wanted: float, found: float | None) -> Target:
    met = None if found is None else found >= wanted
    return Target(text, f"≥ {wanted:g}×", found, met)


def _at_most(text: str, wanted: float, found: float | None, unit: str = "×") -> Target:
    met = None if found is None else found <= wanted
    return Target(text, f"≤ {wanted:g}{unit}", found, met)


def _proportional_to_samples(results: Results, ours: str) -> Target:
    sizes = results.sizes(ours, Schedule.PER_SAMPLE)
    size = sizes[0] if sizes else 3
    few = results.get(ours, Schedule.PER_SAMPLE, size)
    many = results.get(ours, Schedule.PER_SAMPLE, size, times_samples=LONGER)
    found = ratio(many, few) if few and many else None
    return _within(f"K = {size}: time of a sample with {LONGER} N samples / with N", found)


def _proportional_to_square(results: Results, ours: str) -> Target:
    """Between any two of the sizes, not only the first and the last."""
    sizes = [
        size
        for size in results.sizes(ours, Schedule.PER_SAMPLE)
        if _SQUARE_FROM <= size <= _SQUARE_TO
    ]
    costs = [
        each.median / each.size**2
        for size in sizes
        if (each := results.get(ours, Schedule.PER_SAMPLE, size))
    ]
    found = (
        max(costs) / min(costs) if sizes[:1] + sizes[-1:] == [_SQUARE_FROM, _SQUARE_TO] else None
    )
    return _within(
        f"K = {_SQUARE_FROM} … {_SQUARE_TO}: time / K², the largest / the smallest", found
    )


def _within(text: str, found: float | None) -> Target:
    met = None if found is None else 1.0 / _PROPORTIONAL <= found <= _PROPORTIONAL
    return Target(text, "1 ± 30 %", found, met)
