"""The large numbers on the screen: what they follow, and how they are left."""

from driving import Driver, opened
from networks import two_branch
from pressing import presses

from engine import Position
from tui.big_font import HUGE, LARGE, SMALL, Scale, drawn
from tui.conditions import Conditions
from tui.numbers import NumberFormat
from tui.widgets.cell_editor import CellEditor

NETWORK = two_branch()


def is_drawn(app: Driver, text: str, scale: Scale) -> bool:
    lines = app.text.splitlines()
    return all(any(part.rstrip() in line for line in lines) for part in drawn(text, scale))


async def drawn_on(app: Driver, text: str, scale: Scale) -> None:
    await app.until(lambda: is_drawn(app, text, scale))


async def ready(app: Driver) -> None:
    await app.shows("Reset", "s Step")
    await app.settled()


@presses("presenter.large_numbers", "asterisk")
async def test_the_cell_then_all_of_its_node_then_the_screen_as_it_was() -> None:
    async with opened(NETWORK) as app:
        await ready(app)
        await app.press("right", "right")
        await app.shows("A[0][1] = ")
        before = await app.settled()
        await app.press("asterisk")
        await drawn_on(app, "+0.459377", HUGE)
        await drawn_on(app, "+2.668114", HUGE)
        await app.press("asterisk")
        await drawn_on(app, "+0.9314", SMALL)
        await app.press("asterisk")
        await app.until(lambda: app.text == before)


async def test_it_follows_arrows_stages_and_epochs() -> None:
    async with opened(NETWORK) as app:
        await ready(app)
        await app.press("asterisk")
        await drawn_on(app, "A[0][0]", SMALL)
        await app.press("down")
        await drawn_on(app, "+0.688126", HUGE)
        await app.press("s")
        snapshot = await app.at_rest(1)
        number = snapshot.trace["A"][1][0]  # type: ignore[index]
        assert isinstance(number, float)
        assert f"{number:+.6f}" != "+0.688126"
        await drawn_on(app, f"{number:+.6f}", HUGE)
        await app.press("full_stop")
        await app.until(lambda: app.snapshot.position == Position(2, 1, 1))
        await drawn_on(app, "y[0]", SMALL)
        await app.press("comma", "a")
        await app.until(lambda: app.snapshot.moment is None)


async def test_it_is_live_while_it_trains() -> None:
    async with opened(two_branch(200), epochs=10**9) as app:
        await ready(app)
        await app.press("asterisk")
        await drawn_on(app, "+0.251298", HUGE)
        await app.press("space")
        seen: set[str] = set()
        top = app.widget("#big-numbers").region.y

        def changes() -> bool:
            seen.add("\n".join(app.lines[top + 3 : top + 8]))
            return len(seen) > 3

        await app.until(changes, look_every=0.05)
        await app.press("space")
        await app.until(lambda: not app.snapshot.running)
        number = NumberFormat.for_largest(1.0, 9).text(app.snapshot.trace["A"][0][0])  # type: ignore[index, arg-type]
        await drawn_on(app, number.strip(), HUGE)


async def test_escape_why_and_edit_lead_back_to_the_numbers() -> None:
    async with opened(NETWORK) as app:
        await ready(app)
        for key, there in (
            ("escape", "A[0][0] = "),
            ("w", "why A[0][0]"),
            ("i", "A[0][0] = "),
        ):
            await app.press("asterisk")
            await drawn_on(app, "+0.251298", HUGE)
            assert not app.widget("#numbers").region
            await app.press(key)
            await app.shows(there)
            await app.until(lambda: app.widget("#numbers").region)
        await app.until(lambda: app.training.query(CellEditor))
        await app.press("escape")


async def test_nothing_pointed_at_is_the_first_cell_of_the_network() -> None:
    async with opened(two_branch(2, sizes={"K": 40})) as app:
        await ready(app)
        await app.press("asterisk", "asterisk")
        await app.shows("A  rows 1–3 of 40, columns 1–3 of 40")
        for _ in range(39):
            await app.press("right")
        await app.shows("columns 38–40 of 40")


async def test_in_ascii_numbers_are_drawn_in_whole_lines() -> None:
    async with opened(NETWORK, conditions=Conditions(ascii_only=True)) as app:
        await ready(app)
        await app.press("right", "right", "asterisk")
        for number, scale in (("+0.459377", HUGE), ("+2.668114", HUGE), ("+44.06121", LARGE)):
            picture = [line.replace("█", "#").rstrip() for line in drawn(number, scale)]
            await app.until(lambda picture=picture: all(part in app.text for part in picture))
        assert "A[0][1]" in app.lines[2]
        await app.press("asterisk")
        await app.shows("}###")
        assert app.text.isascii()
