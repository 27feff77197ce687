"""Time that is the cleaner's own, and moves of promised work."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import uuid5

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.thorough import explored
from tests.unit.domain.availability.calendar_days import (
    BERLIN,
    FAR,
    JOYCE,
    NOW,
    SEED,
    WEDNESDAY,
    Calendar,
    home,
    weekdays,
)

from cleanbee.domain.availability.claim import Booked, Claim, External, Hold, TimeOff
from cleanbee.domain.availability.hold import Held
from cleanbee.domain.availability.hours import DateRule, Hours
from cleanbee.domain.availability.move import move
from cleanbee.domain.availability.time_off import may_end_early, set_hours, take_time_off
from cleanbee.domain.kernel import BookingId, ClaimId, CleanerId, Granted, Refused, Window, window_of, with_
from cleanbee.domain.platform.wallclock import LocalStart, resolve

BOOKING = BookingId(uuid5(SEED, "booking"))
OFF = ClaimId(uuid5(SEED, "off"))


def span(start_h: float, end_h: float) -> Window:
    day = datetime(2027, 3, 3, tzinfo=UTC)
    return Window(start=day + timedelta(hours=start_h), end=day + timedelta(hours=end_h))


def with_a_promise() -> Calendar:
    """Half past nine to noon in Berlin, blocked from 09:20 to 12:15: 08:20 to 11:15 UTC."""
    return Calendar().with_visit(WEDNESDAY, 570, 150, home(10), Booked(booking=BOOKING))


@pytest.mark.parametrize(
    ("start_h", "end_h", "free"), [(6, 8 + 20 / 60, True), (6, 8.5, False), (11.25, 13, True), (11, 13, False)]
)
def test_time_off_lies_beside_promises_their_ways_and_slack(start_h: float, end_h: float, free: bool) -> None:
    calendar = with_a_promise()
    answer = take_time_off(OFF, JOYCE, span(start_h, end_h), "", calendar.claims, NOW)
    assert isinstance(answer, Granted) == free
    if isinstance(answer, Refused):
        assert answer.why.code == "promises_inside"
        assert getattr(answer.why, "bookings", None) == (BOOKING,)


def test_a_living_hold_is_in_the_way_and_a_lapsed_one_is_not() -> None:
    ends = NOW + timedelta(minutes=10)
    held = Calendar().with_visit(WEDNESDAY, 570, 150, home(10), Hold(holder=OFF, until=ends))
    answer = take_time_off(OFF, JOYCE, span(8, 12), "", held.claims, NOW)
    assert isinstance(answer, Refused)
    assert answer.why.code == "slot_taken"
    assert isinstance(take_time_off(OFF, JOYCE, span(8, 12), "", held.claims, ends), Granted)


def test_other_peoples_promises_do_not_count() -> None:
    claims = with_a_promise().claims
    other = CleanerId(uuid5(SEED, "nadia"))
    assert isinstance(take_time_off(OFF, other, span(8, 12), "", claims, NOW), Granted)


def test_only_what_is_not_promised_can_be_given_back() -> None:
    (promise,) = with_a_promise().claims
    uses = {
        TimeOff(): True,
        External(source="calendar"): True,
        Booked(booking=BOOKING): False,
        Hold(holder=OFF, until=NOW): False,
    }
    for use, may in uses.items():
        assert may_end_early(with_(promise, use=use)) is may


def test_new_hours_count_one_version_on() -> None:
    old = Hours(id=JOYCE, zone=BERLIN, weekly=weekdays(), version=4)
    new = Hours(id=JOYCE, zone=BERLIN, weekly=weekdays(540, 600), dates=(DateRule(day=WEDNESDAY),))
    assert set_hours(None, new).value == new
    assert set_hours(old, new).value == with_(new, version=5)


QUARTERS = st.integers(26, 72).map(lambda quarter: quarter * 15)


@explored(200)
@given(st.lists(st.tuples(QUARTERS, st.sampled_from([60, 120, 150]), st.integers(0, 45)), max_size=5), QUARTERS)
def test_a_move_leaves_the_calendar_as_if_the_work_had_stood_there_always(
    visits: list[tuple[int, int, int]], to: int
) -> None:
    calendar = Calendar(hours=Hours(id=JOYCE, zone=BERLIN, weekly=weekdays(390, 1320)))
    calendar = calendar.with_visit(WEDNESDAY, 600, 120, home(20), Booked(booking=BOOKING))
    (promise,) = calendar.claims
    for minute, work_min, north in visits:
        local = LocalStart(day=WEDNESDAY, minute=minute, zone=BERLIN)
        decided = calendar.ask(local, work_min, home(north), Hold(holder=OFF, until=NOW + FAR))
        calendar = calendar.after(decided.value) if isinstance(decided, Granted) else calendar
    promise = next(one for one in calendar.claims if one.id == promise.id)
    target = LocalStart(day=WEDNESDAY, minute=to, zone=BERLIN)
    window = window_of(resolve(target).at, 120)
    answer = move(
        promise, calendar.cleaner, calendar.hours, calendar.claims, (target, window), calendar.scene(home(20))
    )
    assume(isinstance(answer, Granted))
    assert isinstance(answer, Granted)
    after = moved_to(calendar, answer.value)
    others = tuple(one for one in calendar.claims if one.id != promise.id)
    afresh = replace(calendar, claims=rebuilt(calendar, others, answer.value.claim))
    assert sorted(after.claims, key=lambda one: one.work.start) == list(afresh.claims)
    assert all(one.end <= later.start for one, later in pairwise(after.blocked()))


def moved_to(calendar: Calendar, held: Held) -> Calendar:
    changed = {old.id: new for old, new in held.neighbours} | {held.claim.id: held.claim}
    return replace(calendar, claims=tuple(changed.get(one.id, one) for one in calendar.claims))


def rebuilt(calendar: Calendar, others: tuple[Claim, ...], moved: Claim) -> tuple[Claim, ...]:
    """The same visits in the order of the day, each with the way from the one before."""
    found: list[Claim] = []
    for one in sorted((*others, moved), key=lambda one: one.work.start):
        origin = found[-1].place if found else calendar.cleaner.base
        assert origin is not None
        assert one.place is not None
        way = calendar.scene(one.place).travel(origin, one.place)
        blocked = Window(start=one.work.start - timedelta(minutes=way), end=one.blocked.end)
        found.append(with_(one, blocked=blocked))
    return tuple(found)
