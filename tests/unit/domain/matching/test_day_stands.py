"""A day as it stands is the cleaner's own local day, also when the clocks change in it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.unit.domain.matching.people_and_jobs import NOW

from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.domain.booking.booking import AtDoor, Booking, Completed, Confirmed, EnRoute, InProgress, Phase
from cleanbee.domain.kernel import ClaimId, Place, with_
from cleanbee.domain.matching.day_stands import StandingDay, Stood, day_as_it_stands, of_the_day, span_of
from cleanbee.domain.matching.late_risk import declared
from cleanbee.domain.people.person import Cleaner
from cleanbee.ports.contracts.nouns import Nouns

assert NOW
NOUNS = Nouns(SeededIds(5))
HOME = Place(lat_e6=51_842_000, lon_e6=10_786_000)
CLEANER = with_(NOUNS.cleaner(HOME), zone="Europe/Berlin")
CLAIM = ClaimId(NOUNS.ids.new())
BEFORE_DAWN = datetime(2027, 3, 16, 5, 0, tzinfo=UTC)
NINE = datetime(2027, 3, 16, 9, 0, tzinfo=UTC)


def visit(start: datetime, phase: Phase | None = None, cleaner: Cleaner = CLEANER) -> Booking:
    customer = NOUNS.customer()
    confirmed = Confirmed(cleaner=cleaner.id, claim=CLAIM, told_at=start - timedelta(days=1))
    return NOUNS.booking(NOUNS.home(customer), NOUNS.quote(customer), phase=phase or confirmed, start=start)


def standing(bookings: list[Booking], now: datetime, way: int = 20) -> StandingDay:
    stood = [Stood(booking=one, place=HOME, spread=declared(one.minutes), allowed_min=15) for one in bookings]
    return day_as_it_stands(CLEANER, date(2027, 3, 16), stood, lambda _one, _other: way, now)


@pytest.mark.parametrize(
    ("day", "first", "hours"),
    [
        (date(2027, 3, 28), datetime(2027, 3, 27, 23, tzinfo=UTC), 23),
        (date(2027, 10, 31), datetime(2027, 10, 30, 22, tzinfo=UTC), 25),
        (date(2027, 6, 1), datetime(2027, 5, 31, 22, tzinfo=UTC), 24),
    ],
)
def test_a_local_day_may_last_23_or_25_hours(day: date, first: datetime, hours: int) -> None:
    edges = [first - timedelta(minutes=15), first, first + timedelta(hours=hours, minutes=-15)]
    visits = [visit(at) for at in (*edges, first + timedelta(hours=hours))]
    assert of_the_day(CLEANER, day, visits) == visits[1:3]
    assert all(span_of(day).holds(one.window.start) for one in visits[1:3])


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12", "Europe/Berlin"])
def test_every_zones_day_is_read(zone: str) -> None:
    from cleanbee.domain.platform.wallclock import day_bounds

    start, end = day_bounds(date(2027, 3, 16), zone)
    read = span_of(date(2027, 3, 16))
    assert read.start <= start and end <= read.end


def test_somebody_elses_visits_are_not_part_of_the_day() -> None:
    other = NOUNS.cleaner(HOME)
    assert of_the_day(CLEANER, date(2027, 3, 16), [visit(NINE, cleaner=other)]) == []


def test_each_phase_says_what_is_known() -> None:
    """The first visit's facts decide when the second one's cleaner comes; the second follows after 30 free minutes."""
    second = visit(NINE + timedelta(minutes=visit(NINE).minutes + 50))
    late = timedelta(hours=1)

    def risk(phase: Phase | None, now: datetime) -> int:
        return standing([visit(NINE, phase), second], now).visits[1].late_permille

    who = CLEANER.id
    calm = risk(None, BEFORE_DAWN)
    way = risk(EnRoute(cleaner=who, claim=CLAIM, since=NINE + late, eta=None), NINE + late)
    door = risk(AtDoor(cleaner=who, claim=CLAIM, since=NINE + late), NINE + late)
    work = risk(InProgress(cleaner=who, claim=CLAIM, began=NINE + late), NINE + late)
    ended = second.window.start + timedelta(minutes=5)
    done = risk(Completed(cleaner=who, claim=CLAIM, began=NINE, ended=ended, minutes=9), ended)
    assert calm < door <= way and calm < work and done == 1000


def test_what_lies_free_is_what_the_way_leaves() -> None:
    first = visit(NINE)
    second = visit(first.window.end + timedelta(minutes=45))
    day = standing([first, second], BEFORE_DAWN)
    assert [one.slack_min for one in day.visits] == [None, 25]
    assert day.home_min == 20 and day.visits[0].p90_at == first.window.start
