"""`backprop-tui presets`: the networks that come with the program, listed or printed."""

import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

from engine import NetworkError, find_network, load_network, preset_names, printable
from tui.commands.failure import complain
from tui.commands.parser import Parser

_DESCRIPTION = """\
List the networks that come with the program, or print the file of one of them,
which is a good start for a network of your own."""

_EPILOG = """\
examples:
  backprop-tui presets
  backprop-tui presets two-branch
  backprop-tui presets xor > mine.toml
  backprop-tui presets xor.csv > xor.csv    # the data file that xor reads"""


def presets(words: Sequence[str]) -> int:
    """Run the command with the words after its name and return the exit status."""
    parser = Parser("presets", _DESCRIPTION, _EPILOG)
    parser.add_argument(
        "name", metavar="NAME", nargs="?", help="print the file of this preset as it is"
    )
    name = parser.parse_args(words).name
    if name is None:
        _print_list()
    else:
        _print_file(name)
    return 0


def _print_list() -> None:
    from rich.table import Table
    from rich.text import Text

    from tui.commands.results import results_console

    table = Table(box=None, pad_edge=False, padding=(0, 3, 1, 0), show_header=False)
    for name in preset_names():
        network = load_network(find_network(name), samples=1)
        equations = "\n".join(equation.text for equation in network.graph.equations)
        table.add_row(Text(name, "bold"), Text(printable(network.title)), Text(equations))
    console = results_console()
    console.print(table)
    console.print(
        "\n`backprop-tui NAME` opens one, `backprop-tui train NAME` trains it without a screen, "
        "`backprop-tui presets NAME > mine.toml` copies it."
    )


def _print_file(name: str) -> None:
    files = {preset: find_network(preset) for preset in preset_names()}
    data = {preset: path for preset in files if (path := _data_file(files[preset]))}
    files |= {path.name: path for path in data.values()}
    if name not in files:
        raise NetworkError(
            f"there is no preset {name!r}", f"name one of {', '.join(preset_names())}"
        )
    sys.stdout.flush()
    sys.stdout.buffer.write(files[name].read_bytes())
    if name in data:
        file = data[name].name
        complain(f"{name} reads {file}; backprop-tui presets {file} > {file} copies that too.")


def _data_file(network: Path) -> Path | None:
    """The data file that a preset reads."""
    data = tomllib.loads(network.read_text(encoding="utf-8")).get("data", {})
    return network.parent / data["file"] if "file" in data else None
