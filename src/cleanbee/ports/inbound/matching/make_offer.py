"""Somebody is to be found: everyone around is ranked, and the best is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cleanbee.domain.availability.claim import Claim, Hold
from cleanbee.domain.availability.diary import Fit, Scene, fit, open_diary, reading_span, seconds, travel_for_pay_min
from cleanbee.domain.availability.hold import Held, hold
from cleanbee.domain.availability.reach import box_around
from cleanbee.domain.availability.slots import Candidate, candidates_of
from cleanbee.domain.booking.booking import Booking, Only, Requested
from cleanbee.domain.booking.events import BookingEvent
from cleanbee.domain.booking.fill import ask_choice, mark_offered, need_human
from cleanbee.domain.booking.place import chosen
from cleanbee.domain.kernel import ClaimId, CleanerId, Granted, OfferId, Refused, Window, with_
from cleanbee.domain.matching.asking import Asking, needs_human, offer, offer_life, round_of, still_looking
from cleanbee.domain.matching.assess import assess, to_ask
from cleanbee.domain.matching.choice import visits_here
from cleanbee.domain.matching.eligible import person_rules
from cleanbee.domain.matching.job import Job
from cleanbee.domain.matching.offer import Offer
from cleanbee.domain.matching.rank import CandidatesRanked, rank, receipt
from cleanbee.domain.platform.feed import Kept
from cleanbee.domain.platform.policy import Policy
from cleanbee.ports.inbound.availability.sought import BOOKINGS_OF_HOME, job_for
from cleanbee.ports.inbound.booking.claim_slot import keep_held
from cleanbee.ports.outbound.geo import Travel
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.matching import Scorer
from cleanbee.ports.outbound.store import Stale, Work

TRIED_AT_ONCE = 3


@dataclass(frozen=True)
class _Search:
    """What one unit knows while it looks for somebody."""

    booking: Booking
    asked: tuple[CleanerId, ...]
    job: Job
    policy: Policy
    scene: Scene


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
        search = await self._search(work, booking, booking.phase.asked)
        order, ranked = await self._order(work, search)
        await work.lock(cleaners=order[:TRIED_AT_ONCE], bookings=(booking.id,))
        if await work.bookings.find(booking.id) != booking:
            raise Stale("the booking moved on while somebody was looked for")
        await work.tell(ranked)
        if needs_human(search.asked, len(order), search.policy):
            await _hand_over(work, search)
            return
        for cleaner in order[:TRIED_AT_ONCE]:
            if await self._ask(work, search, cleaner):
                return
        raise Stale("all who were to be asked have been taken meanwhile")

    async def _search(self, work: Work, booking: Booking, asked: tuple[CleanerId, ...]) -> _Search:
        quote, home = await work.quotes.find(booking.quote), await work.homes.find(booking.home)
        assert quote is not None and home is not None, "a booking has its quote and its home"
        job = await job_for(work, quote, home, booking.window, booking.customer)
        material = quote.price.cleaner - job.pay
        pay = booking.price.cleaner - material
        policy = await work.books.policy(booking.policy)
        scene = Scene(home=home.place, policy=policy, travel=self.travel.minutes, now=await work.now())
        job = with_(job, booking=booking.id, customer=booking.customer, pay=pay)
        return _Search(booking=booking, asked=asked, job=job, policy=policy, scene=scene)

    async def _order(self, work: Work, search: _Search) -> tuple[tuple[CleanerId, ...], CandidatesRanked]:
        booking, job = search.booking, search.job
        people = await work.cleaners.serving(*box_around(job.home))
        ids = [one.id for one in people]
        claims = await work.claims.within(ids, reading_span(job.window))
        candidates = candidates_of(people, await work.hours.of(ids), claims)
        visits = visits_here(await work.bookings.of_home(booking.home, BOOKINGS_OF_HOME))
        assessed = assess(candidates, job, visits, search.asked, search.scene)
        scores = self.scorer.score(list(assessed.terms.values()))
        ranked = rank(assessed.terms, scores, booking.id)
        return to_ask(ranked, booking.wish, search.asked), receipt(booking.id, booking.id, ranked, assessed.excluded)

    async def _ask(self, work: Work, search: _Search, id: CleanerId) -> bool:
        """Whether this cleaner could be asked: their time is kept for as long as they may think."""
        booking, now = search.booking, search.scene.now
        candidate = await _candidate(work, id, search.job.window, now)
        if candidate is None or person_rules(candidate.cleaner, search.job):
            return False
        offer_id = OfferId(self.ids.new())
        until = now + offer_life(booking.window.start - now, search.policy)
        held = self._held(candidate, search, Hold(holder=offer_id, until=until))
        diary = open_diary(candidate.cleaner, candidate.hours, candidate.claims, booking.window, search.scene)
        found = fit(diary, seconds(booking.window.start), seconds(booking.window.end))
        if held is None or not isinstance(found, Fit):
            return False
        earlier = await work.offers.of_booking(booking.id)
        asking = Asking(
            id=offer_id,
            job=search.job,
            cleaner=candidate.cleaner,
            claim=held.claim,
            pay=booking.price.cleaner,
            travel_in_min=found.travel_in,
            travel_pay_min=travel_for_pay_min(diary, found),
            minutes=booking.minutes,
            round=round_of(earlier, search.asked),
        )
        only = booking.wish.cleaner if isinstance(booking.wish, Only) else None
        made = offer(asking, earlier, only, search.policy, now)
        offered = mark_offered(booking, offer_id, id)
        if isinstance(made, Refused) or isinstance(offered, Refused):
            return False
        await _keep(work, booking, offered, made, held)
        return True

    def _held(self, candidate: Candidate, search: _Search, use: Hold) -> Held | None:
        booking = search.booking
        decided = hold(
            ids_claim=ClaimId(self.ids.new()),
            cleaner=candidate.cleaner,
            hours=candidate.hours,
            claims=candidate.claims,
            home=search.job.home,
            start_local=booking.local,
            window=booking.window,
            use=use,
            policy=search.policy,
            travel=self.travel.minutes,
            now=search.scene.now,
            notice=False,
        )
        return None if isinstance(decided, Refused) else decided.value


async def _hand_over(work: Work, search: _Search) -> None:
    """Nobody can be asked any more: with ``Only`` the customer chooses, otherwise a human looks."""
    booking = search.booking
    only = isinstance(booking.wish, Only) and chosen(booking.wish) is not None
    decided = ask_choice(booking, "chosen_declined", search.scene.now) if only else need_human(booking)
    if isinstance(decided, Refused):
        raise Stale("the booking moved on while somebody was looked for")
    await work.bookings.replace(booking, decided.value)
    await work.keep(decided)


async def _candidate(work: Work, id: CleanerId, window: Window, now: datetime) -> Candidate | None:
    """The cleaner as they stand under the lock."""
    cleaner, hours = await work.cleaners.find(id), await work.hours.find(id)
    if cleaner is None or hours is None:
        return None
    await work.claims.drop_lapsed([id], now)
    claims: Sequence[Claim] = await work.claims.within([id], reading_span(window))
    return Candidate(cleaner=cleaner, hours=hours, claims=tuple(claims))


async def _keep(work: Work, booking: Booking, offered: Granted[Booking], made: Granted[Offer], held: Held) -> None:
    await work.bookings.replace(booking, offered.value)
    await work.offers.add(made.value)
    await keep_held(work, held)
    await work.keep(offered)
    await work.keep(made)
