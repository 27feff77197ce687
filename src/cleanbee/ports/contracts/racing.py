"""Several callers at once, in an order that the contract decides."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

PATIENCE_S = 20.0


async def at_once(*walks: Coroutine[Any, Any, T]) -> list[T | BaseException]:
    """Walk all of them at once; what each answered or raised, in order."""
    async with asyncio.timeout(PATIENCE_S):
        return await asyncio.gather(*walks, return_exceptions=True)


async def all_well(*walks: Coroutine[Any, Any, T]) -> list[T]:
    """Walk all of them at once, and let the first fault out."""
    async with asyncio.timeout(PATIENCE_S):
        return list(await asyncio.gather(*walks))


class Meeting:
    """A place where so many callers wait for each other before they go on; those who fail do not come."""

    def __init__(self, callers: int) -> None:
        self._missing = callers
        self._all_there = asyncio.Event()

    async def arrive(self) -> None:
        """Wait until all are there."""
        self._missing -= 1
        if self._missing <= 0:
            self._all_there.set()
        async with asyncio.timeout(PATIENCE_S):
            await self._all_there.wait()


class Signal:
    """Something that one caller says and another waits for."""

    def __init__(self) -> None:
        self._said = asyncio.Event()

    def say(self) -> None:
        """It is so."""
        self._said.set()

    async def heard(self) -> None:
        """Wait until it was said."""
        async with asyncio.timeout(PATIENCE_S):
            await self._said.wait()
