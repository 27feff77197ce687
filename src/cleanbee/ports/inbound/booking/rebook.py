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
    NotFound,
    QuoteId,
    Refusal,
    Refused,
    Value,
    VersionMoved,
    window_of,
)
from cleanbee.domain.people.actor import Actor, AsCustomer
from cleanbee.domain.people.policy import may
from cleanbee.domain.platform.once import Once
from cleanbee.domain.platform.wallclock import resolve
from cleanbee.domain.pricing.price import price_at, quote
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.place_booking import PlaceBooking
from cleanbee.ports.inbound.booking.placing import PlaceAsked
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
        booking = await work.bookings.find(ask.booking)
        if booking is None:
            return Refused(why=NotFound(what="booking"))
        allowed = may(ask.actor, "booking.rebook", facts_of(booking))
        if isinstance(allowed, Refused):
            return allowed
        if ask.at_version is not None and ask.at_version != booking.version:
            return Refused(why=VersionMoved(current=booking.version))
        cleaner = same_cleaner(booking)
        if phase_name(booking.phase) not in LEAVES["rebook"] or cleaner is None:
            return wrong_phase(booking)
        slot = await self._slot(work, ask, booking)
        if isinstance(slot, Refused):
            return slot
        payment = await work.payments.of_booking(booking.id)
        assert payment is not None, "every booking has its payment"
        return PlaceAsked(
            actor=ask.actor, slot=slot, home=booking.home, card=ask.card or payment.card, wish="prefer", id=ask.id
        )

    async def _slot(self, work: Work, ask: RebookAsked, booking: Booking) -> Slot | Refused[Refusal]:
        """The slot that the same again means, priced by the book that sells now."""
        assert isinstance(ask.actor, AsCustomer), "the policy table lets only the owner rebook"
        former = await work.quotes.find(booking.quote)
        cleaner = same_cleaner(booking)
        assert former is not None and cleaner is not None, "every booking has its quote"
        now = await work.now()
        policy, book = await work.books.policy(), await work.books.price_book()
        priced = quote(
            former.asked,
            book,
            id=QuoteId(self.ids.new()),
            customer=ask.actor.id,
            policy=policy.version,
            now=now,
        )
        if isinstance(priced, Refused):
            return priced
        made = priced.value
        await work.quotes.add(made)
        await work.keep(priced)
        visits = await work.bookings.of_home(booking.home, 20)
        local = next_start(booking, visits, policy, now)
        start = resolve(local).at
        return Slot(
            quote=made.id,
            cleaner=cleaner,
            window=window_of(start, made.minutes),
            local=local,
            price=price_at(made, start, now).total,
            policy=policy.version,
            until=now + timedelta(minutes=policy.slot_life_min),
        )
