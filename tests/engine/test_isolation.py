"""The engine needs the standard library only: shown by what a fresh interpreter has imported."""

import subprocess
import sys
from pathlib import Path

import engine

PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])

from engine import Run, find_network, load_network, preset_names

for name in preset_names():
    network = load_network(find_network(name))
    network.differentiate(network.inputs, network.parameters)
    run = Run(network, network.settings)
    state = run.start()
    while state.epoch < 1 or not state.complete:
        state = run.advance(state, 100)

print("\\n".join(sys.modules))
"""


def test_the_engine_imports_nothing_outside_the_standard_library():
    folder = Path(engine.__file__).parent.parent
    finished = subprocess.run(
        [sys.executable, "-I", "-S", "-c", PROGRAM, str(folder)],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    assert finished.stderr == ""
    packages = {module.partition(".")[0] for module in finished.stdout.split()}
    assert "engine" in packages
    assert packages - set(sys.stdlib_module_names) == {"__main__", "engine"}
    assert not packages & {"tui", "textual", "rich", "plotext"}
