"""Rooms ticked off, and steps that are told late: each once, from when it happened, in the order of the visit."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.domain.messaging.visits import CLAIM, JOYCE, NOUNS, START, booking

from cleanbee.domain.booking.arrival import Shown, check_in
from cleanbee.domain.booking.booking import AtDoor, Booking, Confirmed, EnRoute, InProgress, NotOnTeam, StillWaiting
from cleanbee.domain.booking.occurred import AHEAD, LATEST, NotYetHappened, ToldTooLate, happened
from cleanbee.domain.booking.rooms import RoomUnknown, may_tick, rooms_to_clean, tick_room
from cleanbee.domain.booking.visit import note_door, notes_read, report_lockout, waits_until
from cleanbee.domain.kernel import Granted, NotInPhase, Refused, with_
from cleanbee.domain.people.person import Rooms
from cleanbee.domain.platform.policy import standard

POLICY = standard()
CODES = ("kitchen", "living_room", "bedroom_1", "bedroom_2", "bathroom_1")


def at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


def working() -> Booking:
    one = booking(InProgress(cleaner=JOYCE.id, claim=CLAIM, began=START))
    return with_(one, rooms=rooms_to_clean(Rooms(bedrooms=2, bathrooms=1)))


def test_a_home_of_two_bedrooms_and_a_bath_has_five_rooms_to_tick() -> None:
    assert tuple(one.code for one in working().rooms) == CODES


@given(st.lists(st.sampled_from(CODES), max_size=12))
def test_each_room_is_ticked_once_and_keeps_its_first_time(ticked: list[str]) -> None:
    visit, first, events = working(), dict[str, datetime](), 0
    for minute, room in enumerate(ticked):
        done = tick_room(visit, JOYCE.id, room, at(minute))
        assert isinstance(done, Granted)
        first.setdefault(room, at(minute))
        events += len(done.events)
        visit = done.value
    assert {one.code: one.ticked_at for one in visit.rooms if one.ticked_at} == first
    assert (visit.version - working().version, events) == (len(first), len(first))
    assert may_tick(visit) is (first.keys() != set(CODES))


def test_only_who_is_at_work_ticks_and_only_a_room_that_was_sold() -> None:
    assert tick_room(working(), NOUNS.cleaner().id, "kitchen", START) == Refused(why=NotOnTeam())
    door = with_(working(), phase=AtDoor(cleaner=JOYCE.id, claim=CLAIM, since=START))
    assert tick_room(door, JOYCE.id, "kitchen", START) == Refused(why=NotInPhase(phase="at_door"))
    assert tick_room(working(), JOYCE.id, "cellar", START) == Refused(why=RoomUnknown(rooms=CODES))


@pytest.mark.parametrize(("second", "taken"), [(-1, False), (0, True), (1, True)])
def test_a_step_is_told_a_day_late_at_most(second: int, taken: bool) -> None:
    visit, now = booking(Confirmed(cleaner=JOYCE.id, claim=CLAIM, told_at=START)), START + 2 * LATEST
    said = now - LATEST + timedelta(seconds=second)
    told = happened(visit, said, now)
    assert told == (Granted(value=said) if taken else Refused(why=ToldTooLate(earliest=now - LATEST)))


@pytest.mark.parametrize(("second", "taken"), [(0, True), (1, False)])
def test_a_telephone_that_is_a_little_fast_tells_of_now_and_one_that_is_far_ahead_of_nothing(
    second: int, taken: bool
) -> None:
    told = happened(working(), at(9) + AHEAD + timedelta(seconds=second), at(9))
    assert told == (Granted(value=at(9)) if taken else Refused(why=NotYetHappened(now=at(9))))


@given(st.integers(-1440, 2), st.integers(0, 1440))
def test_no_step_happens_before_the_one_it_follows_or_after_now(said: int, now: int) -> None:
    ticked = tick_room(working(), JOYCE.id, "kitchen", at(7))
    assert isinstance(ticked, Granted)
    for visit, after in (
        (booking(EnRoute(cleaner=JOYCE.id, claim=CLAIM, since=START)), START),
        (working(), START),
        (ticked.value, at(7)),
    ):
        told = happened(visit, at(now + said), max(at(now), after))
        assert isinstance(told, Refused) or after <= told.value <= max(at(now), after)


@pytest.mark.parametrize(("told", "since"), [(-1440, -30), (-20, -20), (5, 0)])
def test_nobody_sets_off_before_they_are_told_to_come(told: int, since: int) -> None:
    visit = booking(Confirmed(cleaner=JOYCE.id, claim=CLAIM, told_at=at(told)))
    assert happened(visit, at(-30), at(0)) == Granted(value=at(since))


def test_who_tells_late_that_they_came_waits_at_the_door_no_less() -> None:
    visit = booking(EnRoute(cleaner=JOYCE.id, claim=CLAIM, since=at(-20)))
    came = check_in(visit, JOYCE.id, Shown(distance_m=0, heard=at(25)), POLICY, at(0), secured=True)
    assert isinstance(came, Granted) and isinstance(came.value, Booking)
    door = notes_read(came.value, JOYCE.id, POLICY, at(25)).value
    assert isinstance(door.phase, AtDoor) and (door.phase.since, door.phase.heard) == (at(0), at(25))
    for channel, minute in (("phone", 25), ("sms", 31)):
        noted = note_door(door, JOYCE.id, channel, POLICY, at(minute))
        assert isinstance(noted, Granted)
        door = noted.value
    assert waits_until(door, POLICY) == at(55)
    assert report_lockout(door, JOYCE.id, POLICY, at(31)) == Refused(why=StillWaiting(until=at(55)))
