"""Time off over a promise that nobody has been told of: it passes to another first, and only else it is refused."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from tests.unit.ports.booking.late_walks import FAR, MONDAY, Quarter, quarter
from tests.unit.ports.booking.race_walks import newcomer
from tests.unit.ports.booking.walks import Build

from cleanbee.adapters.reference.reshuffle import ReferenceReshuffle
from cleanbee.domain.availability.claim import Booked, Claim, PromisesInside, TimeOff
from cleanbee.domain.kernel import OpsId, Place, Refused, Window, with_
from cleanbee.domain.people.actor import AsCleaner, AsCustomer, AsOps
from cleanbee.ports.inbound.availability.calendar import TimeOffAsked
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.cancel_booking import CancelAsked, CancelBooking
from cleanbee.ports.inbound.matching.bind_late import BindLate
from cleanbee.ports.inbound.matching.take_time_off import TakeTimeOff

HOUR = timedelta(hours=1)
VISIT = Window(start=FAR, end=FAR + 2 * HOUR)


async def off(place: Quarter, span: Window, who: int = 0) -> Claim | Refused[Any]:
    """One of the cleaners takes this time off."""
    town, me = place.town, place.people[who].id
    late = BindLate(town.ids, town.travel, ReferenceReshuffle())
    take = TakeTimeOff(town.store, town.ids, town.travel, late)
    return await take(TimeOffAsked(actor=AsCleaner(id=me), cleaner=me, span=span))


async def claims(place: Quarter, who: int = 0) -> list[Claim]:
    async with place.town.store.begin() as work:
        return list(await work.claims.within([place.people[who].id], Window(start=FAR - 9 * HOUR, end=FAR + 12 * HOUR)))


async def at(place: Quarter, home: Place, start: Any, wish: str = "prefer") -> BookingView:
    """A newcomer who lives somewhere else books the first cleaner."""
    ask = await newcomer(place.town, start)
    async with place.town.store.begin() as work:
        found = await work.homes.find(ask.home)
        assert found is not None
        await work.homes.replace(found, with_(found, place=home, version=2))
        quote = await work.quotes.find(ask.slot.quote)
        assert quote is not None
        await work.quotes.replace(quote, with_(quote, asked=with_(quote.asked, place=home), version=2))
    view = await place.town.place(with_(ask, wish=wish))
    assert isinstance(view, BookingView), view
    return view


async def call_off(place: Quarter, view: BookingView) -> None:
    """The customer calls it off."""
    ask = CancelAsked(actor=AsCustomer(id=view.booking.customer), booking=view.booking.id, reason="x")
    assert isinstance(await CancelBooking(place.town.store, place.town.ids)(ask), BookingView)


class TimeOffWalks:
    """Over any store: ``build`` gives a town."""

    async def test_an_untold_visit_passes_to_another_and_the_time_is_the_cleaners_own(self, build: Build) -> None:
        place = await quarter(await build(MONDAY), {})
        first = await place.book(0)
        taken = await off(place, VISIT)
        assert isinstance(taken, Claim) and isinstance(taken.use, TimeOff), taken
        assert await place.who_comes(first) == place.people[1].id
        await place.whole([first])
        (told,) = await place.receipts(first, AsOps(id=OpsId(place.people[0].id), role="support"))
        assert told.passed is not None and told.passed.instead is None
        assert (told.passed.was, told.passed.to) == (place.people[0].id, place.people[1].id)

    async def test_where_nobody_can_take_it_on_the_time_off_is_refused_and_nothing_moves(self, build: Build) -> None:
        place = await quarter(await build(MONDAY), {"instant": False})
        first = await place.book(0)
        refused = await off(place, VISIT)
        assert refused == Refused(why=PromisesInside(bookings=(first.booking.id,)))
        assert await place.who_comes(first) == place.people[0].id
        await place.whole([first])

    async def test_what_was_named_or_told_stays_and_so_does_what_stands_beside_it(self, build: Build) -> None:
        place = await quarter(await build(MONDAY), {})
        named = await place.book(0, wish="prefer")
        late = await place.book(0, FAR + 5 * HOUR)
        both = Window(start=FAR, end=FAR + 8 * HOUR)
        refused = await off(place, both)
        assert isinstance(refused, Refused) and isinstance(refused.why, PromisesInside)
        assert refused.why.bookings == (named.booking.id, late.booking.id)
        assert await place.who_comes(late) == place.people[0].id
        await place.town.clock.freeze(late.booking.phase.told_at)
        told = await off(place, Window(start=FAR + 5 * HOUR, end=FAR + 6 * HOUR))
        assert told == Refused(why=PromisesInside(bookings=(late.booking.id,)))

    async def test_two_visits_inside_pass_to_whoever_can_take_each(self, build: Build) -> None:
        place = await quarter(await build(MONDAY), {}, {})
        visits = [await place.book(0), await place.book(0, FAR + 5 * HOUR)]
        assert isinstance(await off(place, Window(start=FAR - HOUR, end=FAR + 9 * HOUR)), Claim)
        assert place.people[0].id not in {await place.who_comes(one) for one in visits}
        await place.whole(visits)

    async def test_of_all_who_take_the_same_time_off_at_once_nobody_is_dropped(self, build: Build) -> None:
        place = await quarter(await build(MONDAY), {}, {})
        visits = [await place.book(0), await place.book(1)]
        taken = await asyncio.gather(*(off(place, VISIT, who) for who in range(3)))
        assert sum(isinstance(one, Claim) for one in taken) <= 1
        await place.whole(visits)

    async def test_a_longer_way_to_what_comes_after_is_not_given_away_with_the_visit_before_it(
        self, build: Build
    ) -> None:
        """Once the visit before it is called off, the next one is reached from home: that way is not free."""
        place = await quarter(await build(MONDAY), {"instant": False})
        far = with_(place.town.home.place, lat_e6=place.town.home.place.lat_e6 + 40_000)
        before = await at(place, far, FAR)
        after = await at(place, far, FAR + 5 * HOUR)
        kept = next(one for one in await claims(place) if one.use == Booked(booking=after.booking.id))
        await CancelBooking(place.town.store, place.town.ids)(
            CancelAsked(
                actor=AsOps(id=OpsId(place.people[0].id), role="support"), booking=before.booking.id, reason="x"
            )
        )
        way = timedelta(minutes=place.town.travel.minutes(place.people[0].base, far))
        assert way > kept.work.start - kept.blocked.start + timedelta(minutes=1)
        gap = Window(start=FAR, end=kept.work.start - way)
        over = await off(place, with_(gap, end=kept.work.start - timedelta(minutes=1)))
        assert over == Refused(why=PromisesInside(bookings=(after.booking.id,)))
        assert isinstance(await off(place, gap), Claim)
        now = next(one for one in await claims(place) if one.use == Booked(booking=after.booking.id))
        assert now.work.start - now.blocked.start == way

    async def test_a_way_that_is_shorter_by_now_leaves_the_rest_of_it_free(self, build: Build) -> None:
        place = await quarter(await build(MONDAY), {"instant": False})
        here = place.town.home.place
        before = await at(place, with_(here, lat_e6=here.lat_e6 + 40_000), FAR)
        after = await at(place, here, FAR + 5 * HOUR)
        kept = next(one for one in await claims(place) if one.use == Booked(booking=after.booking.id))
        await CancelBooking(place.town.store, place.town.ids)(
            CancelAsked(
                actor=AsOps(id=OpsId(place.people[0].id), role="support"), booking=before.booking.id, reason="x"
            )
        )
        way = timedelta(minutes=place.town.travel.minutes(place.people[0].base, here))
        assert kept.work.start - kept.blocked.start > way
        assert isinstance(await off(place, Window(start=FAR, end=kept.work.start - way)), Claim)
