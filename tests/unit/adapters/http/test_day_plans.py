"""Days as they stand: each cleaner reads their own, the office everybody's, with ways and the risk of coming late."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.unit.adapters.http.small_city import City, id_of

from cleanbee.adapters.http.names import encode

pytestmark = pytest.mark.slow

DAY = "/v1/day_plans/2026-03-04"


async def two_visits(city: City) -> list[str]:
    """Joyce's Wednesday: 180 minutes from 09:30 and again from 14:00, at the same home."""
    return [(await city.book(f"2026-03-04T{start}", cleaner="joyce"))["id"] for start in ("09:30", "13:00")]


async def read(city: City, who: str, path: str = DAY) -> list[dict[str, Any]]:
    told = await city.get(who, path)
    assert told.status_code == 200, told.text
    return told.json()["data"]


async def test_a_cleaner_reads_their_own_day_in_its_order_with_ways_and_risks(city: City) -> None:
    ids = await two_visits(city)
    (day,) = await read(city, "joyce")
    assert (day["cleaner_id"], day["date"]) == (encode("cln", id_of("joyce")), "2026-03-04")
    assert [one["booking_id"] for one in day["visits"]] == ids
    first, second = day["visits"]
    assert first["window"]["local_start"] == "2026-03-04T09:30" and "slack_min" not in first
    assert (first["travel_min"], first["late_risk"], day["home_min"]) == (0, 0, 0), "she lives next door"
    assert (second["travel_min"], second["slack_min"]) == (0, 30)
    assert 0 < second["late_risk"] < 300
    assert second["arrival"]["p50_at"] == second["window"]["start_at"] <= second["arrival"]["p90_at"]


async def test_a_late_first_visit_is_seen_in_the_risk_of_the_second(city: City) -> None:
    first, _ = await two_visits(city)
    calm = (await read(city, "joyce"))[0]["visits"][1]["late_risk"]
    await city.go_to(datetime(2026, 3, 4, 8, 0, tzinfo=UTC))
    assert (await city.post("joyce", f"/v1/bookings/{first}/set_off")).status_code == 200
    assert (await city.post("joyce", f"/v1/bookings/{first}/give_eta", {"minutes": 60})).status_code == 200
    one, other = (await read(city, "sven"))[0]["visits"]
    assert (one["state"], one["late_risk"], one["arrival"]["p50_at"]) == ("en_route", 1000, "2026-03-04T09:00:00Z")
    assert other["late_risk"] > calm


async def test_the_office_reads_everybodys_day_page_by_page(city: City) -> None:
    await two_visits(city)
    await city.book("2026-03-04T09:30", cleaner="omar")
    await city.drain()
    whole = await read(city, "henning")
    assert len(whole) >= 1 and [one["cleaner_id"] for one in whole] == sorted(one["cleaner_id"] for one in whole)
    first = (await city.get("sven", f"{DAY}?limit=1")).json()
    rest = [] if not first["has_more"] else await read(city, "sven", f"{DAY}?cursor={first['next_cursor']}")
    assert [*first["data"], *rest] == whole
    assert (await city.get("sven", f"{DAY}?cursor=made-up")).json()["code"] == "cursor_invalid"


async def test_whose_day_is_empty_is_told_so_and_whose_it_is_none_of_is_told_nothing(city: City) -> None:
    await two_visits(city)
    (empty,) = await read(city, "nadia")
    assert empty["visits"] == [] and empty["home_min"] == 0
    joyce = encode("cln", id_of("joyce"))
    for who in ("nadia", "mia"):
        assert (await city.get(who, f"{DAY}?cleaner_id={joyce}")).status_code == 404
    assert (await city.get("sven", f"{DAY}?cleaner_id={encode('cln', id_of('mia'))}")).status_code == 404
    assert len(await read(city, "sven", f"{DAY}?cleaner_id={joyce}")) == 1


@pytest.mark.parametrize("day", ["2026-02-30", "20260304", "tomorrow", "1999-12-31", "9999-01-01"])
async def test_what_is_no_day_is_not_there(city: City, day: str) -> None:
    assert (await city.get("sven", f"/v1/day_plans/{day}")).status_code == 404
