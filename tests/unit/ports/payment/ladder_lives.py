"""Made-up lives of cards that cannot be charged: who asks them when, and what is let go, step by step."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tests.unit.ports.booking.walks import Town, town
from tests.unit.ports.payment.timeline_lives import ALWAYS

from cleanbee.adapters.memory.clock import ManualClock
from cleanbee.adapters.memory.faults import Faults
from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.adapters.memory.store import MemoryStore
from cleanbee.domain.booking.booking import Cancelled
from cleanbee.domain.kernel import BookingId, Refused, with_
from cleanbee.domain.payment.fact import Held
from cleanbee.domain.payment.payment import (
    STANDS_IN,
    ActionRequired,
    Authorized,
    Authorizing,
    Card,
    Declined,
    Failed,
    Lapsed,
    NothingToPay,
    Operation,
    Payment,
    Succeeded,
    Unknown,
)
from cleanbee.domain.platform.ladder import HoldLadder
from cleanbee.domain.platform.policy import Policy, standard
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.pay_booking import PayAsked, PayBooking

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
STARTS = (
    datetime(2026, 3, 18, 9, 0, tzinfo=UTC),
    datetime(2026, 3, 29, 9, 0, tzinfo=UTC),  # the clocks have gone forward in the night
    datetime(2026, 3, 30, 6, 30, tzinfo=UTC),
    datetime(2026, 10, 25, 10, 0, tzinfo=UTC),  # … and back
)
FASTER = HoldLadder(version="today", rungs_before_min=(1500, 900), release_before_min=700, most_absent_tries=9)
"""What sells once everything here is sold: nothing of it may be seen."""


@dataclass(frozen=True)
class Story:
    """One customer's cleans, the cards they are booked on, and what the world does to them."""

    start: datetime
    days_apart: tuple[int, ...]
    card: str
    same_plastic: bool
    stand_in: str | None
    faults: tuple[int, int, int]
    paying: tuple[tuple[int, str], ...]
    ladder: HoldLadder
    seed: int


@dataclass
class Lives:
    """Every clean of one story as it is lived, and what was seen to be wrong on the way."""

    story: Story
    place: Town
    sold: Policy
    bookings: list[BookingId]
    let_go: dict[BookingId, datetime] = field(default_factory=dict[BookingId, datetime])

    async def to(self, at: datetime) -> None:
        """Go there, looking at every payment before and after each moment."""
        while True:
            async with self.place.store.begin() as work:
                moments = [await work.timers.next_due(), await work.operations.next_due()]
            due = min((one for one in moments if one is not None), default=None)
            now = await self.place.now()
            if due is None or due > at:
                break
            await self.moment(max(due, now))
        await self.moment(max(at, await self.place.now()))

    async def moment(self, at: datetime) -> None:
        """One instant: the gateway is dark or not, everything due is done, and nobody lost a slot to our doubt."""
        await self.place.clock.freeze(at)
        before = [(await self.payment(one)) for one in self.bookings]
        await self.place.run_due()
        for was in before:
            booking, payment, asked = await self.seen(was.booking)
            unsecured = isinstance(booking, Cancelled) and booking.reason == "card_not_secured"
            if unsecured and was.booking not in self.let_go:
                self.let_go[was.booking] = at
                known = not isinstance(was.phase, Authorizing) or asked[was.phase.operation].finished
                assert known, "a slot was let go while nobody knew whether its money was held"
            await self._doubt_is_called(payment, asked, at)

    async def _doubt_is_called(self, payment: Payment, asked: dict[object, Operation], at: datetime) -> None:
        """A doubt at the deadline or after it is an open item from its grace on; without a doubt no item is open."""
        async with self.place.store.begin() as work:
            item = await work.open_items.find_open("hold_in_doubt", str(payment.id))
        assert (item is not None) == (payment.doubt_since is not None)
        phase = payment.phase
        if not isinstance(phase, Authorizing) or not isinstance(asked[phase.operation].phase, Unknown):
            return
        since = max(self.deadline(payment.booking), asked_at(asked[phase.operation]))
        if at > since + 2 * self.sold.ladder.grace_min * MINUTE:
            assert item is not None or at >= self.start_of(payment.booking), "nobody was called"

    def start_of(self, booking: BookingId) -> datetime:
        """When this clean begins."""
        return self.story.start + self.story.days_apart[self.bookings.index(booking)] * DAY

    def deadline(self, booking: BookingId) -> datetime:
        """When its card must be secured, as it was sold."""
        return self.start_of(booking) - self.sold.ladder.release_before_min * MINUTE

    async def payment(self, booking: BookingId) -> Payment:
        """Its payment as it stands."""
        async with self.place.store.begin() as work:
            found = await work.payments.of_booking(booking)
        assert found is not None
        return found

    async def seen(self, booking: BookingId) -> tuple[object, Payment, dict[object, Operation]]:
        """The phase of the booking, its payment, and its operations by their ids."""
        async with self.place.store.begin() as work:
            found = await work.bookings.find(booking)
            asked = await work.operations.of_booking(booking)
        assert found is not None
        return found.phase, await self.payment(booking), {one.id: one for one in asked}

    async def pay(self, which: int, word: str) -> None:
        """The customer follows the link, on another card: that is always open to who is asked for it."""
        booking = self.bookings[which % len(self.bookings)]
        wanted = isinstance((await self.payment(booking)).phase, Declined | ActionRequired | Lapsed)
        card = await self.place.another_card(word)
        pay = PayBooking(self.place.store, self.place.ids, self.place.settle)
        paid = await pay(PayAsked(actor=self.place.mia, booking=booking, card=card.id))
        if wanted:
            assert isinstance(paid, BookingView), paid
            still = isinstance(paid.payment.phase, Authorized | Authorizing)
            assert still or word != "card_ok", "a card that holds was asked, and it does not hold"
        elif isinstance(paid, Refused):
            assert isinstance(paid.why, NothingToPay) or booking in self.let_go, paid

    async def still_held(self, booking: BookingId) -> list[str]:
        """The bank's names of holds for this clean that nobody let go and that have not run out."""
        now, bank = await self.place.now(), self.place.gateway.bank
        async with self.place.store.begin() as work:
            asked = {one.id for one in await work.operations.of_booking(booking)}
        names = {
            entry.fact.provider_id for entry in bank.entries if entry.call.key in asked and isinstance(entry.fact, Held)
        }
        return sorted(one for one in names if not bank.holds[one].let_go and bank.holds[one].capture_before > now)

    async def tries(self) -> list[Operation]:
        """Every authorisation of every clean, in the order in which the cards were asked."""
        found: list[Operation] = []
        async with self.place.store.begin() as work:
            for one in self.bookings:
                found.extend(await work.operations.of_booking(one))
        asked = [one for one in found if one.kind == "authorise"]
        return sorted(asked, key=lambda one: (asked_at(one), one.id))


