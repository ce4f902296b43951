"""Pages that are half there: a key can come before all of a page is, or when it is being closed.

That such a page does not find a part of itself, takes in no other and cannot be closed again
is no error, nor that a list finds none of its lines while it has no room for any. Everywhere
else it is one.
"""

from traceback import walk_tb

from textual.app import App, ScreenStackError
from textual.css.query import NoMatches
from textual.dom import NoScreen
from textual.message_pump import MessagePump
from textual.widget import MountError, Widget
from textual.worker import NoActiveWorker, WorkerFailed, get_current_worker

_MISSING = (NoMatches, MountError, ScreenStackError)


def is_half_there(page: MessagePump | None) -> bool:
    """Whether a page is still coming or already going; the app itself, whether it is going."""
    if page is None or isinstance(page, App):
        return page is not None and page._exit
    is_going = page._closing or (isinstance(page, Widget) and page._pruning)
    return is_going or not page.is_attached or not page._mounted_event.is_set()


def misses_what_is_not_there(error: BaseException, page: MessagePump | None) -> bool:
    """Whether an error only says that a page, or a worker of it, is half there.

    page: on which it was; of a worker's error, the worker's own if this is called on its behalf.
    """
    if isinstance(error, WorkerFailed):
        return isinstance(error.error, _MISSING) and is_half_there(_page_of_worker() or page)
    if isinstance(error, KeyError):
        return _has_no_room(error)
    if isinstance(error, ScreenStackError) and isinstance(page, Widget) and not _is_on_top(page):
        return True
    return isinstance(error, _MISSING) and (is_half_there(page) or is_half_there(_asked(error)))


def _asked(error: BaseException) -> MessagePump | None:
    """What was asked for its part: what it had still to do may be called while another is shown."""
    own = None
    for frame, _line in walk_tb(error.__traceback__):
        own = frame.f_locals.get("self")
    return own if isinstance(own, MessagePump) else None


def _page_of_worker() -> MessagePump | None:
    """Whose worker this is; None where a worker is only waited for, as the app does at its end."""
    try:
        return get_current_worker().node
    except NoActiveWorker:
        return None


def _has_no_room(error: BaseException) -> bool:
    """Whether it was raised by a widget that is not on the screen, such as a list of Textual's."""
    widget = _asked(error)
    return isinstance(widget, Widget) and not widget.scrollable_content_region


def _is_on_top(widget: Widget) -> bool:
    try:
        return widget.screen.is_active
    except NoScreen:
        return False
