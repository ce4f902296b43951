"""Every key of every screen has an id, a tooltip and a test that presses it."""

import pytest
import test_app_keys
import test_check_screen
import test_clock
import test_graph_screen
import test_hiding
import test_hunting
import test_large_numbers
import test_lesson_screen
import test_networks_screen
import test_pointer
import test_practising
import test_save_screen
import test_tape_keys
import test_warnings
from pressing import tested
from textual.binding import Binding

from tui.app import BackpropApp
from tui.screens.branches import BranchesScreen
from tui.screens.bug_hunt import BugHuntScreen
from tui.screens.check import CheckScreen
from tui.screens.confirm import ConfirmScreen
from tui.screens.graph import GraphScreen
from tui.screens.help import HelpScreen
from tui.screens.lesson import LessonScreen
from tui.screens.networks import NetworksScreen, PresetList
from tui.screens.observations import ObservationsScreen
from tui.screens.paths import PathsScreen
from tui.screens.position import PositionScreen
from tui.screens.practice import PracticeScreen
from tui.screens.presenting import PresentingScreen
from tui.screens.save import SaveScreen
from tui.widgets.comparison_table import ComparisonTable
from tui.widgets.number_field import NumberField

MODULES = (
    test_app_keys,
    test_check_screen,
    test_clock,
    test_graph_screen,
    test_hiding,
    test_hunting,
    test_large_numbers,
    test_lesson_screen,
    test_networks_screen,
    test_pointer,
    test_practising,
    test_warnings,
    test_save_screen,
    test_tape_keys,
)
"""Those whose tests press keys."""

OWNERS = (
    BackpropApp,
    PresentingScreen,
    HelpScreen,
    PathsScreen,
    PositionScreen,
    BranchesScreen,
    CheckScreen,
    GraphScreen,
    LessonScreen,
    NetworksScreen,
    PresetList,
    ConfirmScreen,
    SaveScreen,
    ObservationsScreen,
    PracticeScreen,
    BugHuntScreen,
    NumberField,
    ComparisonTable,
)
BINDINGS = [b for owner in OWNERS for b in owner.BINDINGS if isinstance(b, Binding)]


@pytest.mark.parametrize("binding", BINDINGS, ids=lambda binding: str(binding.id))
def test_every_binding_has_an_id_a_tooltip_and_a_test(binding: Binding) -> None:
    assert binding.id
    assert binding.tooltip
    assert tested[binding.id] == set(binding.key.split(","))


def test_no_binding_is_without_these() -> None:
    for owner in OWNERS:
        assert all(isinstance(binding, Binding) for binding in owner.BINDINGS)
    assert len({binding.id for binding in BINDINGS}) == len(BINDINGS)


def test_no_key_of_a_screen_has_two_meanings() -> None:
    for owner in OWNERS:
        keys = [key for b in owner.BINDINGS if isinstance(b, Binding) for key in b.key.split(",")]
        assert len(set(keys)) == len(keys)
