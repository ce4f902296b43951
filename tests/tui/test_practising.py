"""The page of practice: questions, answers, replies and the score."""

from collections.abc import Callable
from functools import partial

import pytest
from driving import Driver, opened
from networks import LONG_NAMES, TINY, network_of, two_branch
from pressing import presses
from textual import events
from textual.widgets import Input

from engine import Network, find_network, load_network, preset_names
from engine.practice import ChoiceQuestion, NumberQuestion, Question, Score, Situation, Topic, ask
from tui.numbers import full
from tui.screens.paths import PathsScreen
from tui.screens.practice import PracticeScreen
from tui.sitting import Sitting, SittingChanged
from tui.widgets.numbers_table import NumbersTable

NETWORK = two_branch(samples=20)
CHARACTERS = {"[": "left_square_bracket", "]": "right_square_bracket", " ": "space"}


def situation(app: Driver) -> Situation:
    snapshot = app.snapshot
    return Situation(snapshot.trace, snapshot.gradients, snapshot.settings.learning_rate)


def question_of(app: Driver, number: int) -> Question:
    """The question of that number on the sample in view."""
    return ask(situation(app), app.app.sitting.seed, number)


def number_of(app: Driver, kind: type[Question]) -> int:
    """The number of the first question of a kind."""
    return next(n for n in range(10) if isinstance(question_of(app, n), kind))


def keep(app: Driver, score: Score) -> None:
    """Let so much have been practised before."""
    app.app.on_sitting_changed(SittingChanged(Sitting(app.app.sitting.seed, score)))


async def begin(app: Driver, kind: type[Question] | None = None) -> Question:
    """Open the page, at the first question of a kind if that is asked for."""
    number = 0 if kind is None else number_of(app, kind)
    keep(app, Score(asked=number))
    await app.press("x")
    await app.until(lambda: isinstance(app.app.screen, PracticeScreen))
    question = question_of(app, number)
    await asks(app, question)
    return question


async def asks(app: Driver, question: Question) -> None:
    """Wait until a question is open."""
    shows = " ".join(question.text.split())
    await app.until(lambda: shows in " ".join(app.text.split()))
    if isinstance(question, NumberQuestion):
        await app.until(lambda: app.focused == "answer")
    else:
        await app.until(lambda: f"1 {choices(question)[0]}" in app.text)


def choices(question: Question) -> tuple[str, ...]:
    assert isinstance(question, ChoiceQuestion)
    return question.choices


async def type_answer(app: Driver, text: str) -> None:
    """Type an answer in place of what is in the field."""
    field = app.app.screen.query_one(Input)
    field.value = ""
    for character in text:
        app.app.post_message(events.Key(CHARACTERS.get(character, character), character))
    await app.until(lambda: field.value == text)
    await app.press("enter")


async def answer(app: Driver, question: Question, text: str) -> None:
    """Give an answer as the question wants it."""
    if isinstance(question, ChoiceQuestion):
        await app.press(str(question.choices.index(text) + 1))
    else:
        await type_answer(app, text)


def wrong_answer(question: Question) -> str:
    if isinstance(question, ChoiceQuestion):
        return next(choice for choice in question.choices if choice != question.solution)
    return "123456789"


def table_of(app: Driver) -> NumbersTable:
    return app.app.screen.query_one("#numbers", NumbersTable)


# Opening and leaving


@presses("practice", "x")
@presses("practice.back", "escape", "q")
async def test_x_opens_the_page_and_two_keys_lead_back() -> None:
    async with opened(NETWORK) as app:
        before = await app.settled()
        for key in ("escape", "q"):
            await begin(app, ChoiceQuestion)
            await app.shows("practice: own input")
            await app.press(key)
            await app.until(lambda: app.app.screen is app.training)
            assert await app.settled() == before


async def test_the_questions_are_about_the_sample_in_view() -> None:
    async with opened(NETWORK) as app:
        await app.press("n")
        await app.until(lambda: app.snapshot.inspected == 1)
        await begin(app)
        await app.shows("practice: training sample 1 of 20")
        x = NETWORK.samples[0]["x"]
        assert isinstance(x, tuple)
        await app.shows("x " + " ".join(f"{cell:+.4f}" for cell in x if isinstance(cell, float)))


# Answers


@presses("practice.choose_1", "1")
@presses("practice.choose_2", "2")
@presses("practice.choose_3", "3")
@presses("practice.choose_4", "4")
async def test_a_digit_chooses_an_answer() -> None:
    async with opened(NETWORK) as app:
        orders = [
            question
            for number in range(20)
            if len(getattr(question := question_of(app, number), "choices", ())) == 4
        ]
        for digit in range(4):
            question = orders[0]
            number = next(n for n in range(20) if question_of(app, n) == question)
            keep(app, Score(asked=number))
            await app.press("x")
            await asks(app, question)
            await app.press(str(digit + 1))
            reply = question.check(choices(question)[digit])
            await app.shows(reply.words, f"{reply.outcome is reply.outcome.RIGHT:d} of")
            assert app.app.sitting.questions.asked == number + 1
            await app.press("escape")
            await app.until(lambda: app.app.screen is app.training)


