"""Lessons: their own page, and how they are folded where the window is narrow."""

import pytest
from driving import opened
from networks import TINY, network_of, two_branch
from pressing import presses

from engine import find_network, load_network, preset_names
from tui.lesson import fold_lesson, lesson_content
from tui.widgets.lesson import NONE

LESSON = """\
Two lines that
belong together.

1. A point, which goes on
   in a second line.
   - A point within it, which
     goes on as well.
2. Another; the next line is none of it:
  f(x)
    = 1"""

FOLDED = """\
Two lines that
belong
together.

1. A point,
   which goes
   on in a
   second line.
   - A point
     within it,
     which goes
     on as
     well.
2. Another; the
   next line is
   none of it:
  f(x)
    = 1"""


def test_paragraphs_and_lists_are_folded_with_their_indent():
    assert fold_lesson(LESSON, 15) == FOLDED


@pytest.mark.parametrize("name", preset_names())
def test_presets_are_shown_as_written_where_they_fit_and_lose_no_word_elsewhere(name):
    lesson = load_network(find_network(name), samples=1).lesson
    assert fold_lesson(lesson, 76) == lesson
    for width in (41, 57, 58):
        folded = fold_lesson(lesson, width)
        assert max(map(len, folded.split("\n"))) <= width
        assert folded.split() == lesson.split()


@pytest.mark.parametrize("width", [1, 2, 5])
def test_any_width_will_do(width):
    assert fold_lesson(LESSON, width).replace(" ", "").replace("\n", "") == (
        LESSON.replace(" ", "").replace("\n", "")
    )


def test_keys_stand_out_and_keep_their_place():
    content = lesson_content("press `.`, or `a b", 40)
    assert content.plain == "press  . , or `a b"
    assert [(span.start, span.end) for span in content.spans] == [(6, 9)]


@presses("lesson", "L")
@presses("lesson.back", "escape", "q", "L")
async def test_the_lesson_opens_and_three_keys_lead_back() -> None:
    async with opened(two_branch()) as app:
        before = await app.settled()
        for key in ("escape", "q", "L"):
            await app.press("L")
            await app.shows("─ Two branches that meet ─", "x goes two ways", "5. Press")
            await app.press(key)
            await app.until(lambda: app.app.screen is app.training)
            assert await app.settled() == before


async def test_a_long_lesson_scrolls() -> None:
    async with opened(load_network(find_network("softmax")), (60, 20)) as app:
        await app.press("L")
        await app.shows("escape back")
        page = app.app.screen.query_one("#lesson-page")
        await app.until(lambda: page.max_scroll_y > 0)
        await app.press("end")
        await app.until(lambda: page.scroll_offset.y == page.max_scroll_y)


async def test_a_network_without_a_lesson_says_how_to_write_one() -> None:
    async with opened(network_of(TINY)) as app:
        await app.press("L")
        await app.shows("─ One number ─", NONE[:40])


async def test_titles_are_no_markup() -> None:
    async with opened(network_of(TINY.replace("One number", "[b]One[/b] [x"))) as app:
        await app.press("L")
        await app.shows("─ [b]One[/b] [x ─")
