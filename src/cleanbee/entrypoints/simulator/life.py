"""One payment's life: a customer, a home, a cleaner, and what they ask for through whatever fails on the way."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any, cast

from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.domain.availability.hours import Hours, WeeklyRule
from cleanbee.domain.availability.slot import Slot
from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.booking.moves import phase_name
from cleanbee.domain.kernel import (
    BookingId,
    CardId,
    CleanerId,
    CustomerId,
    HomeId,
    OperationId,
    Place,
    Refusal,
    Refused,
    snake,
    window_of,
)
from cleanbee.domain.payment.fact import CustomerWanted
from cleanbee.domain.payment.payment import ActionRequired, Card, Payment, PaymentPhase
from cleanbee.domain.payment.payout_account import PayoutAccount, Ready
from cleanbee.domain.people.actor import Actor, AsCleaner, AsCustomer
from cleanbee.domain.people.person import AccessNotes, Active, Cleaner, Customer, Home, Rooms
from cleanbee.domain.platform.once import Once
from cleanbee.domain.platform.wallclock import LocalStart, local_of, resolve
from cleanbee.domain.pricing.quote import Quote
from cleanbee.entrypoints.simulator.processes import Broken
from cleanbee.entrypoints.simulator.world import BEGIN, World
from cleanbee.ports.inbound.app import App
from cleanbee.ports.inbound.booking.placing import PlaceAsked
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked
from cleanbee.ports.inbound.payment.cards import SaveCardAsked
from cleanbee.ports.inbound.platform.repeat import repeat
from cleanbee.ports.inbound.pricing.make_quote import AtHome, QuoteAsked
from cleanbee.ports.outbound.payment import GatewayDown
from cleanbee.ports.outbound.store import Busy, Running, Seen, Stale

ZONES = ("Europe/Berlin", "Europe/Lisbon", "America/New_York", "Australia/Lord_Howe")
EVERY_DAY = tuple(WeeklyRule(weekday=day, start_min=0, end_min=1440) for day in range(7))
A_TOWN = 1_000_000
EARLIEST_MIN, LATEST_MIN = 6 * 60, 16 * 60
MOST_TRIES = 200
TWICE = 0.04
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

Ask = Callable[[Once], Awaitable[Any]]


class GaveUp(Exception):
    """A customer asked again and again and was never answered."""


@dataclass
class Told:
    """What a life knows of itself, for the auditor: what was asked for, and what was acknowledged."""

    kind: str
    customer: CustomerId
    cleaner: CleanerId
    booking: BookingId | None = None
    acknowledged: bool = False
    cards: list[str] = field(default_factory=list[str])


class Life:
    """The people of one life, as clients; ``dice`` are its own."""

    def __init__(
        self, world: World, number: int, kind: str, *, instant: bool = True, account: str = "account_ok"
    ) -> None:
        self.world, self.kind, self.number, self._account = world, kind, number, account
        self.dice = Random(f"{world.seed} life {number}")
        self._ids = SeededIds(world.number(f"client {number}"))
        place = Place(lat_e6=40_000_000 - number * A_TOWN, lon_e6=10_786_000)
        zone = self.dice.choice(ZONES)
        self.customer = Customer(
            id=CustomerId(self._ids.new()), name=f"C{number}", phone=f"+1555{number:07d}", since=BEGIN
        )
        rooms = Rooms(bedrooms=self.dice.randint(1, 5), bathrooms=self.dice.randint(1, 2))
        self.home = Home(
            id=HomeId(self._ids.new()),
            owner=self.customer.id,
            address=f"{number} Linden Street",
            place=place,
            zone=zone,
            rooms=rooms,
            notes=AccessNotes(text="under the mat"),
        )
        self.cleaner = Cleaner(
            id=CleanerId(self._ids.new()),
            name=f"K{number}",
            phone=f"+1666{number:07d}",
            base=place,
            zone=zone,
            area_m=5_000,
            phase=Active(),
            skills=("standard",),
            instant=instant,
        )
        self.told = Told(kind, self.customer.id, self.cleaner.id)
        self.start = BEGIN
        self.minutes = 0
        self._asks = 0
        self._cards: dict[str, CardId] = {}

    # who and when

    @property
    def app(self) -> App:
        """The house."""
        return self.world.app

    @property
    def me(self) -> AsCustomer:
        """The customer."""
        return AsCustomer(id=self.customer.id)

    @property
    def comer(self) -> AsCleaner:
        """The cleaner."""
        return AsCleaner(id=self.cleaner.id)

    @property
    def now(self) -> datetime:
        """The present instant."""
        return self.world.time.now

    @property
    def id(self) -> BookingId:
        """The booking that this life is about."""
        assert self.told.booking is not None, "nothing was booked"
        return self.told.booking

    async def until(self, at: datetime) -> None:
        """Wait."""
        await self.world.time.until(at)

    async def wait(self, low: timedelta, high: timedelta) -> None:
        """Wait for some time between these two."""
        await self.world.time.sleep(self.dice.uniform(low.total_seconds(), high.total_seconds()))

    def chance(self, of: float) -> bool:
        """Whether it so happens."""
        return self.dice.random() < of

    def about(self, actor: Actor) -> BookingAsked:
        """A verb on the booking."""
        return BookingAsked(actor=actor, booking=self.id)

    # asking

    async def ask(self, what: str, walk: Ask) -> Any:
        """Ask until there is an answer, always under the same key; now and then twice at once.

        :raises GaveUp: there never was one.
        """
        self._asks += 1
        once = Once(principal=f"{self.customer.id}", key=f"{self.number}-{self._asks}", fingerprint=what)
        if self.chance(TWICE):
            both = await self.world.time.together(self._asked(what, once, walk), self._asked(what, once, walk))
            return both[0]
        return await self._asked(what, once, walk)

    async def _asked(self, what: str, once: Once, walk: Ask) -> Any:
        world = self.world
        for tries in range(MOST_TRIES):
            up = [one for one in world.apis if one.up]
            if up:
                try:
                    request = repeat(partial(walk, once), world.pause, world.random)
                    answer = await self.dice.choice(up).serve(request)
                except Seen as seen:
                    answer = seen.answer
                except (Broken, Stale, Busy, Running, GatewayDown) as no:
                    world.trace.note("unanswered", life=self.number, verb=what, why=type(no).__name__)
                    await world.time.sleep(self.dice.uniform(1, 30) * 2 ** min(tries, 6))
                    continue
                world.trace.note("asked", life=self.number, verb=what, answer=word(answer))
                world.wake()
                return answer
            await world.time.sleep(self.dice.uniform(1, 30))
        raise GaveUp(f"life {self.number}, {self.kind}: {what}")

    # looking

    async def look(self) -> tuple[Booking, Payment]:
        """How the booking and its payment stand."""
        async with self.world.store.begin() as work:
            booking = await work.bookings.find(self.id)
            payment = await work.payments.of_booking(self.id)
        assert booking is not None and payment is not None, "it was acknowledged"
        return booking, payment

    async def phase(self) -> str:
        """The word of the booking's phase."""
        return phase_name((await self.look())[0].phase)

    async def money(self) -> PaymentPhase:
        """The payment's phase."""
        return (await self.look())[1].phase

    # beginning

    async def move_in(self) -> None:
        """The people are there."""
        async with self.world.store.begin() as work:
            await work.customers.add(self.customer)
            await work.homes.add(self.home)
            await work.cleaners.add(self.cleaner)
            await work.hours.add(Hours(id=self.cleaner.id, zone=self.cleaner.zone, weekly=EVERY_DAY))
            if self._account:
                await work.payout_accounts.add(self._at_the_bank(self._account))

    def _at_the_bank(self, word: str) -> PayoutAccount:
        whose = self.cleaner.id
        return PayoutAccount(id=whose, token=f"{word}:{whose.hex}", last4="3700", phase=Ready(since=BEGIN))

    async def save_card(self, word: str) -> CardId:
        """A card of this sort, saved once."""
        if word not in self._cards:
            id = CardId(self._ids.new())
            ask = SaveCardAsked(actor=self.me, setup=word, id=id)
            card = await self.ask(f"save {word}", lambda once: self.app.payment.save_card(ask, once))
            assert isinstance(card, Card), card
            self._cards[word] = card.id
            self.told.cards.append(word)
        return self._cards[word]

    async def book(self, ahead: timedelta, card: str, wish: Any = "only") -> bool:
        """Book a clean so far ahead; whether there is a booking."""
        saved = await self.save_card(card)
        quote = await self.ask("quote", lambda _: self.app.pricing.make_quote(
            QuoteAsked(actor=self.me, where=AtHome(home=self.home.id))))  # fmt: skip
        assert isinstance(quote, Quote), quote
        slot = self.slot(quote, ahead)
        self.told.booking = BookingId(self._ids.new())
        ask = PlaceAsked(actor=self.me, slot=slot, home=self.home.id, card=saved, wish=wish, id=self.told.booking)
        answer = await self.ask("place", lambda once: self.app.booking.place_booking(ask, once))
        if isinstance(answer, Refused):
            self.told.booking = None
            return False
        self.told.acknowledged = True
        self.start, self.minutes = slot.window.start, quote.minutes
        return True

    def slot(self, quote: Quote, ahead: timedelta, booking: BookingId | None = None) -> Slot:
        """What a search would have shown: a start on the quarter of an hour by the home's wall clock."""
        local = local_quarter(self.now + ahead, self.home.zone)
        window = window_of(resolve(local).at, quote.minutes)
        soon = window.start - self.now < timedelta(minutes=quote.short_notice_min)
        price = quote.short_notice_price if soon else quote.price
        return Slot(
            quote=quote.id,
            cleaner=self.cleaner.id,
            window=window,
            local=local,
            price=price.total,
            policy=quote.policy,
            until=self.now + timedelta(minutes=15),
            booking=booking,
        )

    # the bank's link

    async def link(self) -> str | None:
        """What the bank calls the hold that it wants the customer for; None when it does not."""
        if not isinstance(await self.money(), ActionRequired):
            return None
        async with self.world.store.begin() as work:
            mine = {one.id for one in await work.operations.of_booking(self.id)}
        waiting = [
            entry.fact.provider_id
            for entry in self.world.bank.entries
            if entry.call.key in mine and isinstance(entry.fact, CustomerWanted)
        ]
        return waiting[-1] if waiting else None

    async def follow(self, key: OperationId, *, agreed: bool) -> None:
        """The customer goes to the bank's page about one call, if it waits for them."""
        facts = [entry.fact for entry in self.world.bank.entries if entry.call.key == key]
        if facts and isinstance(facts[-1], CustomerWanted):
            done = await self.world.line.confirm(facts[-1].provider_id, agreed=agreed)
            self.world.trace.note("link", life=self.number, agreed=agreed, taken=done)

    async def follow_link(self, *, agreed: bool = True) -> None:
        """The customer goes to the bank's page, if it waits; what comes of it the bank tells by itself."""
        hold = await self.link()
        if hold is not None:
            done = await self.world.line.confirm(hold, agreed=agreed)
            self.world.trace.note("link", life=self.number, agreed=agreed, taken=done)


def local_quarter(at: datetime, zone: str) -> LocalStart:
    """The quarter of an hour at or after an instant, by a wall clock, within a working day."""
    local = local_of(at, zone)
    minute = min(max(-(-local.minute // 15) * 15, EARLIEST_MIN), LATEST_MIN)
    return LocalStart(day=local.day, minute=minute, zone=zone)


def word(answer: object) -> str:
    """An answer in a word, for the trace."""
    if isinstance(answer, Refused):
        return f"no: {cast('Refused[Refusal]', answer).why.code}"
    booking = getattr(answer, "booking", None)
    if isinstance(booking, Booking):
        return f"{booking.id} {phase_name(booking.phase)}"
    return snake(type(answer).__name__)