@pytest.mark.parametrize("way", ["mouse", "keyboard"])
async def test_choices_are_buttons_too(way: str) -> None:
    async with opened(NETWORK) as app:
        question = await begin(app, ChoiceQuestion)
        await app.settled()
        place = choices(question).index(question.solution)
        buttons = list(app.app.screen.query("AnswerBox Button"))
        if way == "mouse":
            x, y = buttons[place].region.offset
            for event in (events.MouseMove, events.MouseDown, events.MouseUp):
                await app.mouse_at(event, x + 3, y)
        else:
            while app.app.focused is not buttons[place]:
                await app.press("tab")
            await app.press("enter")
        await app.shows("✓ Right:", "right")
        await app.until(lambda: app.app.sitting.questions.right == 1)


async def test_a_right_number_counts_and_reveals_what_was_hidden() -> None:
    async with opened(NETWORK) as app:
        question = await begin(app, NumberQuestion)
        here = situation(app)
        number = question.opens.number(here.trace, here.gradients)
        await app.shows(f"{question.opens.label('L')} = ?")
        assert "?" in {part for line in app.lines[-18:] for part in line.split()}
        assert f"{number:+.9f}"[:6] not in app.text
        await type_answer(app, f"{number:.4f}")
        await app.shows(
            "✓ Right:", f"{question.opens.label('L')} = {full(number)}", f"{number:+.9f}"[:6]
        )
        assert app.app.sitting.questions == Score(1, question_number(app), 1)


def question_number(app: Driver) -> int:
    return app.app.sitting.questions.asked


async def test_a_wrong_number_is_answered_by_what_is_off_and_is_kept() -> None:
    async with opened(NETWORK) as app:
        numbers = [n for n in range(40) if question_of(app, n).opens.label("L") == "∂L/∂w₀"]
        number = next(n for n in numbers if isinstance(question_of(app, n), NumberQuestion))
        keep(app, Score(right=number, asked=number, streak=5))
        await app.press("x")
        await asks(app, question_of(app, number))
        await app.shows("streak 5")
        await type_answer(app, "w[0]")
        await app.shows("✗ Not right: the factor 2 is missing", f"{number} of {number + 1} right")
        assert "streak" not in app.text
        await app.shows("w[0]")
        assert app.focused is None


async def test_what_is_not_understood_does_not_count_and_can_be_tried_again() -> None:
    async with opened(NETWORK) as app:
        question = await begin(app, NumberQuestion)
        asked = question_number(app)
        for text in ("spam", "1e999", question.opens.node, "x @"):
            await type_answer(app, text)
            await app.shows("? ")
            await app.until(
                lambda t=text: " ".join(question.check(t).words.split()[:4]) in app.text
            )
            assert app.focused == "answer"
            assert question_number(app) == asked
        await type_answer(app, question.solution)
        await app.shows("✓ Right:")
        assert question_number(app) == asked + 1


async def test_the_button_beside_the_field_gives_the_answer() -> None:
    async with opened(NETWORK) as app:
        question = await begin(app, NumberQuestion)
        app.app.screen.query_one(Input).value = question.solution
        await app.settled()
        await app.click("#give")
        await app.shows("✓ Right:")


# After the answer


@presses("practice.give_up", "ctrl+g")
@presses("practice.next", "n")
async def test_the_answer_can_be_shown_which_counts_as_wrong() -> None:
    async with opened(NETWORK) as app:
        for kind in (NumberQuestion, ChoiceQuestion):
            await begin(app, kind)
            number = question_number(app)
            await app.press("ctrl+g")
            await app.shows("✗ The answer: ", f"0 of {number + 1} right", "n Next", "w Why")
            assert app.app.sitting.questions == Score(0, number + 1, 0)
            await app.press("ctrl+g")  # does nothing any more
            await app.press("n")
            await asks(app, question_of(app, number + 1))
            await app.shows("^g Show answer")
            assert "n Next" not in app.text
            assert question_number(app) == number + 1
            await app.press("escape")
            await app.until(lambda: app.app.screen is app.training)


@presses("practice.explain", "w")
async def test_w_explains_the_number_once_it_is_known() -> None:
    async with opened(NETWORK) as app:
        question = await begin(app, ChoiceQuestion)
        await app.press("w")
        await app.settled()
        assert isinstance(app.app.screen, PracticeScreen)
        await answer(app, question, question.solution)
        await app.shows("✓ Right:")
        await app.press("w")
        await app.until(lambda: isinstance(app.app.screen, PathsScreen))
        await app.shows(f"why {question.opens.label('L')}")
        await app.press("escape")
        await app.shows("✓ Right:")


