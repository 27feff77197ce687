"""Booking a clean: the slot is claimed and the card's hold recorded in one unit, asked for, and its answer kept."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from cleanbee.domain.availability.claim import Claim, Hold, SlotTaken
from cleanbee.domain.availability.diary import NoFit, lives, reading_span
from cleanbee.domain.availability.hold import Held
from cleanbee.domain.booking.booking import QuoteExpired
from cleanbee.domain.booking.place import Placement
from cleanbee.domain.kernel import (
    BookingId,
    ClaimId,
    Granted,
    OperationId,
    PaymentId,
    Refusal,
    Refused,
    with_,
)
from cleanbee.domain.matching.eligible import rules_at_the_door
from cleanbee.domain.matching.reshuffle import Chain, Visit
from cleanbee.domain.payment.credit import set_aside, to_use
from cleanbee.domain.payment.operation import sent_at_birth
from cleanbee.domain.payment.payment import Operation
from cleanbee.domain.payment.secure import Secured, secure
from cleanbee.domain.people.actor import Actor, AsCustomer
from cleanbee.domain.people.policy import may
from cleanbee.domain.platform.once import Once
from cleanbee.domain.platform.policy import Policy
from cleanbee.domain.pricing.price import accept
from cleanbee.ports.inbound.availability.claim_slot import Wanted, claim_slot, keep_held, may_be_claimed
from cleanbee.ports.inbound.availability.moment import Moment
from cleanbee.ports.inbound.booking.booking_view import BookingView, seen, without_way_in
from cleanbee.ports.inbound.booking.placing import (
    AnotherMay,
    Deal,
    PlaceAsked,
    Room,
    Sold,
    job_sold,
    other_holds,
    sold_by,
    wish_of,
)
from cleanbee.ports.inbound.booking.read_booking import ReadBooking
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked
from cleanbee.ports.inbound.matching.ask_cleaner import as_now
from cleanbee.ports.inbound.matching.bind_late import BindLate, Bound
from cleanbee.ports.inbound.payment.credits import wallet_of
from cleanbee.ports.inbound.payment.settle_operation import SettleOperation
from cleanbee.ports.outbound.availability import ClaimOverlaps
from cleanbee.ports.outbound.geo import Travel
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.order import Order, OrderKeys
from cleanbee.ports.outbound.store import Seen, Stale, Store, Work


@dataclass(frozen=True)
class PlaceBooking:
    """Places a booking and, when the visit is near, holds its amount on the card while the customer is here."""

    store: Store
    ids: Ids
    travel: Travel
    settle: SettleOperation
    late: BindLate

    async def __call__(self, ask: PlaceAsked, once: Once | None = None) -> BookingView | Refused[Refusal]:
        """The booking as it stands after the bank's answer: confirmed, requested, or awaiting the card."""
        try:
            answer, operation = await self._for_whom_it_is(ask, once)
        except ClaimOverlaps:
            return Refused(why=SlotTaken())
        except Seen as seen_before:
            return await self.resume(ask.actor, seen_before)
        if isinstance(answer, Refused) or operation is None:
            return answer
        await self.settle.call(operation)
        return await self._now(ask.actor, answer)

    async def resume(self, actor: Actor, seen_before: Seen) -> BookingView:
        """A booking that was placed before, its money gone on with, as it stands now.

        :raises Seen: what was answered was no booking.
        """
        if not isinstance(seen_before.answer, BookingView):
            raise seen_before
        await self.settle.go_on(seen_before.answer.booking.id)
        return await self._now(actor, seen_before.answer)

    async def _now(self, actor: Actor, placed: BookingView) -> BookingView:
        current = await ReadBooking(self.store)(BookingAsked(actor=actor, booking=placed.booking.id))
        return placed if isinstance(current, Refused) else current

    async def _for_whom_it_is(
        self, ask: PlaceAsked, once: Once | None
    ) -> tuple[BookingView | Refused[Refusal], Operation | None]:
        """The slot's own cleaner; where they cannot and anyone will do, whoever a chain finds; else it is offered."""
        try:
            return await self._record(ask, once)
        except AnotherMay as other:
            visit = other.visit
        async with self.store.begin() as work:
            found = await self.late.seek(work, visit)
        if found.chain:
            with suppress(Stale, ClaimOverlaps):
                held = tuple(link.to for link in found.chain)
                return await self._record(ask, once, Room(visit=visit, among=held))
            with suppress(Stale, ClaimOverlaps):
                return await self._record(ask, once, Room(visit=visit, among=found.nearby))
        return await self._record(ask, once, Room(visit=visit))

    async def _record(
        self, ask: PlaceAsked, once: Once | None, room: Room | None = None
    ) -> tuple[BookingView | Refused[Refusal], Operation | None]:
        allowed = may(ask.actor, "booking.place")
        if isinstance(allowed, Refused):
            return allowed, None
        async with self.store.begin(once) as work:
            answer, operation = await self._decide(work, ask, room)
            work.answer(answer)
            return answer, operation

    async def _decide(
        self, work: Work, ask: PlaceAsked, room: Room | None
    ) -> tuple[BookingView | Refused[Refusal], Operation | None]:
        assert isinstance(ask.actor, AsCustomer), "the policy table lets only customers book"
        room = room if room is None else await _held(work, room)
        chain = () if room is None else await self._chain(work, room)
        found = await self._looked(work, ask, _keys(ask, ask.actor, chain), wait=room is not None)
        if isinstance(found, Refused):
            return found, None
        sold = sold_by(found, ask)
        if isinstance(sold, Refused):
            return sold, None
        moment = Moment(now=await work.now(), travel=self.travel.minutes)
        deal = Deal(found=found, sold=sold, policy=await work.books.policy(sold.quote.policy), moment=moment)
        served = await self._served(work, ask, deal, room, chain)
        if isinstance(served, Refused):
            await self._another_may(work, ask, sold, served)
            return served, None
        held = served[0].held if served else None
        placement = self._placement(ask, deal, held, room)
        wallet = await wallet_of(work, found.customer)
        credit = to_use(wallet, placement.price.total, deal.policy, moment.now)
        secured = secure(placement, found.card, PaymentId(self.ids.new()), OperationId(self.ids.new()), credit)
        accepted = accept(sold.quote, moment.now)
        if isinstance(secured, Refused):
            return secured, None
        if isinstance(accepted, Refused):
            return Refused(why=QuoteExpired()), None
        if sold.hold is not None and (held is None or held.claim.id != sold.hold.id):
            await work.claims.remove(sold.hold)
        await work.quotes.replace(sold.quote, accepted.value)
        await work.keep(accepted)
        await self.late.make_room(work, served)
        operation = await _keep(work, secured, held, sold.hold)
        if wallet is not None and credit is not None:
            await work.wallets.replace(wallet, set_aside(wallet, placement.id, credit, moment.now))
        await self.late.keep(work, served, moment.now)
        placed = secured.value
        view = seen(placed.booking, sold.home, placement.cleaner, placed.payment, (ask.actor, deal.policy, moment.now))
        return without_way_in(view), operation

    async def _served(
        self, work: Work, ask: PlaceAsked, deal: Deal, room: Room | None, chain: Chain
    ) -> tuple[Bound, ...] | Refused[Refusal]:
        """What is held for the visit, its own claim first: the slot's cleaner, or all of a chain, or nobody yet."""
        if room is None:
            held = await self._claim(work, ask, deal)
            if isinstance(held, Refused):
                return held
            return await self._kept_rules(work, ask, deal.sold, held.travel_pay_min) or (Bound(held=held),)
        own = deal.sold.hold
        return await self._bound(work, room.visit, chain, own if own is not None and lives(own, deal.now) else None)

    async def _kept_rules(
        self, work: Work, ask: PlaceAsked, sold: Sold, travel_pay_min: int | None
    ) -> Refused[Refusal] | None:
        """The slot's cleaner may have stopped, lost a paper, or blocked somebody since it was shown: it is gone then.

        Why is not said: it is nobody's business but the cleaner's.
        """
        job = job_sold(sold, await work.books.price_book(sold.quote.book), ask.slot.window)
        return Refused(why=SlotTaken()) if rules_at_the_door(sold.cleaner, job, travel_pay_min) else None

    def _placement(self, ask: PlaceAsked, deal: Deal, held: Held | None, room: Room | None) -> Placement:
        sold = deal.sold
        return Placement(
            id=room.visit.booking if room is not None else ask.id or BookingId(self.ids.new()),
            customer=sold.home.owner,
            home=sold.home,
            quote=sold.quote,
            slot=ask.slot,
            price=sold.price,
            wish=wish_of(ask),
            cleaner=None if held is None else sold.cleaner,
            claim=None if held is None else held.claim,
            policy=deal.policy,
            now=deal.now,
            other_holds=other_holds(deal.found, deal.moment),
        )

    async def _looked(self, work: Work, ask: PlaceAsked, keys: OrderKeys, *, wait: bool) -> Order | Refused[Refusal]:
        """All that is named, with the cleaner and the customer held; or the no that needs no waiting for them."""
        found = await work.order(keys, wait=wait)
        if found.held:
            return found
        lost = await self._lost(work, ask, found)
        return await work.order(keys) if lost is None else lost

    async def _bound(self, work: Work, visit: Visit, chain: Chain, own: Claim | None) -> tuple[Bound, ...]:
        """The links judged as if the customer's own hold were not there; it goes only once the booking is granted.

        :raises Stale: a link no longer holds.
        """
        if not chain:
            return ()
        if own is None:
            return await self.late.judged(work, visit, chain)
        await work.claims.remove(own)
        bound = await self.late.judged(work, visit, chain)
        await work.claims.add(own)
        return bound

    async def _chain(self, work: Work, room: Room) -> Chain:
        """The chain as it is found among cleaners who are held now.

        :raises Stale: there is none among them any more.
        """
        if not room.among:
            return ()
        found = await self.late.seek(work, room.visit, room.among)
        if not found.chain:
            raise Stale("the chain no longer holds")
        return found.chain

    async def _lost(self, work: Work, ask: PlaceAsked, found: Order) -> Refused[Refusal] | None:
        """The no for whoever would wait for the cleaner only to hear that the slot is gone; who may win has to wait."""
        sold = sold_by(found, ask)
        if isinstance(sold, Refused):
            return sold
        if sold.hold is not None or sold.hours is None:
            return None
        moment = Moment(now=await work.now(), travel=self.travel.minutes)
        wanted = self._wanted(ask, sold, await work.books.policy(sold.quote.policy), sold.claims)
        decided = may_be_claimed(wanted, sold.hours, sold.claims, moment)
        if not isinstance(decided, Refused):
            return None
        await self._another_may(work, ask, sold, decided)
        return decided

    async def _another_may(self, work: Work, ask: PlaceAsked, sold: Sold, no: Refused[Refusal]) -> None:
        """Nothing is decided yet where anyone will do and it is this cleaner alone who cannot.

        :raises AnotherMay: somebody else is to be looked for.
        """
        if ask.wish != "anyone" or not isinstance(no.why, NoFit):
            return
        id = ask.id or BookingId(self.ids.new())
        customer = sold.customer or await work.customers.find(sold.home.owner)
        book = await work.books.price_book(sold.quote.book)
        job = with_(job_sold(with_(sold, customer=customer), book, ask.slot.window), booking=id)
        policy = await work.books.policy(sold.quote.policy)
        raise AnotherMay(Visit(booking=id, job=job, local=ask.slot.local, policy=policy))

    async def _claim(self, work: Work, ask: PlaceAsked, deal: Deal) -> Held | Refused[Refusal]:
        """The customer's own hold on just this slot, or a new claim."""
        kept, claims = deal.sold.hold, deal.sold.claims
        if kept is not None and isinstance(kept.use, Hold) and kept.use.until > deal.now:
            if kept.cleaner == ask.slot.cleaner and kept.work == ask.slot.window:
                return Held(claim=kept)
            claims = tuple(claim for claim in claims if claim.id != kept.id)
        claimed = await claim_slot(work, self._wanted(ask, deal.sold, deal.policy, claims), deal.moment)
        return claimed if isinstance(claimed, Refused) else claimed.value

    def _wanted(self, ask: PlaceAsked, sold: Sold, policy: Policy, claims: tuple[Claim, ...]) -> Wanted:
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


async def _held(work: Work, room: Room) -> Room:
    """The room with its cleaners held, for a customer as they are since: whom they block now, they hold as well."""
    if not room.among:
        return room
    await work.lock(cleaners=room.among)
    return with_(room, visit=with_(room.visit, job=await as_now(work, room.visit.job)))


def _keys(ask: PlaceAsked, customer: AsCustomer, chain: Chain) -> OrderKeys:
    return OrderKeys(
        customer=customer.id,
        quote=ask.slot.quote,
        home=ask.home,
        cleaner=chain[0].to if chain else ask.slot.cleaner,
        card=ask.card,
        span=reading_span(ask.slot.window),
    )


async def _keep(work: Work, granted: Granted[Secured], held: Held | None, kept: Claim | None) -> Operation | None:
    """Booking first (its claim refers to it), then the claim, then the money; the operation counts as begun."""
    secured = granted.value
    await work.bookings.add(secured.booking)
    was = kept if kept is not None and held is not None and kept.id == held.claim.id else None
    if secured.claim is None or held is None:
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
