"""Sees to it that a screen comes to rest in the size that the window has by now."""

from textual.events import Resize
from textual.message import Message
from textual.screen import Screen

_is_usually_sent = Screen.check_message_enabled


def settle_in_the_last_size() -> None:
    """Have no screen told of a size that the window no longer has.

    A screen of Textual that is told of a size lays itself out, and then tells itself that size.
    One that learns of two at once, as while it is being opened, would tell itself of them in
    turn, without an end and without leaving time for anything else.
    """
    setattr(Screen, "check_message_enabled", _is_sent)  # noqa: B010 (mypy takes no method for it)


def _is_sent(screen: Screen[object], message: Message) -> bool:
    outdated = isinstance(message, Resize) and message.size != screen.app.size
    return not outdated and _is_usually_sent(screen, message)
