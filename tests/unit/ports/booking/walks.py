"""A small business over the memory adapters: one cleaner, one customer, one home, one card, and booking's walks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from cleanbee.adapters.memory.clock import VirtualPause
from cleanbee.adapters.memory.gateway import MemoryGateway
from cleanbee.adapters.memory.geo import StraightTravel
from cleanbee.adapters.memory.ids import SeededDice, SeededIds
from cleanbee.adapters.reference.reshuffle import ReferenceReshuffle
from cleanbee.domain.availability.hours import Hours, WeeklyRule
from cleanbee.domain.availability.slot import Slot
from cleanbee.domain.kernel import OpsId, window_of, with_
from cleanbee.domain.payment.payment import Card
from cleanbee.domain.people.actor import AsCleaner, AsCustomer, AsOps
from cleanbee.domain.people.person import Cleaner, Customer, Home
from cleanbee.domain.platform.policy import standard
from cleanbee.domain.platform.wallclock import local_of
from cleanbee.domain.pricing.quote import Open, Quote
from cleanbee.ports.contracts.nouns import Nouns
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.due_steps import AutoComplete, CardUntil, ChoiceUntil, FillBy, Late, NoShow
from cleanbee.ports.inbound.booking.move_booking import MoveAsked, MoveBooking
from cleanbee.ports.inbound.booking.pay_booking import PayAsked, PayBooking
from cleanbee.ports.inbound.booking.place_booking import PlaceBooking
from cleanbee.ports.inbound.booking.placing import PlaceAsked
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked
from cleanbee.ports.inbound.matching.bind_late import BindLate
from cleanbee.ports.inbound.payment.due_steps import CaptureDue, HoldLapses, ReleaseUnsecured, TryCard
from cleanbee.ports.inbound.payment.settle_operation import SettleOperation, SettleOperations
from cleanbee.ports.inbound.payment.take_dispute_news import EvidenceDue
from cleanbee.ports.inbound.payment.take_fact import TakeFact
from cleanbee.ports.inbound.platform.run_timers import RunTimers
from cleanbee.ports.outbound.clock import TestClock
from cleanbee.ports.outbound.store import Store

EVERY_DAY = tuple(WeeklyRule(weekday=day, start_min=7 * 60, end_min=20 * 60) for day in range(7))


@dataclass
class Town:
    """Everything a walk of booking needs, and who is in it."""

    clock: TestClock
    ids: SeededIds
    store: Store
    gateway: MemoryGateway
    travel: StraightTravel
    nouns: Nouns
    customer: Customer
    cleaner: Cleaner
    home: Home
    card: Card

    @property
    def mia(self) -> AsCustomer:
        return AsCustomer(id=self.customer.id)

    @property
    def joyce(self) -> AsCleaner:
        return AsCleaner(id=self.cleaner.id)

    @property
    def settle(self) -> SettleOperation:
        return SettleOperation(store=self.store, gateway=self.gateway, take_fact=TakeFact(self.store, self.ids))

    @property
    def place(self) -> PlaceBooking:
        return PlaceBooking(self.store, self.ids, self.travel, self.settle, self.late)

    @property
    def late(self) -> BindLate:
        return BindLate(self.ids, self.travel, ReferenceReshuffle())

    async def now(self) -> datetime:
        return await self.clock.read()

    async def quote(self) -> Quote:
        now = await self.now()
        quote = with_(self.nouns.quote(self.customer), phase=Open(until=now + timedelta(minutes=30)))
        async with self.store.begin() as work:
            await work.quotes.add(quote)
        return quote

    async def slot(self, start: datetime) -> Slot:
        quote = await self.quote()
        return Slot(
            quote=quote.id,
            cleaner=self.cleaner.id,
            window=window_of(start, quote.minutes),
            local=local_of(start, self.home.zone),
            price=quote.price.total,
            policy=quote.policy,
            until=await self.now() + timedelta(minutes=15),
        )

    async def asked(self, start: datetime) -> PlaceAsked:
        return PlaceAsked(actor=self.mia, slot=await self.slot(start), home=self.home.id, card=self.card.id)

    async def book(self, start: datetime) -> BookingView:
        view = await self.place(await self.asked(start))
        assert isinstance(view, BookingView), view
        return view

    @property
    def olga(self) -> AsOps:
        return AsOps(id=OpsId(self.customer.id), role="admin")

    async def another_card(self, token: str) -> Card:
        card = with_(self.nouns.card(self.customer), token=token)
        async with self.store.begin() as work:
            await work.cards.add(card)
        return card

    async def pay(self, view: BookingView, card: Card) -> BookingView:
        pay = PayBooking(self.store, self.ids, self.settle)
        paid = await pay(PayAsked(actor=self.mia, booking=view.booking.id, card=card.id))
        assert isinstance(paid, BookingView), paid
        return paid

    async def link_of(self, view: BookingView) -> str:
        """The gateway's name for the first attempt that waits for its customer."""
        async with self.store.begin() as work:
            operations = await work.operations.of_booking(view.booking.id)
        return next(one.provider_id for one in operations if one.provider_id is not None)

    async def move(self, view: BookingView, start: datetime) -> BookingView:
        """The same clean at another time, as a search for a move would have offered it."""
        slot = with_(await self.slot(start), booking=view.booking.id)
        ask = MoveAsked(actor=self.mia, booking=view.booking.id, slot=slot)
        moved = await MoveBooking(self.store, self.ids, self.travel)(ask)
        assert isinstance(moved, BookingView), moved
        return moved

    def about(self, view: BookingView, actor: AsCustomer | AsCleaner | None = None) -> BookingAsked:
        return BookingAsked(actor=actor or self.joyce, booking=view.booking.id)

    async def run_due(self) -> None:
        """Everything that is due, until nothing is."""
        walks = {
            "booking.card_until": CardUntil(),
            "booking.fill_by": FillBy(self.ids),
            "booking.choice_until": ChoiceUntil(self.ids),
            "booking.late": Late(),
            "booking.no_show": NoShow(),
            "booking.auto_complete": AutoComplete(self.ids),
            "payment.try": TryCard(self.ids),
            "payment.release": ReleaseUnsecured(self.ids),
            "payment.capture": CaptureDue(self.ids),
            "payment.capture_before": HoldLapses(self.ids),
            "dispute.evidence_by": EvidenceDue(self.ids),
        }
        timers = RunTimers(self.store, self.ids, VirtualPause(), SeededDice(1), walks)
        operations = SettleOperations(self.store, self.settle)
        while await timers() + await operations():
            pass

    async def go_to(self, at: datetime) -> None:
        """Move the clock there, doing what falls due on the way in its order."""
        while True:
            async with self.store.begin() as work:
                due = await work.timers.next_due()
            if due is None or due > at:
                break
            await self.clock.freeze(max(due, await self.now()))
            await self.run_due()
        await self.clock.freeze(at)
        await self.run_due()

    async def ledger(self) -> dict[str, int]:
        """Balances by account, in minor units."""
        async with self.store.begin() as work:
            balances = await work.journals.balances()
        sums: dict[str, int] = {}
        for one in balances:
            sums[one.account] = sums.get(one.account, 0) + one.amount.amount
        return sums


