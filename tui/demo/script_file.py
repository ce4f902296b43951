"""Scripts of demonstrations: TOML → a checked script.

Whatever is wrong is a NetworkError with file, line and remedy. `backprop-tui demo --check` also
plays the script, and finds keys that have no meaning where they are pressed.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from engine import Network, NetworkError, find_network, is_run_file, load_network
from engine.network_file.document import Document
from engine.network_file.numbers import is_count, is_number, is_whole
from engine.network_file.text_file import read_text
from tui.demo.caption_text import check_caption, folded, widest, width
from tui.demo.keys import read_presses
from tui.demo.script import Chapter, Press, Script, Step, reading_seconds

TOUR = Path(__file__).parent / "tour.toml"
"""The script that comes with the program."""

TOP = ("title", "network", "sizes", "samples", "seed", "chapter")
CHAPTER = ("title", "continues", "step")
STEP = ("say", "press", "times", "seconds", "pace")

CAPTION_COLUMNS, CAPTION_LINES = 58, 3
"""What a caption has room for in the smallest window."""

LONGEST_TITLE = 28

LONGEST_STEP_SECONDS = 120.0
SHORTEST_PACE_SECONDS = 0.05
USUAL_PACE_SECONDS = 0.6
MOST_TIMES = 100


def load_script(path: Path) -> Script:
    """Read and check a script. Raises NetworkError for everything that is wrong with it."""
    try:
        return _script(Document(path, read_text(path), TOP), path.parent)
    except NetworkError as error:
        raise error.located(path=path) from None


def _script(document: Document, folder: Path) -> Script:
    title = _line(document, {"title": document.get("title", None)}, "title", 60)
    network = _network(document, folder)
    chapters = tuple(
        _chapter(document, table, number, network)
        for number, table in enumerate(_tables(document, document.get("chapter", []), "chapter"))
    )
    if chapters[0].continues:
        raise document.error(
            "the first chapter continues, but there is none before it",
            "leave continues out",
            "chapter",
            "0",
            "continues",
        )
    return Script(title, network, chapters)


def _network(document: Document, folder: Path) -> Network:
    """The network that the script names, from beside it where that is a path."""
    name = document.get("network", "two-branch")
    if not isinstance(name, str):
        raise document.error("network is no text", "name a preset or a file", "network")
    sizes = document.table("sizes")
    for key, size in sizes.items():
        if not is_count(size):
            raise document.error(f"{key} is no size", f"write {key} = 3", "sizes", key)
    samples = document.get("samples", None)
    if samples is not None and not is_count(samples):
        raise document.error("samples is no count", "write samples = 100", "samples")
    seed = document.get("seed", None)
    if seed is not None and not is_whole(seed):
        raise document.error("seed is no whole number", "write seed = 1", "seed")
    try:
        path = folder / find_network(name)
        if is_run_file(path):
            raise NetworkError("this is a saved run", "name a network file", path=path)
        return load_network(path, sizes=sizes, samples=samples, seed=seed)
    except NetworkError as error:
        of_network = NetworkError(error.problem, "", path=error.path, line=error.line)
        where = str(of_network).removesuffix("; .")
        raise document.error(
            f"its network cannot be opened ({where})", error.remedy, "network"
        ) from None


def _tables(document: Document, value: Any, *place: str) -> Sequence[Mapping[str, Any]]:
    """The tables of an array that has at least one."""
    if not (isinstance(value, list) and value and all(isinstance(each, dict) for each in value)):
        what = place[-1]
        raise document.error(
            f"there is no {what}" if not value else f"{what} is no list of tables",
            f"write [[{'.'.join(part for part in place if not part.isdigit())}]] above each {what}",
            *place,
        )
    return value


def _chapter(
    document: Document, table: Mapping[str, Any], number: int, network: Network
) -> Chapter:
    place = ("chapter", str(number))
    document.check_keys(table, CHAPTER, *place)
    continues = table.get("continues", False)
    if not isinstance(continues, bool):
        raise document.error(
            "continues is neither true nor false", "write continues = true", *place, "continues"
        )
    steps = _tables(document, table.get("step", []), *place, "step")
    return Chapter(
        _line(document, table, "title", LONGEST_TITLE, *place),
        tuple(
            _step(document, step, (*place, "step", str(step_number)), network)
            for step_number, step in enumerate(steps)
        ),
        continues,
    )


def _step(
    document: Document, table: Mapping[str, Any], place: tuple[str, ...], network: Network
) -> Step:
    document.check_keys(table, STEP, *place)
    say = _caption(document, table, place, network)
    presses, times = _presses(document, table, place)
    if not (say or presses):
        raise document.error(
            "this step neither says nor presses anything", "give it say or press", *place
        )
    usual = reading_seconds(say) if say else 0.0
    return Step(
        say,
        presses,
        _seconds(document, table, "seconds", usual, 0.0, place),
        _seconds(document, table, "pace", USUAL_PACE_SECONDS, SHORTEST_PACE_SECONDS, place),
        times,
        document.lines.line(*place),
    )


def _caption(
    document: Document, table: Mapping[str, Any], place: tuple[str, ...], network: Network
) -> str:
    """The caption on one line; a file may break it anywhere."""
    text = table.get("say", "")
    if not isinstance(text, str):
        raise document.error("say is no text", 'write say = "…"', *place, "say")
    say = " ".join(text.split())
    if not say.isprintable():
        raise document.error(
            "the caption has a character that cannot be printed", "take it out", *place, "say"
        )
    try:
        check_caption(say, network.graph)
    except NetworkError as error:
        raise document.error(error.problem, error.remedy, *place, "say") from None
    lines = folded(widest(say), CAPTION_COLUMNS)
    if len(lines) > CAPTION_LINES:
        raise document.error(
            f"the caption takes {len(lines)} lines of {CAPTION_COLUMNS} columns, and there are "
            f"{CAPTION_LINES}",
            "say it in two steps",
            *place,
            "say",
        )
    return say


def _presses(
    document: Document, table: Mapping[str, Any], place: tuple[str, ...]
) -> tuple[tuple[Press, ...], int]:
    """The keys of a step, and how often they are pressed."""
    text, times = table.get("press", ""), table.get("times", 1)
    if not isinstance(text, str):
        raise document.error("press is no text", 'write press = "."', *place, "press")
    if not (is_count(times) and times <= MOST_TIMES):
        raise document.error(
            f"times is no whole number from 1 to {MOST_TIMES}",
            "write how often the keys are pressed, as in times = 5",
            *place,
            "times",
        )
    if "times" in table and not text.strip():
        raise document.error("there are times, but no keys", "give it press too", *place, "times")
    try:
        return read_presses(text), times
    except NetworkError as error:
        raise document.error(error.problem, error.remedy, *place, "press") from None


def _seconds(
    document: Document,
    table: Mapping[str, Any],
    key: str,
    usual: float,
    least: float,
    place: tuple[str, ...],
) -> float:
    seconds = table.get(key, usual)
    if not (is_number(seconds) and least <= seconds <= LONGEST_STEP_SECONDS):
        raise document.error(
            f"{key} is no number of seconds from {least:g} to {LONGEST_STEP_SECONDS:g}",
            f"write {key} = 5, or leave it out",
            *place,
            key,
        )
    return float(seconds)


def _line(document: Document, table: Mapping[str, Any], key: str, longest: int, *place: str) -> str:
    """A short line of text that has to be there."""
    text = table.get(key)
    if not (isinstance(text, str) and text.strip() and text.isprintable()):
        raise document.error(f"there is no {key}", f'write {key} = "…" on one line', *place, key)
    if width(text) > longest:
        raise document.error(
            f"the {key} takes {width(text)} columns, and there are {longest}",
            "make it shorter",
            *place,
            key,
        )
    return text.strip()
