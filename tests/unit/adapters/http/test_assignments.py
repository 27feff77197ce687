"""The office reads which open bookings were given away together, page by page, each batch with its proof."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.unit.adapters.http.small_city import City

from cleanbee.domain.kernel import with_
from cleanbee.domain.platform.policy import standard
from cleanbee.entrypoints.in_memory import CITY_BEGINS

pytestmark = pytest.mark.slow


async def given_away(city: City, *hours: int) -> list[dict[str, Any]]:
    """Two cleans for anyone, each given away by the hourly job that came after it."""
    async with city.app.store.begin() as work:
        await work.books.add(with_(standard(), version="together.1", batch_lead_min=2000))
    await city.app.platform.run_jobs.plan()
    booked: list[dict[str, Any]] = []
    for hour in hours:
        order = await city.order(await city.slot(f"2026-03-05T{hour:02}:00", "nadia")) | {"wish": "anyone"}
        booked.append((await city.post("mia", "/v1/bookings", order)).json())
        await city.drain()
        waiting = (await city.get("mia", f"/v1/bookings/{booked[-1]['id']}")).json()
        assert waiting["phase"]["name"] == "requested", waiting
        await city.go_to(CITY_BEGINS + timedelta(hours=len(booked)))
    return booked


async def test_the_office_reads_each_batch_with_its_proof(city: City) -> None:
    (booking,) = await given_away(city, 9)
    (batch,) = (await city.get("sven", "/v1/assignments")).json()["data"]
    assert (batch["proved"], batch["gap"], batch["faults"]) == (True, 0, [])
    assert batch["primal"] == batch["dual"] > 0
    (one,) = batch["bookings"]
    assert one["booking_id"] == booking["id"] and one["outcome"] in {"bound", "offered"}
    profits, prices = (
        [each[dual] for each in batch[of]] for of, dual in (("bookings", "profit"), ("cleaners", "price"))
    )
    assert sum(profits) + sum(prices) == batch["dual"]


async def test_pages_go_on_behind_the_last_batch_and_a_made_up_cursor_is_none(city: City) -> None:
    await given_away(city, 9, 14)
    first = (await city.get("sven", "/v1/assignments?limit=1")).json()
    assert first["has_more"]
    second = (await city.get("sven", f"/v1/assignments?limit=1&cursor={first['next_cursor']}")).json()
    assert not second["has_more"] and "next_cursor" not in second
    ids = [page["data"][0]["id"] for page in (first, second)]
    assert ids == sorted(ids, reverse=True) and len(set(ids)) == 2
    assert (await city.get("sven", "/v1/assignments?cursor=bat_1")).json()["code"] == "cursor_invalid"
    assert (await city.get("mia", "/v1/assignments")).status_code == 403


async def test_a_receipt_names_its_batch_to_whom_it_is_about(city: City) -> None:
    (booking,) = await given_away(city, 9)
    (batch,) = (await city.get("sven", "/v1/assignments")).json()["data"]
    (whole,) = (await city.get("sven", f"/v1/receipts?booking_id={booking['id']}")).json()["data"]
    assert whole["batch"]["batch_id"] == batch["id"]
    assert whole["batch"]["given_to"] == batch["bookings"][0]["cleaner_id"]
    (own,) = (await city.get("omar", f"/v1/receipts?booking_id={booking['id']}")).json()["data"]
    assert {one["cleaner_id"] for one in own["batch"]["considered"]} <= {own["places"][0]["cleaner_id"]}
    (hers,) = (await city.get("mia", f"/v1/receipts?booking_id={booking['id']}")).json()["data"]
    assert hers["batch"]["considered"] == [] and "given_to" not in hers["batch"]
