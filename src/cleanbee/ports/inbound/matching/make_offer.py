"""Somebody is to be found: everyone around is ranked, and the best is asked, or several at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cleanbee.domain.booking.booking import Booking, Requested
from cleanbee.domain.booking.events import BookingEvent
from cleanbee.domain.booking.fill import page
from cleanbee.domain.kernel import BookingId, CleanerId, Refused, Timer, with_
from cleanbee.domain.matching.asking import must_page, needs_human, still_looking
from cleanbee.domain.matching.batch import alone_at, waits_for_batch
from cleanbee.domain.matching.broadcast import asked_at_once, called_in_vain
from cleanbee.domain.platform.feed import Kept
from cleanbee.ports.inbound.matching.ask_cleaner import Search, ask_cleaner, search_for
from cleanbee.ports.inbound.matching.call_around import call_around
from cleanbee.ports.inbound.matching.look_around import hand_over, keep_receipt, look_around
from cleanbee.ports.outbound.geo import Travel
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.matching import Scorer
from cleanbee.ports.outbound.store import Stale, Work

TRIED_AT_ONCE = 3


@dataclass(frozen=True)
class MakeOffer:
    """A step on ``booking_requested``: Requested → Offered, or a human is called, or the customer is asked.

    What is given away together with others waits for its batch, but not for ever: a timer asks for it alone. Where time
    is short, or a clean is to be rescued, several are asked at once: of these nobody is held, so nobody is locked.
    """

    ids: Ids
    travel: Travel
    scorer: Scorer

    async def __call__(self, work: Work, kept: Kept) -> None:
        """Ask the best one who may be asked; a booking that is not looking for anybody is left alone.

        :raises Stale: everyone who was to be asked has been taken meanwhile; walk again.
        """
        assert isinstance(kept.event, BookingEvent)
        booking = await work.bookings.find(kept.event.booking)
        if booking is None:
            return
        policy, now = await work.books.policy(booking.policy), await work.now()
        if waits_for_batch(booking, policy, now):
            await work.wait(alone_at(booking, policy, now))
            return
        await self.ask(work, booking)

    async def ask(self, work: Work, booking: Booking) -> None:
        """Ask now, whatever others wait for.

        :raises Stale: everyone who was to be asked has been taken meanwhile; walk again.
        """
        if not isinstance(booking.phase, Requested) or not still_looking(booking.phase, await work.now()):
            return
        search = await search_for(work, booking, booking.phase.asked, self.travel)
        found = await look_around(work, search, self.scorer)
        order = found.order
        several = asked_at_once(booking, order, search.policy, search.scene.now)
        await work.lock(cleaners=() if several else order[:TRIED_AT_ONCE], bookings=(booking.id,))
        if await work.bookings.find(booking.id) != booking:
            raise Stale("the booking moved on while somebody was looked for")
        over = needs_human(search.asked, len(order), search.policy) or called_in_vain(
            await work.offers.of_booking(booking.id), search.asked
        )
        together = () if over else several
        await keep_receipt(work, search, with_(found.ranking, together=together), self.ids)
        if over:
            await hand_over(work, search)
            return
        search = await _paged(work, search)
        if not await self._asked(work, search, order[:TRIED_AT_ONCE], several):
            raise Stale("all who were to be asked have been taken meanwhile")

    async def _asked(self, work: Work, search: Search, best: Sequence[CleanerId], several: Sequence[CleanerId]) -> bool:
        """Whether somebody is asked now: all of ``several``, else the first of the best who can still be had."""
        if several:
            return bool(await call_around(work, search, several, self.ids))
        for cleaner in best:
            if not isinstance(await ask_cleaner(work, search, cleaner, self.ids), Refused):
                return True
        return False


@dataclass(frozen=True)
class AskAlone:
    """A step on the timer ``offer.alone``: no batch came in time, so somebody is asked for this booking alone."""

    make: MakeOffer

    async def __call__(self, work: Work, timer: Timer) -> None:
        """Ask, unless a batch gave it away or it looks for nobody any more.

        :raises Stale: everyone who was to be asked has been taken meanwhile; walk again.
        """
        booking = await work.bookings.find(BookingId(timer.subject))
        if booking is not None:
            await self.make.ask(work, booking)


async def _paged(work: Work, search: Search) -> Search:
    """The search with a human looking too, where time is short."""
    booking = search.booking
    if not must_page(booking, search.policy, search.scene.now):
        return search
    called = page(booking)
    if isinstance(called, Refused):
        raise Stale("the booking moved on while somebody was looked for")
    await work.bookings.replace(booking, called.value)
    await work.keep(called)
    return replace(search, booking=called.value)
