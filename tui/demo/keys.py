"""Keys by the names that the README has for them, and which of them a script may press."""

from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from textual.binding import Binding
from textual.events import Key
from textual.keys import _character_to_key, key_to_character
from textual.screen import Screen
from textual.widgets import DataTable, Input, OptionList

import tui.screens
from engine import NetworkError
from tui.demo.script import Press

_FORBIDDEN = {
    "q": "ends the program",
    "ctrl+q": "ends the program",
    "ctrl+c": "is for leaving the program",
    "ctrl+s": "writes a file",
    "ctrl+p": "opens the command palette",
    "ctrl+z": "suspends the program",
}
"""What is left to people."""

_CHARACTERS = {"space": " ", "enter": "\r", "tab": "\t"}

_ALWAYS = ("tab", "shift+tab")


def read_presses(text: str) -> tuple[Press, ...]:
    """The keys of a text such as `l "0.5" enter`: names with spaces between, typed text quoted.

    Raises NetworkError for a key that no page knows, and for one that is left to people.
    """
    presses = []
    rest = text.strip()
    while rest:
        if rest.startswith('"'):
            typed, quote, rest = rest[1:].partition('"')
            if not (typed and quote):
                raise NetworkError(
                    "a text that is typed has no end, or nothing in it",
                    "write it between two quotes, as in press = 'l \"0.5\" enter'",
                )
            presses.append(Press(typed, typed=True))
        else:
            name, _, rest = rest.partition(" ")
            _check_key(name)
            presses.append(Press(name))
        rest = rest.strip()
    return tuple(presses)


def _check_key(name: str) -> None:
    if name in _FORBIDDEN:
        raise NetworkError(
            f"the key {name!r} {_FORBIDDEN[name]}",
            "leave it to people; escape closes a page",
        )
    known = _keys_of_all_pages()
    if key_of(name) not in known or _name(key_of(name)) != name:
        named = sorted({_name(key) for key in known})
        close = [_name(name)] if name in known else get_close_matches(name, named, n=1)
        raise NetworkError(
            f"no page has the key {name!r}",
            f"write {close[0]} if you meant that" if close else f"use {' '.join(named)}",
        )


def key_of(name: str) -> str:
    """Textual's own name of a key."""
    return _character_to_key(name) if len(name) == 1 else name


def events_of(press: Press) -> Iterator[Key]:
    """The key events of a press: one, or one for every character that is typed."""
    if press.typed:
        for character in press.name:
            yield Key(_character_to_key(character), character)
    else:
        printed = press.name if len(press.name) == 1 else _CHARACTERS.get(press.name)
        yield Key(key_of(press.name), printed)


@cache
def _keys_of_all_pages() -> frozenset[str]:
    """Every key that is bound on some page, or in what can have the focus there."""
    owners: list[type] = [Input, DataTable, OptionList]
    for module in iter_modules(tui.screens.__path__):
        for owner in vars(import_module(f"tui.screens.{module.name}")).values():
            if isinstance(owner, type) and issubclass(owner, Screen):
                owners.append(owner)
    keys = {key for owner in owners for key in _keys(owner)}
    return frozenset({*keys, *_ALWAYS} - set(_FORBIDDEN))


def _keys(owner: type) -> Iterator[str]:
    for binding in getattr(owner, "BINDINGS", ()):
        yield from (binding.key if isinstance(binding, Binding) else binding[0]).split(",")


def _name(key: str) -> str:
    """How the README names a key: by its character, where it has one."""
    character = key_to_character(key)
    return character if character and character.isprintable() and character != " " else key
