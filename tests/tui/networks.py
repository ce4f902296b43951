"""Networks for the tests: presets with few samples, and files written on the spot."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from engine import Network, find_network, load_network

TINY = """
title = "One number"
equations = "L = (w - 3) ** 2"
[parameters]
w = 1.0
[training]
learning_rate = 0.1
schedule = "batch"
epochs = 5
"""
"""Parameters that are one scalar, no inputs, and so one sample."""

LONG_NAMES = """
title = "A network with a title that is too long for one line of the window, and names as well"
equations = '''
hidden_layer = tanh(first_input @ input_weights + input_bias)
logits_of_all_the_classes = hidden_layer @ output_weights
L = cross_entropy(logits_of_all_the_classes, target)
'''
[inputs]
first_input = [1.0, -2.0]
target = [1.0, 0.0, 0.0]
[parameters]
input_weights = { shape = [2, 5], uniform = [-1.0, 1.0] }
input_bias = { shape = [5], uniform = [-1.0, 1.0] }
output_weights = { shape = [5, 3], uniform = [-1.0, 1.0] }
"""

DIVERGING = """
title = "Too fast"
equations = "L = w ** 4"
[parameters]
w = 2.0
[training]
learning_rate = 1.0
epochs = 50
"""
"""L = 16, 810000, 1e25 …: not finite any more in the sixth epoch."""


def two_branch(samples: int = 20, **options: Any) -> Network:
    """The default preset, with few samples, and of another size if asked for."""
    return load_network(find_network("two-branch"), samples=samples, **options)


def network_of(text: str) -> Network:
    """The network of a file with this text."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "network.toml"
        path.write_text(text, encoding="utf-8")
        return load_network(path)
