"""Keys in turn: each is answered where the one before has led to.

Textual gives a key to what has the focus when it is read. Of several that are read at once, as
they come over a slow line, all would go where the first is about to lead away from: the digits
that follow the key of a field would not get into it, but do what they stand for on the page.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from textual.app import App, ScreenStackError
from textual.events import InputEvent, Paste
from textual.message import Message
from textual.message_pump import MessagePump

LOOK_SECONDS, LOOKS = 0.05, 20
"""How often it is looked whether the answer can still come, which what closes may take along; and
how many times, after which the next key waits no longer."""

ROUNDS = 2
"""The first comes back when the key has been answered, the second when what it called for is done:
the focus has moved, a page is there."""

FromTerminal = InputEvent | Paste
"""What has its turn: a key, what the mouse did, a paste."""


class Answered(Message):
    """Bubbles up to the app behind a key, through all that may answer it."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


class KeysInTurn:
    """Passes on keys, pastes and the mouse; the app has to tell of every `Answered`.

    forward: gives one to what has the focus.
    """

    def __init__(self, app: App[None], forward: Callable[[FromTerminal], Awaitable[None]]) -> None:
        self._app = app
        self._forward = forward
        self._waiting: deque[FromTerminal] = deque()
        self._rounds_left = 0
        self._number = 0
        self._look: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        """How many have not had their turn."""
        return len(self._waiting)

    @property
    def idle(self) -> bool:
        """Whether all have had their turn, and what they called for is done."""
        return self._rounds_left == 0

    async def take(self, event: FromTerminal) -> None:
        """Pass one on, now or when its turn comes."""
        self._waiting.append(event)
        if self.idle:
            await self._pass_on()

    async def answered(self, answer: Answered) -> None:
        """Go on, once for each: one that had been given up may come all the same."""
        if self.idle or answer.number != self._number:
            return
        self._number += 1
        if self._look is not None:
            self._look.cancel()
        self._rounds_left -= 1
        if self._rounds_left:
            self._follow(self._target() or self._app)
        elif self._waiting:
            await self._pass_on()

    async def _pass_on(self) -> None:
        target = self._target()
        if target is None:
            self._waiting.clear()
            return
        self._rounds_left = ROUNDS
        try:
            await self._forward(self._waiting.popleft())
        finally:
            self._follow(target)

    def _follow(self, target: MessagePump) -> None:
        answer = Answered(self._number)
        if target.post_message(answer):
            self._look_again(answer, target, LOOKS)
        else:
            self._app.post_message(answer)

    def _look_again(self, answer: Answered, target: MessagePump, looks: int) -> None:
        later = asyncio.get_running_loop().call_later
        self._look = later(LOOK_SECONDS, self._see_to, answer, target, looks - 1)

    def _see_to(self, answer: Answered, target: MessagePump, looks: int) -> None:
        """See to it that this answer comes."""
        if looks and target.is_running and target.is_attached:
            self._look_again(answer, target, looks)
        else:
            self._app.post_message(answer)

    def _target(self) -> MessagePump | None:
        """What answers next; None where the app has closed its last page."""
        try:
            return self._app.focused or self._app.screen
        except ScreenStackError:
            return None
