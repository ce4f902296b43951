"""The network of a run, as the text that it was loaded from."""

from collections.abc import Mapping
from pathlib import Path

from engine.errors import NetworkError
from engine.network import Network, Source
from engine.network_file import load_source
from engine.network_file.numbers import parse_value
from engine.run_file.item import Item
from engine.run_file.layout import Tree
from engine.values import Value
from engine.weights import Weights


def source_tree(source: Source) -> Tree:
    """The source of a network; its texts as lists of lines."""
    tree: Tree = {
        "file": source.name,
        "sizes": dict(source.sizes),
        "samples": source.samples,
        "seed": source.seed,
        "text": source.text.split("\n"),
        "data": None if source.data is None else source.data.split("\n"),
    }
    if source.weights is not None:
        tree["weights"] = {
            "file": source.weights.name,
            "values": dict(source.weights.values),
        }
    return tree


def read_network(item: Item) -> Network:
    """The network of a source."""
    weighed = ("weights",) if item.has("weights") else ()
    part = item.table("file", "sizes", "samples", "seed", "text", "data", *weighed)
    source = Source(
        name=part["file"].string(),
        text=_text(part["text"]),
        # Not None, with which a data file would be looked for on the disk.
        data="" if part["data"].is_null() else _text(part["data"]),
        sizes={name: size.whole(least=1) for name, size in part["sizes"].entries().items()},
        samples=None if part["samples"].is_null() else part["samples"].whole(least=1),
        seed=None if part["seed"].is_null() else part["seed"].whole(),
        weights=_weights(part["weights"]) if weighed else None,
    )
    try:
        return load_source(source)
    except NetworkError as error:
        raise _of_run_file(error, part, source) from None


def _weights(item: Item) -> Weights:
    part = item.table("file", "values")
    values: dict[str, Value] = {}
    for name, value in part["values"].entries().items():
        with value.errors_here():
            values[name] = parse_value(value.value)
    return Weights(part["file"].string(), values)


def _text(item: Item) -> str:
    return "\n".join([line.string() for line in item.items()])


def _of_run_file(error: NetworkError, part: Mapping[str, Item], source: Source) -> NetworkError:
    """An error in the network or its data, at the line where the run file has that line."""
    place = part["text" if error.path == Path(source.name) else "data"]
    if source.weights is not None and error.path == Path(source.weights.name):
        place = part["weights"]
    lines = [] if place.is_null() else place.items()
    if error.line is None or error.line > len(lines):
        return place.error(f"is wrong: {error.problem}", error.remedy)
    problem = f"is wrong in line {error.line} of {error.path}: {error.problem}"
    return lines[error.line - 1].error(problem, error.remedy)
