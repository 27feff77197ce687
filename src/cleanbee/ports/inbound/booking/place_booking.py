"""Booking a clean: the slot is claimed and the card's hold recorded in one unit, asked for, and its answer kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cleanbee.domain.availability.claim import Claim, Hold, SlotTaken
from cleanbee.domain.availability.diary import lives, reading_span
from cleanbee.domain.availability.hold import Held
from cleanbee.domain.availability.hours import Hours
from cleanbee.domain.availability.slot import Slot, SlotExpired
from cleanbee.domain.booking.booking import Anyone, HomeDiffers, Only, Prefer, QuoteExpired, Wish
from cleanbee.domain.booking.place import Placement
from cleanbee.domain.kernel import (
    BookingId,
    CardId,
    ClaimId,
    Granted,
    HomeId,
    NotFound,
    OperationId,
    PaymentId,
    Refusal,
    Refused,
    Value,
)
from cleanbee.domain.payment.operation import sent_at_birth
from cleanbee.domain.payment.payment import Operation
from cleanbee.domain.payment.secure import Secured, secure
from cleanbee.domain.people.actor import Actor, AsCustomer
from cleanbee.domain.people.person import Cleaner, Home
from cleanbee.domain.people.policy import may
from cleanbee.domain.platform.once import Once
from cleanbee.domain.platform.policy import Policy
from cleanbee.domain.pricing.price import accept
from cleanbee.domain.pricing.quote import Price, Quote
from cleanbee.ports.inbound.availability.claim_slot import Wanted, claim_slot, keep_held, may_be_claimed
from cleanbee.ports.inbound.availability.moment import Moment
from cleanbee.ports.inbound.booking.booking_view import BookingView, seen, without_way_in
from cleanbee.ports.inbound.booking.read_booking import ReadBooking
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked
from cleanbee.ports.inbound.payment.settle_operation import SettleOperation
from cleanbee.ports.outbound.availability import ClaimOverlaps
from cleanbee.ports.outbound.geo import Travel
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.order import Order, OrderKeys
from cleanbee.ports.outbound.store import Seen, Store, Work


class PlaceAsked(Value, frozen=True, kw_only=True):
    """Book this slot for this home on this card; ``id`` may be the client's own."""

    actor: Actor
    slot: Slot
    home: HomeId
    card: CardId
    wish: Literal["only", "prefer", "anyone"] = "prefer"
    id: BookingId | None = None


class _Sold(Value, frozen=True, kw_only=True):
    quote: Quote
    home: Home
    cleaner: Cleaner
    price: Price
    hours: Hours | None
    hold: Claim | None
    claims: tuple[Claim, ...]


