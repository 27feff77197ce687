"""A town with several cleaners, where offers are made, answered and run out by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from tests.unit.ports.booking.walks import EVERY_DAY, Build, Town

from cleanbee.adapters.memory.clock import VirtualPause
from cleanbee.adapters.memory.ids import SeededDice
from cleanbee.adapters.reference.reshuffle import ReferenceReshuffle
from cleanbee.adapters.reference.scorer import ReferenceScorer
from cleanbee.adapters.reference.starts import StoredStarts
from cleanbee.domain.availability.claim import Claim
from cleanbee.domain.availability.hours import Hours
from cleanbee.domain.availability.slot import Slot
from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.kernel import BookingId, CleanerId, Event, Place, Window, with_
from cleanbee.domain.matching.batch import ALONE
from cleanbee.domain.matching.offer import Offer, Open
from cleanbee.domain.people.actor import Actor, AsCleaner
from cleanbee.domain.people.person import Cleaner
from cleanbee.domain.platform.wallclock import local_of
from cleanbee.domain.pricing.quote import Quote
from cleanbee.ports.inbound.availability.find_slots import AskedSlots, FindSlots, FoundSlots
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.placing import PlaceAsked
from cleanbee.ports.inbound.matching.answer_offer import AcceptOffer, DeclineOffer, OfferAsked
from cleanbee.ports.inbound.matching.bind_late import BindLate
from cleanbee.ports.inbound.matching.end_offers import ExpireOffer, WithdrawOffers
from cleanbee.ports.inbound.matching.make_offer import AskAlone, MakeOffer
from cleanbee.ports.inbound.matching.part_ways import PartWays
from cleanbee.ports.inbound.matching.take_time_off import TakeTimeOff
from cleanbee.ports.inbound.platform.relay_events import RelayEvents
from cleanbee.ports.inbound.platform.run_timers import RunTimers

WishWord = Literal["only", "prefer", "anyone"]


@dataclass
class Quarter:
    """The town, its cleaners, and what was heard."""

    town: Town
    cleaners: list[Cleaner] = field(default_factory=list[Cleaner])
    heard: list[Event] = field(default_factory=list[Event])

    async def joined(self, name: str, north: int = 0, **facts: object) -> Cleaner:
        """One more cleaner, so many thousandths of a degree north, who works every day."""
        base = Place(lat_e6=51_842_000 + north * 1000, lon_e6=10_786_000)
        cleaner = with_(self.town.nouns.cleaner(base), name=name, **facts)
        async with self.town.store.begin() as work:
            await work.cleaners.add(cleaner)
            await work.hours.add(Hours(id=cleaner.id, zone=cleaner.zone, weekly=EVERY_DAY))
        self.cleaners.append(cleaner)
        return cleaner

    async def find(self, quote: Quote, day: date, *, actor: Actor | None = None, **facts: object) -> FoundSlots:
        ask = AskedSlots(actor=actor or self.town.mia, quote=quote.id, from_day=day, **facts)
        found = await FindSlots(self.town.store, StoredStarts(self.town.store, self.town.travel.minutes))(ask)
        assert isinstance(found, FoundSlots), found
        return found

    async def slot_with(self, cleaner: Cleaner, start: datetime) -> Slot:
        """A slot as the search shows it."""
        quote = await self.town.quote()
        day = local_of(start, self.town.home.zone).day
        found = await self.find(quote, day, days=1, cleaner=cleaner.id)
        return next(one.choices[0].slot for one in found.days[0].slots if one.window.start == start)

    async def book(self, cleaner: Cleaner, start: datetime, wish: WishWord = "prefer") -> BookingId:
        """A customer books this cleaner; whatever follows by event is done."""
        slot = await self.slot_with(cleaner, start)
        ask = PlaceAsked(actor=self.town.mia, slot=slot, home=self.town.home.id, card=self.town.card.id, wish=wish)
        view = await self.town.place(ask)
        assert isinstance(view, BookingView), view
        await self.relay()
        return view.booking.id

    async def relay(self) -> None:
        """Hand on all events."""

        async def hear(_work: object, kept: object) -> None:
            self.heard.append(kept.event)  # pyright: ignore[reportAttributeAccessIssue] -- only events are heard

        make = MakeOffer(self.town.ids, self.town.travel, ReferenceScorer())
        withdraw = WithdrawOffers()
        walks = {
            "booking_requested": (make,),
            "booking_cancelled": (withdraw,),
            "booking_expired": (withdraw,),
            "booking_confirmed": (withdraw,),
            "choice_needed": (withdraw,),
            "cleaner_withdrew": (withdraw,),
            "cleaner_released": (withdraw,),
            "cleaner_blocked": (PartWays(),),
            "customer_blocked": (PartWays(),),
            "candidates_ranked": (hear,),
            "offer_withdrawn": (hear,),
        }
        relay = RelayEvents(self.town.store, self.town.ids, VirtualPause(), SeededDice(1), walks)
        while await relay():
            pass

    async def pass_time(self, until: datetime) -> None:
        """Let offers run out on the way to an instant."""
        make = MakeOffer(self.town.ids, self.town.travel, ReferenceScorer())
        walks = {"offer.expire": ExpireOffer(), ALONE: AskAlone(make)}
        timers = RunTimers(self.town.store, self.town.ids, VirtualPause(), SeededDice(1), walks)
        while await self.town.now() < until:
            await self.town.clock.freeze(min(until, await self.town.now() + timedelta(minutes=30)))
            while await timers():
                await self.relay()

    async def booking(self, id: BookingId) -> Booking:
        async with self.town.store.begin() as work:
            found = await work.bookings.find(id)
        assert found is not None
        return found

    async def offers(self, id: BookingId) -> Sequence[Offer]:
        async with self.town.store.begin() as work:
            return await work.offers.of_booking(id)

    async def open_offer(self, id: BookingId) -> Offer:
        (found,) = [one for one in await self.offers(id) if isinstance(one.phase, Open)]
        return found

    async def claims(self, cleaner: CleanerId) -> Sequence[Claim]:
        now = await self.town.now()
        async with self.town.store.begin() as work:
            return list(await work.claims.within([cleaner], Window(start=now, end=now + timedelta(days=60))))

    @property
    def take_time_off(self) -> TakeTimeOff:
        town = self.town
        return TakeTimeOff(town.store, town.ids, town.travel, BindLate(town.ids, town.travel, ReferenceReshuffle()))

    @property
    def accept(self) -> AcceptOffer:
        return AcceptOffer(self.town.store, self.town.ids, self.town.travel)

    @property
    def decline(self) -> DeclineOffer:
        return DeclineOffer(self.town.store)


def asked(offer: Offer, actor: Actor | None = None) -> OfferAsked:
    """The cleaner's own question about an offer."""
    return OfferAsked(actor=actor or AsCleaner(id=offer.cleaner), offer=offer.id)


async def quarter(build: Build, now: datetime) -> Quarter:
    """A town in which the first cleaner takes no work of their own accord and others are yet to join."""
    place = await build(now, instant=False)
    async with place.store.begin() as work:
        await work.books.add(with_(place.nouns.book(), version="book.1"))
    return Quarter(town=place, cleaners=[place.cleaner])
