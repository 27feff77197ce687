"""Which rule stands in the way of a hold, and what a granted one leaves behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import uuid5

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.thorough import explored
from tests.unit.domain.availability.calendar_days import (
    BASE,
    BERLIN,
    FAR,
    JOYCE,
    NOW,
    SEED,
    WEDNESDAY,
    Calendar,
    home,
    minutes,
    weekdays,
)

from cleanbee.domain.availability.claim import (
    BeyondHorizon,
    Booked,
    Claim,
    Hold,
    HoldExpired,
    TimeOff,
    TooManyHolds,
    TooSoon,
)
from cleanbee.domain.availability.hold import (
    book_hold,
    latest_start,
    may_hold,
    neighbours_after_release,
)
from cleanbee.domain.availability.hours import DateRule, Hours
from cleanbee.domain.kernel import BookingId, ClaimId, Granted, Refused, Window, with_
from cleanbee.domain.platform.wallclock import LocalStart, local_of

MINUTE = timedelta(minutes=1)
HERE = home(10)


def at(minute: int, day: date = WEDNESDAY) -> LocalStart:
    return LocalStart(day=day, minute=minute, zone=BERLIN)


def granted(calendar: Calendar, minute: int, work_min: int = 150, north: int = 10) -> Claim:
    decided = calendar.ask(at(minute), work_min, home(north))
    assert isinstance(decided, Granted), decided
    return decided.value.claim


def test_a_hold_keeps_the_work_the_way_in_and_the_slack() -> None:
    claim = granted(Calendar(), 570)
    assert claim.work == Window(
        start=datetime(2027, 3, 3, 8, 30, tzinfo=UTC), end=datetime(2027, 3, 3, 11, 0, tzinfo=UTC)
    )
    assert claim.blocked.start == claim.work.start - 10 * MINUTE
    assert claim.blocked.end == claim.work.end + 15 * MINUTE


@pytest.mark.parametrize(("work_min", "slack"), [(120, 15), (180, 15), (195, 30), (480, 30)])
def test_long_work_is_followed_by_more_slack(work_min: int, slack: int) -> None:
    claim = granted(Calendar(), 480, work_min)
    assert claim.blocked.end - claim.work.end == slack * MINUTE


@pytest.mark.parametrize(
    ("minute", "why"),
    [
        (571, "off_grid"),
        (435, "outside_hours"),
        (450, "outside_hours"),
        (480, None),
        (930, None),
        (945, "outside_hours"),
    ],
)
def test_work_lies_on_the_quarter_hours_inside_the_working_hours(minute: int, why: str | None) -> None:
    assert Calendar().why_not(WEDNESDAY, minute, 150, HERE) == why


def test_a_start_whose_instant_is_another_is_off_the_grid() -> None:
    other = Window(start=datetime(2027, 3, 3, 8, 45, tzinfo=UTC), end=datetime(2027, 3, 3, 11, 15, tzinfo=UTC))
    decided = Calendar().ask(at(570), 150, HERE, window=other)
    assert isinstance(decided, Refused)
    assert decided.why.code == "off_grid"


@pytest.mark.parametrize(("early", "why"), [(1, "too_soon"), (0, None), (-1, None)])
def test_cleaners_have_four_hours_of_notice_to_the_second(early: int, why: str | None) -> None:
    start = datetime(2027, 3, 3, 8, 30, tzinfo=UTC)
    calendar = replace(Calendar(), now=start - timedelta(hours=4) + timedelta(seconds=early))
    decided = calendar.ask(at(570), 150, HERE)
    assert (decided.why.code if isinstance(decided, Refused) else None) == why
    if isinstance(decided, Refused):
        assert decided.why == TooSoon(earliest=calendar.now + timedelta(hours=4))


def test_work_that_was_sold_already_needs_no_notice_but_cannot_begin_in_the_past() -> None:
    start = datetime(2027, 3, 3, 8, 30, tzinfo=UTC)
    soon, late = replace(Calendar(), now=start), replace(Calendar(), now=start + timedelta(seconds=1))
    assert isinstance(soon.ask(at(570), 150, HERE, notice=False), Granted)
    decided = late.ask(at(570), 150, HERE, notice=False)
    assert isinstance(decided, Refused)
    assert decided.why == TooSoon(earliest=late.now)


def test_calendars_are_open_for_forty_two_days_by_the_wall_clock() -> None:
    calendar = replace(Calendar(), now=datetime(2027, 3, 1, 8, 30, tzinfo=UTC))
    last = date(2027, 4, 12)
    assert calendar.why_not(last, 570, 150, HERE) is None
    decided = calendar.ask(at(585, last), 150, HERE)
    assert isinstance(decided, Refused)
    assert decided.why == BeyondHorizon(latest=datetime(2027, 4, 12, 7, 30, tzinfo=UTC))
    assert latest_start(BERLIN, calendar.policy, calendar.now) - calendar.now == timedelta(days=42, hours=-1)


def test_a_home_outside_the_area_cannot_be_reached() -> None:
    near = Calendar(cleaner=with_(Calendar().cleaner, area_m=1_000))
    assert near.why_not(WEDNESDAY, 570, 150, home(11)) == "cannot_reach"
    assert near.why_not(WEDNESDAY, 570, 150, home(9)) is None


@pytest.mark.parametrize(("north", "why"), [(45, None), (46, "cannot_reach")])
def test_nobody_travels_longer_than_forty_five_minutes(north: int, why: str | None) -> None:
    assert Calendar().why_not(WEDNESDAY, 570, 150, home(north)) == why


@pytest.mark.parametrize(
    ("minute", "why"), [(720, "slot_taken"), (735, "cannot_reach"), (750, "cannot_reach"), (765, None)]
)
def test_between_two_visits_lie_slack_and_the_way(minute: int, why: str | None) -> None:
    calendar = Calendar().with_visit(WEDNESDAY, 570, 150, HERE)
    assert calendar.why_not(WEDNESDAY, minute, 150, home(35)) == why


def test_the_next_visit_is_reached_from_here_from_now_on() -> None:
    calendar = Calendar().with_visit(WEDNESDAY, 780, 120, HERE)
    (later,) = calendar.claims
    assert later.work.start - later.blocked.start == 10 * MINUTE
    decided = calendar.ask(at(480), 150, home(30))
    assert isinstance(decided, Granted)
    ((old, new),) = decided.value.neighbours
    assert old == later
    assert new == with_(later, blocked=Window(start=later.work.start - 20 * MINUTE, end=later.blocked.end))


def test_the_way_to_the_next_visit_has_to_fit_too() -> None:
    calendar = Calendar().with_visit(WEDNESDAY, 780, 120, home(1))
    assert calendar.why_not(WEDNESDAY, 615, 150, home(1)) is None
    assert calendar.why_not(WEDNESDAY, 615, 150, home(2)) == "cannot_reach"
    assert calendar.why_not(WEDNESDAY, 600, 150, home(16)) is None
    assert calendar.why_not(WEDNESDAY, 600, 150, home(17)) == "cannot_reach"


@pytest.mark.parametrize(("minute", "why"), [(360, "rest_too_short"), (375, None)])
def test_eleven_hours_lie_between_two_days_of_work(minute: int, why: str | None) -> None:
    long_days = Calendar(hours=Hours(id=JOYCE, zone=BERLIN, weekly=weekdays(300, 1320)))
    calendar = long_days.with_visit(WEDNESDAY - timedelta(days=1), 1035, 120, HERE)
    assert calendar.why_not(WEDNESDAY, minute, 150, HERE) == why


def test_a_break_of_half_an_hour_starts_a_new_row() -> None:
    calendar = Calendar().with_visit(WEDNESDAY, 480, 195, HERE)
    assert calendar.why_not(WEDNESDAY, 480 + 195 + 30, 195, HERE) is None
    short = Calendar().with_visit(WEDNESDAY, 480, 180, HERE)
    assert short.why_not(WEDNESDAY, 480 + 180 + 30, 195, home(11)) == "rest_too_short", "a minute of it is the way"


def test_without_a_break_a_row_ends_after_six_hours() -> None:
    calendar = Calendar().with_visit(WEDNESDAY, 480, 180, HERE)
    assert calendar.why_not(WEDNESDAY, 480 + 195, 165, home(10)) is None
    assert calendar.why_not(WEDNESDAY, 480 + 195, 180, home(10)) == "rest_too_short"


def test_one_long_visit_has_its_break_inside() -> None:
    assert Calendar().why_not(WEDNESDAY, 480, 480, HERE) is None


@pytest.mark.parametrize(("work_min", "why"), [(240, None), (255, "day_full")])
def test_a_day_has_eight_paid_hours(work_min: int, why: str | None) -> None:
    calendar = Calendar().with_visit(WEDNESDAY, 480, 240, HERE)
    assert calendar.why_not(WEDNESDAY, 780, work_min, HERE) == why


def test_a_lapsed_hold_blocks_nobody_and_a_living_one_everybody() -> None:
    ends = NOW + timedelta(minutes=10)
    calendar = Calendar().with_visit(WEDNESDAY, 570, 150, HERE, Hold(holder=uuid5(SEED, "other"), until=ends))
    assert replace(calendar, now=ends - timedelta(seconds=1)).why_not(WEDNESDAY, 570, 150, HERE) == "slot_taken"
    assert replace(calendar, now=ends).why_not(WEDNESDAY, 570, 150, HERE) is None


def test_time_off_is_nobodys() -> None:
    off = Window(start=datetime(2027, 3, 3, 10, 0, tzinfo=UTC), end=datetime(2027, 3, 3, 11, 0, tzinfo=UTC))
    claim = Claim(id=ClaimId(uuid5(SEED, "off")), cleaner=JOYCE, use=TimeOff(), work=off, blocked=off)
    calendar = replace(Calendar(), claims=(claim,))
    assert calendar.why_not(WEDNESDAY, 510, 150, HERE) == "slot_taken"
    assert calendar.why_not(WEDNESDAY, 495, 150, HERE) is None
    assert calendar.why_not(WEDNESDAY, 720, 150, HERE) == "cannot_reach"
    assert calendar.why_not(WEDNESDAY, 735, 150, HERE) is None


def test_changed_hours_touch_no_old_promise_but_admit_no_new_one() -> None:
    calendar = Calendar().with_visit(WEDNESDAY, 570, 150, HERE)
    free_day = replace(calendar, hours=with_(calendar.hours, dates=(DateRule(day=WEDNESDAY),)), claims=calendar.claims)
    assert free_day.claims == calendar.claims
    assert free_day.why_not(WEDNESDAY, 900, 120, HERE) == "outside_hours"


def test_a_hold_becomes_the_bookings_strictly_before_its_end() -> None:
    ends = NOW + timedelta(minutes=10)
    booking = BookingId(uuid5(SEED, "booking"))
    claim = with_(granted(Calendar(), 570), use=Hold(holder=uuid5(SEED, "quote"), until=ends))
    booked = book_hold(claim, booking, ends - timedelta(microseconds=1))
    assert booked == Granted(value=with_(claim, use=Booked(booking=booking)))
    assert book_hold(claim, booking, ends) == Refused(why=HoldExpired())


def test_a_customer_keeps_two_slots_at_most() -> None:
    policy, claim = Calendar().policy, granted(Calendar(), 570)
    assert isinstance(may_hold([claim], policy, NOW), Granted)
    assert may_hold([claim, claim], policy, NOW) == Refused(why=TooManyHolds(most=2))
    assert isinstance(may_hold([claim, claim], policy, NOW + FAR), Granted), "lapsed holds are not counted"


ASKS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.integers(26, 76).map(lambda quarter: quarter * 15),
        st.sampled_from([60, 90, 120, 150, 180, 195, 240, 300, 480]),
        st.integers(0, 50),
    ),
    min_size=1,
    max_size=14,
)


def filled(asks: list[tuple[int, int, int, int]]) -> Calendar:
    calendar = Calendar(hours=Hours(id=JOYCE, zone=BERLIN, weekly=weekdays(390, 1320)))
    for day, minute, work_min, north in asks:
        decided = calendar.ask(at(minute, WEDNESDAY + timedelta(days=day)), work_min, home(north))
        if isinstance(decided, Granted):
            calendar = calendar.after(decided.value)
    return calendar


@explored(300)
@given(ASKS)
def test_whatever_is_held_no_two_claims_overlap_and_every_way_fits(asks: list[tuple[int, int, int, int]]) -> None:
    calendar = filled(asks)
    spans = calendar.blocked()
    assert all(one.end <= after.start for one, after in pairwise(spans))
    visits = sorted(calendar.claims, key=lambda one: one.work.start)
    for number, visit in enumerate(visits):
        day = local_of(visit.work.start, BERLIN).day
        before = visits[number - 1] if number else None
        starts_here = before is None or local_of(before.work.start, BERLIN).day != day
        origin = BASE if starts_here or before is None or before.place is None else before.place
        assert visit.place is not None
        assert visit.work.start - visit.blocked.start == minutes(origin, visit.place) * MINUTE
        if before is not None and starts_here:
            assert visit.work.start - before.work.end >= timedelta(hours=11)
    for day in {local_of(one.work.start, BERLIN).day for one in visits}:
        assert sum(one.work.minutes for one in visits if local_of(one.work.start, BERLIN).day == day) <= 480


@explored(200)
@given(ASKS, st.integers(0, 13))
def test_giving_time_back_leaves_the_ways_as_if_it_had_never_been_taken(
    asks: list[tuple[int, int, int, int]], which: int
) -> None:
    calendar = filled(asks)
    assume(calendar.claims)
    gone = calendar.claims[which % len(calendar.claims)]
    changed = neighbours_after_release(
        gone=gone,
        cleaner=calendar.cleaner,
        claims=calendar.claims,
        zone=BERLIN,
        policy=calendar.policy,
        travel=minutes,
        now=NOW,
    )
    now_at = {old.id: new for old, new in changed}
    rest = sorted((now_at.get(c.id, c) for c in calendar.claims if c.id != gone.id), key=lambda c: c.work.start)
    for number, visit in enumerate(rest):
        day = local_of(visit.work.start, BERLIN).day
        before = rest[number - 1] if number else None
        same_day = before is not None and local_of(before.work.start, BERLIN).day == day
        origin = before.place if before is not None and same_day and before.place is not None else BASE
        assert visit.place is not None
        assert visit.work.start - visit.blocked.start == min(45, minutes(origin, visit.place)) * MINUTE
        if before is not None:
            assert before.blocked.end <= visit.blocked.start
