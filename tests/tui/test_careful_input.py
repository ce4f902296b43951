"""Reading of keys: any text is taken, a paste within bounds, and a window of any size."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.geometry import Size

from tui.careful_input import LONGEST_PASTE, CarefulParser, _bounded

START, END = "\x1b[200~", "\x1b[201~"
SEQUENCES = st.sampled_from(["\x1b[", "\x1b[<", "\x1b[48;", "0", "9999999999", ";", ":", "M", "u"])


@given(st.lists(SEQUENCES | st.text(max_size=5), max_size=30))
def test_any_text_is_read(pieces: list[str]) -> None:
    parser = CarefulParser()
    for piece in pieces:
        list(parser.feed(piece))
    list(parser.feed("\x1b\x1b[201~"))
    assert [event.key for event in parser.feed("s") if isinstance(event, events.Key)] == ["s"]


@given(st.integers(1, 4000), st.booleans())
def test_a_paste_is_taken_whole_or_not_at_all(chunk: int, long: bool) -> None:
    pasted = "q" * (2 * LONGEST_PASTE if long else LONGEST_PASTE // 2)
    sent = f"{START}{pasted}{END}s"
    parser = CarefulParser()
    found = [e for i in range(0, len(sent), chunk) for e in parser.feed(sent[i : i + chunk])]
    texts = [event.text for event in found if isinstance(event, events.Paste)]
    assert texts == ([] if long else [pasted])
    assert [event.key for event in found if isinstance(event, events.Key)] == ["s"]


@pytest.mark.parametrize(
    "malformed",
    ["\x1b[97:65;2u", "\x1b[1;1;1114112u", "\x1b[99999999999;1u", "\x1b[<0;99999999;99999999M"],
)
def test_a_malformed_sequence_is_skipped_and_the_key_behind_it_read(malformed: str) -> None:
    parser = CarefulParser()
    found = [*parser.feed(malformed), *parser.feed("\x1b[115u")]
    assert [event.key for event in found if isinstance(event, events.Key)][-1] == "s"


@pytest.mark.parametrize(
    ("told", "taken"),
    [((0, 0), (1, 1)), ((80, -3), (80, 1)), ((65535, 65535), (400, 150)), ((80, 24), (80, 24))],
)
def test_a_window_is_within_bounds(told: tuple[int, int], taken: tuple[int, int]) -> None:
    assert _bounded(Size(*told), (400, 150)) == Size(*taken)
    assert _bounded(Size(*told), None) == Size(*(max(1, side) for side in told))
