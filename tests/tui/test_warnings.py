"""Warnings: when the strip has one, and the page with all of them."""

from driving import Driver, opened
from networks import TINY, network_of, two_branch
from pressing import presses
from textual import events

from engine import find_network, load_network
from tui.screens.observations import ObservationsScreen
from tui.widgets.observation_strip import ObservationStrip

STUCK = load_network(find_network("stuck"))
DIVERGING = load_network(find_network("diverging"))
ENDLESS = 10**9
STEEP = network_of(TINY.replace("0.1", "1.5"))
"""One sample and the schedule batch: a step of 1.5 times the gradient, which goes too far."""


def told(app: Driver) -> list[str]:
    """The headings of the warnings."""
    strip = app.training.query_one(ObservationStrip)
    return [each.heading for each in strip.observations]


def strip(app: Driver) -> str:
    return app.text_of("#observations").strip()


async def test_where_all_is_well_there_is_no_line() -> None:
    async with opened(two_branch()) as app:
        await app.settled()
        assert app.widget("#observations").size.height == 0
        assert app.lines[3].startswith("─own input")


async def test_the_first_warning_is_cut_and_the_others_are_counted() -> None:
    async with opened(STUCK) as app:
        await app.shows("! dead relu: The local derivative of relu at r₀ is 0")
        await app.settled()
        assert strip(app).endswith("…  +1 more")
        for width in (60, 200, 61):
            await app.resized(width, 30)
            await app.until(lambda: "+1 more" in strip(app) and "\n" not in strip(app))


async def test_what_is_still_to_come_is_not_told() -> None:
    async with opened(STUCK) as app:
        await app.until(lambda: told(app) == ["dead relu", "saturated sigmoid"])
        await app.press("full_stop")
        await app.until(lambda: told(app) == ["dead relu"])
        await app.press("full_stop")
        await app.until(lambda: told(app) == ["dead relu", "saturated sigmoid"])
        await app.press("home")
        await app.until(lambda: app.snapshot.moment is None)
    async with opened(load_network(find_network("vanishing"))) as app:
        await app.until(lambda: told(app) == ["vanishing gradient"])
        await app.press("full_stop")
        await app.until(lambda: told(app) == [])


async def test_an_epoch_that_raised_the_loss_is_told_where_the_tape_is_at_its_end() -> None:
    async with opened(DIVERGING) as app:
        await app.press("s", "s")
        await app.at_rest(2)
        await app.shows("! learning rate too large: Epoch 2 has raised the evaluation loss from 9")
        await app.press("a")
        await app.shows("! learning rate too large: Epoch 1 has raised the evaluation loss from 1")
        await app.press("home")
        await app.until(lambda: told(app) == [])


async def test_an_update_that_raised_the_loss_of_its_sample_is_told_at_its_stage() -> None:
    async with opened(STEEP) as app:
        stages = 1 + 2 + 1
        await app.press(*["full_stop"] * (stages - 1))
        await app.until(lambda: app.snapshot.position.stage == stages - 1)
        await app.settled()
        assert told(app) == []
        await app.press("full_stop")
        await app.until(lambda: "step too long" in told(app))
        await app.shows("! step too long: The update has raised the loss")


async def test_while_it_trains_nothing_is_told() -> None:
    async with opened(STUCK, epochs=ENDLESS) as app:
        await app.until(lambda: told(app))
        await app.press("space")
        await app.until(lambda: told(app) == [])
        await app.press("space")
        await app.until(lambda: not app.snapshot.running)
        await app.until(lambda: "dead relu" in told(app))


@presses("observations", "exclamation_mark")
@presses("observations.back", "escape", "q", "exclamation_mark")
async def test_the_page_has_all_of_them_in_full_and_three_keys_lead_back() -> None:
    async with opened(STUCK) as app:
        await app.shows("+1 more")
        before = await app.settled()
        for key in ("escape", "q", "exclamation_mark"):
            await app.press("exclamation_mark")
            await app.shows("! dead relu: r", "no gradient gets back", "! saturated sigmoid: s")
            await app.press(key)
            await app.until(lambda: app.app.screen is app.training)
            assert await app.settled() == before


async def test_a_click_on_the_line_opens_the_page() -> None:
    async with opened(STUCK) as app:
        await app.shows("+1 more")
        await app.click("#observations")
        await app.until(lambda: isinstance(app.app.screen, ObservationsScreen))


async def test_the_page_says_when_all_is_well() -> None:
    async with opened(two_branch()) as app:
        await app.press("exclamation_mark")
        await app.shows("Nothing stands in the way")


async def test_many_warnings_scroll() -> None:
    many = "\n".join(f"n{k} = relu(w - {k + 3})" for k in range(12))
    total = " + ".join(f"n{k}" for k in range(12))
    network = network_of(f"equations = '''\n{many}\nL = {total}\n'''\n[parameters]\nw = 1.0\n")
    async with opened(network, (60, 20)) as app:
        await app.shows("+11 more")
        await app.press("exclamation_mark")
        await app.shows("! dead relu: n0")
        page = app.app.screen.query_one("#observations-page")
        await app.until(lambda: page.max_scroll_y > 0)
        await app.wheel("#observations-page", events.MouseScrollDown)
        await app.until(lambda: page.scroll_offset.y > 0)
