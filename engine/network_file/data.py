"""The section [data]: the samples of an epoch, drawn from the seed or read from a CSV file.

    samples = 1000                        file = "xor.csv"
    x = { uniform = [0.0, 1.0] }          columns.x = ["a", "b"]    a vector
                                          columns.t = "y"           a scalar

An input that [data] does not mention keeps its own value in every sample.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.drawing import Uniform
from engine.equations import normalised
from engine.errors import NetworkError
from engine.graph import Graph
from engine.network import Sample
from engine.network_file.csv_file import Columns, read_samples
from engine.network_file.document import Document
from engine.network_file.leaves import DATA_KEYS, leaf_name
from engine.network_file.numbers import check_cells, is_count, parse_uniform
from engine.network_file.text_file import read_text
from engine.values import describe, filled, shape_of

FileSamples = Sequence[Sample]


@dataclass(frozen=True)
class DataFile:
    """The text of a data file, and its samples, for the inputs that have columns."""

    text: str | None = None
    samples: FileSamples = ()


def read_data_file(document: Document, text: str | None) -> DataFile:
    """The data file that a network file names; nothing if it names none.

    text: that of the file, where it is known already.
    """
    data = document.table("data")
    if "file" not in data:
        if "columns" in data:
            raise document.error(
                "columns are given without a file", 'write file = "data.csv"', "data", "columns"
            )
        return DataFile()
    if not isinstance(data["file"], str):
        raise document.error("file is no text", 'write file = "data.csv"', "data", "file")
    columns = _columns(document, data)
    path = document.path.parent / data["file"]
    try:
        text = read_text(path) if text is None else text
        return DataFile(text, read_samples(path, text, columns))
    except NetworkError as error:
        if error.line is None:
            problem = f"the data file {data['file']}: {error.problem}"
            raise document.error(problem, error.remedy, "data", "file") from None
        raise


def drawn_inputs(document: Document, inputs: Sample) -> dict[str, Uniform]:
    """The inputs that are drawn for every sample, and how."""
    drawn: dict[str, Uniform] = {}
    for key, declared in document.table("data").items():
        if key in DATA_KEYS:
            continue
        name = normalised(key)
        if name not in inputs:
            raise document.error(
                f"{name} is no input", f"declare {name} under [inputs]", "data", key
            )
        if not isinstance(declared, dict) or "uniform" not in declared:
            raise document.error(
                f"{name} has data that are not understood",
                f"write {name} = {{ uniform = [0.0, 1.0] }}",
                "data",
                key,
            )
        document.check_keys(declared, ("uniform",), "data", key)
        try:
            drawn[name] = parse_uniform(declared["uniform"])
        except NetworkError as error:
            raise document.error(f"{name} {error.problem}", error.remedy, "data", key) from None
    return drawn


def training_samples(
    document: Document,
    graph: Graph,
    inputs: Sample,
    drawn: Mapping[str, Uniform],
    from_file: FileSamples,
    asked: int | None,
    seed: int,
) -> Sequence[Sample]:
    """The samples of an epoch; the inputs alone where the file has no data.

    asked: their number, in place of the file's own; at most that of the data file.
    """
    _check_columns(document, graph, from_file)
    if not drawn and not from_file:
        _check_no_count(document, asked)
        return (inputs,)
    count = _count(document, from_file, asked)
    try:
        check_cells(count * sum(math.prod(graph.shape(name)) for name in drawn))
    except NetworkError as error:
        raise document.error(f"the data {error.problem}", error.remedy, "data") from None
    streams = {
        name: (graph.shape(name), distribution.stream(seed, "data", name))
        for name, distribution in drawn.items()
    }
    return tuple(
        {
            **inputs,
            **(from_file[number] if from_file else {}),
            **{name: filled(shape, draw) for name, (shape, draw) in streams.items()},
        }
        for number in range(count)
    )


def _columns(document: Document, data: Mapping[str, Any]) -> Columns:
    columns = data.get("columns")
    if not isinstance(columns, dict) or not columns:
        raise document.error(
            "the columns of the data file are not given",
            'write columns.x = ["a", "b"] for a vector x, columns.t = "y" for a scalar t',
            "data",
            "columns",
        )
    for name, wanted in columns.items():
        several = isinstance(wanted, list) and wanted != []
        if not all(isinstance(column, str) for column in (wanted if several else [wanted])):
            raise document.error(
                f"the columns of {name} are not understood",
                f'write columns.{name} = "y" or columns.{name} = ["a", "b"]',
                "data",
                "columns",
                name,
            )
    return {
        leaf_name(document, name, "data", "columns", name): wanted
        for name, wanted in columns.items()
    }


def _check_columns(document: Document, graph: Graph, from_file: FileSamples) -> None:
    for name, value in from_file[0].items() if from_file else ():
        if graph.shape(name) != shape_of(value):
            raise document.error(
                f"the columns of {name} make a {describe(shape_of(value))}, but the input is a "
                f"{describe(graph.shape(name))}",
                "make them agree",
                "data",
                "columns",
                name,
            )


def _check_no_count(document: Document, asked: int | None) -> None:
    if asked not in (None, 1) or "samples" in document.table("data"):
        raise document.error(
            "a number of samples is given, but the network has only its own inputs",
            "draw an input in [data], as in x = { uniform = [0.0, 1.0] }, or leave the number out",
            "data",
            "samples",
        )


def _count(document: Document, from_file: FileSamples, asked: int | None) -> int:
    in_file: Any = document.table("data").get("samples", len(from_file) or asked)
    place = ("data", "samples")
    count: int = in_file if asked is None else asked
    if not (is_count(in_file) and is_count(count)):
        raise document.error(
            "the number of samples is no whole number of at least 1", "write samples = 1000", *place
        )
    if from_file and count > len(from_file):
        raise document.error(
            f"{count} samples are asked for, but the data file has {len(from_file)}",
            f"ask for at most {len(from_file)}",
            *place,
        )
    return count
