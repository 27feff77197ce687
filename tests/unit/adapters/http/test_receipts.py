"""Why me, why not me: each reads their own part of a decision, may doubt it, and a human answers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.unit.adapters.http.small_city import City

pytestmark = pytest.mark.slow


async def looked_for(city: City) -> str:
    """A clean for which Nadia was asked; everyone around was looked at."""
    booking = await city.book("2026-03-04T09:30", cleaner="nadia")
    await city.drain()
    return booking["id"]


async def test_a_cleaner_reads_their_own_place_and_nobody_elses(city: City) -> None:
    booking = await looked_for(city)
    page = (await city.get("nadia", f"/v1/receipts?booking_id={booking}")).json()
    (receipt,) = page["data"]
    (place,) = receipt["places"]
    assert place["outcome"] == "chosen"
    assert sum(term["points"] * term["weight"] for term in place["terms"]) == place["score"]
    (other,) = (await city.get("omar", f"/v1/receipts/{receipt['id']}")).json()["places"]
    assert other["cleaner_id"] != place["cleaner_id"]


async def test_the_customer_learns_what_spoke_for_whoever_was_found_and_not_who_else_was_looked_at(city: City) -> None:
    booking = await looked_for(city)
    (receipt,) = (await city.get("mia", f"/v1/receipts?booking_id={booking}")).json()["data"]
    (place,) = receipt["places"]
    assert "cleaner_id" not in place
    assert {term["name"] for term in place["terms"]} == {"continuity", "travel", "preference", "rating"}
    assert place["changes"] == []
    assert (await city.get("ben", f"/v1/receipts/{receipt['id']}")).status_code == 404
    assert (await city.get("ben", f"/v1/receipts?booking_id={booking}")).json()["data"] == []


async def test_a_doubt_stands_in_the_office_until_a_human_answers_and_only_its_author_reads_it(city: City) -> None:
    booking = await looked_for(city)
    (receipt,) = (await city.get("omar", f"/v1/receipts?booking_id={booking}")).json()["data"]
    path = f"/v1/receipts/{receipt['id']}"
    told = await city.post("omar", f"{path}/contest", {"reason": "I live next door."})
    assert told.json()["contests"][0]["answer_by"] == "2026-03-09T07:55:00Z", told.text
    assert (await city.get("nadia", path)).json()["contests"] == []
    (waiting,) = (await city.get("sven", "/v1/receipts")).json()["data"]
    assert waiting["id"] == receipt["id"]
    blind = await city.post("sven", f"{path}/answer", {"text": "It stands.", "upheld": True})
    assert blind.status_code == 428
    version = f'"{waiting["version"]}"'
    headers = await city.headers("sven") | {"if-match": version, "idempotency-key": "answer-one-two-three"}
    given = await city.http.post(f"{path}/answer", json={"text": "It stands.", "upheld": True}, headers=headers)
    assert given.status_code == 200, given.text
    assert (await city.get("omar", path)).json()["contests"][0]["answer"] == "It stands."
    assert (await city.get("sven", "/v1/receipts")).json()["data"] == []


async def test_a_second_doubt_is_refused_with_its_reason(city: City) -> None:
    booking = await looked_for(city)
    (receipt,) = (await city.get("omar", f"/v1/receipts?booking_id={booking}")).json()["data"]
    path = f"/v1/receipts/{receipt['id']}/contest"
    await city.post("omar", path, {"reason": "I live next door."})
    again = await city.post("omar", path, {"reason": "Really."})
    assert (again.status_code, again.json()["reason"]) == (422, "contested_before")


async def test_a_fee_is_explained_to_whoever_pays_it_and_to_whoever_gets_a_share(city: City) -> None:
    booking = await city.book("2026-03-04T09:30", cleaner="joyce")
    path = f"/v1/bookings/{booking['id']}"
    await city.go_to(datetime(2026, 3, 4, 4, 0, tzinfo=UTC))
    gone = (await city.post("mia", f"{path}/cancel", {"reason": "away"})).json()
    (mine,) = (await city.get("mia", "/v1/receipts")).json()["data"]
    fee = mine["fee"]
    assert (mine["about"], "places" in mine, fee["kind"], fee["reasons"]) == ("fee", False, "cancelled", ["notice"])
    assert (fee["amount"], fee["notice_min"], fee["rate_bp"]) == (gone["phase"]["fee"], 270, 5000)
    free = {"input": "cancelled_at", "had_at": "2026-03-04T04:00:00Z", "side": "until"}
    (until, after) = fee["changes"]
    assert {**until, "amount": 0} == {**free, "bound_at": "2026-03-04T02:30:00Z", "amount": 0}
    assert (after["side"], after["bound_at"], after["amount"]) == ("after", "2026-03-04T06:30:00Z", fee["total"])
    assert not {"cleaner_pay", "cleaner_id", "platform"} & fee.keys()
    (share,) = (await city.get("joyce", f"/v1/receipts?booking_id={booking['id']}")).json()["data"]
    assert not {"amount", "total", "chargeable", "tax", "platform"} & share["fee"].keys()
    assert share["fee"]["cleaner_pay"]["amount"] * 2 == share["fee"]["changes"][1]["amount"]["amount"]
    for nobody in ("ben", "omar"):
        assert (await city.get(nobody, f"/v1/receipts/{mine['id']}")).status_code == 404
    doubted = await city.post("mia", f"/v1/receipts/{mine['id']}/contest", {"reason": "The app was down."})
    assert doubted.json()["contests"][0]["reason"] == "The app was down.", doubted.text
