"""Terminals of every kind, with colours or without, dark and light, with all signs or ASCII.

In each the real program is led from page to page, at every size of the window, and what the
terminal shows is compared, letter by letter, with what the app has drawn without one; whether
that is right, of every page, is looked at in test_looks.py.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import cycle, product

import pytest
from driving import opened
from networks import two_branch
from real_terminal import Open, Terminal

from tui.conditions import Conditions

TERMS = (
    "xterm-256color",
    "xterm",
    "screen",
    "screen-256color",
    "tmux-256color",
    "linux",
    "vt100",
    "alacritty",
    "xterm-ghostty",
)
SIZES = ((80, 24), (140, 45), (60, 20))
PAGES = {"": "ready: epoch 0", "?": "─ help ─", "g": "own input"}
"""Keys that lead to a page, and what it shows; escape leads back."""

TRUE, INDEXED, SIXTEEN, OWN = (
    r"[34]8;2;\d+;\d+;\d+",
    r"[34]8;5;\d+",
    r"[34][0-7]|(?:9|10)[0-7]",
    r"[34]9",
)


@dataclass(frozen=True)
class Kind:
    """A kind of terminal, and how the program is started in it.

    colours: "true", "no", or "" for those that the name of the terminal stands for.
    """

    term: str
    colours: str
    theme: str
    ascii_only: bool

    def __str__(self) -> str:
        colours = f"-{self.colours} colours" if self.colours else ""
        return f"{self.term}{colours}-{self.theme}{'-ASCII' * self.ascii_only}"

    @property
    def environment(self) -> dict[str, str]:
        given = {"true": {"COLORTERM": "truecolor"}, "no": {"NO_COLOR": "1"}, "": {}}
        return {"TERM": self.term, "ESCDELAY": "10"} | given[self.colours]

    @property
    def options(self) -> tuple[str, ...]:
        return ("--theme", self.theme, "--ascii" if self.ascii_only else "--no-ascii")

    @property
    def styles(self) -> set[str]:
        """The colours that may be sent to it."""
        if self.colours == "no":
            return {OWN}
        if self.theme == "terminal":
            return {SIXTEEN, OWN}
        if self.colours == "true":
            return {TRUE, OWN}
        return {INDEXED if "256" in self.term else SIXTEEN, OWN}


KINDS = [
    Kind(term, colours, theme, ascii_only)
    for (term, colours), theme, ascii_only in zip(
        product(TERMS, ("", "true", "no")),
        cycle(("dark", "light", "terminal", "light", "terminal", "dark", "terminal")),
        cycle((False, True)),
    )
]
"""Every kind of terminal with every choice of colours, each in a theme and with some signs."""

SOME = [
    (Kind("xterm-256color", "true", "light", False), (80, 24)),
    (Kind("linux", "", "terminal", True), (140, 45)),
    (Kind("tmux-256color", "", "dark", False), (80, 24)),
    (Kind("vt100", "no", "dark", False), (60, 20)),
]
"""Each value of each thing at least once."""

drawn: dict[tuple[tuple[int, int], bool], list[list[str]]] = {}


async def drawn_without_terminal(size: tuple[int, int], ascii_only: bool) -> list[list[str]]:
    """The lines of the pages as the app draws them."""
    if (size, ascii_only) not in drawn:
        conditions = Conditions(ascii_only=ascii_only)
        async with opened(two_branch(), size, epochs=3, conditions=conditions) as app:
            palette = "^p palette" if size[0] >= 80 else "q Quit"
            await app.shows("Reset", "┤", palette)
            pages = []
            for key, text in PAGES.items():
                await app.press(*key.replace("?", "question_mark").split())
                await app.shows(text, palette if size[0] >= 80 else "")
                pages.append((await app.settled()).splitlines())
                await app.press(*["escape"] * bool(key))
                await app.shows("q Quit")
            drawn[size, ascii_only] = pages
    return drawn[size, ascii_only]


def looks(app: Terminal, size: tuple[int, int], pages: list[list[str]]) -> None:
    """Wait for each page to be on the terminal as it has been drawn."""
    app.resize(*size)
    for key, page in zip(PAGES, pages, strict=True):
        app.send(key)
        app.until_it_shows(page)
        assert all(_type_shows(app))
        app.send("\x1b" * bool(key))
        app.until_it_shows(pages[0])


def _type_shows(app: Terminal) -> Iterator[bool]:
    for row in app.screen.buffer.values():
        for cell in row.values():
            yield cell.data == " " or cell.fg == "default" or cell.fg != cell.bg


async def run_in(kind: Kind, sizes: Iterable[tuple[int, int]], terminal: Open) -> None:
    pages = {size: await drawn_without_terminal(size, kind.ascii_only) for size in sizes}
    app = terminal("--samples", "20", "--epochs", "3", *kind.options, **kind.environment)
    app.until("Two branches that meet", "q Quit")
    for size, drawn_there in pages.items():
        looks(app, size, drawn_there)
    app.send("q")
    assert app.status() == 0
    assert app.is_as_before()
    assert app.output.isascii() is kind.ascii_only
    sent = [style.decode() for style in re.findall(rb"\x1b\[([0-9;]*)m", app.output)]
    known = "|".join([r"\d", r"2\d", *kind.styles])
    assert [style for style in sent if not re.fullmatch(f"({known})(;({known}))*|", style)] == []
    for colour in kind.styles - {OWN}:
        assert any(re.search(f"(^|;)({colour})(;|$)", style) for style in sent)


@pytest.mark.parametrize(("kind", "size"), SOME, ids=str)
async def test_a_terminal_shows_all_that_is_drawn(
    kind: Kind, size: tuple[int, int], terminal: Open
) -> None:
    await run_in(kind, [size], terminal)


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS, ids=str)
async def test_every_terminal_shows_all_that_is_drawn(kind: Kind, terminal: Open) -> None:
    await run_in(kind, SIZES, terminal)


def test_without_a_locale_of_utf_8_it_is_ascii_by_itself(terminal: Open) -> None:
    app = terminal("--samples", "20", LANG="de_DE.ISO-8859-1")
    app.until("ready: epoch 0", "dL/d~", "q Quit")
    app.send("s")
    app.until("done: epoch 1", "h 0.01")
    app.send("q")
    assert app.status() == 0
    assert app.output.isascii()


def test_all_signs_can_be_asked_for_in_any_locale(terminal: Open) -> None:
    app = terminal("--samples", "20", "--no-ascii", LANG="C", LC_ALL="C")
    app.until("ready: epoch 0", "∂L/∂…", "q Quit")
    app.send("q")
    assert app.status() == 0
