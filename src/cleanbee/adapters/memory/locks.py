"""Locks that a unit of work holds to its end, on whatever has a name: rows, keys that must stay unique, the relay."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable

from cleanbee.ports.outbound.store import Busy


class Holder:
    """One unit of work, as far as locks know it: what it holds, whom it waits for, and that it has ended."""

    def __init__(self) -> None:
        self.holds: set[Hashable] = set()
        self.waits_for: Holder | None = None
        self.ended = asyncio.Event()

    def is_waited_on_by(self, other: Holder) -> bool:
        """Whether waiting for ``other`` would close a circle."""
        step: Holder | None = other
        while step is not None:
            if step is self:
                return True
            step = step.waits_for
        return False


class Locks:
    """Who holds what. Nothing is held by everybody: two units meet only at the same name."""

    def __init__(self, longest_wait_s: float) -> None:
        self._longest_wait_s = longest_wait_s
        self._holders: dict[Hashable, Holder] = {}

    def holder(self, name: Hashable) -> Holder | None:
        """Who holds this name now."""
        return self._holders.get(name)

    def take_now(self, me: Holder, name: Hashable) -> bool:
        """Hold the name if it is free (or mine already); false when another unit holds it."""
        if self._holders.setdefault(name, me) is not me:
            return False
        me.holds.add(name)
        return True

    async def take(self, me: Holder, name: Hashable) -> None:
        """Hold the name to the end of the unit, after whoever holds it now.

        :raises Busy: not free in time, or the holder waits for this very unit.
        """
        while not self.take_now(me, name):
            await self.wait_for(me, self._holders[name])

    async def wait_for(self, me: Holder, other: Holder) -> None:
        """Wait until another unit has ended.

        :raises Busy: it did not end in time, or it waits for this very unit.
        """
        if me.is_waited_on_by(other):
            raise Busy("two units wait for each other; this one gives way")
        me.waits_for = other
        try:
            async with asyncio.timeout(self._longest_wait_s):
                await other.ended.wait()
        except TimeoutError:
            raise Busy(f"not free within {self._longest_wait_s} s") from None
        finally:
            me.waits_for = None

    def free(self, me: Holder) -> None:
        """Let everything go: the unit has ended."""
        for name in me.holds:
            del self._holders[name]
        me.holds.clear()
        me.ended.set()
