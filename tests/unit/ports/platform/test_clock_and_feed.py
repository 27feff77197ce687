"""Moving the sandbox's time does what falls due in its order; the feed tells everybody what is theirs."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from tests.unit.ports.platform.small_house import Diary, SmallHouse

from cleanbee.domain.kernel import CustomerId, NotAllowed, Refused, Timer
from cleanbee.domain.people.actor import Anonymous, AsCustomer, AsOps, AsSystem
from cleanbee.ports.contracts.nouns import MORNING
from cleanbee.ports.inbound.platform.advance_clock import (
    FARTHEST_MIN,
    LATEST,
    AdvanceClock,
    Advanced,
    ClockAsked,
    OnlyForward,
    TooFarAhead,
)
from cleanbee.ports.inbound.platform.place_feed import PlaceFeed
from cleanbee.ports.inbound.platform.read_clock import ReadClock
from cleanbee.ports.inbound.platform.read_feed import FeedAsked, FeedPage, ReadFeed
from cleanbee.ports.outbound.store import Work

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SYSTEM = AsSystem(job="test")


async def test_what_falls_due_on_the_way_happens_in_its_order_and_at_its_time() -> None:
    house = SmallHouse()
    happened: list[tuple[str, datetime]] = []

    async def note(work: Work, timer: Timer) -> None:
        happened.append((timer.kind, await work.now()))
        if timer.kind == "offer.expire":
            await work.wait(Timer(kind="booking.fill_by", subject=timer.subject, due_at=timer.due_at + HOUR))

    for kind, hours in (("payment.capture", 30), ("offer.expire", 2), ("payment.try", 5), ("quote.expire", 100)):
        await house.set(kind, hours)
    kinds = ("payment.capture", "offer.expire", "payment.try", "quote.expire", "booking.fill_by")
    run = house.timers(dict.fromkeys(kinds, note))
    advance = AdvanceClock(house.store, house.clock, (run,), house.pause)
    answer = await advance(ClockAsked(actor=SYSTEM, by=timedelta(days=3)))
    assert answer == Advanced(now=MORNING + timedelta(days=3), done=4, ready=True)
    due = [("offer.expire", 2), ("booking.fill_by", 3), ("payment.try", 5), ("payment.capture", 30)]
    assert happened == [(kind, MORNING + hours * HOUR) for kind, hours in due]


async def test_time_does_not_go_back() -> None:
    house = SmallHouse()
    advance = AdvanceClock(house.store, house.clock, (), house.pause)
    assert await advance(ClockAsked(actor=SYSTEM, to=MORNING - HOUR)) == Refused(why=OnlyForward(now=MORNING))


@pytest.mark.parametrize(("seconds", "may"), [(-1, True), (0, False), (1, False)])
async def test_the_clock_never_reaches_the_end_of_the_calendar(seconds: int, may: bool) -> None:
    house = SmallHouse()
    advance = AdvanceClock(house.store, house.clock, (), house.pause)
    answer = await advance(ClockAsked(actor=SYSTEM, to=LATEST + timedelta(seconds=seconds)))
    assert isinstance(answer, Advanced) is may
    if not may:
        assert answer == Refused(why=TooFarAhead(farthest_min=FARTHEST_MIN, latest=LATEST))
        assert await house.clock.now() == MORNING


@pytest.mark.parametrize(("seconds", "may"), [(-1, True), (0, True), (1, False)])
async def test_the_clock_goes_a_year_at_once_and_no_further(seconds: int, may: bool) -> None:
    house = SmallHouse()
    advance = AdvanceClock(house.store, house.clock, (), house.pause)
    by = timedelta(minutes=FARTHEST_MIN, seconds=seconds)
    answer = await advance(ClockAsked(actor=SYSTEM, by=by))
    assert isinstance(answer, Advanced) is may
    assert await house.clock.now() == (MORNING + by if may else MORNING)


@pytest.mark.parametrize("to", [datetime.max.replace(tzinfo=UTC), datetime.max.replace(tzinfo=timezone(-HOUR))])
async def test_the_last_instant_there_is_is_refused_like_any_other(to: datetime) -> None:
    house = SmallHouse()
    answer = await AdvanceClock(house.store, house.clock, (), house.pause)(ClockAsked(actor=SYSTEM, to=to))
    assert isinstance(answer, Refused)


async def test_a_customer_does_not_move_the_clock() -> None:
    house = SmallHouse()
    mia = AsCustomer(id=CustomerId(house.ids.new()))
    answer = await AdvanceClock(house.store, house.clock, (), house.pause)(ClockAsked(actor=mia, by=HOUR))
    assert answer == Refused(why=NotAllowed(action="clock.move"))
    assert await house.clock.now() == MORNING


async def test_the_clock_is_not_ready_while_something_due_cannot_be_done() -> None:
    house, broken = SmallHouse(), Diary(fails=1_000_000)
    await house.set("payment.try", 1)
    run = house.timers({"payment.try": broken.on_timer})
    answer = await AdvanceClock(house.store, house.clock, (run,), house.pause)(ClockAsked(actor=SYSTEM, by=2 * HOUR))
    assert answer == Advanced(now=MORNING + HOUR, done=0, ready=False), "it stands where the work is"


async def test_nothing_that_is_due_later_is_done_before_what_could_not_be() -> None:
    house, broken, diary = SmallHouse(), Diary(fails=1_000_000), Diary()
    await house.set("payment.try", 1)
    await house.set("quote.expire", 2)
    run = house.timers({"payment.try": broken.on_timer, "quote.expire": diary.on_timer})
    advance = AdvanceClock(house.store, house.clock, (run,), house.pause)
    await advance(ClockAsked(actor=SYSTEM, by=DAY))
    assert (diary.seen, await house.clock.now()) == ([], MORNING + HOUR)
    broken.fails, house.seconds = 0, 3600.0
    answer = await advance(ClockAsked(actor=SYSTEM, by=DAY))
    assert isinstance(answer, Advanced)
    assert (answer.done, answer.ready, len(diary.seen)) == (2, True, 1)


async def test_a_clock_that_ran_may_run_on_from_where_it_was_moved_to() -> None:
    house = SmallHouse()
    await house.clock.run_on()
    advance = AdvanceClock(house.store, house.clock, (), house.pause)
    answer = await advance(ClockAsked(actor=SYSTEM, by=HOUR, then="run"))
    assert isinstance(answer, Advanced)
    assert answer.now >= MORNING + HOUR


async def test_the_clock_shows_when_something_is_due_next() -> None:
    house = SmallHouse()
    read = ReadClock(house.store, house.clock)
    assert (await read()).next_due is None
    timer = await house.set("quote.expire", 4)
    shown = await read()
    assert (shown.now, shown.next_due) == (MORNING, timer.due_at)


async def follow(house: SmallHouse, customer: CustomerId, after: int = 0, most: int = 100) -> FeedPage:
    page = await ReadFeed(house.store)(FeedAsked(actor=AsCustomer(id=customer), after=after, most=most))
    assert isinstance(page, FeedPage)
    return page


async def test_everybody_follows_what_is_theirs_and_nothing_else() -> None:
    house = SmallHouse()
    mia, ben = CustomerId(house.ids.new()), CustomerId(house.ids.new())
    hers = await house.happened(house.ids.new(), 1, mia)
    his = await house.happened(house.ids.new(), 1, ben)
    assert (await follow(house, mia)).entries == (), "nothing has its place yet"
    assert await PlaceFeed(house.store)() == 2
    assert [entry.kept.event for entry in (await follow(house, mia)).entries] == [hers]
    assert [entry.kept.event for entry in (await follow(house, ben)).entries] == [his]
    office = await ReadFeed(house.store)(FeedAsked(actor=AsOps(id=house.ids.new(), role="support")))
    assert isinstance(office, FeedPage)
    assert [entry.kept.event for entry in office.entries] == [hers, his]
    nobody = await ReadFeed(house.store)(FeedAsked(actor=Anonymous()))
    assert nobody == Refused(why=NotAllowed(action="feed.read"))


async def test_reading_goes_on_where_it_stopped_and_nothing_is_told_twice() -> None:
    house = SmallHouse()
    mia = CustomerId(house.ids.new())
    events = [await house.happened(house.ids.new(), 1, mia) for _ in range(5)]
    await PlaceFeed(house.store)()
    seen: list[object] = []
    place = 0
    for _ in range(4):
        page = await follow(house, mia, after=place, most=2)
        seen += [entry.kept.event for entry in page.entries]
        place = page.place
    assert seen == events


async def test_who_was_away_for_more_than_an_hour_is_told_to_read_anew() -> None:
    house = SmallHouse()
    mia = CustomerId(house.ids.new())
    for _ in range(2):
        await house.happened(house.ids.new(), 1, mia)
    await PlaceFeed(house.store)()
    seen_first = (await follow(house, mia, most=1)).place
    house.forward(2)
    fresh = await house.happened(house.ids.new(), 1, mia)
    await PlaceFeed(house.store)()
    late, first_visit = await follow(house, mia, after=seen_first), await follow(house, mia)
    assert late.reset
    assert not first_visit.reset
    assert [entry.kept.event for entry in first_visit.entries] == [fresh]
