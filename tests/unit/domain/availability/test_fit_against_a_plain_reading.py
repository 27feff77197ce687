"""A hold is granted exactly when the whole day, written out anew, keeps every rule: nothing is refused for nothing."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st
from tests.thorough import explored
from tests.unit.domain.availability.calendar_days import (
    BASE,
    BERLIN,
    JOYCE,
    WEDNESDAY,
    Calendar,
    home,
    minutes,
    weekdays,
)

from cleanbee.domain.availability.hours import Hours
from cleanbee.domain.kernel import Granted, Place
from cleanbee.domain.platform.wallclock import LocalStart

OPENS, CLOSES = 390, 1320


class Visit(NamedTuple):
    """Minutes since Wednesday's midnight (no clock change in that week), and where."""

    start: int
    end: int
    place: Place

    @property
    def day(self) -> int:
        return self.start // 1440

    @property
    def free_again(self) -> int:
        return self.end + (15 if self.end - self.start <= 180 else 30)


def ways(visits: list[Visit]) -> list[int]:
    """Each visit's way in, from the one before on that day or from where the cleaner starts."""
    found: list[int] = []
    for number, visit in enumerate(visits):
        before = visits[number - 1] if number and visits[number - 1].day == visit.day else None
        found.append(minutes(before.place if before is not None else BASE, visit.place))
    return found


def keeps_every_rule(visits: list[Visit]) -> bool:
    visits = sorted(visits, key=lambda one: one.start)
    way = ways(visits)
    inside = all(one.start % 1440 >= OPENS and one.end - one.day * 1440 <= CLOSES for one in visits)
    near = all(minutes_in <= 45 for minutes_in in way)
    apart = all(
        one.free_again <= later.start - minutes_in
        for (one, later), minutes_in in zip(pairwise(visits), way[1:], strict=True)
    )
    rested = all(later.start - one.end >= 660 for one, later in pairwise(visits) if one.day != later.day)
    days = {one.day for one in visits}
    paid = all(sum(one.end - one.start for one in visits if one.day == day) <= 480 for day in days)
    return inside and near and apart and rested and paid and all(breaks_kept(visits, way, day) for day in days)


def breaks_kept(visits: list[Visit], way: list[int], day: int) -> bool:
    rows: list[list[Visit]] = []
    for visit, minutes_in in zip(visits, way, strict=True):
        if visit.day != day:
            continue
        if rows and visit.start - minutes_in - rows[-1][-1].end < 30:
            rows[-1].append(visit)
        else:
            rows.append([visit])
    return all(len(row) == 1 or row[-1].end - row[0].start <= 360 for row in rows)


ASKS = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.integers(OPENS // 15 - 2, CLOSES // 15).map(lambda quarter: quarter * 15),
        st.sampled_from([60, 75, 105, 120, 150, 180, 195, 240, 300, 480]),
        st.integers(0, 50),
    ),
    min_size=1,
    max_size=12,
)


@explored(400)
@given(ASKS)
def test_a_hold_is_granted_exactly_when_the_day_with_it_keeps_every_rule(
    asks: list[tuple[int, int, int, int]],
) -> None:
    calendar = Calendar(hours=Hours(id=JOYCE, zone=BERLIN, weekly=weekdays(OPENS, CLOSES)))
    visits: list[Visit] = []
    for day, minute, work_min, north in asks:
        local = LocalStart(day=on(day), minute=minute, zone=BERLIN)
        decided = calendar.ask(local, work_min, home(north))
        start = day * 1440 + minute
        wanted = [*visits, Visit(start, start + work_min, home(north))]
        assert isinstance(decided, Granted) == keeps_every_rule(wanted), (local.text, work_min, north, decided)
        if isinstance(decided, Granted):
            visits, calendar = wanted, calendar.after(decided.value)


def on(day: int) -> date:
    return WEDNESDAY + timedelta(days=day)
