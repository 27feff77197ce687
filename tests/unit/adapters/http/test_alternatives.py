"""Whoever comes second is shown the nearest that is left, however little that is."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from tests.unit.adapters.http.small_city import City, id_of

from cleanbee.domain.availability.hours import DateRule
from cleanbee.domain.kernel import CleanerId, evolve

pytestmark = pytest.mark.slow

Spans = tuple[tuple[int, int], ...]

WEDNESDAY = date(2026, 3, 4)
WANTED = "2026-03-04T09:30"
ALL_DAY = ((420, 1200),)
JUST_THEN = ((570, 750),)
ONE_NEAR_ONE_FAR = ((570, 750), (1020, 1200))


async def works(city: City, who: str, spans: Spans, day: date = WEDNESDAY) -> None:
    """On this one day the cleaner works in these spans."""
    async with city.ports.store.begin() as work:
        hours = await work.hours.find(CleanerId(id_of(who)))
        assert hours is not None
        await work.hours.replace(hours, evolve(hours, dates=(*hours.dates, DateRule(day=day, spans=spans))))


async def shown(city: City, days: int) -> list[str]:
    """All starts that Ben could have, one for each choice, the nearest to the wanted one first."""
    quote = await city.quote("ben")
    told = await city.get("ben", f"/v1/availability?quote_id={quote['id']}&from={WEDNESDAY}&days={days}")
    starts = [
        slot["window"]["local_start"] for day in told.json()["days"] for slot in day["slots"] for _ in slot["choices"]
    ]
    return sorted(starts, key=far)


def far(start: str) -> timedelta:
    return abs(datetime.fromisoformat(start) - datetime.fromisoformat(WANTED))


def distances(starts: list[str]) -> list[timedelta]:
    return [far(start) for start in starts]


async def alternatives(city: City, token: str) -> list[dict[str, Any]]:
    """What Ben is told once somebody else was first."""
    told = await city.post("ben", "/v1/holds", {"slot": token})
    assert (told.status_code, told.json()["code"]) == (409, "slot_taken"), told.text
    return told.json()["alternatives"]


@pytest.mark.parametrize(
    ("joyce", "nadia", "omar"),
    [
        pytest.param(ALL_DAY, ALL_DAY, ALL_DAY, id="two others are free at the same time"),
        pytest.param(ALL_DAY, (), (), id="only the same cleaner has anything left that day"),
        pytest.param(ALL_DAY, ((900, 1200),), (), id="what is left lies far from the start that was wanted"),
        pytest.param(JUST_THEN, ONE_NEAR_ONE_FAR, (), id="one near, one far"),
    ],
)
async def test_alternatives_are_the_nearest_of_all_that_a_search_would_show_that_day(
    city: City, joyce: Spans, nadia: Spans, omar: Spans
) -> None:
    for who, spans in (("joyce", joyce), ("nadia", nadia), ("omar", omar)):
        await works(city, who, spans)
    bens = await city.slot(WANTED, who="ben")
    await city.post("mia", "/v1/holds", {"slot": await city.slot(WANTED)})
    told = await alternatives(city, bens)
    free = await shown(city, days=1)
    assert distances([one["window"]["local_start"] for one in told]) == distances(free[:3])
    again = await city.post("ben", "/v1/holds", {"slot": told[0]["slot"]})
    assert again.status_code == 201, "what is offered instead can be had"


async def test_where_a_day_has_nothing_left_the_next_ones_are_shown(city: City) -> None:
    for who in ("nadia", "omar"):
        await works(city, who, ())
    bens = await city.slot(WANTED, who="ben")
    await works(city, "joyce", ((570, 840),))
    await city.post("mia", "/v1/holds", {"slot": await city.slot(WANTED)})
    told = await alternatives(city, bens)
    free = await shown(city, days=3)
    assert free
    assert distances([one["window"]["local_start"] for one in told]) == distances(free[:3])
