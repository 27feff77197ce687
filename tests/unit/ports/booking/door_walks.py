"""What was true when a slot was shown may be so no longer when it is bought: each hard rule is asked at the door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.unit.ports.booking.walks import Build, Town

from cleanbee.adapters.reference.starts import StoredStarts
from cleanbee.domain.availability.claim import Claim, Hold
from cleanbee.domain.booking.booking import Anyone, AtDoor, Booking, Phase, Requested
from cleanbee.domain.kernel import BookingId, ClaimId, QuoteId, Refused, VersionMoved, Window, with_
from cleanbee.domain.people.person import Document, Suspended
from cleanbee.domain.platform.once import Once
from cleanbee.domain.pricing.quote import Open
from cleanbee.ports.inbound.availability.find_slots import AskedSlots, FindSlots
from cleanbee.ports.inbound.availability.hold_slot import HoldAsked, HoldSlot
from cleanbee.ports.inbound.booking.assign_cleaner import AssignAsked, AssignCleaner
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.rebook import Rebook, RebookAsked
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Mismatch

MONDAY = datetime(2027, 3, 1, 7, 0, tzinfo=UTC)
NEXT_WEEK = datetime(2027, 3, 10, 8, 0, tzinfo=UTC)
OLD = Document(kind="insurance", valid_until=date(2027, 3, 9))
NEW = Document(kind="insurance", valid_until=date(2027, 3, 10))

Change = Callable[[Town], dict[str, Any]]

BROKEN: dict[str, Change] = {
    "not_active": lambda town: {"phase": Suspended(why="complaints")},
    "skill_missing": lambda town: {"skills": ("deep",)},
    "document_expired": lambda town: {"documents": (OLD,)},
    "blocked": lambda town: {"blocked_customers": (town.customer.id,)},
    "pets": lambda town: {"pets_ok": False},
    "below_pay_floor": lambda town: {"pay_floor_per_h": 100_000},
    "one_person": lambda town: {"phone": "+4915550100"},
}
AGREED_ALL_THE_SAME = {"below_pay_floor"}


async def change(town: Town, **changes: Any) -> None:
    async with town.store.begin() as work:
        was = await work.cleaners.find(town.cleaner.id)
        assert was is not None
        await work.cleaners.replace(was, with_(was, **changes, version=was.version + 1))


async def with_a_dog_and_a_phone(town: Town) -> None:
    async with town.store.begin() as work:
        home, who = await work.homes.find(town.home.id), await work.customers.find(town.customer.id)
        assert home is not None and who is not None
        await work.homes.replace(home, with_(home, pets=("dog",), version=home.version + 1))
        await work.customers.replace(who, with_(who, phone="+4915550100", version=who.version + 1))


def ends(at: datetime) -> tuple[datetime, datetime]:
    return at - timedelta(seconds=1), at


async def nobodys(town: Town, id: QuoteId) -> None:
    async with town.store.begin() as work:
        quote = await work.quotes.find(id)
        assert quote is not None
        await work.quotes.replace(quote, with_(quote, customer=None, version=quote.version + 1))


class CountedIds:
    """Ids, and how many were drawn here."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self.drawn = 0

    def new(self) -> UUID:
        self.drawn += 1
        return self._ids.new()


async def turned(town: Town, id: BookingId, phase: Phase) -> None:
    """The booking's next version, in a phase."""
    async with town.store.begin() as work:
        was = await work.bookings.find(id)
        assert was is not None
        await work.bookings.replace(was, with_(was, phase=phase, version=was.version + 1))


async def the_claims(town: Town) -> int:
    async with town.store.begin() as work:
        span = Window(start=MONDAY, end=MONDAY + timedelta(days=40))
        return len(await work.claims.within([town.cleaner.id], span))


