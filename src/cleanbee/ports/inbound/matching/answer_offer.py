"""A cleaner says yes or no to an offer."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.availability.claim import Booked, Claim, SlotTaken
from cleanbee.domain.availability.diary import Fit
from cleanbee.domain.availability.hold import book_hold
from cleanbee.domain.booking.booking import Booking, Offered
from cleanbee.domain.booking.fill import confirm
from cleanbee.domain.kernel import (
    ClaimId,
    CleanerId,
    Granted,
    NotAllowed,
    NotFound,
    OfferId,
    Refused,
    Value,
    VersionMoved,
)
from cleanbee.domain.matching.answering import accept, close, decline, no_longer, take_away
from cleanbee.domain.matching.eligible import person_rules, rules_at_the_door
from cleanbee.domain.matching.offer import (
    NoLongerEligible,
    NotYours,
    Offer,
    OfferGone,
    OfferLapsed,
    Open,
    TakenByAnother,
)
from cleanbee.domain.people.actor import Actor, AsCleaner
from cleanbee.domain.people.policy import Facts, may
from cleanbee.domain.platform.once import Once
from cleanbee.ports.inbound.availability.claim_slot import keep_held
from cleanbee.ports.inbound.availability.sought import job_for
from cleanbee.ports.inbound.matching.ask_cleaner import candidate_of, fit_of, held_for, search_for
from cleanbee.ports.inbound.matching.ended_offer import keep_ended
from cleanbee.ports.inbound.matching.offer_view import OfferView, view_of
from cleanbee.ports.outbound.availability import ClaimOverlaps
from cleanbee.ports.outbound.geo import Travel
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Store, Work


class OfferAsked(Value, frozen=True, kw_only=True):
    """Which offer, who asks, and on which version they decided (absent: whichever it is)."""

    actor: Actor
    offer: OfferId
    at_version: int | None = None


GoneNo = NotYours | OfferGone | TakenByAnother | OfferLapsed
OfferNo = NotFound | NotAllowed | VersionMoved | GoneNo | SlotTaken | NoLongerEligible


@dataclass(frozen=True)
class AcceptOffer:
    """Open → accepted; the booking is confirmed and the kept time becomes its own, all in one unit.

    Where several were asked the time is claimed now, and the others' offers end in the same unit: of many who say yes
    at once exactly one comes, and no offer stays open that no yes can win any more.
    """

    store: Store
    ids: Ids
    travel: Travel

    async def __call__(self, ask: OfferAsked, once: Once | None = None) -> OfferView | Refused[OfferNo]:
        """The accepted offer."""
        try:
            async with self.store.begin(once) as work:
                answer = await self._accepted(work, ask)
                work.answer(answer)
                return answer
        except ClaimOverlaps:
            return Refused(why=SlotTaken())

    async def _accepted(self, work: Work, ask: OfferAsked) -> OfferView | Refused[OfferNo]:
        offer = await found(work, ask, "offer.accept")
        if isinstance(offer, Refused):
            return offer
        now = await work.now()
        booking = await work.bookings.find(offer.booking)
        assert booking is not None, "an offer has its booking"
        said = accept(offer, _me(ask.actor), await _rules_broken(work, offer, booking), now)
        if isinstance(said, Refused):
            return said
        if not _asks_for(booking, offer):
            return Refused(why=OfferGone())
        claim = await self._claimed(work, offer, booking)
        if isinstance(claim, Refused):
            return claim
        policy = await work.books.policy(booking.policy)
        confirmed = confirm(booking, offer.cleaner, claim.id, policy, now)
        assert isinstance(confirmed, Granted), "what is offered can be confirmed"
        await work.offers.replace(offer, said.value)
        await work.bookings.replace(booking, confirmed.value)
        await work.keep(said)
        await work.keep(confirmed)
        await _take_from_others(work, offer)
        return await view_of(work, said.value)

    async def _claimed(
        self, work: Work, offer: Offer, booking: Booking
    ) -> Claim | Refused[SlotTaken | OfferGone | NoLongerEligible]:
        """The booking's own claim: what was kept for the offer, or, where nothing was, the time if it is still free."""
        assert isinstance(offer.phase, Open), "only an open offer can be accepted"
        if offer.phase.claim is None:
            return await self._claimed_now(work, offer, booking)
        claim = await work.claims.find(offer.phase.claim)
        booked = book_hold(claim, booking.id, await work.now(), offer.seat) if claim is not None else None
        if claim is None or not isinstance(booked, Granted):
            return Refused(why=SlotTaken())
        await work.claims.replace(claim, booked.value)
        return booked.value

    async def _claimed_now(
        self, work: Work, offer: Offer, booking: Booking
    ) -> Claim | Refused[OfferGone | NoLongerEligible]:
        """Every rule of the calendar judged as it is now; whoever does not fit any more has the offer closed."""
        search = await search_for(work, booking, (), self.travel)
        candidate = await candidate_of(work, offer.cleaner, booking.window, search.scene.now)
        assert candidate is not None, "whoever is asked has hours"
        fits = fit_of(search, candidate)
        ways = fits.travel_pay_min if isinstance(fits, Fit) else None
        broken = rules_at_the_door(candidate.cleaner, search.job, ways)
        use = Booked(booking=booking.id, seat=offer.seat)
        held = held_for(candidate, search, use, ClaimId(self.ids.new()))
        if isinstance(held, Granted) and not broken:
            await keep_held(work, held.value)
            return held.value.claim
        await keep_ended(work, offer, close(offer, search.scene.now))
        return no_longer(held.why.code if isinstance(held, Refused) else broken[0])


