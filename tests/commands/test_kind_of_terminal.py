"""What is known of the terminal from the environment."""

import os

import pytest

from tui.commands.terminal import has_light_ground, has_unicode

posix = pytest.mark.skipif(os.name != "posix", reason="locales are named by POSIX's variables")


@posix
@pytest.mark.parametrize(
    "environment",
    [
        {"LANG": "en_US.UTF-8"},
        {"LANG": "C.utf8"},
        {"LC_CTYPE": "UTF-8"},
        {"LC_ALL": "", "LC_CTYPE": "de_DE.UTF-8", "LANG": "C"},
        {"LC_ALL": "C.UTF-8", "LANG": "de_DE.ISO-8859-1"},
    ],
)
def test_a_locale_of_utf_8_has_all_signs(environment):
    assert has_unicode(environment)


@posix
@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"LANG": "C"},
        {"LANG": "POSIX"},
        {"LANG": "de_DE.ISO-8859-1"},
        {"LANG": "de_DE@euro"},
        {"LC_ALL": "C", "LANG": "en_US.UTF-8"},
        {"LC_CTYPE": "ja_JP.eucJP", "LANG": "en_US.UTF-8"},
    ],
)
def test_any_other_locale_has_ascii(environment):
    assert not has_unicode(environment)


@pytest.mark.parametrize(
    ("value", "light"),
    [("0;15", True), ("0;default;15", True), ("0;7", True), ("15;0", False), ("", False)],
)
def test_some_terminals_say_what_their_ground_is(value, light):
    assert has_light_ground({"COLORFGBG": value}) is light
