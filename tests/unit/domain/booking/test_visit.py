"""A closed door: what a lockout wants, each thing alone; and whom the office may send."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.domain.messaging.visits import CLAIM, JOYCE, NOUNS, START, booking

from cleanbee.domain.booking.actions import available_actions
from cleanbee.domain.booking.arrival import Shown, check_in
from cleanbee.domain.booking.booking import (
    AgreementMissing,
    AtDoor,
    Booking,
    Completed,
    Confirmed,
    EnRoute,
    EvidenceMissing,
    InProgress,
    LockedOut,
    StillWaiting,
    TooLongEta,
)
from cleanbee.domain.booking.cancel import cancellation_fee
from cleanbee.domain.booking.change import no_show
from cleanbee.domain.booking.fill import agreement
from cleanbee.domain.booking.lateness import nobody_came_at
from cleanbee.domain.booking.reveal import TooLate, street, visit_of, way_in
from cleanbee.domain.booking.step import Said
from cleanbee.domain.booking.visit import (
    AUTO_COMPLETE,
    auto_complete,
    give_eta,
    never_started,
    note_door,
    notes_read,
    report_lockout,
    set_off,
)
from cleanbee.domain.kernel import Granted, ReasonMissing, Refused, Timer, window_of, with_
from cleanbee.domain.people.actor import AsCleaner
from cleanbee.domain.platform.policy import standard

POLICY = standard()
HALF_HOUR = timedelta(minutes=POLICY.lockout_wait_min)
Door = tuple[bool, list[tuple[str, int]], int]
DOORS = st.tuples(
    st.booleans(),
    st.lists(st.tuples(st.sampled_from(["phone", "sms", "chat", "bell"]), st.integers(0, 12)), max_size=4),
    st.integers(20, 40),
)


def at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


def at_door(door: Door) -> Booking:
    """What somebody did at the door, each through its own decision, in the order of time."""
    notes, calls, _ = door
    visit = booking(AtDoor(cleaner=JOYCE.id, claim=CLAIM, since=START - timedelta(minutes=3)))
    if notes:
        visit = notes_read(visit, JOYCE.id, POLICY, START).value
    for channel, minute in sorted(calls, key=lambda one: one[1]):
        noted = note_door(visit, JOYCE.id, channel, POLICY, at(minute))
        assert isinstance(noted, Granted)
        visit = noted.value
    return visit


@given(DOORS)
def test_a_lockout_wants_the_notes_read_two_calls_apart_on_two_channels_and_half_an_hour(door: Door) -> None:
    notes, calls, minute = door
    reached = [(channel, when) for channel, when in calls if channel != "bell"]
    apart = any(one != other and then - when >= 5 for one, when in reached for other, then in reached)
    told = report_lockout(at_door(door), JOYCE.id, POLICY, at(minute))
    if not notes or not apart:
        assert isinstance(told, Refused) and isinstance(told.why, EvidenceMissing)
        assert ("notes_opened" in told.why.missing) == (not notes)
    elif minute < 30:
        assert told == Refused(why=StillWaiting(until=START + HALF_HOUR))
    else:
        assert isinstance(told, Granted) and isinstance(told.value.phase, LockedOut)


def test_two_calls_far_apart_on_one_channel_and_another_between_them_are_not_two_on_two_channels() -> None:
    between = [("phone", 0), ("sms", 3), ("phone", 6)]
    told = report_lockout(at_door((True, between, 40)), JOYCE.id, POLICY, at(40))
    assert told == Refused(why=EvidenceMissing(missing=("calls_apart",)))
    assert isinstance(report_lockout(at_door((True, [*between, ("sms", 8)], 40)), JOYCE.id, POLICY, at(40)), Granted)


@pytest.mark.parametrize(("second", "enough"), [(299, False), (300, True), (301, True)])
def test_two_calls_are_apart_from_the_fifth_minute_on(second: int, enough: bool) -> None:
    visit = at_door((True, [("phone", 1)], 40))
    noted = note_door(visit, JOYCE.id, "sms", POLICY, at(1) + timedelta(seconds=second))
    assert isinstance(noted, Granted)
    assert isinstance(report_lockout(noted.value, JOYCE.id, POLICY, at(40)), Granted) is enough


def on_the_way() -> Booking:
    return booking(EnRoute(cleaner=JOYCE.id, claim=CLAIM, since=at(-10)))


@given(st.lists(st.tuples(st.integers(0, 80), st.integers(0, 60)), max_size=8))
def test_one_arrival_time_after_another_binds_nobody_beyond_an_hour_and_a_half(told: list[tuple[int, int]]) -> None:
    visit, now, due = on_the_way(), at(-10), at(30)
    for pause, minutes in told:
        now += timedelta(minutes=pause)
        given_eta = give_eta(visit, JOYCE.id, minutes, POLICY, now)
        fits = now + timedelta(minutes=minutes) <= at(60)
        assert isinstance(given_eta, Granted) is fits
        if isinstance(given_eta, Granted):
            visit = given_eta.value
            assert nobody_came_at(visit, POLICY) in {one.due_at for one in given_eta.timers if isinstance(one, Timer)}
            due = max(one.due_at for one in given_eta.timers if isinstance(one, Timer))
    assert at(30) <= due <= at(90)


@pytest.mark.parametrize("eta", [None, -10, 0, 25, 60])
@pytest.mark.parametrize(("second", "granted"), [(-1, False), (0, True), (1, True)])
def test_nobody_came_only_half_an_hour_after_the_start_or_the_later_arrival(
    eta: int | None, second: int, granted: bool
) -> None:
    due = at(30 + max(0, eta or 0)) + timedelta(seconds=second)
    way = EnRoute(cleaner=JOYCE.id, claim=CLAIM, since=at(-10), eta=None if eta is None else at(eta))
    assert isinstance(no_show(booking(way), POLICY, due), Granted) is granted
    still_at_home = booking(Confirmed(cleaner=JOYCE.id, claim=CLAIM, told_at=START))
    assert isinstance(no_show(still_at_home, POLICY, at(30) + timedelta(seconds=second)), Granted) is granted


@pytest.mark.parametrize(("second", "over"), [(-1, False), (0, True), (1, True)])
def test_a_visit_is_ended_for_its_cleaner_only_half_a_day_after_its_end(second: int, over: bool) -> None:
    working = booking(InProgress(cleaner=JOYCE.id, claim=CLAIM, began=START))
    now = working.window.end + timedelta(hours=12, seconds=second)
    assert isinstance(auto_complete(working, POLICY, now), Granted) is over
    assert never_started(at_door((False, [], 0)), POLICY, now) is over
    assert not never_started(working, POLICY, now)


@given(st.integers(-60, 900))
def test_a_visit_that_nobody_ended_ends_as_booked_and_its_way_in_is_closed(began: int) -> None:
    working = booking(InProgress(cleaner=JOYCE.id, claim=CLAIM, began=at(began)))
    over = max(working.window.end + timedelta(hours=12), at(began))
    done = auto_complete(working, POLICY, over)
    assert isinstance(done, Granted) and isinstance(done.value.phase, Completed)
    assert done.value.phase.ended == max(at(began), working.window.end)
    assert at(began) + timedelta(minutes=done.value.phase.minutes) == done.value.phase.ended
    assert (way_in(done.value, JOYCE.id, POLICY, over, secured=True) == Refused(why=TooLate())) is (
        over >= done.value.phase.ended + timedelta(minutes=15)
    )


@pytest.mark.parametrize(("second", "reads"), [(-1, True), (0, False), (1, False)])
def test_whoever_is_at_work_reads_the_way_in_until_the_visit_is_ended_for_them_whatever_the_timers_do(
    second: int, reads: bool
) -> None:
    working = booking(InProgress(cleaner=JOYCE.id, claim=CLAIM, began=START))
    now = working.window.end + timedelta(hours=12, seconds=second)
    assert isinstance(way_in(working, JOYCE.id, POLICY, now, secured=True), Granted) is reads
    assert isinstance(street(working, JOYCE.id, POLICY, now, secured=True), Granted) is reads


@given(st.lists(st.integers(-3, 1000), max_size=5))
def test_no_note_at_the_door_puts_the_end_of_the_visit_off(minutes: list[int]) -> None:
    visit = at_door((False, [], 0))
    for minute in sorted(minutes):
        noted = note_door(visit, JOYCE.id, "phone", POLICY, at(minute))
        assert isinstance(noted, Granted)
        visit = noted.value
        due = max(visit.window.end + timedelta(hours=12), at(minute))
        assert Timer(kind=AUTO_COMPLETE, subject=visit.id, due_at=due) in noted.timers


@pytest.mark.parametrize(("second", "granted"), [(-1, True), (0, True), (1, False)])
def test_an_arrival_time_is_an_hour_after_the_start_at_the_latest(second: int, granted: bool) -> None:
    now = at(30) + timedelta(seconds=second)
    told = give_eta(on_the_way(), JOYCE.id, 30, POLICY, now)
    assert isinstance(told, Granted) if granted else told == Refused(why=TooLongEta(most_min=60, latest=at(60)))
    passed = at(60) + timedelta(seconds=second)
    assert ("give_eta" in shown(on_the_way(), passed)) is granted


def shown(visit: Booking, now: datetime, *, secured: bool = True) -> set[str]:
    fee = cancellation_fee(visit, POLICY, now, visit.price.total)
    actions = available_actions(visit, AsCleaner(id=JOYCE.id), POLICY, fee, now, secured=secured)
    return {one.name for one in actions}


@given(DOORS)
def test_a_lockout_is_shown_exactly_while_it_would_be_granted(door: Door) -> None:
    visit, now = at_door(door), at(door[2])
    granted = isinstance(report_lockout(visit, JOYCE.id, POLICY, now), Granted)
    assert ("report_lockout" in shown(visit, now)) == granted


@given(st.integers(-90, 30), st.booleans())
def test_the_way_and_the_door_are_shown_exactly_while_they_would_be_granted(minute: int, secured: bool) -> None:
    visit, now = booking(Confirmed(cleaner=JOYCE.id, claim=CLAIM, told_at=START)), at(minute)
    there = shown(visit, now, secured=secured)
    off = set_off(visit, JOYCE.id, POLICY, now, secured=secured)
    here = check_in(visit, JOYCE.id, Shown(distance_m=0), POLICY, now, secured=secured)
    assert ("set_off" in there, "check_in" in there) == (isinstance(off, Granted), isinstance(here, Granted))


def test_of_two_visits_to_one_home_in_a_day_the_one_the_cleaner_stands_at_counts() -> None:
    late = booking(AtDoor(cleaner=JOYCE.id, claim=CLAIM, since=at(106)))
    next_one = with_(booking(Confirmed(cleaner=JOYCE.id, claim=CLAIM, told_at=START)), window=window_of(at(210), 120))
    assert visit_of(JOYCE.id, [next_one, late], at(106)) == late
    assert visit_of(JOYCE.id, [next_one], at(106)) == next_one


def test_only_whoever_stands_at_the_door_leaves_evidence_by_reading_and_only_once() -> None:
    working = booking(InProgress(cleaner=JOYCE.id, claim=CLAIM, began=START))
    assert notes_read(working, JOYCE.id, POLICY, START) == Granted(value=working)
    visit = at_door((False, [], 0))
    assert notes_read(visit, NOUNS.cleaner().id, POLICY, START) == Granted(value=visit)
    once = notes_read(visit, JOYCE.id, POLICY, START)
    assert once.events
    assert notes_read(once.value, JOYCE.id, POLICY, at(9)) == Granted(value=once.value)


def said(agreed: str) -> Said:
    return Said(by="ops", reason="Everybody else is ill", agreed=agreed)


def test_the_office_sends_nobody_who_has_not_said_yes_and_says_why() -> None:
    instant, asked = with_(JOYCE, instant=True), with_(JOYCE, instant=False)
    assert agreement(instant, said("")) == agreement(asked, said("said yes at ten")) == Granted(value=None)
    assert agreement(asked, said("  ")) == Refused(why=AgreementMissing())
    for one in (instant, asked):
        assert agreement(one, Said(by="ops", reason=" ", agreed="yes")) == Refused(why=ReasonMissing())
