"""Two engines behind one port: the quick one within its deadline, else the one that is always there."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

from cleanbee.domain.matching.shown_starts import AskedStarts, ShownStarts
from cleanbee.ports.outbound.search import SearchDown, StartSearch

log = logging.getLogger("cleanbee.search")


@dataclass(frozen=True)
class Fallback:
    """Asks ``first`` and waits at most ``within_s``; where it says nothing, ``second`` answers.

    What is about one cleaner or one moment goes to ``second`` at once: it is little to read, and whoever asks was just
    told that something there is gone, so they must not be shown it again by somebody who has not heard yet.
    """

    first: StartSearch
    second: StartSearch
    within_s: float

    async def starts(self, ask: AskedStarts) -> ShownStarts:
        """What is shown, by whichever engine answered."""
        if not ask.narrow:
            try:
                async with asyncio.timeout(self.within_s):
                    return await self.first.starts(ask)
            except (SearchDown, TimeoutError) as no:
                log.debug("the search says nothing: %r", no)
        return await self.second.starts(ask)
