"""Hide and reveal: cell by cell, and no part of the screen gives a hidden number away."""

import re

import pytest
from driving import Driver, opened
from networks import LONG_NAMES, TINY, network_of, two_branch
from pressing import presses

from engine import Cell, Pass, Position, cells_of, find_network, load_network, stages
from tui.big_font import HUGE, LARGE, SMALL, drawn
from tui.numbers import short

NETWORK = two_branch()


async def ready(app: Driver) -> None:
    await app.shows("Reset", "s Step")
    await app.settled()


def row(app: Driver, name: str) -> str:
    """The first row of a node in the table."""
    return next(line for line in app.text.splitlines() if re.match(rf"{name}[ ►]", line))


async def reveal(app: Driver, stage: int, left: int) -> None:
    """Press the key; so many cells of the stage are hidden then."""
    await app.press("semicolon")
    await app.until(
        lambda: (app.snapshot.position.stage, len(app.snapshot.veiled)) == (stage, left)
    )
    await app.settled()


@presses("presenter.reveal", "semicolon")
async def test_each_press_reveals_a_cell_and_after_the_last_goes_a_stage_on() -> None:
    async with opened(NETWORK) as app:
        await ready(app)
        await reveal(app, 1, 3)
        assert row(app, "y").split()[:4] == ["y►", "?", "?", "?"]
        assert "; reveals y₀" in app.text
        for left in (2, 1, 0):
            await reveal(app, 1, left)
            assert row(app, "y").split("│")[0].count("?") == left
        assert "; reveals" not in app.text
        await reveal(app, 2, 3)
        assert row(app, "y").split("│")[0].count("?") == 0
        assert row(app, "u").split("│")[0].count("?") == 3


async def test_the_cell_pointed_at_is_revealed_first() -> None:
    async with opened(NETWORK) as app:
        await ready(app)
        await reveal(app, 1, 3)
        await app.press(*["down"] * 11, "right", "right")
        await app.shows("y₂ = ?")
        await reveal(app, 1, 2)
        assert [cell.index for cell in app.snapshot.veiled] == [(0,), (1,)]
        assert "y₂ = +" in app.text or re.search(r"y₂ = \d", app.text)
        await reveal(app, 1, 1)
        assert [cell.index for cell in app.snapshot.veiled] == [(1,)]


async def test_a_stage_on_skips_what_is_left_and_escape_shows_all() -> None:
    async with opened(NETWORK) as app:
        await ready(app)
        await reveal(app, 1, 3)
        await app.press("full_stop")
        await app.until(lambda: app.snapshot.position == Position(1, 1, 2))
        assert "?" not in row(app, "y")
        assert row(app, "u").count("?") == 3
        await app.press("escape")
        await app.until(lambda: not app.snapshot.veiled)
        await app.until(lambda: "?" not in row(app, "u"))
        await app.press("full_stop")
        await app.until(lambda: app.snapshot.position == Position(1, 1, 3))
        assert "?" not in row(app, "v")


async def test_who_presses_twice_too_fast_misses_no_stage() -> None:
    async with opened(NETWORK) as app:
        await ready(app)
        asked = app.training.trainer.move_by_stages
        moves: list[int] = []
        app.training.trainer.move_by_stages = moves.append  # type: ignore[method-assign]
        await app.press("semicolon", "semicolon", "semicolon")
        await app.settled()
        assert moves == [1]
        app.training.trainer.move_by_stages = asked  # type: ignore[method-assign]
        asked(1)
        await app.until(lambda: len(app.snapshot.veiled) == 3)
        await reveal(app, 1, 2)


@presses("graph.reveal", "semicolon")
async def test_on_the_graph_a_node_is_revealed_at_once() -> None:
    async with opened(NETWORK) as app:
        await ready(app)
        await app.press("g", "semicolon")
        await app.shows("stage 1, forward: y = x @ A")
        await app.settled()
        assert re.search(r"► .*y = x @ A +···", app.text)
        await app.press("semicolon")
        await app.until(lambda: re.search(r"► .*y = x @ A +\[", app.text))
        await app.press("semicolon")
        await app.until(lambda: re.search(r"► .*u = sigmoid\(y\) +···", app.text))


