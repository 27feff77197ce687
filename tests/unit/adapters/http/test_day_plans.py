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
    assert second["leave_at"] == second["window"]["start_at"]
    assert (day["work_min"], day["travel_min"]) == (360, 0)
    pay = (await city.get("joyce", f"/v1/bookings/{ids[0]}")).json()["pay"]
    assert first["pay"] == [pay] and day["pay"] == [{**pay, "amount": 2 * pay["amount"]}]
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


async def test_a_plan_is_asked_for_made_by_a_worker_and_read(city: City) -> None:
    ids = await two_visits(city)
    joyce = {"type": "cleaner_sick", "cleaner_id": encode("cln", id_of("joyce"))}
    asked = await city.post("sven", f"{DAY}/replan", {"because": joyce}, idempotency_key="plan-around-joyce-1")
    assert asked.status_code == 202, asked.text
    body = asked.json()
    assert body["phase"] == {"name": "planning", "tries": 0} and body["because"] == joyce
    where = asked.headers["location"]
    assert where == f"{DAY}/plans/{body['id']}"
    again = await city.post("sven", f"{DAY}/replan", {"because": joyce}, idempotency_key="plan-around-joyce-1")
    assert (again.content, again.headers["idempotent-replayed"]) == (asked.content, "true")
    await city.drain()
    told = await city.get("henning", where)
    plan = told.json()
    assert (plan["version"], told.headers["etag"]) == (2, '"2"')
    found = plan["phase"]
    assert found["name"] == "planned" and found["bound"] <= found["proposed"]["cost"] < found["stands"]["cost"]
    assert set(found["stands"]["unserved"]) == set(ids)
    for one in found["moves"]:
        assert one["how"] == "agree" and one["from_cleaner_id"] == encode("cln", id_of("joyce"))
    assert [one["id"] for one in (await city.get("sven", f"{DAY}/plans")).json()["data"]] == [body["id"]]
    assert [one["booking_id"] for one in (await read(city, "joyce"))[0]["visits"]] == ids, "nothing has changed"


async def test_a_comparison_without_a_reason_sets_the_best_beside_what_stands(city: City) -> None:
    await two_visits(city)
    asked = await city.post("olga", f"{DAY}/compare")
    await city.drain()
    found = (await city.get("olga", asked.headers["location"])).json()
    assert (found["kind"], "because" in found) == ("compare", False)
    phase = found["phase"]
    assert phase["moves"] == [] and phase["proposed"] == phase["stands"] and phase["kept"] == phase["others"] == 2


async def test_who_may_not_ask_is_told_so_and_who_names_nobody_too(city: City) -> None:
    absent = encode("cln", id_of("mia"))
    for who, status in (("mia", 403), ("joyce", 403), ("henning", 403), (None, 401)):
        assert (await city.post(who, f"{DAY}/replan")).status_code == status
    gone = {"because": {"type": "cleaner_sick", "cleaner_id": absent}}
    assert (await city.post("sven", f"{DAY}/replan", gone)).status_code == 404
    late = {"because": {"type": "finishes_late", "booking_id": encode("bkg", id_of("mia")), "late_min": 0}}
    assert (await city.post("sven", f"{DAY}/compare", late)).json()["code"] == "validation"
    asked = await city.post("sven", f"{DAY}/compare")
    plan = asked.json()["id"]
    assert (await city.get("sven", f"/v1/day_plans/2026-03-05/plans/{plan}")).status_code == 404
    assert (await city.get("mia", asked.headers["location"])).status_code == 404
    only = (await city.get("sven", f"{DAY}/plans?limit=1")).json()
    assert [one["id"] for one in only["data"]] == [plan] and not only["has_more"] and "next_cursor" not in only
    assert (await city.get("sven", f"{DAY}/plans?cursor=nonsense")).json()["code"] == "cursor_invalid"


async def test_the_office_passes_on_what_nobody_was_told_of(city: City) -> None:
    now = await city.get("omar", "/v1/me")
    opted = await city.headers("omar", **{"if-match": now.headers["etag"]})
    assert (await city.http.patch("/v1/me", json={"instant": True}, headers=opted)).status_code == 200
    friday = "/v1/day_plans/2026-03-20"
    order = await city.order(await city.slot("2026-03-20T09:30")) | {"wish": "anyone"}
    booked = (await city.post("mia", "/v1/bookings", order)).json()
    joyce = {"because": {"type": "cleaner_sick", "cleaner_id": encode("cln", id_of("joyce"))}}
    where = (await city.post("sven", f"{friday}/replan", joyce)).headers["location"]
    await city.drain()
    told = await city.get("sven", where)
    (move,) = told.json()["phase"]["moves"]
    assert (move["how"], move["to_cleaner_id"]) == ("pass_on", encode("cln", id_of("omar")))
    this = {"booking_id": booked["id"]}
    assert (await city.post("sven", f"{where}/pass_on", this)).status_code == 428
    assert (await city.post("henning", f"{where}/pass_on", this, if_match='"2"')).status_code == 403
    passed = await city.post("sven", f"{where}/pass_on", this, if_match=told.headers["etag"])
    assert passed.status_code == 200, passed.text
    assert passed.json()["cleaner_id"] == encode("cln", id_of("omar"))
    (day,) = await read(city, "omar", friday)
    assert [one["booking_id"] for one in day["visits"]] == [booked["id"]]
    again = await city.post("sven", f"{where}/pass_on", this, if_match=told.headers["etag"])
    assert again.json()["code"] == "illegal_transition"
    receipts = (await city.get("omar", f"/v1/receipts?booking_id={booked['id']}")).json()["data"]
    assert len(receipts) == 1