def asked_at(one: Operation) -> datetime:
    """When a card was asked."""
    assert one.asked_at is not None
    return one.asked_at


async def lived(story: Story) -> Lives:
    """Sell the cleans, change what sells, and let time pass to two days after the last of them."""
    clock, ids = ManualClock(story.start - 12 * DAY), SeededIds(story.seed)
    place = await town(clock, MemoryStore(clock, ids), ids, token=story.card)
    sold = with_(standard(), version="sold", ladder=story.ladder)
    async with place.store.begin() as work:
        await work.books.add(sold)
        hours = await work.hours.find(place.cleaner.id)
        assert hours is not None
        await work.hours.replace(hours, with_(hours, version=hours.version + 1, weekly=ALWAYS))
    lives = Lives(story, place, sold, [])
    if story.stand_in is not None:
        await stands_in(place, story.stand_in)
    for days in story.days_apart:
        lives.bookings.append(await booked(lives, story.start + days * DAY))
    async with place.store.begin() as work:
        await work.books.add(with_(standard(), version="today", ladder=FASTER))
    down, never, lost = story.faults
    place.gateway.faults = Faults(story.seed, down=down, never=never, lost=lost)
    steps = [(story.start - hours * HOUR, which, word) for which, (hours, word) in enumerate(story.paying)]
    last = story.start + (max(story.days_apart) + 2) * DAY
    for at, which, word in sorted(steps):
        await lives.to(at)
        await lives.pay(which, word)
    await lives.to(last)
    place.gateway.faults = Faults()
    await lives.to(last + DAY)
    return lives


async def booked(lives: Lives, start: datetime) -> BookingId:
    """One more clean of the same cleaner's, on the customer's card or on a copy of it saved anew."""
    place = lives.place
    slot = with_(await place.slot(start), policy="sold")
    async with place.store.begin() as work:
        quote = await work.quotes.find(slot.quote)
        assert quote is not None
        await work.quotes.replace(quote, with_(quote, version=quote.version + 1, policy="sold"))
    card = await again(place) if lives.story.same_plastic and lives.bookings else place.card
    ask = with_(await place.asked(start), slot=slot, card=card.id)
    view = await place.place(ask)
    assert isinstance(view, BookingView), view
    return view.booking.id


async def again(place: Town) -> Card:
    """The same piece of plastic, saved once more."""
    return await place.another_card(place.card.token)


async def stands_in(place: Town, word: str) -> Card:
    """A second card that its owner lets stand in."""
    card = with_(place.nouns.card(place.customer), token=word, mandate=STANDS_IN, fingerprint="second")
    async with place.store.begin() as work:
        await work.cards.add(card)
    return card


def broken(lives: Lives, tries: list[Operation]) -> list[str]:
    """What of the ladder was not kept, as the operations tell it."""
    found: list[str] = []
    ladder = lives.sold.ladder
    for place, one in enumerate(tries):
        if one.customer_present:
            continue
        before = [two for two in tries[:place] if two.card == one.card]
        lately = [t for t in before if asked_at(t) > asked_at(one) - ladder.tries_within_min * MINUTE]
        if sum(1 for two in lately if not two.customer_present) >= ladder.most_absent_tries:
            found.append(f"{one.card} was asked once too often")
        known = [t for t in before if isinstance(t.phase, Failed | Succeeded) and t.phase.at <= asked_at(one)]
        last = next((t.phase for t in reversed(known) if t.payment == one.payment), None)
        if isinstance(last, Failed) and last.kind in {"needs_you", "new_card"}:
            found.append(f"{one.card} was asked blindly after {last.kind}")
        assert one.booking is not None
        rungs = [lives.start_of(one.booking) - minutes * MINUTE for minutes in ladder.rungs_before_min]
        again = any(two.payment == one.payment and isinstance(two.phase, Succeeded) for two in tries[:place])
        if asked_at(one) not in rungs and not again:
            found.append(f"{one.card} was asked at {asked_at(one)}, which is no rung")
    return found
