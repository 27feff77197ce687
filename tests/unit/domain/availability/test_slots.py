"""What is shown can be had, and what can be had is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid5

from hypothesis import given
from hypothesis import strategies as st
from tests.thorough import explored
from tests.unit.domain.availability.calendar_days import (
    BERLIN,
    JOYCE,
    NOW,
    SEED,
    WEDNESDAY,
    Calendar,
    home,
    minutes,
    weekdays,
)

from cleanbee.domain.availability.diary import Scene
from cleanbee.domain.availability.hours import Hours
from cleanbee.domain.availability.slots import Candidate, slots
from cleanbee.domain.availability.starts import starts_on
from cleanbee.domain.kernel import CleanerId, Granted, with_

LATE_HOURS = Hours(id=JOYCE, zone=BERLIN, weekly=weekdays(390, 1320))
VISITS = st.lists(
    st.tuples(
        st.integers(-1, 2),
        st.integers(26, 80).map(lambda quarter: quarter * 15),
        st.sampled_from([60, 120, 150, 195, 300]),
        st.integers(0, 45),
    ),
    max_size=8,
)


def shown(calendar: Calendar, work_min: int, north: int, days: int = 3) -> set[str]:
    candidate = Candidate(cleaner=calendar.cleaner, hours=calendar.hours, claims=calendar.claims)
    wanted = [WEDNESDAY + timedelta(days=n) for n in range(days)]
    found = slots([candidate], wanted, BERLIN, work_min, calendar.scene(home(north)))
    assert list(found) == wanted
    return {one.start.local.text for free in found.values() for one in free}


@explored(40)
@given(VISITS, st.sampled_from([60, 150, 240, 480]), st.integers(0, 50), st.integers(0, 72))
def test_a_start_is_shown_exactly_when_a_hold_on_it_is_granted(
    visits: list[tuple[int, int, int, int]], work_min: int, north: int, hours_later: int
) -> None:
    calendar = Calendar(hours=LATE_HOURS)
    for day, minute, length, where in visits:
        local = starts_on(WEDNESDAY + timedelta(days=day), BERLIN)[minute // 15].local
        decided = calendar.ask(local, length, home(where))
        calendar = calendar.after(decided.value) if isinstance(decided, Granted) else calendar
    calendar = replace(calendar, now=NOW + timedelta(hours=hours_later, seconds=hours_later))
    grantable = {
        start.local.text
        for n in range(3)
        for start in starts_on(WEDNESDAY + timedelta(days=n), BERLIN)
        if isinstance(calendar.ask(start.local, work_min, home(north)), Granted)
    }
    assert shown(calendar, work_min, north) == grantable


def test_an_empty_day_from_eight_to_six_offers_every_quarter_hour_that_leaves_time_for_the_work() -> None:
    found = shown(Calendar(), 150, 10, days=1)
    assert min(found) == "2027-03-03T08:00"
    assert max(found) == "2027-03-03T15:30"
    assert len(found) == 31


def test_a_cleaner_in_another_zone_is_shown_by_the_homes_clock() -> None:
    lisbon = Calendar(
        cleaner=with_(Calendar().cleaner, zone="Europe/Lisbon"),
        hours=Hours(id=JOYCE, zone="Europe/Lisbon", weekly=weekdays(480, 1080)),
    )
    found = shown(lisbon, 150, 10, days=1)
    assert (min(found), max(found)) == ("2027-03-03T09:00", "2027-03-03T16:30")


def test_everyone_who_could_come_is_named_with_how_much_longer_their_ways_get() -> None:
    busy = Calendar().with_visit(WEDNESDAY, 480, 120, home(20))
    other = CleanerId(uuid5(SEED, "nadia"))
    free = with_(busy.cleaner, id=other, base=home(6))
    candidates = [
        Candidate(cleaner=busy.cleaner, hours=busy.hours, claims=busy.claims),
        Candidate(cleaner=free, hours=with_(busy.hours, id=other)),
    ]
    scene = Scene(home=home(10), policy=busy.policy, travel=minutes, now=NOW)
    found = slots(candidates, [WEDNESDAY], BERLIN, 120, scene)[WEDNESDAY]
    noon = next(one for one in found if one.start.local.minute == 720)
    assert [(one.cleaner, one.added_min, one.travel_pay_min) for one in noon.able] == [(JOYCE, 0, 20), (other, 8, 8)]
    nine = next(one for one in found if one.start.local.minute == 540)
    assert [one.cleaner for one in nine.able] == [other]
