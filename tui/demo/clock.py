"""The time of a demonstration."""

import asyncio


class Clock:
    """Time as it is."""

    async def stay(self, seconds: float) -> None:
        """Let people look."""
        await asyncio.sleep(seconds)

    async def work(self, seconds: float) -> None:
        """Let the machine train, which people see."""
        await asyncio.sleep(seconds)
