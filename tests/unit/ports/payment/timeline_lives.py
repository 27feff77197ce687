"""What a money timeline says, and what then happens: the real use cases over a store in memory, on the test clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from tests.unit.ports.booking.walks import FollowingClock, Town
from tests.unit.ports.payment.made_up import MINUTE, SECOND, Made

from cleanbee.adapters.memory.clock import ManualClock
from cleanbee.adapters.memory.gateway import MemoryGateway
from cleanbee.adapters.memory.geo import StraightTravel
from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.adapters.memory.store import MemoryStore
from cleanbee.domain.availability.hours import Hours, WeeklyRule
from cleanbee.domain.availability.slot import Slot
from cleanbee.domain.booking.costs import CostStep
from cleanbee.domain.kernel import window_of, with_
from cleanbee.domain.payment.dated import Line
from cleanbee.domain.payment.ledger import Journal
from cleanbee.domain.payment.payment import Failed
from cleanbee.domain.payment.timeline import Timeline
from cleanbee.domain.platform.wallclock import local_of
from cleanbee.domain.pricing.quote import Open
from cleanbee.ports.contracts.nouns import Nouns
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.cancel_booking import CancelAsked, CancelBooking
from cleanbee.ports.inbound.booking.check_in import CheckIn, CheckInAsked
from cleanbee.ports.inbound.booking.finish_cleaning import FinishCleaning
from cleanbee.ports.inbound.booking.move_booking import MoveAsked, MoveBooking
from cleanbee.ports.inbound.booking.placing import PlaceAsked
from cleanbee.ports.inbound.booking.start_cleaning import StartCleaning
from cleanbee.ports.inbound.payment.read_timeline import (
    QuoteTimelineAsked,
    ReadQuoteTimeline,
    ReadTimeline,
    TimelineAsked,
    TimelineView,
)

ALWAYS = tuple(WeeklyRule(weekday=day, start_min=0, end_min=1440) for day in range(7))


@dataclass
class Life:
    """One sale in a town of its own, from its price to wherever it goes."""

    made: Made
    town: Town
    slot: Slot
    quoted: Timeline
    view: BookingView

    async def timeline(self) -> Timeline:
        """As it is read now."""
        ask = TimelineAsked(actor=self.town.olga, booking=self.view.booking.id)
        read = await ReadTimeline(self.town.store)(ask)
        assert isinstance(read, TimelineView), read
        return read.timeline

    async def cancel_at(self, at: datetime) -> None:
        """The customer cancels at this very instant."""
        await self.town.go_to(at)
        ask = CancelAsked(actor=self.town.mia, booking=self.view.booking.id)
        done = await CancelBooking(self.town.store, self.town.ids)(ask)
        assert isinstance(done, BookingView), done
        await self.town.run_due()

    async def move_to(self, start: datetime) -> None:
        """The office moves it, and has asked the cleaner."""
        town, made = self.town, self.made
        slot = with_(
            self.slot,
            window=window_of(start, made.minutes),
            local=local_of(start, made.zone),
            until=await town.now() + 15 * MINUTE,
            booking=self.view.booking.id,
        )
        ask = MoveAsked(
            actor=town.olga, booking=self.view.booking.id, slot=slot, reason="They asked", agreed="By telephone"
        )
        moved = await MoveBooking(town.store, town.ids, town.travel)(ask)
        assert isinstance(moved, BookingView), moved
        await town.run_due()

    async def clean(self, until: datetime) -> None:
        """The cleaner comes as booked and checks out then."""
        town, view = self.town, self.view
        await town.go_to(self.made.start)
        here = CheckInAsked(actor=town.joyce, booking=view.booking.id, here=town.home.place)
        assert isinstance(await CheckIn(town.store, town.ids, town.travel)(here), BookingView)
        assert isinstance(await StartCleaning(town.store)(town.about(view)), BookingView)
        await town.go_to(until)
        assert isinstance(await FinishCleaning(town.store, town.ids)(town.about(view)), BookingView)
        await town.run_due()

    async def journals(self) -> list[Journal]:
        """Everything posted, oldest first."""
        async with self.town.store.begin() as work:
            return list(await work.journals.of_booking(self.view.booking.id))

    async def refused_at(self) -> list[datetime]:
        """When the bank said no."""
        async with self.town.store.begin() as work:
            found = await work.operations.of_booking(self.view.booking.id)
        return sorted(one.phase.at for one in found if isinstance(one.phase, Failed))


async def begun(made: Made, token: str = "card_ok") -> Life:
    """The sale as it is placed, with what its price said of it just before."""
    clock, ids = ManualClock(made.placed_at), SeededIds(made.seed % 1000)
    store, nouns = MemoryStore(clock, ids), Nouns(ids)
    customer = nouns.customer()
    cleaner = with_(nouns.cleaner(), instant=True, zone=made.cleaner_zone, pay_floor_per_h=0)
    home = with_(nouns.home(customer), zone=made.zone)
    card = with_(nouns.card(customer), token=token)
    quote = with_(
        nouns.quote(customer),
        minutes=made.minutes,
        price=made.price,
        short_notice_price=made.price,
        policy=made.policy.version,
        phase=Open(until=made.placed_at + 30 * MINUTE),
    )
    quote = with_(quote, asked=with_(quote.asked, zone=made.zone))
    async with store.begin() as work:
        await work.books.add(made.policy)
        await work.books.add(with_(nouns.book(), version="book.1"))
        await work.customers.add(customer)
        await work.cleaners.add(cleaner)
        await work.hours.add(Hours(id=cleaner.id, zone=cleaner.zone, weekly=ALWAYS))
        await work.homes.add(home)
        await work.cards.add(card)
        await work.quotes.add(quote)
    gateway = MemoryGateway(FollowingClock(clock))
    town = Town(clock, ids, store, gateway, StraightTravel(), nouns, customer, cleaner, home, card)
    slot = Slot(
        quote=quote.id,
        cleaner=cleaner.id,
        window=window_of(made.start, made.minutes),
        local=local_of(made.start, made.zone),
        price=made.price.total,
        policy=made.policy.version,
        until=made.placed_at + 15 * MINUTE,
    )
    ask = QuoteTimelineAsked(actor=town.mia, quote=quote.id, at=slot)
    quoted = await ReadQuoteTimeline(store)(ask)
    assert isinstance(quoted, TimelineView), quoted
    view = await town.place(PlaceAsked(actor=town.mia, slot=slot, home=home.id, card=card.id))
    assert isinstance(view, BookingView), view
    return Life(made=made, town=town, slot=slot, quoted=quoted.timeline, view=view)


def posted(journals: Iterable[Journal], *accounts: str, owner: UUID | None = None) -> int:
    """What stands on these accounts in the end."""
    return sum(
        one.amount.amount
        for journal in journals
        for one in journal.postings
        if one.account in accounts and owner in {None, one.owner}
    )


def the(lines: Iterable[Line], what: str, state: str) -> Line | None:
    """The one line of this kind, if there is one."""
    found = [one for one in lines if one.what == what and one.state == state]
    assert len(found) <= 1, found
    return found[0] if found else None


def moments(steps: tuple[CostStep, ...], first: datetime, start: datetime) -> list[datetime]:
    """Every instant worth cancelling at: around each cut-off, in the middle of each step, the first and the last."""
    last = start + 30 * MINUTE - SECOND
    ends = [one.until for one in steps if one.until is not None and one.until <= last]
    edges = [end + second for end in ends for second in (-SECOND, timedelta(0), SECOND)]
    spans = [first, *ends, last]
    middles = [one + (other - one) // 2 for one, other in pairwise(spans)]
    return sorted({at for at in (first, *edges, *middles, last) if first <= at <= last})
