"""Asking one cleaner about one booking: time kept, offer made, booking marked, in the caller's unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cleanbee.domain.availability.claim import Claim, ClaimUse, Hold, HoldRefusal
from cleanbee.domain.availability.diary import Fit, NoFit, Scene, fit, open_diary, reading_span, seconds
from cleanbee.domain.availability.hold import Held, hold
from cleanbee.domain.availability.slots import Candidate
from cleanbee.domain.booking.booking import Booking, Only
from cleanbee.domain.booking.fill import mark_offered
from cleanbee.domain.kernel import ClaimId, CleanerId, Granted, NotFound, NotInPhase, OfferId, Refused, Window, with_
from cleanbee.domain.matching.asking import Asking, OfferRefusal, offer, offer_until, round_of
from cleanbee.domain.matching.eligible import person_rules
from cleanbee.domain.matching.job import Job
from cleanbee.domain.matching.offer import NoLongerEligible, Offer
from cleanbee.domain.platform.policy import Policy
from cleanbee.domain.pricing.quote import Quote
from cleanbee.ports.inbound.availability.claim_slot import keep_held
from cleanbee.ports.inbound.availability.sought import job_for
from cleanbee.ports.outbound.geo import Travel
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Work

AskNo = NotFound | NotInPhase | NoLongerEligible | HoldRefusal | OfferRefusal


@dataclass(frozen=True)
class Search:
    """What one unit knows while it looks for somebody for a booking."""

    booking: Booking
    asked: tuple[CleanerId, ...]
    job: Job
    policy: Policy
    scene: Scene


async def search_for(work: Work, booking: Booking, asked: tuple[CleanerId, ...], travel: Travel) -> Search:
    """The booking's job at its own price, as it is now."""
    quote, home = await work.quotes.find(booking.quote), await work.homes.find(booking.home)
    assert quote is not None and home is not None, "a booking has its quote and its home"
    job = await job_for(work, quote, home, booking.window, booking.customer)
    policy = await work.books.policy(booking.policy)
    scene = Scene(home=home.place, policy=policy, travel=travel.minutes, now=await work.now())
    return Search(booking=booking, asked=asked, job=as_sold(job, booking, quote), policy=policy, scene=scene)


def as_sold(job: Job, booking: Booking, quote: Quote) -> Job:
    """A quote's job as this booking of it was sold: its own pay, material aside."""
    material = quote.price.cleaner - job.pay
    return with_(job, booking=booking.id, customer=booking.customer, pay=booking.price.cleaner - material)


async def ask_cleaner(work: Work, search: Search, id: CleanerId, ids: Ids, reason: str = "") -> Offer | Refused[AskNo]:
    """The offer that was made (the office says why), cleaner and booking being locked; time is kept meanwhile."""
    booking, now = search.booking, search.scene.now
    candidate = await candidate_of(work, id, search.job.window, now)
    if candidate is None:
        return Refused(why=NotFound(what="cleaner"))
    broken = person_rules(candidate.cleaner, await as_now(work, search.job))
    if broken:
        return Refused(why=NoLongerEligible(reason=broken[0]))
    earlier = await work.offers.of_booking(booking.id)
    offer_id = OfferId(ids.new())
    until = offer_until(booking.window.start, candidate.cleaner.zone, search.policy, now)
    held = held_for(candidate, search, Hold(holder=offer_id, until=until), ClaimId(ids.new()))
    if isinstance(held, Refused):
        return held
    asking = asking_of(search, candidate, fit_of(search, candidate), (offer_id, round_of(earlier, search.asked)))
    asking = with_(asking, claim=held.value.claim, reason=reason)
    made = offer(asking, earlier, _only(booking), search.policy, now)
    if isinstance(made, Refused):
        return made
    offered = mark_offered(booking, {offer_id: id})
    if isinstance(offered, Refused):
        return offered
    await work.bookings.replace(booking, offered.value)
    await work.offers.add(made.value)
    await keep_held(work, held.value)
    await work.keep(offered)
    await work.keep(made)
    return made.value


async def as_now(work: Work, job: Job) -> Job:
    """The job with whom its customer has blocked by now: it was read before anybody was held."""
    customer = None if job.customer is None else await work.customers.find(job.customer)
    return job if customer is None else with_(job, blocked=frozenset(customer.blocked_cleaners))


def asking_of(search: Search, candidate: Candidate, found: Fit | NoFit, told: tuple[OfferId, int]) -> Asking:
    """What an offer under this id, of this round, is made of; nobody's time is kept by it."""
    assert isinstance(found, Fit), "only who has the time is asked"
    id, this_round = told
    return Asking(
        id=id,
        job=search.job,
        cleaner=candidate.cleaner,
        claim=None,
        pay=search.booking.price.cleaner,
        travel_in_min=found.travel_in,
        travel_pay_min=found.travel_pay_min,
        minutes=search.booking.minutes,
        round=this_round,
    )


def fit_of(search: Search, candidate: Candidate) -> Fit | NoFit:
    """Whether and how the work lies in the candidate's day."""
    window = search.booking.window
    diary = open_diary(candidate.cleaner, candidate.hours, candidate.claims, window, search.scene)
    return fit(diary, seconds(window.start), seconds(window.end))


def _only(booking: Booking) -> CleanerId | None:
    return booking.wish.cleaner if isinstance(booking.wish, Only) else None


def held_for(candidate: Candidate, search: Search, use: ClaimUse, id: ClaimId) -> Granted[Held] | Refused[HoldRefusal]:
    """The candidate's time for the booking, or which rule is in the way."""
    booking = search.booking
    return hold(
        ids_claim=id,
        cleaner=candidate.cleaner,
        hours=candidate.hours,
        claims=candidate.claims,
        home=search.job.home,
        start_local=booking.local,
        window=booking.window,
        use=use,
        policy=search.policy,
        travel=search.scene.travel,
        now=search.scene.now,
        notice=False,
    )


async def candidate_of(work: Work, id: CleanerId, window: Window, now: datetime) -> Candidate | None:
    """The cleaner as they stand under the lock."""
    cleaner, hours = await work.cleaners.find(id), await work.hours.find(id)
    if cleaner is None or hours is None:
        return None
    await work.claims.drop_lapsed([id], now)
    claims: Sequence[Claim] = await work.claims.within([id], reading_span(window))
    return Candidate(cleaner=cleaner, hours=hours, claims=tuple(claims))