@dataclass(frozen=True)
class PlaceBooking:
    """Places a booking and, when the visit is near, holds its amount on the card while the customer is here."""

    store: Store
    ids: Ids
    travel: Travel
    settle: SettleOperation

    async def __call__(self, ask: PlaceAsked, once: Once | None = None) -> BookingView | Refused[Refusal]:
        """The booking as it stands after the bank's answer: confirmed, requested, or awaiting the card."""
        try:
            answer, operation = await self._record(ask, once)
        except ClaimOverlaps:
            return Refused(why=SlotTaken())
        except Seen as seen_before:
            return await self._resume(ask.actor, seen_before)
        if isinstance(answer, Refused) or operation is None:
            return answer
        await self.settle.call(operation)
        return await self._now(ask.actor, answer)

    async def _resume(self, actor: Actor, seen_before: Seen) -> BookingView:
        if not isinstance(seen_before.answer, BookingView):
            raise seen_before
        await self.settle.go_on(seen_before.answer.booking.id)
        return await self._now(actor, seen_before.answer)

    async def _now(self, actor: Actor, placed: BookingView) -> BookingView:
        current = await ReadBooking(self.store)(BookingAsked(actor=actor, booking=placed.booking.id))
        return placed if isinstance(current, Refused) else current

    async def _record(
        self, ask: PlaceAsked, once: Once | None
    ) -> tuple[BookingView | Refused[Refusal], Operation | None]:
        allowed = may(ask.actor, "booking.place")
        if isinstance(allowed, Refused):
            return allowed, None
        async with self.store.begin(once) as work:
            answer, operation = await self._decide(work, ask)
            work.answer(answer)
            return answer, operation

    async def _decide(self, work: Work, ask: PlaceAsked) -> tuple[BookingView | Refused[Refusal], Operation | None]:
        assert isinstance(ask.actor, AsCustomer), "the policy table lets only customers book"
        keys = OrderKeys(
            customer=ask.actor.id,
            quote=ask.slot.quote,
            home=ask.home,
            cleaner=ask.slot.cleaner,
            card=ask.card,
            span=reading_span(ask.slot.window),
        )
        found = await work.order(keys, wait=False)
        if not found.held:
            lost = await self._lost(work, ask, found)
            if lost is not None:
                return lost, None
            found = await work.order(keys)
        wanted = _sold(found, ask)
        if isinstance(wanted, Refused):
            return wanted, None
        moment = Moment(now=await work.now(), travel=self.travel.minutes)
        policy = await work.books.policy(wanted.quote.policy)
        held = await self._claim(work, ask, wanted, policy, moment)
        if isinstance(held, Refused):
            return held, None
        placement = Placement(
            id=ask.id or BookingId(self.ids.new()),
            customer=wanted.home.owner,
            home=wanted.home,
            quote=wanted.quote,
            slot=ask.slot,
            price=wanted.price,
            wish=_wish(ask),
            cleaner=wanted.cleaner,
            claim=held.claim,
            policy=policy,
            now=moment.now,
            other_holds=_others(found, moment),
        )
        secured = secure(placement, found.card, PaymentId(self.ids.new()), OperationId(self.ids.new()))
        accepted = accept(wanted.quote, moment.now)
        if isinstance(secured, Refused):
            return secured, None
        if isinstance(accepted, Refused):
            return Refused(why=QuoteExpired()), None
        await work.quotes.replace(wanted.quote, accepted.value)
        await work.keep(accepted)
        operation = await _keep(work, secured, held, wanted.hold)
        placed = secured.value
        view = seen(placed.booking, wanted.home, wanted.cleaner, placed.payment, (ask.actor, policy, moment.now))
        return without_way_in(view), operation

    async def _lost(self, work: Work, ask: PlaceAsked, found: Order) -> Refused[Refusal] | None:
        """The no for whoever would wait for the cleaner only to hear that the slot is gone; who may win has to wait."""
        sold = _sold(found, ask)
        if isinstance(sold, Refused):
            return sold
        if sold.hold is not None or sold.hours is None:
            return None
        moment = Moment(now=await work.now(), travel=self.travel.minutes)
        wanted = self._wanted(ask, sold, await work.books.policy(sold.quote.policy), sold.claims)
        decided = may_be_claimed(wanted, sold.hours, sold.claims, moment)
        return decided if isinstance(decided, Refused) else None

    async def _claim(
        self, work: Work, ask: PlaceAsked, sold: _Sold, policy: Policy, moment: Moment
    ) -> Held | Refused[Refusal]:
        """The customer's own hold on just this slot, or a new claim."""
        kept, claims = sold.hold, sold.claims
        if kept is not None and isinstance(kept.use, Hold) and kept.use.until > moment.now:
            if kept.cleaner == ask.slot.cleaner and kept.work == ask.slot.window:
                return Held(claim=kept)
            await work.claims.remove(kept)
            claims = tuple(claim for claim in claims if claim.id != kept.id)
        claimed = await claim_slot(work, self._wanted(ask, sold, policy, claims), moment)
        return claimed if isinstance(claimed, Refused) else claimed.value

    def _wanted(self, ask: PlaceAsked, sold: _Sold, policy: Policy, claims: tuple[Claim, ...]) -> Wanted:
        return Wanted(
            claim=ClaimId(self.ids.new()),
            slot=ask.slot,
            cleaner=sold.cleaner,
            home=sold.home,
            use=Hold(holder=sold.quote.id, until=ask.slot.until),
            policy=policy,
            hours=sold.hours,
            claims=claims,
        )


def _others(found: Order, moment: Moment) -> int:
    """How many slots the customer keeps on hold beside the one for this quote."""
    own = None if found.hold is None else found.hold.id
    return sum(1 for claim in found.holds if claim.id != own and lives(claim, moment.now))


def _sold(found: Order, ask: PlaceAsked) -> _Sold | Refused[Refusal]:
    """What is being bought, if everything named is there, is the asker's, and belongs together."""
    quote, home, cleaner = found.quote, found.home, found.cleaner
    assert isinstance(ask.actor, AsCustomer), "the policy table lets only customers book"
    if quote is None or cleaner is None or quote.customer not in {None, ask.actor.id}:
        return Refused(why=NotFound(what="quote"))
    if home is None or home.owner != ask.actor.id or home.archived_at is not None:
        return Refused(why=NotFound(what="home"))
    if home.place != quote.asked.place:
        return Refused(why=HomeDiffers())
    shown = [price for price in (quote.price, quote.short_notice_price) if price.total == ask.slot.price]
    if not shown:
        return Refused(why=SlotExpired())
    return _Sold(
        quote=quote,
        home=home,
        cleaner=cleaner,
        price=shown[0],
        hours=found.hours,
        hold=found.hold,
        claims=found.claims,
    )


def _wish(ask: PlaceAsked) -> Wish:
    match ask.wish:
        case "only":
            return Only(cleaner=ask.slot.cleaner)
        case "prefer":
            return Prefer(cleaner=ask.slot.cleaner)
        case "anyone":
            return Anyone()


async def _keep(work: Work, granted: Granted[Secured], held: Held, kept: Claim | None) -> Operation | None:
    """Booking first (its claim refers to it), then the claim, then the money; the operation counts as begun."""
    secured = granted.value
    await work.bookings.add(secured.booking)
    was = kept if kept is not None and kept.id == held.claim.id else None
    if secured.claim is None:
        if was is not None:
            await work.claims.remove(was)
    elif was is not None:
        await work.claims.replace(was, secured.claim)
    else:
        await keep_held(work, Held(claim=secured.claim, neighbours=held.neighbours))
    await work.payments.add(secured.payment)
    operation = secured.operation
    if operation is not None:
        operation = sent_at_birth(operation, secured.booking.placed_at)
        await work.operations.add(operation)
    await work.keep(granted)
    return operation
