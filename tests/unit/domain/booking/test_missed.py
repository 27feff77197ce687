"""Whoever was at the door in time has missed nothing, whenever it is heard; nobody else is let off."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.domain.messaging.visits import CLAIM as TIME
from tests.unit.domain.messaging.visits import JOYCE, MIA, START, booking

from cleanbee.domain.booking.actions import facts_of
from cleanbee.domain.booking.arrival import Shown, check_in
from cleanbee.domain.booking.booking import AtDoor, AwaitingChoice, Booking
from cleanbee.domain.booking.cancel import cancel, no_fee
from cleanbee.domain.booking.change import no_show
from cleanbee.domain.booking.late import was_late
from cleanbee.domain.booking.lateness import cleaner_late
from cleanbee.domain.booking.missed import came_after_all, in_time, missed_by
from cleanbee.domain.kernel import INSTANT, CleanerId, Granted, with_
from cleanbee.domain.people.actor import AsCleaner
from cleanbee.domain.people.policy import may
from cleanbee.domain.platform.policy import standard

POLICY = standard()
MINUTE = timedelta(minutes=1)
FOUND = START + 30 * MINUTE


def missed(*, late: bool = True) -> Booking:
    """Joyce did not come; it was found that she was late first, unless nobody looked in time."""
    visit = booking()
    if late:
        found = cleaner_late(visit, POLICY, START + 15 * MINUTE + INSTANT)
        assert isinstance(found, Granted)
        visit = found.value
    gone = no_show(visit, POLICY, FOUND)
    assert isinstance(gone, Granted)
    return gone.value


@given(
    late=st.booleans(),
    came=st.integers(-90 * 60, 120 * 60),
    heard=st.integers(0, 15 * 60 - 1),
    metres=st.none() | st.integers(0, 500),
)
def test_an_arrival_counts_late_exactly_where_it_would_have_counted_at_once(
    late: bool, came: int, heard: int, metres: int | None
) -> None:
    at, now = START + timedelta(seconds=came), FOUND + timedelta(seconds=heard)
    visit = missed(late=late)
    there = metres is not None and metres <= POLICY.check_in_m
    granted = in_time(visit, metres, POLICY, at)
    assert granted is (there and START - 60 * MINUTE <= at < FOUND)
    if not granted:
        return
    door = came_after_all(visit, TIME, POLICY, at, now).value
    assert isinstance(door.phase, AtDoor)
    assert (door.phase.cleaner, door.phase.since, door.phase.heard) == (JOYCE.id, at, now)
    assert not any(mark.not_kept for mark in door.marks)
    assert len(door.marks) == len(visit.marks), "what was found stays to be read"
    assert was_late(door) is (late and at > START + 15 * MINUTE), "who was late stays late"
    assert missed_by(door) is None


@given(came=st.integers(-30 * 60, 29 * 60), later=st.integers(0, 10 * 60))
def test_who_was_there_in_time_had_not_been_late_whenever_it_is_heard(came: int, later: int) -> None:
    found = cleaner_late(booking(), POLICY, START + 15 * MINUTE + INSTANT)
    assert isinstance(found, Granted)
    at = START + timedelta(seconds=came)
    heard = max(at, START + 16 * MINUTE) + timedelta(seconds=later)
    door = check_in(found.value, JOYCE.id, Shown(heard=heard, distance_m=0), POLICY, at, secured=True)
    assert isinstance(door, Granted) and isinstance(door.value, Booking)
    assert was_late(door.value) is (at > START + 15 * MINUTE)
    assert len(door.value.marks) == 1, "what was found stays to be read"


def test_who_counts_as_not_having_come_still_sees_the_visit_and_nobody_else_does() -> None:
    gone = missed()
    assert isinstance(gone.phase, AwaitingChoice)
    off = cancel(gone, no_fee(gone, "no_choice_made"), "system", "no_choice_made", FOUND + 15 * MINUTE)
    assert isinstance(off, Granted)
    for visit in (gone, off.value):
        assert isinstance(may(AsCleaner(id=JOYCE.id), "booking.read", facts_of(visit)), Granted)
        assert not isinstance(may(AsCleaner(id=CleanerId(MIA.id)), "booking.read", facts_of(visit)), Granted)
    assert not in_time(off.value, 0, POLICY, START), "a clean that was called off stays so"
    other = with_(gone, phase=with_(gone.phase, reason="cleaner_withdrew"))
    assert missed_by(other) is None
