"""Slots are shown, held, given back; time off and hours are kept: over memory, as customers and cleaners walk them."""

from __future__ import annotations

from asyncio import gather
from datetime import UTC, date, datetime, timedelta

from tests.unit.ports.booking.walks import Build
from tests.unit.ports.matching.quarter import Quarter, quarter

from cleanbee.adapters.reference.starts import StoredStarts
from cleanbee.domain.availability.claim import Claim, Hold, TimeOff
from cleanbee.domain.availability.hours import DateRule, Hours, WeeklyRule
from cleanbee.domain.availability.slot import Slot
from cleanbee.domain.booking.booking import Confirmed
from cleanbee.domain.kernel import Place, Refused, Window, with_
from cleanbee.domain.people.actor import Anonymous, AsCleaner, AsCustomer
from cleanbee.domain.platform.wallclock import day_bounds
from cleanbee.domain.pricing.quote import Open
from cleanbee.ports.inbound.availability.calendar import (
    Calendar,
    CalendarWanted,
    EndTimeOff,
    ReadCalendar,
    TimeOffAsked,
    TimeOffEnded,
)
from cleanbee.ports.inbound.availability.find_slots import AskedSlots, FindSlots, FoundSlots
from cleanbee.ports.inbound.availability.hold_slot import HoldAsked, HoldSlot
from cleanbee.ports.inbound.availability.hours import HoursAsked, HoursWanted, ReadHours, SetHours
from cleanbee.ports.inbound.availability.release_hold import ReleaseAsked, ReleaseHold
from cleanbee.ports.inbound.availability.sweep_holds import SweepHolds
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.move_booking import MoveAsked, MoveBooking
from cleanbee.ports.inbound.booking.placing import PlaceAsked

NOW = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
START = datetime(2027, 3, 10, 8, 30, tzinfo=UTC)
DAY = date(2027, 3, 10)


async def hold(place: Quarter, slot: Slot, actor: AsCustomer | Anonymous | None = None) -> Claim | Refused:
    use_case = HoldSlot(place.town.store, place.town.ids, place.town.travel)
    return await use_case(HoldAsked(actor=actor or place.town.mia, slot=slot))


async def a_slot(place: Quarter, start: datetime = START) -> Slot:
    return await place.slot_with(place.town.cleaner, start)


async def work_from_six_to_ten(place: Quarter) -> None:
    """The first cleaner works long days from now on."""
    weekly = tuple(WeeklyRule(weekday=day, start_min=360, end_min=1320) for day in range(7))
    me = AsCleaner(id=place.town.cleaner.id)
    assert isinstance(await SetHours(place.town.store)(HoursAsked(actor=me, cleaner=me.id, weekly=weekly)), Hours)


async def shown(place: Quarter, local: str, at: Place | None = None) -> Slot:
    """The slot with the first cleaner that a guest is shown, for the usual home or another."""
    plain = place.town.nouns.quote()
    asked = with_(plain.asked, place=at or plain.asked.place)
    quote = with_(plain, asked=asked, phase=Open(until=await place.town.now() + timedelta(minutes=30)))
    async with place.town.store.begin() as work:
        await work.quotes.add(quote)
    day = date.fromisoformat(local[:10])
    found = await place.find(quote, day, days=1, cleaner=place.town.cleaner.id, actor=Anonymous())
    return next(one.choices[0].slot for one in found.days[0].slots if one.local.text == local)


async def outcome(place: Quarter, slot: Slot) -> str:
    """``held``, or the reason why not."""
    answer = await hold(place, slot, Anonymous())
    return answer.why.code if isinstance(answer, Refused) else "held"


