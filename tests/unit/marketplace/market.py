"""A small marketplace with people in it: what they do, what they were answered, and what was reached on the way."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from tests.unit.marketplace.house import BEGIN, MIDDLE, House

from cleanbee.domain.availability.claim import Claim
from cleanbee.domain.availability.hours import Hours, WeeklyRule
from cleanbee.domain.availability.slot import Slot
from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.booking.moves import phase_name
from cleanbee.domain.kernel import (
    BookingId,
    CleanerId,
    CustomerId,
    HomeId,
    OfferId,
    OpsId,
    Place,
    QuoteId,
    Refused,
    Window,
    snake,
    with_,
)
from cleanbee.domain.matching.offer import Offer
from cleanbee.domain.payment.fact import CustomerWanted
from cleanbee.domain.payment.payment import Card
from cleanbee.domain.people.actor import Actor, AsCleaner, AsCustomer, AsOps, AsSystem
from cleanbee.domain.people.person import Active, Cleaner, Customer, Home, OpsAccount, Rooms
from cleanbee.domain.platform.once import Once
from cleanbee.domain.platform.policy import standard
from cleanbee.domain.pricing.book import Extra, PriceBook
from cleanbee.domain.pricing.quote import Quote
from cleanbee.ports.inbound.availability.find_slots import AskedSlots, FoundSlots
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.placing import PlaceAsked
from cleanbee.ports.inbound.payment.cards import SaveCardAsked
from cleanbee.ports.inbound.platform.advance_clock import Advanced, ClockAsked
from cleanbee.ports.inbound.pricing.make_quote import AtHome, QuoteAsked
from cleanbee.ports.outbound.store import Seen

DAY = timedelta(days=1)
ALL_TIME = Window(start=BEGIN - 400 * DAY, end=BEGIN + 800 * DAY)
SYSTEM = AsSystem(job="tests")

BOOK = PriceBook(
    version="book.1",
    currency="EUR",
    rate_per_quarter=600,
    pay_per_quarter=420,
    base_min=60,
    bedroom_min=30,
    bathroom_min=30,
    kinds={"standard": 1000, "deep": 1800},
    extras={"oven": Extra(minutes=30, material=300)},
    short_notice_min=1440,
    short_notice_bp=1000,
    tax_bp=2000,
    shortest_min=120,
    longest_min=480,
)


class Reached:
    """Which refusals were given, which phases things were in, which events happened."""

    def __init__(self) -> None:
        self.refusals: set[str] = set()
        self.phases: set[tuple[str, str]] = set()
        self.events: set[str] = set()

    def answer(self, answer: object) -> None:
        if isinstance(answer, Refused):
            self.refusals.add(answer.why.code)

    def phase(self, noun: str, phase: object) -> None:
        self.phases.add((noun, snake(type(phase).__name__)))


class Market:
    """Two customers, three cleaners, one of the office; everything is asked through use cases."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.reached = Reached()
        self.customers: list[CustomerId] = []
        self.cleaners: list[CleanerId] = []
        self.homes: dict[CustomerId, Home] = {}
        self.cards: dict[CustomerId, list[Card]] = {}
        self.quotes: list[Quote] = []
        self.slots: list[Slot] = []
        self.holds: list[Claim] = []
        self.time_off: list[Claim] = []
        self.bookings: list[BookingId] = []
        self.told: list[object] = []
        self.judged: set[OfferId] = set()
        self.ops = AsOps(id=OpsId(house.ids.new()), role="support")

    async def open(self) -> None:
        """Everybody moves in."""
        ids = self.house.ids
        async with self.house.store.begin() as work:
            await work.books.add(BOOK)
            await work.books.add(standard())
            for number in range(2):
                one = Customer(id=CustomerId(ids.new()), name=f"Customer {number}", email=f"c{number}@x.example",
                               since=BEGIN)  # fmt: skip
                home = Home(
                    id=HomeId(ids.new()),
                    owner=one.id,
                    address=f"Lindenweg {number * 30 + 1}, Honigfeld",
                    place=with_(MIDDLE, lon_e6=MIDDLE.lon_e6 + number * 30 * 113),
                    zone="Europe/Berlin",
                    rooms=Rooms(bedrooms=1 + number, bathrooms=1),
                    pets=("cat",) if number else (),
                )
                await work.customers.add(one)
                await work.homes.add(home)
                self.customers.append(one.id)
                self.homes[one.id] = home
                self.cards[one.id] = []
            for number in range(3):
                await self._move_in(work, number)
            boss = OpsAccount(id=self.ops.id, name="Olu", email="o@x.example", role="support", password_hash="-")
            await work.ops.add(boss)

    async def _move_in(self, work: Any, number: int) -> None:
        cleaner = Cleaner(
            id=CleanerId(self.house.ids.new()),
            name=f"Cleaner {number}",
            email=f"k{number}@x.example",
            base=with_(MIDDLE, lat_e6=MIDDLE.lat_e6 + number * 9_000),
            zone="Europe/Berlin",
            area_m=5_000,
            phase=Active(),
            skills=("standard", "deep"),
            pets_ok=number != 2,
            instant=number == 0,
            documents=(),
        )
        weekly = tuple(WeeklyRule(weekday=day, start_min=7 * 60, end_min=19 * 60) for day in range(7))
        await work.cleaners.add(cleaner)
        await work.hours.add(Hours(id=cleaner.id, zone=cleaner.zone, weekly=weekly))
        self.cleaners.append(cleaner.id)

    # what people do

    async def ask(self, walk: Awaitable[Any]) -> Any:
        """Ask something, and note what was answered."""
        try:
            answer = await walk
        except Exception as fault:
            self.told.append(type(fault).__name__)
            raise
        self.told.append(answer)
        self.reached.answer(answer)
        return answer

    def customer(self, number: int) -> AsCustomer:
        return AsCustomer(id=self.customers[number % len(self.customers)])

    def cleaner(self, number: int) -> AsCleaner:
        return AsCleaner(id=self.cleaners[number % len(self.cleaners)])

    async def now(self) -> datetime:
        return await self.house.clock.read()

    async def quote(self, actor: AsCustomer, kind: str = "standard", extras: tuple[str, ...] = ()) -> Any:
        ask = QuoteAsked(actor=actor, where=AtHome(home=self.homes[actor.id].id), kind=kind, extras=extras)  # pyright: ignore[reportArgumentType] -- a drawn word
        quote = await self.ask(self.house.make_quote(ask))
        if isinstance(quote, Quote):
            self.quotes.append(quote)
        return quote

    async def look(self, actor: Actor, quote: QuoteId, days_ahead: int = 1, days: int = 1) -> Any:
        from_day = (await self.now()).date() + days_ahead * DAY
        found = await self.ask(
            self.house.find_slots(AskedSlots(actor=actor, quote=quote, from_day=from_day, days=days, per_slot=3))
        )
        if isinstance(found, FoundSlots):
            self._note_slots(found)
        return found

    async def look_to_move(self, actor: Actor, booking: BookingId, days_ahead: int) -> Any:
        from_day = (await self.now()).date() + days_ahead * DAY
        found = await self.ask(
            self.house.find_slots(AskedSlots(actor=actor, booking=booking, from_day=from_day, days=1, per_slot=1))
        )
        if isinstance(found, FoundSlots):
            self._note_slots(found)
        return found

    def _note_slots(self, found: FoundSlots) -> None:
        shown = [choice.slot for day in found.days for time in day.slots for choice in time.choices]
        self.slots = (self.slots + shown[:: max(1, len(shown) // 6)])[-40:]

    async def save_card(self, actor: AsCustomer, word: str) -> Any:
        card = await self.ask(self.house.save_card(SaveCardAsked(actor=actor, setup=word)))
        if isinstance(card, Card):
            self.cards[actor.id].append(card)
        return card

    async def place(self, ask: PlaceAsked, key: str | None = None) -> Any:
        """Book; under a key, asking the same again must be answered the same."""
        once = None if key is None else Once(principal=str(ask.actor), key=key, fingerprint="f")
        try:
            view = await self.ask(self.house.place(ask, once))
        except Seen as seen:
            view = seen.answer
        if isinstance(view, BookingView) and view.booking.id not in self.bookings:
            self.bookings.append(view.booking.id)
        return view

    async def confirm_at_bank(self, booking: BookingId, *, agreed: bool) -> bool:
        """The customer follows the bank's link; the gateway tells us."""
        async with self.house.store.begin() as work:
            operations = await work.operations.of_booking(booking)
        followed = False
        for operation in operations:
            known = self.house.gateway.bank.known(operation.id, await self.now())
            if isinstance(known, CustomerWanted):
                await self.house.gateway.confirm(known.provider_id, agreed=agreed)
                fact = self.house.gateway.bank.known(operation.id, await self.now())
                assert fact is not None
                await self.house.take_fact(operation.id, fact)
                followed = True
        return followed

    async def wait(self, by: timedelta) -> Advanced:
        """Time passes, and what falls due on the way is done."""
        done = await self.house.advance_clock(ClockAsked(actor=SYSTEM, by=by))
        assert isinstance(done, Advanced), done
        await self.observe()
        return done

    # what is true now

    async def all_bookings(self) -> list[Booking]:
        async with self.house.store.begin() as work:
            found = [await work.bookings.of_customer(one, None, 10_000) for one in self.customers]
        return [one for some in found for one in some]

    async def offers_of(self, booking: BookingId) -> list[Offer]:
        async with self.house.store.begin() as work:
            return list(await work.offers.of_booking(booking))

    async def claims(self) -> list[Claim]:
        async with self.house.store.begin() as work:
            return list(await work.claims.within(self.cleaners, ALL_TIME))

    async def observe(self) -> None:
        """Note every phase that anything is in, or was, and every event that happened."""
        noted = self.reached
        for booking in await self.all_bookings():
            noted.phases.add(("booking", phase_name(booking.phase)))
            async with self.house.store.begin() as work:
                for step in await work.bookings.history(booking.id):
                    noted.phases.add(("booking", step.to))
                for offer in await work.offers.of_booking(booking.id):
                    noted.phase("offer", offer.phase)
                for operation in await work.operations.of_booking(booking.id):
                    noted.phase("operation", operation.phase)
                await self._observe_after_capture(work, booking.id)
                payment = await work.payments.of_booking(booking.id)
            assert payment is not None, "every booking has its payment"
            noted.phase("payment", payment.phase)
        async with self.house.store.begin() as work:
            for payout in await work.payouts.made(None, None, 10_000):
                noted.phase("payout", payout.phase)
            for cleaner in self.cleaners:
                if (account := await work.payout_accounts.find(cleaner)) is not None:
                    noted.phase("payout_account", account.phase)
        await self._observe_news()

    async def _observe_after_capture(self, work: Any, booking: BookingId) -> None:
        for noun, kept in (
            ("refund", work.refunds),
            ("tip", work.tips),
            ("dispute", work.disputes),
            ("review", work.reviews),
        ):
            for one in await kept.of_booking(booking):
                self.reached.phase(noun, one.phase)

    async def _observe_news(self) -> None:
        async with self.house.store.begin() as work:
            for quote in self.quotes:
                found = await work.quotes.find(quote.id)
                assert found is not None
                self.reached.phase("quote", found.phase)
            for person in (*self.customers, *self.cleaners):
                for notice in await work.notices.to_person(person, 1000):
                    self.reached.phase("notice", notice.phase)
            while await work.feed.place_new(1000):
                pass
        async with self.house.store.begin() as work:
            for entry in await work.feed.after(0, 100_000):
                self.reached.events.add(entry.kept.event.kind)


Judge = Callable[[Market], Awaitable[None]]
HOME_DOOR = Place(lat_e6=MIDDLE.lat_e6, lon_e6=MIDDLE.lon_e6)
