"""Catching up: what changed for me since I last looked, what is gone, and nothing of anybody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.unit.adapters.http.small_city import City

pytestmark = pytest.mark.slow


async def synced(city: City, who: str, cursor: str = "", limit: int = 100) -> dict[str, Any]:
    told = await city.get(who, f"/v1/sync?limit={limit}" + (f"&cursor={cursor}" if cursor else ""))
    assert told.status_code == 200, told.text
    return told.json()


def named(told: dict[str, Any], word: str = "booking") -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in told["data"] if one["object"] == word}


async def test_a_first_call_says_where_to_go_on_from_and_nothing_else(city: City) -> None:
    await city.book()
    await city.drain()
    first = await synced(city, "mia")
    assert (first["data"], first["has_more"]) == ([], False)
    assert (await synced(city, "mia", first["next_cursor"]))["data"] == []


async def test_what_changed_comes_once_each_with_its_version_of_now(city: City) -> None:
    start = (await synced(city, "mia"))["next_cursor"]
    booking = await city.book()
    await city.drain()
    told = await synced(city, "mia", start)
    mine = named(told)[booking["id"]]
    now = (await city.get("mia", f"/v1/bookings/{booking['id']}")).json()
    assert (mine["version"], mine["gone"]) == (now["version"], False)
    assert len(told["data"]) == len({(one["object"], one["id"]) for one in told["data"]})
    assert all(one["booking_id"] == booking["id"] for one in named(told, "payment").values())


async def test_a_cleaner_learns_what_is_theirs_no_more(city: City) -> None:
    start = (await synced(city, "joyce"))["next_cursor"]
    booking = await city.book("2026-03-12T09:30")
    await city.drain()
    got = await synced(city, "joyce", start)
    assert named(got)[booking["id"]]["gone"] is False
    await city.post("joyce", f"/v1/bookings/{booking['id']}/withdraw")
    await city.drain()
    lost = named(await synced(city, "joyce", got["next_cursor"]))[booking["id"]]
    assert (lost["gone"], "version" in lost) == (True, False)


async def test_nobody_hears_of_what_is_not_theirs(city: City) -> None:
    starts = {who: (await synced(city, who))["next_cursor"] for who in ("ben", "omar", "olga")}
    booking = await city.book()
    await city.drain()
    assert (await synced(city, "ben", starts["ben"]))["data"] == []
    assert named(await synced(city, "omar", starts["omar"])) == {}
    assert booking["id"] in named(await synced(city, "olga", starts["olga"])), "the office hears all"


async def test_small_parts_bring_all_that_one_large_part_brings(city: City) -> None:
    start = cursor = (await synced(city, "mia"))["next_cursor"]
    for day in ("2026-03-04T09:30", "2026-03-05T09:30"):
        await city.book(day)
        await city.drain()
    whole = {(one["object"], one["id"], one["type"]) for one in (await synced(city, "mia", start))["data"]}
    found: dict[tuple[str, str], str] = {}
    more = True
    while more:
        part = await synced(city, "mia", cursor, 2)
        assert len(part["data"]) <= 2
        found |= {(one["object"], one["id"]): one["type"] for one in part["data"]}
        cursor, more = part["next_cursor"], part["has_more"]
    assert {(*thing, name) for thing, name in found.items()} == whole


async def test_a_cursor_is_one_persons_and_nobody_can_write_one(city: City) -> None:
    mias = (await synced(city, "mia"))["next_cursor"]
    for who, cursor in (("ben", mias), ("joyce", mias), ("mia", mias[:-2] + "AA"), ("mia", "c1.x")):
        told = await city.get(who, f"/v1/sync?cursor={cursor}")
        assert (told.status_code, told.json()["code"]) == (400, "cursor_invalid")
    assert (await city.get(None, "/v1/sync")).status_code == 401


async def test_who_was_away_too_long_reads_everything_afresh(city: City) -> None:
    start = (await synced(city, "mia"))["next_cursor"]
    await city.book("2026-03-18T09:30")
    await city.drain()
    await city.go_to(await city.clock.read() + timedelta(days=7, minutes=1))
    city.tokens.clear()
    told = await city.get("mia", f"/v1/sync?cursor={start}")
    assert (told.status_code, told.json()["code"]) == (410, "sync_reset")
    assert (await synced(city, "mia"))["data"] == []
