"""Which keys the tests press, so that none is forgotten."""

from collections import defaultdict
from collections.abc import Callable
from typing import TypeVar

Test = TypeVar("Test", bound=Callable[..., object])
tested: defaultdict[str, set[str]] = defaultdict(set)


def presses(binding: str, *keys: str) -> Callable[[Test], Test]:
    """Say that a test presses these keys of the binding of that id."""
    tested[binding].update(keys)
    return lambda test: test