@dataclass(frozen=True)
class DeclineOffer:
    """Open → declined; the time is free again, and the next one is asked or the customer chooses."""

    store: Store

    async def __call__(self, ask: OfferAsked, once: Once | None = None) -> OfferView | Refused[OfferNo]:
        """The declined offer."""
        async with self.store.begin(once) as work:
            answer = await _declined(work, ask)
            work.answer(answer)
            return answer


async def found(work: Work, ask: OfferAsked, action: str) -> Offer | Refused[NotFound | NotAllowed | VersionMoved]:
    """The offer, locked with its cleaner and its booking, if the asker may do this to it.

    Who was asked about the same clean learns that it is somebody else's now; to all others it is not there.
    """
    peek = await work.offers.find(ask.offer)
    if peek is None:
        return Refused(why=NotFound(what="offer"))
    await work.lock(cleaners=(peek.cleaner,), bookings=(peek.booking,))
    offer = await work.offers.find(ask.offer)
    assert offer is not None, "offers are never deleted"
    everyone_asked = tuple(one.cleaner for one in await work.offers.of_booking(offer.booking))
    allowed = may(ask.actor, action, Facts(offered=everyone_asked))
    if isinstance(allowed, Refused):
        return allowed
    if ask.at_version not in {None, offer.version}:
        return Refused(why=VersionMoved(current=offer.version))
    return offer


async def _take_from_others(work: Work, accepted: Offer) -> None:
    """Nobody else who was asked about the clean can have it any more; the booking's lock keeps their offers still."""
    for one in await work.offers.of_booking(accepted.booking):
        ended = take_away(one, await work.now())
        if one.id != accepted.id and isinstance(ended, Granted):
            await keep_ended(work, one, ended)


async def _declined(work: Work, ask: OfferAsked) -> OfferView | Refused[OfferNo]:
    offer = await found(work, ask, "offer.decline")
    if isinstance(offer, Refused):
        return offer
    said = decline(offer, _me(ask.actor), await work.now())
    if isinstance(said, Refused):
        return said
    await keep_ended(work, offer, said)
    return await view_of(work, said.value)


async def _rules_broken(work: Work, offer: Offer, booking: Booking) -> tuple[str, ...]:
    cleaner, quote = await work.cleaners.find(offer.cleaner), await work.quotes.find(booking.quote)
    home = await work.homes.find(booking.home)
    assert cleaner is not None and quote is not None and home is not None, "an offer has all of its facts"
    return person_rules(cleaner, await job_for(work, quote, home, booking.window, booking.customer))


def _asks_for(booking: Booking, offer: Offer) -> bool:
    return isinstance(booking.phase, Offered) and offer.id in booking.phase.offers


def _me(actor: Actor) -> CleanerId:
    assert isinstance(actor, AsCleaner), "the policy table lets only cleaners answer offers"
    return actor.id
