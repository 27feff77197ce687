"""Ops ask a certain cleaner, or several at once, or take an offer back."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.availability.claim import SlotTaken
from cleanbee.domain.booking.actions import facts_of
from cleanbee.domain.booking.booking import Booking, Offered, Only, Requested
from cleanbee.domain.booking.fill import taken_back
from cleanbee.domain.booking.step import wrong_phase
from cleanbee.domain.kernel import (
    BookingId,
    CleanerId,
    NotAllowed,
    NotFound,
    NotInPhase,
    ReasonMissing,
    Refused,
    Value,
    VersionMoved,
    with_,
)
from cleanbee.domain.matching.answering import take_back
from cleanbee.domain.matching.asking import asked_for
from cleanbee.domain.matching.offer import NobodyToAsk, NotTheChosenCleaner, SeatHasOffer
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.policy import may
from cleanbee.domain.platform.once import Once
from cleanbee.ports.inbound.matching.answer_offer import OfferAsked, OfferNo, found
from cleanbee.ports.inbound.matching.ask_cleaner import AskNo, ask_cleaner, search_for
from cleanbee.ports.inbound.matching.call_around import call_around
from cleanbee.ports.inbound.matching.ended_offer import keep_ended
from cleanbee.ports.inbound.matching.look_around import keep_receipt, look_around
from cleanbee.ports.inbound.matching.offer_view import OfferView, view_of
from cleanbee.ports.outbound.availability import ClaimOverlaps
from cleanbee.ports.outbound.geo import Travel
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.matching import Scorer
from cleanbee.ports.outbound.store import Store, Work


class CallAsked(Value, frozen=True, kw_only=True):
    """Ask about this booking whoever is best, several at once, and why."""

    actor: Actor
    booking: BookingId
    reason: str = ""
    at_version: int | None = None


class SendAsked(CallAsked, frozen=True, kw_only=True):
    """Ask this cleaner about this booking, and why."""

    cleaner: CleanerId


_NobodyElse = SeatHasOffer | NotTheChosenCleaner | NobodyToAsk
CallNo = NotFound | NotAllowed | NotInPhase | VersionMoved | ReasonMissing | _NobodyElse
SendNo = AskNo | NotAllowed | VersionMoved | ReasonMissing


class TakeBackAsked(OfferAsked, frozen=True, kw_only=True):
    """Take this offer back, and why."""

    reason: str = ""


async def found_booking(
    work: Work, ask: CallAsked, cleaners: tuple[CleanerId, ...] = ()
) -> Booking | Refused[NotFound | NotAllowed | VersionMoved]:
    """The booking, locked with these cleaners, if the asker may have somebody asked about it."""
    await work.lock(cleaners=cleaners, bookings=(ask.booking,))
    booking = await work.bookings.find(ask.booking)
    if booking is None:
        return Refused(why=NotFound(what="booking"))
    allowed = may(ask.actor, "offer.make", facts_of(booking))
    if isinstance(allowed, Refused):
        return allowed
    if ask.at_version not in {None, booking.version}:
        return Refused(why=VersionMoved(current=booking.version))
    return booking


@dataclass(frozen=True)
class SendOffer:
    """Requested → Offered to somebody ops picked, under the same rules as everybody."""

    store: Store
    ids: Ids
    travel: Travel

    async def __call__(self, ask: SendAsked, once: Once | None = None) -> OfferView | Refused[SendNo]:
        """The open offer, or which rule forbids it."""
        try:
            async with self.store.begin(once) as work:
                answer = await self._sent(work, ask)
                work.answer(answer)
                return answer
        except ClaimOverlaps:
            return Refused(why=SlotTaken())

    async def _sent(self, work: Work, ask: SendAsked) -> OfferView | Refused[SendNo]:
        booking = await found_booking(work, ask, (ask.cleaner,))
        if isinstance(booking, Refused):
            return booking
        if not isinstance(booking.phase, Requested | Offered):
            return wrong_phase(booking)
        explained = asked_for(ask.reason)
        if isinstance(explained, Refused):
            return explained
        search = await search_for(work, booking, booking.phase.asked, self.travel)
        made = await ask_cleaner(work, search, ask.cleaner, self.ids, explained.value)
        return made if isinstance(made, Refused) else await view_of(work, made)


class Called(Value, frozen=True, kw_only=True):
    """Everybody who was asked at once, the best first; never nobody."""

    views: tuple[OfferView, ...]


@dataclass(frozen=True)
class CallCleaners:
    """Requested → Offered to the best several at once: the office rescues a clean, and the first yes gets it."""

    store: Store
    ids: Ids
    travel: Travel
    scorer: Scorer

    async def __call__(self, ask: CallAsked, once: Once | None = None) -> Called | Refused[CallNo]:
        """Those who were asked, with their offers; where nobody could be, it is refused and leaves no receipt."""
        async with self.store.begin(once) as work:
            answer = await self._called(work, ask)
            work.answer(answer)
            return answer

    async def _called(self, work: Work, ask: CallAsked) -> Called | Refused[CallNo]:
        booking = await found_booking(work, ask)
        if isinstance(booking, Refused):
            return booking
        if isinstance(booking.phase, Offered):
            return Refused(why=SeatHasOffer())
        if isinstance(booking.wish, Only):
            return Refused(why=NotTheChosenCleaner())
        if not isinstance(booking.phase, Requested):
            return wrong_phase(booking)
        explained = asked_for(ask.reason)
        if isinstance(explained, Refused):
            return explained
        search = await search_for(work, booking, booking.phase.asked, self.travel)
        around = await look_around(work, search, self.scorer)
        best = around.order[: search.policy.broadcast_most]
        made = await call_around(work, search, best, self.ids, explained.value)
        if not made:
            return Refused(why=NobodyToAsk())
        await keep_receipt(work, search, with_(around.ranking, together=best), self.ids)
        return Called(views=tuple([await view_of(work, one) for one in made]))


@dataclass(frozen=True)
class WithdrawOffer:
    """Open → withdrawn by ops; the next one is asked, or ops, who were paged, take over."""

    store: Store

    async def __call__(
        self, ask: TakeBackAsked, once: Once | None = None
    ) -> OfferView | Refused[OfferNo | ReasonMissing]:
        """The withdrawn offer."""
        async with self.store.begin(once) as work:
            answer = await _withdrawn(work, ask)
            work.answer(answer)
            return answer


async def _withdrawn(work: Work, ask: TakeBackAsked) -> OfferView | Refused[OfferNo | ReasonMissing]:
    offer = await found(work, ask, "offer.withdraw")
    if isinstance(offer, Refused):
        return offer
    ended = take_back(offer, ask.reason, await work.now())
    if isinstance(ended, Refused):
        return ended
    await keep_ended(work, offer, ended, taken_back)
    return await view_of(work, ended.value)
