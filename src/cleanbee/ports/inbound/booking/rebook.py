"""Booking the same again in one call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from cleanbee.domain.availability.slot import Slot
from cleanbee.domain.booking.actions import LEAVES, facts_of
from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.booking.moves import phase_name
from cleanbee.domain.booking.rebook import next_start, same_cleaner
from cleanbee.domain.booking.step import wrong_phase
from cleanbee.domain.kernel import (
    BookingId,
    CardId,
    Granted,
    Money,
    NotAllowed,
    NotFound,
    NotInPhase,
    QuoteId,
    Refusal,
    Refused,
    Value,
    VersionMoved,
    Window,
    window_of,
)
from cleanbee.domain.people.actor import Actor, AsCustomer
from cleanbee.domain.people.person import Cleaner
from cleanbee.domain.people.policy import may
from cleanbee.domain.platform.once import Once
from cleanbee.domain.platform.wallclock import LocalStart, resolve
from cleanbee.domain.pricing.price import QuoteRefusal, price_at, quote
from cleanbee.domain.pricing.quote import Quote
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.place_booking import PlaceBooking
from cleanbee.ports.inbound.booking.placing import PlaceAsked
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Seen, Store, Work


class RebookAsked(Value, frozen=True, kw_only=True):
    """The same again, on the same card if no other is named; of this version of the booking (absent: whichever)."""

    actor: Actor
    booking: BookingId
    at_version: int | None = None
    card: CardId | None = None
    id: BookingId | None = None


@dataclass(frozen=True)
class Rebook:
    """A new quote for the same rooms and extras, the same cleaner and hour, placed like any booking."""

    store: Store
    ids: Ids
    place: PlaceBooking

    async def __call__(self, ask: RebookAsked, once: Once | None = None) -> BookingView | Refused[Refusal]:
        """The new booking; what the key has to say is said before the former booking is judged, or a quote made."""
        try:
            async with self.store.begin(once) as work:
                order = await self._order(work, ask)
                if isinstance(order, Refused):
                    work.answer(order)
                    return order
        except Seen as seen_before:
            return await self.place.resume(ask.actor, seen_before)
        return await self.place(order, once)

    async def _order(self, work: Work, ask: RebookAsked) -> PlaceAsked | Refused[Refusal]:
        booking = await same_again(work, ask.actor, ask.booking, ask.at_version)
        if isinstance(booking, Refused):
            return booking
        found = await next_one(work, ask.actor, booking, QuoteId(self.ids.new()))
        if isinstance(found, Refused):
            return found
        priced, slot = found
        await work.quotes.add(priced.value)
        await work.keep(priced)
        payment = await work.payments.of_booking(booking.id)
        assert payment is not None, "every booking has its payment"
        return PlaceAsked(
            actor=ask.actor, slot=slot, home=booking.home, card=ask.card or payment.card, wish="prefer", id=ask.id
        )


class NextVisit(Value, frozen=True, kw_only=True):
    """What the same again would be: with whom, when, how long, at which price."""

    cleaner: Cleaner
    window: Window
    local: LocalStart
    price: Money


@dataclass(frozen=True)
class ReadNextVisit:
    """Says what booking again would book, by the same rules; nothing is kept and nobody's time is held."""

    store: Store
    ids: Ids

    async def __call__(self, ask: BookingAsked) -> NextVisit | Refused[Refusal]:
        """The next visit as it would be asked for; whether she is free then, booking finds out."""
        async with self.store.begin() as work:
            booking = await same_again(work, ask.actor, ask.booking, None)
            if isinstance(booking, Refused):
                return booking
            found = await next_one(work, ask.actor, booking, QuoteId(self.ids.new()))
            if isinstance(found, Refused):
                return found
            slot = found[1]
            cleaner = await work.cleaners.find(slot.cleaner)
        assert cleaner is not None, "whoever cleaned is known"
        return NextVisit(cleaner=cleaner, window=slot.window, local=slot.local, price=slot.price)


async def same_again(
    work: Work, actor: Actor, id: BookingId, at_version: int | None
) -> Booking | Refused[NotFound | NotAllowed | VersionMoved | NotInPhase]:
    """The booking that is to be booked again, if it can be and the asker may."""
    booking = await work.bookings.find(id)
    if booking is None:
        return Refused(why=NotFound(what="booking"))
    allowed = may(actor, "booking.rebook", facts_of(booking))
    if isinstance(allowed, Refused):
        return allowed
    if at_version is not None and at_version != booking.version:
        return Refused(why=VersionMoved(current=booking.version))
    if phase_name(booking.phase) not in LEAVES["rebook"] or same_cleaner(booking) is None:
        return wrong_phase(booking)
    return booking


async def next_one(
    work: Work, actor: Actor, booking: Booking, id: QuoteId
) -> tuple[Granted[Quote], Slot] | Refused[QuoteRefusal]:
    """The quote and the slot that the same again means, priced by the book that sells now; neither is kept yet."""
    assert isinstance(actor, AsCustomer), "the policy table lets only the owner rebook"
    former, cleaner = await work.quotes.find(booking.quote), same_cleaner(booking)
    assert former is not None and cleaner is not None, "every booking has its quote"
    now = await work.now()
    policy, book = await work.books.policy(), await work.books.price_book()
    priced = quote(former.asked, book, id=id, customer=actor.id, policy=policy.version, now=now)
    if isinstance(priced, Refused):
        return priced
    made = priced.value
    local = next_start(booking, await work.bookings.of_home(booking.home, 20), policy, now)
    start = resolve(local).at
    slot = Slot(
        quote=made.id,
        cleaner=cleaner,
        window=window_of(start, made.minutes),
        local=local,
        price=price_at(made, start, now).total,
        policy=policy.version,
        until=now + timedelta(minutes=policy.slot_life_min),
    )
    return priced, slot
