"""Keeping a mirror in step with the market: one snapshot, then whoever was touched, a few dozen times a second."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from cleanbee.domain.matching.shown_starts import AskedStarts, ShownStarts
from cleanbee.ports.outbound.clock import Clock
from cleanbee.ports.outbound.market import Everyone, Gone, Market
from cleanbee.ports.outbound.search import Mirror, Mirrors, SearchDown
from cleanbee.ports.outbound.store import Busy

log = logging.getLogger("cleanbee.search")

EVERY_S = 0.04
FIRST_APART_S, MOST_APART_S = 1.0, 60.0
LOOK_AT_THE_DAY_S = 2.0
MOST_LAG_S = 1.5
"""Whoever lags more says nothing: a search that shows what is long gone is worse than a slower one."""
LONGEST_APART_S = 1800.0
"""Touches are kept for an hour; after half of it a follower who saw none of them begins anew."""


@dataclass
class Followed:
    """A mirror, the moment it shows, and the snapshot it began with."""

    mirror: Mirror
    everyone: Everyone
    mark: str
    as_of: float


class Follower:
    """Answers out of a mirror that is never older than it says.

    ``stopwatch`` counts real seconds; ``known`` is set once it can be asked. Use it in one event loop; ``run`` keeps it
    in step until cancelled.
    """

    def __init__(
        self,
        market: Market,
        mirrors: Mirrors,
        clock: Clock,
        stopwatch: Callable[[], float] = time.monotonic,
        wait: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._market, self._mirrors, self._clock, self._stopwatch = market, mirrors, clock, stopwatch
        self._now: Followed | None = None
        self._renewing: asyncio.Task[Followed] | None = None
        self._looked = stopwatch()
        self._wait, self._bug, self._erred, self._apart_s = wait, "", -float("inf"), 0.0
        self.known = asyncio.Event()
        self.learned = 0
        self.renewals = 0

    @property
    def lag_s(self) -> float | None:
        """How old what it shows may be, in seconds; None before it knows anything."""
        return None if self._now is None else self._stopwatch() - self._now.as_of

    @property
    def people(self) -> int:
        """How many cleaners the snapshot held."""
        return 0 if self._now is None else len(self._now.everyone.cleaners)

    def why_not(self) -> str | None:
        """Why nothing can be asked just now; None when it can."""
        lag = self.lag_s
        if lag is None:
            return "nothing is known yet"
        return f"what is known is {lag:.1f} s old" if lag > MOST_LAG_S else None

    async def starts(self, ask: AskedStarts) -> ShownStarts:
        """What the mirror shows.

        :raises SearchDown: it knows nothing yet, or what it knows is too old, or it was not made for this.
        """
        if (why := self.why_not()) is not None or self._now is None:
            raise SearchDown(why or "nothing is known yet")
        return await self._now.mirror.starts(ask)

    async def run(self) -> None:
        """Follow until cancelled; a store that does not answer is asked again, and after a bug it is begun anew."""
        try:
            while True:
                pause = EVERY_S
                try:
                    await self.step()
                except Busy as fault:
                    log.info("the market is followed later: %r", fault)
                except Exception as bug:
                    pause = self._anew_after(bug)
                await self._wait(pause)
        finally:
            if self._renewing is not None:
                self._renewing.cancel()

    def _anew_after(self, bug: Exception) -> float:
        """Forget a mirror that may be half changed; how long to wait. The same bug tells its traceback once."""
        known, self._bug = repr(bug) == self._bug, repr(bug)
        well_s, self._erred = self._stopwatch() - self._erred, self._stopwatch()
        pause = FIRST_APART_S if well_s > 2 * MOST_APART_S else min(2 * self._apart_s, MOST_APART_S)
        self._apart_s = pause
        log.error("a bug: the market is read anew in %.0f s: %r", pause, bug, exc_info=None if known else bug)
        self._now = None
        return pause

    async def step(self) -> None:
        """Catch up once: with a snapshot where there is none or too old a one, else with who was touched.

        :raises Busy: the store does not answer; what was known stands.
        """
        now = self._now
        if now is None or self._stopwatch() - now.as_of > LONGEST_APART_S:
            self._now = await self._begun()
            self.known.set()
            return
        try:
            await self._caught_up(now)
            await self._renew_by_day(now)
        except Gone:
            self._now = await self._begun()

    async def _begun(self) -> Followed:
        """A new mirror, made in a thread: its making takes seconds."""
        began = self._stopwatch()
        everyone = await self._market.everyone()
        mirror = await asyncio.to_thread(self._mirrors, everyone)
        self.renewals += 1
        found = Followed(mirror=mirror, everyone=everyone, mark=everyone.mark, as_of=began)
        await self._caught_up(found)
        log.info("%d cleaners are known after %.1f s", len(everyone.cleaners), self._stopwatch() - began)
        return found

    async def _caught_up(self, one: Followed) -> None:
        began = self._stopwatch()
        news = await self._market.since(one.mark, one.everyone.now)
        for person in news.people:
            one.mirror.put(person)
        self.learned += len(news.people)
        one.mark, one.as_of = news.mark, began

    async def _renew_by_day(self, now: Followed) -> None:
        """On another day other days are asked about: a new mirror is made beside the old one, and takes its place."""
        if self._renewing is not None and self._renewing.done():
            done, self._renewing = self._renewing, None
            made = done.result()
            await self._caught_up(made)
            self._now = made
        elif self._renewing is None and self._stopwatch() - self._looked > LOOK_AT_THE_DAY_S:
            self._looked = self._stopwatch()
            if (await self._clock.now()).date() != now.everyone.now.date():
                self._renewing = asyncio.create_task(self._begun())
