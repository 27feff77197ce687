"""Walks of extra time, told over any store: asked for on site, agreed to and paid, or the visit ends as booked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.unit.ports.booking.walks import Build, Town

from cleanbee.domain.booking.booking import Booking, ExtraPaid, ExtraUnpaid, InProgress
from cleanbee.domain.booking.extra import AlreadyAsked, NextVisitLate, NotAsked, PastTheEnd
from cleanbee.domain.kernel import BookingId, NotInPhase, Refused, evolve
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.check_in import CheckIn, CheckInAsked
from cleanbee.ports.inbound.booking.extra_time import ApproveExtraTime, AskExtraTime, ExtraTimeWanted
from cleanbee.ports.inbound.booking.finish_cleaning import FinishCleaning
from cleanbee.ports.inbound.booking.start_cleaning import StartCleaning

MONDAY = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
START = datetime(2027, 3, 3, 8, 0, tzinfo=UTC)
END = START + timedelta(hours=3)
HALF = timedelta(minutes=30)


async def at_work(place: Town) -> BookingView:
    """Mia's clean has begun."""
    view = await place.book(START)
    await place.go_to(START - timedelta(minutes=5))
    here = CheckInAsked(actor=place.joyce, booking=view.booking.id, here=place.home.place)
    assert isinstance(await CheckIn(place.store, place.ids, place.travel)(here), BookingView)
    await place.go_to(START)
    begun = await StartCleaning(place.store)(place.about(view))
    assert isinstance(begun, BookingView), begun
    return begun


async def ask(place: Town, view: BookingView, minutes: int = 30) -> Any:
    wanted = ExtraTimeWanted(actor=place.joyce, booking=view.booking.id, minutes=minutes)
    return await AskExtraTime(place.store)(wanted)


async def agree(place: Town, view: BookingView) -> Any:
    return await ApproveExtraTime(place.store, place.ids, place.settle)(place.about(view, place.mia))


async def kept(place: Town, id: BookingId) -> Booking:
    """The booking, whose claim is as long as it is."""
    async with place.store.begin() as work:
        booking = await work.bookings.find(id)
        assert booking is not None
        if isinstance(booking.phase, InProgress):
            claim = await work.claims.find(booking.phase.claim)
            assert claim is not None and claim.work == booking.window
    return booking


class ExtraWalks:
    """What extra time promises."""

    async def test_what_the_customer_agrees_to_is_charged_apart_paid_out_and_kept_in_the_calendar(
        self, build: Build
    ) -> None:
        place = await build(MONDAY)
        view = await at_work(place)
        asked = await ask(place, view)
        assert asked.booking.extra.price.total.amount == 1440
        assert (await agree(place, view)).booking.window.end == END + HALF
        booking, books = await kept(place, view.booking.id), await place.ledger()
        assert booking.extra is not None and isinstance(booking.extra.phase, ExtraPaid)
        assert (booking.minutes, books["gateway"], books["cleaner:payable"], books["tax:due"]) == (
            210,
            1440,
            -840,
            -240,
        )
        await place.go_to(END + HALF)
        await FinishCleaning(place.store, place.ids)(place.about(view))
        await place.go_to(END + timedelta(hours=30))
        books = await place.ledger()
        assert (books["gateway"], books.get("customer:owed", 0)) == (8640 + 1440, 0), "the visit costs what it did"

    async def test_a_card_that_does_not_pay_for_it_leaves_the_visit_as_it_was_booked(self, build: Build) -> None:
        place = await build(MONDAY)
        view = await at_work(place)
        await ask(place, view, 60)
        async with place.store.begin() as work:
            await work.cards.replace(place.card, evolve(place.card, token="card_declined"))
        await agree(place, view)
        booking = await kept(place, view.booking.id)
        assert booking.extra is not None and isinstance(booking.extra.phase, ExtraUnpaid)
        assert (booking.window.end, booking.minutes) == (END, 180)
        assert (await place.ledger()).get("cleaner:payable", 0) == 0
        assert await agree(place, view) == Refused(why=NotAsked())

    async def test_the_next_visit_is_not_put_off_for_it(self, build: Build) -> None:
        place = await build(MONDAY)
        await place.book(END + timedelta(minutes=45))
        view = await at_work(place)
        assert await ask(place, view, 45) == Refused(why=NextVisitLate(most_min=30))
        assert isinstance(await ask(place, view, 30), BookingView)
        assert (await agree(place, view)).booking.window.end == END + HALF, "up to the way to the next one"

    async def test_it_is_asked_for_once_and_agreed_to_while_there_is_work_and_time(self, build: Build) -> None:
        place = await build(MONDAY)
        early = await place.book(START)
        assert await ask(place, early) == Refused(why=NotInPhase(phase="confirmed"))
        await place.go_to(START - timedelta(minutes=5))
        here = CheckInAsked(actor=place.joyce, booking=early.booking.id, here=place.home.place)
        view = await CheckIn(place.store, place.ids, place.travel)(here)
        assert isinstance(view, BookingView)
        assert isinstance(await ask(place, view), BookingView), "at the door already"
        assert await agree(place, view) == Refused(why=NotInPhase(phase="at_door"))
        await StartCleaning(place.store)(place.about(view))
        assert await ask(place, view, 15) == Refused(why=AlreadyAsked())
        await place.clock.freeze(END)
        assert await agree(place, view) == Refused(why=PastTheEnd())

    async def test_two_yeses_are_one_charge(self, build: Build) -> None:
        place = await build(MONDAY)
        view = await at_work(place)
        await ask(place, view)
        await agree(place, view)
        assert await agree(place, view) == Refused(why=NotAsked())
        assert (await place.ledger())["gateway"] == 1440