class DoorWalks:
    """Walks that every store must take alike; the caller gives ``build``."""

    @pytest.mark.parametrize("rule", BROKEN)
    async def test_a_slot_of_whoever_may_no_longer_come_is_gone(self, build: Build, rule: str) -> None:
        town = await build(MONDAY)
        await with_a_dog_and_a_phone(town)
        asked, held = await town.asked(NEXT_WEEK), await town.slot(NEXT_WEEK + timedelta(days=1))
        await change(town, **BROKEN[rule](town))
        placed = await town.place(asked)
        assert isinstance(placed, Refused) and placed.why.code == "slot_taken"
        kept = await HoldSlot(town.store, town.ids, town.travel)(HoldAsked(actor=town.mia, slot=held))
        assert isinstance(kept, Refused) and kept.why.code == "slot_taken"
        assert await the_claims(town) == 0

    async def test_a_hold_binds_nobody_who_has_stopped_meanwhile(self, build: Build) -> None:
        town = await build(MONDAY)
        asked = await town.asked(NEXT_WEEK)
        held = await HoldSlot(town.store, town.ids, town.travel)(HoldAsked(actor=town.mia, slot=asked.slot))
        assert isinstance(held, Claim)
        await change(town, **BROKEN["not_active"](town))
        placed = await town.place(asked)
        assert isinstance(placed, Refused) and placed.why.code == "slot_taken"

    @pytest.mark.parametrize("rule", ["blocked", "pets", "one_person"])
    async def test_a_price_asked_before_signing_in_opens_no_way_around_a_veto(self, build: Build, rule: str) -> None:
        town = await build(MONDAY)
        await with_a_dog_and_a_phone(town)
        asked = await town.asked(NEXT_WEEK)
        await nobodys(town, asked.slot.quote)
        await change(town, **BROKEN[rule](town))
        search = FindSlots(town.store, StoredStarts(town.store, town.travel.minutes))
        wanted = AskedSlots(actor=town.mia, quote=asked.slot.quote, from_day=NEXT_WEEK.date(), days=1)
        found = await search(wanted)
        assert not isinstance(found, Refused) and not found.days[0].slots
        kept = await HoldSlot(town.store, town.ids, town.travel)(HoldAsked(actor=town.mia, slot=asked.slot))
        assert isinstance(kept, Refused) and kept.why.code == "slot_taken"
        placed = await town.place(asked)
        assert isinstance(placed, Refused) and placed.why.code == "slot_taken"

    @pytest.mark.parametrize("rule", BROKEN)
    async def test_booking_the_same_again_asks_whether_they_may_still_come(self, build: Build, rule: str) -> None:
        town = await build(MONDAY)
        first = await town.book(NEXT_WEEK - timedelta(days=1))
        await with_a_dog_and_a_phone(town)
        await change(town, **BROKEN[rule](town))
        again = await Rebook(town.store, town.ids, town.place)(RebookAsked(actor=town.mia, booking=first.booking.id))
        assert isinstance(again, Refused) and again.why.code == "slot_taken"
        assert await the_claims(town) == 1

    async def test_the_same_again_is_one_booking_whatever_became_of_the_former_since(self, build: Build) -> None:
        town = await build(MONDAY)
        first = (await town.book(NEXT_WEEK - timedelta(days=1))).booking
        quotes, once = CountedIds(town.ids), Once(principal="mia", key="one intention", fingerprint="the same")
        rebook = Rebook(town.store, quotes, town.place)
        ask = RebookAsked(actor=town.mia, booking=first.id, at_version=first.version)
        again = await rebook(ask, once)
        assert isinstance(again, BookingView) and again.booking.id != first.id
        for phase in (first.phase, AtDoor(cleaner=town.cleaner.id, claim=ClaimId(first.id), since=MONDAY)):
            await turned(town, first.id, phase)
            repeated = await rebook(ask, once)
            assert isinstance(repeated, BookingView) and repeated.booking.id == again.booking.id
        assert (quotes.drawn, await the_claims(town)) == (1, 2)
        anew = await rebook(ask, with_(once, key="another intention"))
        assert isinstance(anew, Refused) and isinstance(anew.why, VersionMoved)

    async def test_a_key_of_the_same_again_is_one_question(self, build: Build) -> None:
        town = await build(MONDAY)
        first = (await town.book(NEXT_WEEK - timedelta(days=1))).booking
        once = Once(principal="mia", key="one intention", fingerprint="the same")
        rebook = Rebook(town.store, town.ids, town.place)
        moved = await rebook(RebookAsked(actor=town.mia, booking=first.id, at_version=99), once)
        assert isinstance(moved, Refused) and isinstance(moved.why, VersionMoved)
        ask = RebookAsked(actor=town.mia, booking=first.id, at_version=first.version)
        assert isinstance(await rebook(ask, once), BookingView), "which version counts was never decided"
        with pytest.raises(Mismatch):
            await rebook(ask, with_(once, fingerprint="another"))

    @pytest.mark.parametrize("rule", [one for one in BROKEN if one not in AGREED_ALL_THE_SAME])
    async def test_the_office_gives_no_clean_to_somebody_who_must_not_come(self, build: Build, rule: str) -> None:
        town = await build(MONDAY, instant=False)
        booking = (await town.book(NEXT_WEEK)).booking
        assert isinstance(booking.phase, Requested)
        await with_a_dog_and_a_phone(town)
        await change(town, **BROKEN[rule](town))
        ask = AssignAsked(
            actor=town.olga, booking=booking.id, cleaner=town.cleaner.id, agreed="on the phone", reason="Nobody else"
        )
        told = await AssignCleaner(town.store, town.ids, town.travel)(ask)
        assert isinstance(told, Refused) and told.why.code == "no_longer_eligible"
        assert getattr(told.why, "reason", "") == rule

    @pytest.mark.parametrize("papers", [(OLD, NEW), (NEW, OLD)])
    async def test_of_two_papers_of_one_kind_the_one_that_lasts_counts(
        self, build: Build, papers: tuple[Document, ...]
    ) -> None:
        town = await build(MONDAY)
        await change(town, documents=papers)
        assert isinstance(await town.place(await town.asked(NEXT_WEEK)), BookingView)
        assert isinstance(await town.place(await town.asked(NEXT_WEEK + timedelta(days=1))), Refused)

    async def test_work_that_ends_at_midnight_needs_no_paper_for_the_day_after(self, build: Build) -> None:
        town = await build(MONDAY)
        every_day = tuple(with_(rule, start_min=0, end_min=1440) for rule in (await self._hours(town)).weekly)
        await change(town, documents=(NEW,))
        async with town.store.begin() as work:
            hours = await work.hours.find(town.cleaner.id)
            assert hours is not None
            await work.hours.replace(hours, with_(hours, weekly=every_day, version=hours.version + 1))
        asked = await town.asked(NEXT_WEEK)
        to_midnight = datetime(2027, 3, 10, 23, 0, tzinfo=UTC) - (asked.slot.window.end - asked.slot.window.start)
        assert isinstance(await town.place(await town.asked(to_midnight)), BookingView)

    async def test_who_has_no_hours_at_all_does_not_work_then(self, build: Build) -> None:
        town = await build(MONDAY, instant=False)
        booking = (await town.book(NEXT_WEEK)).booking
        idle = with_(town.nouns.cleaner(), instant=True)
        async with town.store.begin() as work:
            await work.cleaners.add(idle)
            stored = await work.bookings.find(booking.id)
            assert stored is not None
            await work.bookings.replace(stored, self._for_anyone(stored))
        ask = AssignAsked(actor=town.olga, booking=booking.id, cleaner=idle.id, reason="Nobody else")
        told = await AssignCleaner(town.store, town.ids, town.travel)(ask)
        assert isinstance(told, Refused) and told.why.code == "outside_hours"

    @pytest.mark.parametrize(("late_s", "good"), [(-1, True), (0, False), (1, False)])
    async def test_a_held_slot_is_good_until_the_hold_ends_however_long_ago_it_was_shown(
        self, build: Build, late_s: int, good: bool
    ) -> None:
        town = await build(MONDAY)
        asked = await town.asked(NEXT_WEEK)
        await town.clock.freeze(asked.slot.until - timedelta(minutes=1))
        held = await HoldSlot(town.store, town.ids, town.travel)(HoldAsked(actor=town.mia, slot=asked.slot))
        assert isinstance(held, Claim) and isinstance(held.use, Hold)
        assert held.use.until > asked.slot.until
        await town.clock.freeze(held.use.until + timedelta(seconds=late_s))
        placed = await town.place(asked)
        assert isinstance(placed, BookingView) == good, placed

    async def test_a_hold_keeps_its_quote_open(self, build: Build) -> None:
        town = await build(MONDAY)
        asked = await town.asked(NEXT_WEEK)
        shown_late = with_(asked.slot, until=MONDAY + timedelta(minutes=30))
        await town.clock.freeze(MONDAY + timedelta(minutes=29))
        held = await HoldSlot(town.store, town.ids, town.travel)(HoldAsked(actor=town.mia, slot=shown_late))
        assert isinstance(held, Claim) and isinstance(held.use, Hold)
        async with town.store.begin() as work:
            quote = await work.quotes.find(asked.slot.quote)
            due = [await work.timers.lease_due(at, ["quote.expire"], 9, town.ids.new()) for at in ends(held.use.until)]
        assert quote is not None and quote.phase == Open(until=held.use.until)
        assert [[one.timer.subject for one in found if one.timer is not None] for found in due] == [[], [quote.id]]
        await town.go_to(MONDAY + timedelta(minutes=35))
        assert isinstance(await town.place(with_(asked, slot=shown_late)), BookingView)

    async def _hours(self, town: Town) -> Any:
        async with town.store.begin() as work:
            return await work.hours.find(town.cleaner.id)

    def _for_anyone(self, booking: Booking) -> Booking:
        return with_(booking, wish=Anyone(), version=booking.version + 1)
