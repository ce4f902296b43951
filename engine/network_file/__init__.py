"""Network files: TOML → a checked network with all its numbers.

`document` parses the text and knows the lines; `lesson`, `sizes`, `leaves`, `data` and
`training` read one section each, and `load_network` puts the network together. Whatever is wrong is
a NetworkError with file, line and remedy; a file that loads, runs.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from engine.equations import parse_equations
from engine.errors import NetworkError
from engine.graph import Graph, build_graph
from engine.network import Network, Sample, Source
from engine.network_file.data import drawn_inputs, read_data_file, training_samples
from engine.network_file.document import Document
from engine.network_file.leaves import read_leaves
from engine.network_file.lesson import read_lesson
from engine.network_file.sizes import read_sizes
from engine.network_file.text_file import read_text
from engine.network_file.training import read_training
from engine.values import shape_of
from engine.weights import Weights


def load_network(
    path: Path,
    *,
    sizes: Mapping[str, int] | None = None,
    samples: int | None = None,
    seed: int | None = None,
    weights: Weights | None = None,
) -> Network:
    """Read and check a network file.

    sizes: new values for sizes of the file. What the file gives by value and has a
        dimension of that size is drawn anew, uniformly on [0, 1) or as its table says.
    samples: how many samples to draw, or to take from the data file.
    seed: in place of the file's own.
    weights: in place of the parameters, once all sizes are known.

    Raises NetworkError for everything that is wrong with the file or these four.
    """
    source = Source(path.name, read_text(path), None, dict(sizes or {}), samples, seed, weights)
    return _located(source, path)


def load_source(source: Source) -> Network:
    """The network of a source, without any file. Raises NetworkError as `load_network` does."""
    return _located(source, Path(source.name))


def _located(source: Source, path: Path) -> Network:
    try:
        return _network(Document(path, source.text), source)
    except NetworkError as error:
        raise error.located(path=path) from None


def _network(document: Document, source: Source) -> Network:
    training = read_training(document)
    seed = training.seed if source.seed is None else source.seed
    sizes = read_sizes(document).resized(source.sizes)
    data = read_data_file(document, source.data)
    from_file = data.samples
    inputs = {**(from_file[0] if from_file else {}), **read_leaves(document, "inputs", sizes, seed)}
    parameters = read_leaves(document, "parameters", sizes, seed, taken=inputs)
    graph = _graph(document, inputs, parameters)
    if source.weights is not None:
        parameters = source.weights.fill(parameters)
    drawn = drawn_inputs(document, inputs)
    return Network(
        title=_title(document),
        graph=graph,
        inputs=MappingProxyType(inputs),
        parameters=MappingProxyType(parameters),
        samples=training_samples(document, graph, inputs, drawn, from_file, source.samples, seed),
        drawn=drawn,
        sizes=sizes.now,
        settings=training.settings,
        epochs=training.epochs,
        seed=seed,
        source=replace(source, data=data.text),
        lesson=read_lesson(document),
    )


def _title(document: Document) -> str:
    title = document.get("title", document.path.stem)
    if not isinstance(title, str) or not title.isprintable():
        raise document.error("title is no printable line", "write one line of text", "title")
    return title


def _graph(document: Document, inputs: Sample, parameters: Sample) -> Graph:
    text = document.get("equations", None)
    if not isinstance(text, str):
        raise document.error(
            "there are no equations", "write equations = '''…''', one a line", "equations"
        )
    try:
        equations = parse_equations(text)
        graph = build_graph(
            equations,
            {name: shape_of(value) for name, value in inputs.items()},
            {name: shape_of(value) for name, value in parameters.items()},
        )
    except NetworkError as error:
        raise document.error_within(
            error.problem, error.remedy, error.line or 1, "equations"
        ) from None
    _check_all_used(document, graph, {"inputs": inputs, "parameters": parameters})
    return graph


def _check_all_used(document: Document, graph: Graph, leaves: Mapping[str, Sample]) -> None:
    used = {place for node in graph.nodes for place in node.operands}
    columns = document.table("data").get("columns", {})
    for section, names in leaves.items():
        for name in names:
            if graph.places[name] not in used:
                place = ("data", "columns") if name in columns else (section,)
                raise document.error(
                    f"{name} is used by no equation", "use it or take it out", *place, name
                )
