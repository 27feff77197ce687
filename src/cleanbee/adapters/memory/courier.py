"""A carrier in memory: it keeps what it delivered, each notice once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from cleanbee.adapters.memory.faults import Faults
from cleanbee.domain.kernel import NoticeId, Value
from cleanbee.domain.messaging.notice import Notice
from cleanbee.ports.outbound.messaging import CourierDown

log = logging.getLogger("cleanbee.memory")


class Letter(Value, frozen=True, kw_only=True):
    """What one person was given to read."""

    notice: Notice
    text: str


class MemoryCourier:
    """Delivers into a list. ``keep`` is given each letter before it counts, so that a witness outlives the process."""

    def __init__(self, faults: Faults | None = None, keep: Callable[[Letter], None] | None = None) -> None:
        self.faults = faults if faults is not None else Faults()
        self._keep = keep
        self._letters: dict[NoticeId, Letter] = {}
        log.warning("the courier is in memory: nobody is told anything")

    @property
    def delivered(self) -> tuple[Letter, ...]:
        """Everything delivered, in its order."""
        return tuple(self._letters.values())

    async def deliver(self, notice: Notice, text: str) -> None:
        """Hand over one rendered notice; the same again is delivered once.

        :raises CourierDown: not taken, as far as the sender can know.
        """
        await asyncio.sleep(0)
        fate = self.faults.next()
        if fate in ("well", "lost") and notice.id not in self._letters:
            letter = Letter(notice=notice, text=text)
            if self._keep is not None:
                self._keep(letter)
            self._letters[notice.id] = letter
        if fate != "well":
            raise CourierDown("the carrier did not answer")
