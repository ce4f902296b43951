"""A frame that took long is followed by a pause, and a quick one by none."""

import pytest

from tui.respite import QUICK_SECONDS, Respite


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def test_a_quick_frame_may_be_followed_by_the_next_at_once():
    clock = Clock()
    respite = Respite(clock)
    assert respite.over
    began = clock.now
    clock.now += 0.9 * QUICK_SECONDS
    respite.after_frame(began)
    assert respite.over


@pytest.mark.parametrize("took", [0.1, 0.4, 3.0])
def test_after_a_slow_frame_two_thirds_of_the_time_are_left_to_others(took):
    clock = Clock()
    respite = Respite(clock)
    began = clock.now
    clock.now += took
    respite.after_frame(began)
    clock.now = began + 2.9 * took
    assert not respite.over
    clock.now = began + 3.1 * took
    assert respite.over