async def test_the_score_outlives_the_page_and_the_questions_go_on() -> None:
    async with opened(NETWORK) as app:
        question = await begin(app)
        await answer(app, question, question.solution)
        await app.shows("1 of 1 right")
        await app.press("escape")
        await app.until(lambda: app.app.screen is app.training)
        await app.press("x")
        await asks(app, question_of(app, 1))
        await app.shows("1 of 1 right")


async def test_an_open_question_is_asked_again() -> None:
    async with opened(NETWORK) as app:
        question = await begin(app)
        await app.press("escape")
        await app.until(lambda: app.app.screen is app.training)
        await app.press("x")
        await asks(app, question)


# The numbers


@presses("practice.up", "up")
@presses("practice.down", "down")
@presses("practice.left", "left")
@presses("practice.right", "right")
async def test_arrows_point_at_cells_and_show_their_digits() -> None:
    async with opened(NETWORK) as app:
        question = await begin(app, ChoiceQuestion)
        await answer(app, question, question.solution)
        await app.shows("✓ Right:")
        await app.press("n")
        await app.settled()
        await app.press("ctrl+g")
        await app.shows("✗ The answer: ")
        table, here = table_of(app), situation(app)
        for key in ("up", "right", "left", "down"):
            before = table.cursor
            await app.press(key)
            await app.until(lambda b=before: table.cursor != b)
            assert table.cursor is not None
            number = table.cursor.number(here.trace, here.gradients)
            await app.shows(f"{table.cursor.label('L')} = {full(number)}")


async def test_a_click_points_at_a_cell_and_what_is_hidden_stays_so() -> None:
    async with opened(NETWORK, (80, 40)) as app:
        question = await begin(app, NumberQuestion)
        await app.settled()
        assert table_of(app).content is not None
        y = next(n for n, line in enumerate(app.lines) if line.startswith("A "))
        for event in (events.MouseMove, events.MouseDown, events.MouseUp):
            await app.mouse_at(event, 31, y)
        await app.shows("∂L/∂A[0][0] = ?")
        assert question.hides(table_of(app).cursor)  # type: ignore[arg-type]


@presses("practice.pageup", "pageup")
@presses("practice.pagedown", "pagedown")
async def test_pages_scroll_the_numbers_while_an_answer_is_typed() -> None:
    async with opened(two_branch(2, sizes={"K": 12})) as app:
        await begin(app, NumberQuestion)
        await app.settled()
        table = table_of(app)
        await app.press(*["pageup"] * 6)
        await app.until(lambda: table.scroll_offset.y == 0)
        await app.press("pagedown")
        await app.until(lambda: table.scroll_offset.y > 0)
        assert app.focused == "answer"


# Any network, any window


NETWORKS: dict[str, Callable[[], Network]] = {
    **{name: partial(load_network, find_network(name)) for name in preset_names()},
    "one number": partial(network_of, TINY),
    "long names": partial(network_of, LONG_NAMES),
    "large": partial(two_branch, 2, sizes={"K": 64}),
}


@pytest.mark.parametrize("name", NETWORKS)
async def test_every_network_can_be_practised_in_a_small_window(name: str) -> None:
    async with opened(NETWORKS[name](), (60, 20)) as app:
        await app.press("x")
        for number in range(5):
            question = question_of(app, number)
            await asks(app, question)
            given = "#equations" if question.topic is Topic.ORDER else "#numbers"
            await app.until(lambda g=given: app.app.screen.query_one(g).size.height >= 4)
            if question.hides(question.opens):
                await app.until(lambda: " ? " in app.text.replace("\n", " \n"))
            right = number % 2 == 0
            await answer(app, question, question.solution if right else wrong_answer(question))
            await app.shows("✓ Right:" if right else "✗ Not ")
            await app.until(lambda: "n Next" in app.text)
            await app.press("n")
        assert app.app.sitting.questions == Score(3, 5, 1)


async def test_the_same_question_can_come_again_with_an_empty_field() -> None:
    network = network_of('title = "t"\nequations = "L = 3 * x"\n[inputs]\nx = 2.0\n')
    async with opened(network) as app:
        app.app.on_sitting_changed(SittingChanged(Sitting(seed=0)))
        number = next(
            n
            for n in range(10)
            if isinstance(question_of(app, n), NumberQuestion)
            and question_of(app, n) == question_of(app, n + 1)
        )
        keep(app, Score(asked=number))
        await app.press("x")
        question = question_of(app, number)
        await asks(app, question)
        await type_answer(app, question.solution)
        await app.shows("✓ Right:")
        await app.press("n")
        await app.until(lambda: app.focused == "answer")
        await app.shows("2.16, or an expression")
        await type_answer(app, question.solution)
        await app.shows("2 of", "✓ Right:")
