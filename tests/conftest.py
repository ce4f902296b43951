import importlib.util
import json
import os
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from engine import Network, load_network

# The same examples on every machine and in every run, and no clock that could fail a slow one.
settings.register_profile(
    "steady",
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("steady")


@pytest.fixture(autouse=True, scope="session")
def state_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test keeps a run among those of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: tests of real terminals often wait."""
    return (os.cpu_count() or 1) + 1


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test that is marked `torch` needs PyTorch."""
    if item.get_closest_marker("torch") and importlib.util.find_spec("torch") is None:
        pytest.skip("needs PyTorch: pip install '.[torch]'")


Numbers = float | list[Any]


def network_text(
    equations: str,
    inputs: Mapping[str, Numbers] | None = None,
    parameters: Mapping[str, Numbers] | None = None,
    more: str = "",
) -> str:
    """A network file: the equations, every leaf by value, and more sections as they are."""
    lines = [f"equations = {json.dumps(equations, ensure_ascii=False)}"]
    for section, leaves in (("inputs", inputs or {}), ("parameters", parameters or {})):
        lines.append(f"[{section}]")
        lines += [
            f"{json.dumps(name, ensure_ascii=False)} = {json.dumps(value)}"
            for name, value in leaves.items()
        ]
    return "\n".join([*lines, more, ""])


@pytest.fixture(scope="session")
def load_text(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Network]:
    """Load a network file of that text; the options are those of `load_network`."""
    path = tmp_path_factory.mktemp("networks") / "network.toml"

    def load(content: str | bytes, **options: Any) -> Network:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return load_network(path, **options)

    return load


@pytest.fixture(scope="session")
def build(load_text: Callable[..., Network]) -> Callable[..., Network]:
    """Load the network of some equations and leaves: see `network_text`."""
    return lambda *args, **more: load_text(network_text(*args, **more))
