"""Stories of a door: a PIN that is tried, and the office's word for a visit, over any store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.unit.ports.booking.booking_walks import read
from tests.unit.ports.booking.walks import Build, Town

from cleanbee.adapters.reference.estimates import DeclaredEstimates
from cleanbee.adapters.reference.scorer import ReferenceScorer
from cleanbee.domain.booking.arrival import PinLocked, PinWrong
from cleanbee.domain.booking.booking import AtDoor, AwaitingChoice, Cancelled, Confirmed, InProgress, MoneyNotSecured
from cleanbee.domain.booking.missed import CountedAsMissed
from cleanbee.domain.kernel import NotAllowed, ReasonMissing, Refused, VersionMoved, evolve, with_
from cleanbee.domain.payment.open_item import NothingToJudge
from cleanbee.domain.payment.payment import Captured, Declined, Owed
from cleanbee.domain.people.person import AccessNotes
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.check_in import CheckIn, CheckInAsked
from cleanbee.ports.inbound.booking.finish_cleaning import FinishCleaning
from cleanbee.ports.inbound.booking.judge_no_show import JudgeNoShow, NoShowJudged
from cleanbee.ports.inbound.booking.override_visit import OverrideAsked, OverrideVisit
from cleanbee.ports.inbound.booking.read_booking import ReadBooking
from cleanbee.ports.inbound.booking.read_queue import Queue, QueueAsked, ReadQueue
from cleanbee.ports.inbound.booking.set_off import SetOff
from cleanbee.ports.inbound.booking.start_cleaning import StartCleaning
from cleanbee.ports.inbound.people.turn_preference import Named, PreferenceAsked, TurnPreference

MONDAY = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
WEDNESDAY = datetime(2027, 3, 3, 8, 0, tzinfo=UTC)
NEXT_WEEK = datetime(2027, 3, 10, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
PIN = "7483"


async def with_a_pin(place: Town) -> None:
    async with place.store.begin() as work:
        home = await work.homes.find(place.home.id)
        assert home is not None
        await work.homes.replace(home, evolve(home, notes=AccessNotes(text="Ring twice", pin=PIN)))


class ArrivalWalks:
    """Doors, over any store."""

    async def test_wrong_pins_are_kept_though_they_are_refused_and_the_third_is_the_last(self, build: Build) -> None:
        place = await build(MONDAY)
        await with_a_pin(place)
        view = await place.book(WEDNESDAY)
        await place.go_to(WEDNESDAY - HOUR / 2)
        check_in = CheckIn(place.store, place.ids, place.travel)
        wrong = CheckInAsked(actor=place.joyce, booking=view.booking.id, pin="0000")
        said = [await check_in(wrong) for _ in range(4)]
        assert said == [*(Refused(why=PinWrong(left=left)) for left in (2, 1, 0)), Refused(why=PinLocked())]
        now = (await read(place, view)).booking
        assert isinstance(now.phase, Confirmed)
        assert (now.phase.wrong_pins, now.version) == (3, view.booking.version + 3)
        assert isinstance(await SetOff(place.store)(place.about(view)), BookingView)
        assert await check_in(with_(wrong, pin=PIN)) == Refused(why=PinLocked())
        await place.go_to(WEDNESDAY + timedelta(minutes=20))
        assert {mark.what for mark in (await read(place, view)).booking.marks} == {"late"}, "the timers still stand"

    async def test_the_right_pin_opens_where_no_position_is_found(self, build: Build) -> None:
        place = await build(MONDAY)
        await with_a_pin(place)
        view = await place.book(WEDNESDAY)
        await place.go_to(WEDNESDAY)
        door = await CheckIn(place.store, place.ids, place.travel)(
            CheckInAsked(actor=place.joyce, booking=view.booking.id, pin=PIN)
        )
        assert isinstance(door, BookingView)
        assert isinstance(door.booking.phase, AtDoor)
        assert door.booking.phase.shown_by == "pin"
        assert PIN not in repr(door)

    async def test_the_office_lets_a_visit_go_on_whose_card_fails_and_the_customer_owes(self, build: Build) -> None:
        place = await build(MONDAY, token="card_insufficient")
        view = await place.book(NEXT_WEEK)
        await place.go_to(NEXT_WEEK - 7 * HOUR)
        override = OverrideVisit(place.store)
        ask = OverrideAsked(actor=place.olga, booking=view.booking.id, what="money", reason="Pays by transfer")
        for nobody in (place.mia, place.joyce):
            assert await override(with_(ask, actor=nobody)) == Refused(why=NotAllowed(action="booking.override"))
        version = (await read(place, view)).booking.version
        assert await override(with_(ask, at_version=version + 1)) == Refused(why=VersionMoved(current=version))
        assert isinstance(await override(ask), BookingView)
        await place.go_to(NEXT_WEEK - HOUR / 2)
        assert isinstance((await read(place, view)).payment.phase, Declined)
        for step in (SetOff(place.store)(place.about(view)), self._here(place, view)):
            assert isinstance(await step, BookingView)
        started = await StartCleaning(place.store)(place.about(view))
        assert isinstance(started, BookingView)
        assert isinstance(started.booking.phase, InProgress)
        await place.go_to(view.booking.window.end)
        assert isinstance(await FinishCleaning(place.store, place.ids)(place.about(view)), BookingView)
        await place.go_to(view.booking.window.end + 30 * HOUR)
        assert isinstance((await read(place, view)).payment.phase, Owed | Captured)
        assert (await place.ledger())["cleaner:payable"] == -5040

    async def test_without_the_offices_word_nobody_checks_in_towards_money_that_is_not_there(
        self, build: Build
    ) -> None:
        place = await build(MONDAY, token="card_insufficient")
        view = await place.book(NEXT_WEEK)
        await place.clock.freeze(NEXT_WEEK - HOUR / 2)
        assert await self._here(place, view) == Refused(why=MoneyNotSecured())

    async def test_who_was_there_in_time_has_missed_nothing_though_it_is_heard_after_the_no_show(
        self, build: Build
    ) -> None:
        place = await build(MONDAY)
        view = await place.book(WEDNESDAY)
        await place.go_to(WEDNESDAY + 35 * MINUTE)
        assert isinstance((await read(place, view)).booking.phase, AwaitingChoice)
        came = WEDNESDAY - 2 * MINUTE
        door = await self._here(place, view, came)
        assert isinstance(door, BookingView)
        assert isinstance(door.booking.phase, AtDoor)
        assert (door.booking.phase.since, door.booking.phase.heard) == (came, WEDNESDAY + 35 * MINUTE)
        assert [(one.what, one.not_kept, one.disproved_at) for one in door.booking.marks] == [
            ("late", False, WEDNESDAY + 35 * MINUTE), ("no_show", False, WEDNESDAY + 35 * MINUTE),
        ]  # fmt: skip
        late = with_(place.about(view), occurred_at=WEDNESDAY)
        assert isinstance(await StartCleaning(place.store)(late), BookingView)
        await place.go_to(view.booking.window.end)
        assert isinstance(await FinishCleaning(place.store, place.ids)(place.about(view)), BookingView)
        await place.go_to(view.booking.window.end + 30 * HOUR)
        assert (await place.ledger())["cleaner:payable"] == -5040

    async def test_a_word_that_was_kept_is_no_matter_any_more_once_they_count_as_having_come(
        self, build: Build
    ) -> None:
        place = await build(MONDAY)
        view = await place.book(WEDNESDAY)
        await place.go_to(WEDNESDAY + 35 * MINUTE)
        off = with_(place.about(view), occurred_at=WEDNESDAY - HOUR / 2)
        assert isinstance(await SetOff(place.store)(off), Refused)
        assert await self._contested(place) == ["set_off 07:30 UTC"]
        (one,) = (await self._queue(place)).needs
        assert (one.need.booking.id, one.need.code) == (view.booking.id, "choice_open"), "a visit stands there once"
        assert (one.need.evidence, one.who) == ("set_off 07:30 UTC", place.cleaner.name)
        assert isinstance(await self._here(place, view, WEDNESDAY - 2 * MINUTE), BookingView)
        assert await self._contested(place) == []
        assert (await self._queue(place)).total == 0

    async def test_whom_the_customer_has_blocked_since_does_not_come_back_by_a_late_word(self, build: Build) -> None:
        place = await build(MONDAY)
        view = await place.book(WEDNESDAY)
        await place.go_to(WEDNESDAY + 35 * MINUTE)
        block = PreferenceAsked(actor=place.mia, cleaner=place.cleaner.id, verb="block")
        assert isinstance(await TurnPreference(place.store)(block), Named)
        no = await self._here(place, view, WEDNESDAY - 2 * MINUTE)
        assert no == Refused(why=CountedAsMissed(found_at=WEDNESDAY + 30 * MINUTE, distance_m=0))
        assert isinstance((await read(place, view)).booking.phase, AwaitingChoice)

    async def test_what_is_heard_when_the_clean_is_called_off_is_kept_step_by_step_and_judged(
        self, build: Build
    ) -> None:
        place = await build(MONDAY)
        view = await place.book(WEDNESDAY)
        await place.go_to(WEDNESDAY + 3 * HOUR)
        assert isinstance((await read(place, view)).booking.phase, Cancelled)
        no = await self._here(place, view, WEDNESDAY - 2 * MINUTE)
        assert no == Refused(why=CountedAsMissed(found_at=WEDNESDAY + HOUR / 2, distance_m=0))
        late = with_(place.about(view), occurred_at=WEDNESDAY)
        assert isinstance(await StartCleaning(place.store)(late), Refused)
        assert isinstance(await StartCleaning(place.store)(late), Refused), "told twice it is kept once"
        mine = await ReadBooking(place.store)(place.about(view))
        assert isinstance(mine, BookingView) and mine.missed is not None
        assert (mine.missed.told_at, mine.missed.judged) == (WEDNESDAY + 3 * HOUR, None)
        told = "check_in 07:58 UTC (0 m from the door); start 08:00 UTC"
        assert await self._contested(place) == [told]
        judge = JudgeNoShow(place.store)
        ask = NoShowJudged(actor=place.olga, booking=view.booking.id, came=True, reason="The customer says so")
        assert await judge(with_(ask, reason=" ")) == Refused(why=ReasonMissing())
        assert isinstance(await judge(ask), BookingView)
        assert await judge(ask) == Refused(why=NothingToJudge())
        assert await self._contested(place) == []
        mine = await ReadBooking(place.store)(place.about(view))
        assert isinstance(mine, BookingView) and mine.missed is not None and mine.missed.judged is not None
        assert (mine.missed.judged.right, mine.missed.judged.why) == (True, "The customer says so")

    async def _contested(self, place: Town) -> list[str]:
        async with place.store.begin() as work:
            return [one.finding.text for one in await work.open_items.open()]

    async def _queue(self, place: Town) -> Queue:
        read = ReadQueue(place.store, place.travel, DeclaredEstimates(), ReferenceScorer())
        queue = await read(QueueAsked(actor=place.olga))
        assert isinstance(queue, Queue)
        return queue

    async def _here(self, place: Town, view: BookingView, at: datetime | None = None) -> object:
        ask = CheckInAsked(actor=place.joyce, booking=view.booking.id, here=place.home.place, occurred_at=at)
        return await CheckIn(place.store, place.ids, place.travel)(ask)
