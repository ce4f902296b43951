"""Numbers drawn from the seed.

Every name has a stream of its own, `random.Random("<seed>:<section>:<name>")`, so that a
parameter's numbers do not depend on what else the file draws, and the first samples are
the same however many are asked for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Uniform:
    """The uniform distribution on [low, high)."""

    low: float = 0.0
    high: float = 1.0

    def stream(self, seed: int, section: str, name: str) -> Callable[[], float]:
        """The endless stream of numbers for one name."""
        draw = Random(f"{seed}:{section}:{name}").random
        low, width = self.low, self.high - self.low
        return lambda: low + width * draw()