async def test_in_large_numbers_the_cell_in_question_is_in_view() -> None:
    async with opened(NETWORK) as app:
        await ready(app)
        await app.press("asterisk")
        await reveal(app, 1, 3)
        assert is_drawn(app, "y[0]") and is_drawn(app, "?")
        await reveal(app, 1, 2)
        number = app.snapshot.trace["y"][0]  # type: ignore[index]
        assert isinstance(number, float)
        assert is_drawn(app, f"{number:+.6f}")
        await reveal(app, 1, 1)
        assert is_drawn(app, "y[1]")


def is_drawn(app: Driver, text: str) -> bool:
    lines = app.text.splitlines()
    pictures = [[part.rstrip() for part in drawn(text, scale)] for scale in (SMALL, HUGE)]
    return any(is_at(lines, picture) for picture in pictures)


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        (("G",), "would show hidden numbers"),
        (("x",), "would show hidden numbers"),
        (("h",), "would show hidden numbers"),
        (("z",), "This number is hidden: ; reveals it."),
        (("w",), "This number is hidden: ; reveals it."),
        (("right", "semicolon", "z"), "Numbers beside it are hidden: ; reveals them."),
    ],
)
async def test_pages_that_would_give_it_away_wait(keys: tuple[str, ...], words: str) -> None:
    async with opened(NETWORK, (100, 30)) as app:
        await ready(app)
        await reveal(app, 1, 3)
        await app.press(*["down"] * 11)
        await app.shows("y₀ = ?")
        await app.press(*keys)
        await app.until(lambda: words in " ".join(app.text.split()) or has_words(app, words))
        assert app.app.screen is app.training


def has_words(app: Driver, words: str) -> bool:
    """Whether a message or the panel has these words, however they are folded."""
    said = [notification.message for notification in app.app._notifications]
    panel = " ".join(app.text_of("#explanation").split())
    return any(words in text for text in (*said, panel))


# The promise


def numbers_on(app: Driver) -> set[str]:
    """All numbers on the screen that have at least four digits."""
    return {
        text.lstrip("+") for text in re.findall(r"[+-]?\d+\.?\d*(?:e-?\d+)?", app.text)
        if sum(character.isdigit() for character in text) >= 4
    }  # fmt: skip


def forms(number: float) -> set[str]:
    """A number as any part of the screen may write it."""
    written = {repr(number), short(number), *(f"{number:.{places}f}" for places in range(2, 9))}
    return {text for text in written if sum(map(str.isdigit, text)) >= 4 and float(text)}


def secrets(app: Driver) -> set[str]:
    """How the hidden numbers can be written, but for those that are also seen elsewhere."""
    snapshot = app.snapshot
    moment = snapshot.moment
    assert moment is not None
    graph = snapshot.network.graph
    cells = {
        cell
        for name in graph.places
        for gradient in (False, True)
        for cell in cells_of(name, graph.shape(name), gradient)
    }
    known = {cell for cell in cells if is_known(app, cell)}
    told = set[str]().union(*(forms(cell.number(moment.trace, moment.gradients)) for cell in known))
    told |= {text for number in constants(app) for text in forms(number)}
    hidden = cells - known
    return (
        set[str]().union(*(forms(cell.number(moment.trace, moment.gradients)) for cell in hidden))
        - told
    )


def constants(app: Driver) -> list[float]:
    """The losses of all samples, where those are more than this one."""
    losses = app.snapshot.state.losses
    if losses is None or len(app.snapshot.network.samples) == 1:
        return []
    return [losses.evaluation_loss, losses.mean_training_loss or 0.0]


