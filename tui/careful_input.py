"""Reading of keys that no bytes bring down: a line may carry anything.

Textual's own reader ends with a traceback at bytes that are not UTF-8 and at some sequences
that no terminal sends, keeps a paste that has no end, and takes in keys faster than they are
answered.
"""

import os
import selectors
import sys
import time
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator

from textual._parser import ParseError
from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.driver import Driver
from textual.events import Resize
from textual.geometry import Size
from textual.message import Message

LONGEST_PASTE = 10_000
"""Characters; no field takes more, and of a longer paste nothing is taken."""

MOST_WAITING = 200
"""How many keys may wait for their answers before more are read."""

_READ_BYTES = 4096
_LOOK_SECONDS = 0.1
_MARK = len(BRACKETED_PASTE_END)


class CarefulParser(XTermParser):
    """Gives what can be understood; the rest is skipped up to the next escape."""

    def __init__(self) -> None:
        super().__init__()
        self._pasting = False
        self._pasted = 0
        self._last = ""

    def feed(self, data: str) -> Iterator[Message]:
        """The events in some characters; none in those of a paste that is too long.

        Nor in no characters, as when a line has brought the first byte of one: to the parser of
        Textual they would be the end of all input.
        """
        for piece in _pieces(self._without_long_paste(data)):
            try:
                yield from super().feed(piece)
            except ParseError:
                raise
            except Exception:  # a number out of all range, in a place where none was expected
                self._begin_again()

    def _without_long_paste(self, data: str) -> str:
        seen = self._last + data
        self._last = seen[1 - _MARK :]
        begins, ends = seen.rfind(BRACKETED_PASTE_START), seen.rfind(BRACKETED_PASTE_END)
        was_long = self._pasted > LONGEST_PASTE
        if ends > begins:
            self._pasting, self._pasted = False, 0
            if was_long:
                self._last = ""
                return seen[ends + _MARK :]
        elif begins >= 0 and begins + _MARK > len(seen) - len(data):
            self._pasting, self._pasted = True, 0
        if self._pasting:
            self._pasted += len(data)
        if self._pasted > LONGEST_PASTE:
            self._begin_again()
            return ""
        return data

    def _begin_again(self) -> None:
        """Forget what has been read of a sequence or a paste."""
        self._gen = self.parse(self._tokens.append)
        self._awaiting = next(self._gen)
        self._timeout_time = None


def _pieces(text: str) -> Iterable[str]:
    """The text, cut before every escape."""
    first, *others = text.split("\x1b")
    yield from filter(None, [first])
    for other in others:
        yield f"\x1b{other}"


def careful(driver: type[Driver], largest: tuple[int, int] | None = None) -> type[Driver]:
    """A driver of this platform that reads with care, for an app that answers keys in turn.

    largest: columns and rows beyond which a window is taken to be so large.
    """
    if sys.platform == "win32" or not hasattr(driver, "_run_input_thread"):
        return driver

    class Careful(driver):  # type: ignore[misc, valid-type]
        def run_input_thread(self) -> None:
            parser = CarefulParser()
            decode = getincrementaldecoder("utf-8")("replace").decode
            with selectors.SelectSelector() as selector:
                selector.register(self.fileno, selectors.EVENT_READ)
                while not self.exit_event.is_set():
                    if selector.select(_LOOK_SECONDS):
                        read = os.read(self.fileno, _READ_BYTES)
                        if not read:
                            return  # the terminal is gone
                        self._pass_on(parser.feed(decode(read)))
                    self._pass_on(parser.tick())

        def _pass_on(self, messages: Iterable[Message]) -> None:
            for number, message in enumerate(messages):
                if number % MOST_WAITING == 0:
                    self._wait_for_answers()
                self.process_message(message)
            self._wait_for_answers()

        def _wait_for_answers(self) -> None:
            while not self.exit_event.is_set() and self._waiting() > MOST_WAITING:
                time.sleep(0.005)

        def _waiting(self) -> int:
            return int(self._app.message_queue_size) + len(self._app.keys_in_turn)

        def process_message(self, message: Message) -> None:
            if isinstance(message, Resize):
                size = _bounded(message.size, largest)
                message = Resize(size, size, size, message.pixel_size)
            super().process_message(message)

        def _get_terminal_size(self) -> tuple[int, int]:
            return _bounded(Size(*super()._get_terminal_size()), largest)

    return Careful


def _bounded(size: Size, largest: tuple[int, int] | None) -> Size:
    """A size of at least one cell, and at most the largest."""
    columns, rows = max(1, size.width), max(1, size.height)
    if largest is None:
        return Size(columns, rows)
    return Size(min(columns, largest[0]), min(rows, largest[1]))