class Build(Protocol):
    """A town at an instant, over some store; ``token`` is the magic name of the customer's card."""

    async def __call__(self, now: datetime, *, token: str = "card_ok", instant: bool = True) -> Town: ...


class FollowingClock:
    """The gateway's clock, which follows the town's."""

    def __init__(self, clock: TestClock) -> None:
        self._clock = clock

    async def now(self) -> datetime:
        return await self._clock.read()


async def town(clock: TestClock, store: Store, ids: SeededIds, *, token: str = "card_ok", instant: bool = True) -> Town:
    """The same town over any store."""
    nouns = Nouns(ids)
    customer = nouns.customer()
    cleaner = with_(nouns.cleaner(), instant=instant)
    home, card = nouns.home(customer), with_(nouns.card(customer), token=token)
    async with store.begin() as work:
        await work.books.add(standard())
        await work.books.add(with_(nouns.book(), version="book.1"))
        await work.customers.add(customer)
        await work.cleaners.add(cleaner)
        await work.hours.add(Hours(id=cleaner.id, zone=cleaner.zone, weekly=EVERY_DAY))
        await work.homes.add(home)
        await work.cards.add(card)
    gateway = MemoryGateway(FollowingClock(clock))
    return Town(clock, ids, store, gateway, StraightTravel(), nouns, customer, cleaner, home, card)