def is_known(app: Driver, cell: Cell) -> bool:
    """Whether the class has seen a cell: a leaf, or of a stage before, or revealed."""
    snapshot = app.snapshot
    graph = snapshot.network.graph
    if cell in snapshot.veiled:
        return False
    made = stages(graph)[: snapshot.position.stage]
    if not cell.gradient and cell.node not in {e.name for e in graph.equations}:
        return True
    kind = Pass.BACKWARD if cell.gradient else Pass.FORWARD
    return any(stage.node == cell.node and stage.kind is kind for stage in made)


NETWORKS = {
    "two branches": NETWORK,
    "two branches, one sample": two_branch(1),
    "xor": load_network(find_network("xor"), samples=3),
    "long names, one sample": network_of(LONG_NAMES),
    "one number": network_of(TINY),
    "stuck": load_network(find_network("stuck"), samples=2),
}
PAGES = ("g", "z", "exclamation_mark", "j")


@pytest.mark.parametrize("name", ["two branches, one sample", "one number"])
async def test_no_hidden_number_is_on_any_screen(name: str) -> None:
    """Before and after the first cell of every stage."""
    async with opened(NETWORKS[name], (140, 45)) as app:
        await begin_hiding(app)
        stage = 0
        while (moment := app.snapshot.moment) and moment.stage.kind is not Pass.UPDATE:
            stage = moment.position.stage
            await nothing_given_away(app)
            if stage % 7 == 1:
                await look_at_everything(app)
            await app.press("semicolon")
            await nothing_given_away(app)
            await app.press("full_stop")
            await app.until(lambda stage=stage: app.snapshot.position.stage == stage + 1)
        assert stage >= 3


@pytest.mark.long
@pytest.mark.parametrize("name", NETWORKS)
async def test_no_hidden_number_is_on_any_screen_before_and_after_any_cell(name: str) -> None:
    """Cell by cell through a whole sample, with every page that can be opened meanwhile."""
    async with opened(NETWORKS[name], (140, 45)) as app:
        await begin_hiding(app)
        cells = 0
        while (moment := app.snapshot.moment) and moment.stage.kind is not Pass.UPDATE:
            await nothing_given_away(app)
            await look_at_everything(app)
            before = (app.snapshot.position, app.snapshot.veiled)
            await app.press("semicolon")
            await app.until(
                lambda before=before: (app.snapshot.position, app.snapshot.veiled) != before
            )
            cells += 1
        assert cells >= 4


async def begin_hiding(app: Driver) -> None:
    """After an epoch, so that there are losses, too."""
    await ready(app)
    await app.press("s")
    await app.at_rest(1)
    await app.press("semicolon")
    await app.until(lambda: app.snapshot.moment is not None)


async def look_at_everything(app: Driver) -> None:
    """The large numbers, the explanation of what they show, and every page."""
    for keys in (("asterisk",), ("asterisk",), ("w",)):
        await app.press(*keys)
        await nothing_given_away(app)
    for key in PAGES:
        await app.press(key)
        await nothing_given_away(app)
        if app.app.screen is not app.training:
            await app.press("v")
            await nothing_given_away(app)
            await app.press("escape")
            await app.until(lambda: app.app.screen is app.training)
    assert app.training.veil is not None


async def nothing_given_away(app: Driver) -> None:
    text = await app.settled()
    hidden = secrets(app)
    assert not numbers_on(app) & hidden, text
    if "█" in text or "▀" in text:
        lines = text.splitlines()
        large = [number for number in hidden if number.isascii() and 6 <= len(number) <= 9]
        given = [
            n for n in large for scale in (SMALL, LARGE, HUGE) if is_at(lines, drawn(n, scale))
        ]
        assert not given, text


def is_at(lines: list[str], picture: list[str]) -> bool:
    """Whether a picture is somewhere in these lines."""
    for top, line in enumerate(lines[: 1 - len(picture)]):
        place = line.find(picture[0])
        while place >= 0:
            below = zip(lines[top:], picture, strict=False)
            if all(row[place:].ljust(len(part)).startswith(part) for row, part in below):
                return True
            place = line.find(picture[0], place + 1)
    return False