class SlotWalks:
    """Searching, holding and keeping calendars, over any store."""

    async def test_a_held_slot_is_nobody_elses_for_ten_minutes_and_then_everybodys(self, build: Build) -> None:
        place = await quarter(build, NOW)
        mine, others = await a_slot(place), await a_slot(place)
        held = await hold(place, mine)
        assert isinstance(held, Claim)
        assert held.use == Hold(holder=mine.quote, customer=place.town.customer.id, until=NOW + timedelta(minutes=10))
        taken = await hold(place, others)
        assert isinstance(taken, Refused)
        assert taken.why.code == "slot_taken"
        await place.town.clock.freeze(NOW + timedelta(minutes=10))
        assert isinstance(await hold(place, others), Claim)

    async def test_what_is_held_is_not_shown_and_what_was_given_back_is(self, build: Build) -> None:
        place = await quarter(build, NOW)
        slot = await a_slot(place)
        held = await hold(place, slot)
        assert isinstance(held, Claim)
        quote = await place.town.quote()

        async def starts() -> set[datetime]:
            found = await place.find(quote, DAY, days=1)
            return {one.window.start for one in found.days[0].slots}

        assert START not in await starts()
        given_back = await ReleaseHold(place.town.store)(ReleaseAsked(actor=place.town.mia, hold=held.id))
        assert given_back == held
        assert START in await starts()
        again = await ReleaseHold(place.town.store)(ReleaseAsked(actor=place.town.mia, hold=held.id))
        assert isinstance(again, Refused)
        assert again.why.code == "not_found"

    async def test_nobody_gives_back_what_another_holds(self, build: Build) -> None:
        place = await quarter(build, NOW)
        held = await hold(place, await a_slot(place))
        assert isinstance(held, Claim)
        stranger = AsCustomer(id=place.town.nouns.customer().id)
        answer = await ReleaseHold(place.town.store)(ReleaseAsked(actor=stranger, hold=held.id))
        assert isinstance(answer, Refused)
        assert answer.why.code == "not_found"

    async def test_a_customer_keeps_two_slots_and_not_three(self, build: Build) -> None:
        place = await quarter(build, NOW)
        days = [START + timedelta(days=n) for n in range(3)]
        answers = [await hold(place, await a_slot(place, day)) for day in days]
        assert [isinstance(one, Claim) for one in answers] == [True, True, False]
        assert isinstance(answers[2], Refused)
        assert answers[2].why.code == "too_many_holds"

    async def test_holding_the_same_again_keeps_the_first_end_and_another_time_gives_the_first_back(
        self, build: Build
    ) -> None:
        place = await quarter(build, NOW)
        quote = await place.town.quote()
        found = await place.find(quote, DAY, days=1)
        early, late = (found.days[0].slots[n].choices[0].slot for n in (0, 20))
        first = await hold(place, early)
        await place.town.clock.freeze(NOW + timedelta(minutes=5))
        assert await hold(place, early) == first
        second = await hold(place, late)
        assert isinstance(second, Claim)
        claims = await place.claims(place.town.cleaner.id)
        assert [one.id for one in claims] == [second.id]

    async def test_a_slot_that_was_shown_too_long_ago_cannot_be_held(self, build: Build) -> None:
        place = await quarter(build, NOW)
        slot = await a_slot(place)
        await place.town.clock.freeze(slot.until)
        answer = await hold(place, slot)
        assert isinstance(answer, Refused)
        assert answer.why.code == "slot_expired"

    async def test_lapsed_holds_are_swept_and_living_ones_stay(self, build: Build) -> None:
        place = await quarter(build, NOW)
        await hold(place, await a_slot(place))
        await place.town.clock.freeze(NOW + timedelta(minutes=5))
        await hold(place, await a_slot(place, START + timedelta(days=1)))
        sweep = SweepHolds(place.town.store)
        assert await sweep() == 0
        await place.town.clock.freeze(NOW + timedelta(minutes=10))
        assert await sweep() == 1
        assert len(await place.claims(place.town.cleaner.id)) == 1

    async def test_every_slot_that_is_shown_can_be_held_by_whoever_asks_first(self, build: Build) -> None:
        place = await quarter(build, NOW)
        await place.joined("Near", north=4)
        await place.book(place.town.cleaner, START)
        quote = await place.town.quote()
        found = await place.find(quote, DAY, days=1, per_slot=5)
        shown = [choice.slot for one in found.days[0].slots for choice in one.choices]
        assert len(shown) > 40
        for slot in shown:
            held = await hold(place, slot)
            assert isinstance(held, Claim), (slot.local.text, held)

    async def test_a_search_says_who_knows_the_home_and_at_which_price(self, build: Build) -> None:
        place = await quarter(build, NOW)
        near = await place.joined("Near", north=1, instant=True)
        async with place.town.store.begin() as work:
            mia = await work.customers.find(place.town.customer.id)
            assert mia is not None
            await work.customers.replace(mia, with_(mia, version=2, favourites=(near.id,)))
        quote = await place.town.quote()
        found = await place.find(quote, DAY, days=2)
        assert [one.day for one in found.days] == [DAY, DAY + timedelta(days=1)]
        first = found.days[0].slots[0]
        assert first.local.text == "2027-03-10T07:00"
        assert [one.cleaner.id for one in first.choices] == [near.id, place.town.cleaner.id]
        assert [reason.code for reason in first.choices[0].reasons] == ["favourite", "close", "instant"]
        assert first.choices[0].slot.price == quote.price.total
        assert first.choices[0].slot.until == NOW + timedelta(minutes=15)

    async def test_a_blocked_cleaner_is_never_shown(self, build: Build) -> None:
        place = await quarter(build, NOW)
        async with place.town.store.begin() as work:
            mia = await work.customers.find(place.town.customer.id)
            assert mia is not None
            await work.customers.replace(mia, with_(mia, version=2, blocked_cleaners=(place.town.cleaner.id,)))
        found = await place.find(await place.town.quote(), DAY)
        assert all(not day.slots for day in found.days)

    async def test_a_stranger_finds_nothing_for_a_quote_that_is_not_theirs(self, build: Build) -> None:
        place = await quarter(build, NOW)
        quote = await place.town.quote()
        stranger = AsCustomer(id=place.town.nouns.customer().id)
        ask = AskedSlots(actor=stranger, quote=quote.id, from_day=DAY)
        answer = await FindSlots(place.town.store, StoredStarts(place.town.store, place.town.travel.minutes))(ask)
        assert isinstance(answer, Refused)
        assert answer.why.code == "not_found"

    async def test_a_move_is_shown_only_with_its_own_cleaner_at_the_old_price_and_can_be_had(
        self, build: Build
    ) -> None:
        place = await quarter(build, NOW)
        instant = await place.joined("Instant", north=2, instant=True)
        slot = await place.slot_with(instant, START)
        placed = await place.town.place(
            PlaceAsked(actor=place.town.mia, slot=slot, home=place.town.home.id, card=place.town.card.id)
        )
        assert isinstance(placed, BookingView)
        assert isinstance(placed.booking.phase, Confirmed)
        ask = AskedSlots(actor=place.town.mia, booking=placed.booking.id, from_day=DAY, days=1)
        found = await FindSlots(place.town.store, StoredStarts(place.town.store, place.town.travel.minutes))(ask)
        assert isinstance(found, FoundSlots)
        shown = [choice.slot for one in found.days[0].slots for choice in one.choices]
        assert {one.cleaner for one in shown} == {instant.id}
        assert {one.price for one in shown} == {placed.booking.price.total}
        quarter_later = next(one for one in shown if one.window.start == START + timedelta(minutes=15))
        moved = await MoveBooking(place.town.store, place.town.ids, place.town.travel)(
            MoveAsked(actor=place.town.mia, booking=placed.booking.id, slot=quarter_later)
        )
        assert isinstance(moved, BookingView)
        (claim,) = await place.claims(instant.id)
        assert claim.work == quarter_later.window

    async def test_time_off_is_refused_over_promises_and_kept_elsewhere(self, build: Build) -> None:
        place = await quarter(build, NOW)
        instant = await place.joined("Instant", north=2, instant=True)
        slot = await place.slot_with(instant, START)
        placed = await place.town.place(
            PlaceAsked(actor=place.town.mia, slot=slot, home=place.town.home.id, card=place.town.card.id)
        )
        assert isinstance(placed, BookingView)
        me = AsCleaner(id=instant.id)
        take = place.take_time_off
        that_day = Window(start=START.replace(hour=0), end=START.replace(hour=20))
        refused = await take(TimeOffAsked(actor=me, cleaner=instant.id, span=that_day))
        assert isinstance(refused, Refused)
        assert getattr(refused.why, "bookings", None) == (placed.booking.id,)
        next_day = Window(start=that_day.start + timedelta(days=1), end=that_day.end + timedelta(days=1))
        off = await take(TimeOffAsked(actor=me, cleaner=instant.id, span=next_day, note="dentist"))
        assert isinstance(off, Claim)
        assert off.use == TimeOff(note="dentist")
        quote = await place.town.quote()
        found = await place.find(quote, DAY + timedelta(days=1), days=1, cleaner=instant.id)
        assert found.days[0].slots == ()
        calendar = await ReadCalendar(place.town.store)(CalendarWanted(actor=me, cleaner=instant.id, span=next_day))
        assert isinstance(calendar, Calendar)
        assert calendar.claims == (off,)
        ended = await EndTimeOff(place.town.store)(TimeOffEnded(actor=me, claim=off.id))
        assert ended == off
        assert (await place.find(quote, DAY + timedelta(days=1), days=1, cleaner=instant.id)).days[0].slots

    async def test_new_hours_count_for_what_is_asked_from_now_on(self, build: Build) -> None:
        place = await quarter(build, NOW)
        cleaner = place.town.cleaner
        me = AsCleaner(id=cleaner.id)
        before = await ReadHours(place.town.store)(HoursWanted(actor=me, cleaner=cleaner.id))
        assert isinstance(before, Hours)
        ask = HoursAsked(actor=me, cleaner=cleaner.id, weekly=before.weekly, dates=(DateRule(day=DAY),), at_version=1)
        after = await SetHours(place.town.store)(ask)
        assert isinstance(after, Hours)
        assert after.version == 2
        found = await place.find(await place.town.quote(), DAY, days=2)
        assert [bool(day.slots) for day in found.days] == [False, True]
        stale = await SetHours(place.town.store)(ask)
        assert isinstance(stale, Refused)
        assert stale.why.code == "version_moved"

    async def test_a_cleaners_calendar_and_hours_are_their_own_affair(self, build: Build) -> None:
        place = await quarter(build, NOW)
        other = AsCleaner(id=(await place.joined("Other")).id)
        mine = place.town.cleaner.id
        start, end = day_bounds(DAY, "Europe/Berlin")
        span = Window(start=start, end=end)
        answers = [
            await ReadCalendar(place.town.store)(CalendarWanted(actor=other, cleaner=mine, span=span)),
            await ReadHours(place.town.store)(HoursWanted(actor=other, cleaner=mine)),
            await SetHours(place.town.store)(HoursAsked(actor=other, cleaner=mine, weekly=())),
            await place.take_time_off(TimeOffAsked(actor=other, cleaner=mine, span=span)),
        ]
        assert [one.why.code for one in answers if isinstance(one, Refused)] == ["not_found"] * 4

    async def test_a_guest_holds_the_slot_of_a_guests_quote(self, build: Build) -> None:
        place = await quarter(build, NOW)
        quote = with_(await place.town.quote(), id=place.town.ids.new(), customer=None)
        async with place.town.store.begin() as work:
            await work.quotes.add(quote)
        found = await place.find(quote, DAY, days=1, actor=Anonymous())
        slot = found.days[0].slots[0].choices[0].slot
        held = await hold(place, slot, Anonymous())
        assert isinstance(held, Claim)
        assert held.place == quote.asked.place

    async def test_of_many_who_hold_one_slot_at_once_exactly_one_has_it(self, build: Build) -> None:
        place = await quarter(build, NOW)
        slots = [await a_slot(place) for _ in range(8)]
        guests = [with_(await place.town.quote(), id=slot.quote, customer=None) for slot in slots]
        async with place.town.store.begin() as work:
            for guest in guests:
                kept = await work.quotes.find(guest.id)
                assert kept is not None
                await work.quotes.replace(kept, with_(guest, version=2))
        answers = await gather(*(hold(place, slot, Anonymous()) for slot in slots))
        assert [one.why.code for one in answers if isinstance(one, Refused)] == ["slot_taken"] * 7
        (winner,) = [one for one in answers if isinstance(one, Claim)]
        assert await place.claims(place.town.cleaner.id) == [winner]

    async def test_neighbouring_slots_held_at_once_never_overlap(self, build: Build) -> None:
        place = await quarter(build, NOW)
        quotes = [await place.town.quote() for _ in range(2)]
        shown = [(await place.find(quote, DAY, days=1)).days[0].slots for quote in quotes]
        wanted = [shown[0][4].choices[0].slot, shown[1][6].choices[0].slot]
        answers = await gather(*(hold(place, slot) for slot in wanted))
        assert sorted(type(one).__name__ for one in answers) == ["Claim", "Refused"]

    async def test_what_was_shown_is_judged_again_when_it_is_held(self, build: Build) -> None:
        place = await quarter(build, NOW)
        await work_from_six_to_ten(place)
        away = Place(lat_e6=place.town.home.place.lat_e6 + 30_000, lon_e6=place.town.home.place.lon_e6)
        full = await shown(place, "2027-03-10T15:00")
        near = await shown(place, "2027-03-11T10:15")
        morning = await shown(place, "2027-03-13T07:00")
        assert await outcome(place, await shown(place, "2027-03-10T06:00")) == "held"
        assert await outcome(place, await shown(place, "2027-03-10T10:00")) == "held"
        assert await outcome(place, full) == "day_full"
        assert await outcome(place, await shown(place, "2027-03-11T07:00", away)) == "held"
        assert await outcome(place, near) == "cannot_reach"
        assert await outcome(place, await shown(place, "2027-03-12T19:00")) == "held"
        assert await outcome(place, morning) == "rest_too_short"

    async def test_hours_that_changed_and_notice_that_ran_out_are_judged_too(self, build: Build) -> None:
        place = await quarter(build, NOW)
        slot = await shown(place, "2027-03-10T09:30")
        forged = with_(slot, local=with_(slot.local, minute=565))
        assert await outcome(place, forged) == "off_grid"
        me = AsCleaner(id=place.town.cleaner.id)
        off = HoursAsked(actor=me, cleaner=me.id, weekly=(), dates=())
        await SetHours(place.town.store)(off)
        assert await outcome(place, slot) == "outside_hours"
        await work_from_six_to_ten(place)
        await place.town.clock.freeze(START - timedelta(hours=4, minutes=5))
        soon = await shown(place, "2027-03-10T09:30")
        await place.town.clock.freeze(START - timedelta(hours=3, minutes=59))
        assert await outcome(place, soon) == "too_soon"
