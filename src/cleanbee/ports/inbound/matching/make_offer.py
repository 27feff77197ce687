"""Somebody is to be found: everyone around is ranked, and the best is asked."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cleanbee.domain.availability.diary import reading_span
from cleanbee.domain.availability.reach import box_around
from cleanbee.domain.availability.slots import candidates_of
from cleanbee.domain.booking.booking import Only, Requested
from cleanbee.domain.booking.events import BookingEvent
from cleanbee.domain.booking.fill import ask_choice, need_human, page
from cleanbee.domain.booking.place import chosen
from cleanbee.domain.kernel import CleanerId, ReceiptId, Refused
from cleanbee.domain.matching.asking import must_page, needs_human, still_looking
from cleanbee.domain.matching.assess import assess, to_ask
from cleanbee.domain.matching.rank import Ranking, rank, ranking
from cleanbee.domain.matching.receipt import write
from cleanbee.domain.platform.feed import Kept
from cleanbee.ports.inbound.matching.ask_cleaner import Search, ask_cleaner, search_for
from cleanbee.ports.outbound.geo import Travel
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.matching import Scorer
from cleanbee.ports.outbound.store import Stale, Work

TRIED_AT_ONCE = 3


@dataclass(frozen=True)
class MakeOffer:
    """A step on ``booking_requested``: Requested → Offered, or a human is called, or the customer is asked."""

    ids: Ids
    travel: Travel
    scorer: Scorer

    async def __call__(self, work: Work, kept: Kept) -> None:
        """Ask the best one who may be asked; a booking that is not looking for anybody is left alone.

        :raises Stale: everyone who was to be asked has been taken meanwhile; walk again.
        """
        assert isinstance(kept.event, BookingEvent)
        booking = await work.bookings.find(kept.event.booking)
        if booking is None or not isinstance(booking.phase, Requested):
            return
        if not still_looking(booking.phase, await work.now()):
            return
        search = await search_for(work, booking, booking.phase.asked, self.travel)
        order, ranked = await self._order(work, search)
        await work.lock(cleaners=order[:TRIED_AT_ONCE], bookings=(booking.id,))
        if await work.bookings.find(booking.id) != booking:
            raise Stale("the booking moved on while somebody was looked for")
        await self._receipt(work, search, ranked)
        if needs_human(search.asked, len(order), search.policy):
            await _hand_over(work, search)
            return
        search = await _paged(work, search)
        for cleaner in order[:TRIED_AT_ONCE]:
            if not isinstance(await ask_cleaner(work, search, cleaner, self.ids), Refused):
                return
        raise Stale("all who were to be asked have been taken meanwhile")

    async def _order(self, work: Work, search: Search) -> tuple[tuple[CleanerId, ...], Ranking]:
        booking, job = search.booking, search.job
        people = await work.cleaners.serving(*box_around(job.home))
        ids = [one.id for one in people]
        claims = await work.claims.within(ids, reading_span(job.window))
        candidates = candidates_of(people, await work.hours.of(ids), claims)
        visits = await work.bookings.visits_at(booking.home)
        assessed = assess(candidates, job, visits, search.asked, search.scene)
        scores = self.scorer.score(list(assessed.terms.values()))
        ranked = rank(assessed.terms, scores, booking.id)
        kept = ranking(booking.id, ranked, assessed.excluded, chosen(booking.wish))
        return to_ask(ranked, booking.wish, search.asked), kept

    async def _receipt(self, work: Work, search: Search, ranked: Ranking) -> None:
        booking = search.booking
        made = write(ReceiptId(self.ids.new()), booking.id, booking.customer, ranked, search.scene.now)
        await work.receipts.add(made.value)
        await work.keep(made)


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


async def _hand_over(work: Work, search: Search) -> None:
    """Nobody can be asked any more: with ``Only`` the customer chooses, otherwise a human looks."""
    booking = search.booking
    only = isinstance(booking.wish, Only)
    decided = ask_choice(booking, "chosen_declined", search.scene.now) if only else need_human(booking)
    if isinstance(decided, Refused):
        raise Stale("the booking moved on while somebody was looked for")
    await work.bookings.replace(booking, decided.value)
    await work.keep(decided)
