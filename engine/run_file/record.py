"""The whole of a run file."""

from engine.errors import NetworkError
from engine.position import Ruler
from engine.run import Run
from engine.run_file.branches import branch_tree, end_of, read_branches, read_position
from engine.run_file.item import Item, no_run
from engine.run_file.layout import Tree
from engine.run_file.parts import ReadParts, WrittenParts
from engine.run_file.settings import read_settings, settings_tree
from engine.stages import stages
from engine.tape import TapeRecord

FORMAT_KEY = "backprop-tui run"
FORMAT = 1
"""The version of the format: a higher one for every change that older programs cannot read."""


def record_tree(record: TapeRecord, parts: WrittenParts) -> Tree:
    """The file of a tape. Raises NetworkError for a network that was not loaded from a file."""
    if record.network.source is None:
        raise NetworkError(
            "the network of this run was not loaded from a file", "load it from a network file"
        )
    return {
        FORMAT_KEY: FORMAT,
        "network": parts.network(record.network.source),
        "settings": settings_tree(record.settings),
        "current branch": record.branch,
        "position": str(record.position),
        "staged": record.staged,
        "branches": [branch_tree(line, parts) for line in record.lines],
    }


def read_record(root: Item, parts: ReadParts) -> TapeRecord:
    """The tape of a file. Raises NetworkError for whatever is wrong with it."""
    _check_format(root)
    file = root.table(
        FORMAT_KEY, "network", "settings", "current branch", "position", "staged", "branches"
    )
    network = parts.network(file["network"])
    settings = read_settings(file["settings"])
    ruler = Ruler(len(network.samples), len(stages(network.graph)))
    start = Run(network, settings).start()
    lines = read_branches(file["branches"], network, ruler, start, parts)
    branch = file["current branch"].string()
    if branch not in lines:
        raise file["current branch"].error("is the name of no branch")
    position = read_position(file["position"], ruler)
    end = end_of(lines[branch].head, ruler)
    if ruler.before_sample(position) > end:
        raise file["position"].error(f"is beyond the end of the branch, which is {end}")
    return TapeRecord(
        network=network,
        settings=settings,
        lines=tuple(lines.values()),
        branch=branch,
        position=position,
        staged=file["staged"].boolean(),
    )


def _check_format(root: Item) -> None:
    version = root.entries().get(FORMAT_KEY)
    if version is None:
        raise no_run()
    if version.whole(least=1) > FORMAT:
        raise version.error(
            f"is {version.value}: the file was written by a newer version of backprop-tui",
            "update backprop-tui",
        )
