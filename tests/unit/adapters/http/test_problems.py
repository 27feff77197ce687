"""Every no has one shape, one page, and a way out."""

from __future__ import annotations

import pytest
from tests.unit.adapters.http.small_city import City, small_city

from cleanbee.adapters.http.problems import KINDS, Code
from cleanbee.entrypoints.settings import Settings

pytestmark = pytest.mark.slow


async def test_a_problem_says_what_why_and_which_request(city: City) -> None:
    told = await city.get(None, "/v1/bookings/bkg_00000000000000000000000000", request_id="mine-to-find-again")
    body = told.json()
    assert told.headers["content-type"] == "application/problem+json"
    assert told.headers["request-id"] == body["instance"] == "mine-to-find-again"
    assert (body["type"], body["status"], body["code"]) == ("/problems/unauthenticated", 401, "unauthenticated")
    assert told.headers["www-authenticate"] == "Bearer"
    page = await city.get(None, body["type"])
    assert page.status_code == 200
    assert body["title"].encode() in page.content


async def test_every_problem_has_its_page_and_nothing_else_has_one(city: City) -> None:
    for code in Code:
        page = await city.get(None, f"/problems/{code.value}")
        assert page.status_code == 200, code
        assert str(KINDS[code].status) in page.text
    assert (await city.get(None, "/problems/weather")).status_code == 404


async def test_a_verb_that_came_too_late_says_what_can_be_done_now(city: City) -> None:
    booking = await city.book()
    await city.post("mia", f"/v1/bookings/{booking['id']}/cancel")
    told = await city.post("mia", f"/v1/bookings/{booking['id']}/cancel")
    assert (told.status_code, told.json()["code"]) == (409, "illegal_transition")
    assert told.json()["facts"] == {"phase": "cancelled"}
    assert [one["name"] for one in told.json()["available_actions"]] == ["rebook", "message"]


async def test_a_change_decided_on_an_old_version_says_the_new_one(city: City) -> None:
    me = await city.get("mia", "/v1/me")
    bare = await city.http.patch("/v1/me", json={"locale": "de"}, headers=await city.headers("mia"))
    assert (bare.status_code, bare.json()["code"]) == (428, "precondition_required")
    tag = {"if-match": me.headers["etag"]}
    first = await city.http.patch("/v1/me", json={"locale": "de"}, headers=await city.headers("mia", **tag))
    assert (first.status_code, first.json()["locale"]) == (200, "de")
    second = await city.http.patch("/v1/me", json={"locale": "en"}, headers=await city.headers("mia", **tag))
    assert (second.status_code, second.json()["code"], second.json()["current"]) == (412, "precondition_failed", 2)
    fresh = await city.get("mia", "/v1/me", if_none_match="x")
    assert fresh.status_code == 200
    known = await city.http.get("/v1/me", headers=await city.headers("mia", **{"if-none-match": first.headers["etag"]}))
    assert (known.status_code, known.content) == (304, b"")


async def test_what_has_the_wrong_shape_is_pointed_at(city: City) -> None:
    told = await city.post(
        "mia", "/v1/quotes", {"place": {"address": "Lindenweg 12, Honigfeld"}, "rooms": {"bedrooms": "two"}}
    )
    assert (told.status_code, told.json()["code"]) == (422, "validation")
    assert told.json()["errors"][0]["pointer"] == "/rooms/bedrooms"
    missing = await city.post("mia", "/v1/quotes", {"rooms": {"bedrooms": 1, "bathrooms": 1}})
    assert missing.json()["errors"][0]["pointer"] == "/place"
    unknown = await city.post("mia", "/v1/cards", {"setup": "card_ok", "colour": "red"})
    assert unknown.json()["errors"][0]["pointer"] == "/colour"
    query = await city.get("mia", "/v1/availability?quote_id=qte_x&from=tomorrow")
    assert query.status_code == 422


async def test_a_refusal_without_a_code_of_its_own_says_the_domains_word(city: City) -> None:
    told = await city.post(
        "mia", "/v1/quotes", {"place": {"address": "1 Nowhere St"}, "rooms": {"bedrooms": 1, "bathrooms": 1}}
    )
    assert (told.status_code, told.json()["code"]) == (422, "refused")
    assert told.json()["reason"] in {"outside_area", "address_unknown"}
    assert told.json()["detail"]


async def test_a_version_nobody_serves_is_refused_and_ours_is_always_told(city: City) -> None:
    told = await city.http.get("/v1/services", headers={"cleanbee-version": "1999-01-01"})
    assert (told.status_code, told.json()["code"]) == (400, "version_unknown")
    fine = await city.get(None, "/v1/services")
    assert fine.headers["cleanbee-version"] == "2026-11-01"
    assert fine.headers["cleanbee-now"] == "2026-03-02T07:55:00Z"


async def test_a_client_below_the_minimum_is_told_to_upgrade(city: City) -> None:
    told = await city.http.get("/v1/services", headers={"cleanbee-client": "ios/0.9.0"})
    assert (told.status_code, told.json()["code"]) == (426, "client_upgrade_required")


async def test_a_method_nobody_serves_lists_those_that_work(city: City) -> None:
    told = await city.http.delete("/v1/me", headers=await city.headers("mia"))
    assert (told.status_code, told.json()["code"]) == (405, "method_not_allowed")
    assert "GET" in told.headers["allow"]
    asked = await city.http.options("/v1/me")
    assert (asked.status_code, asked.headers["allow"]) == (204, "GET, PATCH, HEAD, OPTIONS")


async def test_head_says_what_get_says_without_the_body(city: City) -> None:
    mia = await city.headers("mia")
    for path in ("/livez", "/readyz", "/openapi.json", "/v1/me", "/v1/services", "/v1/nowhere"):
        got, asked = await city.http.get(path, headers=mia), await city.http.head(path, headers=mia)
        assert asked.content == b""
        assert asked.status_code == got.status_code
        for name in ("content-type", "content-length", "etag"):
            assert asked.headers.get(name) == got.headers.get(name), (path, name)
    streaming = await city.http.head("/v1/stream", headers=mia)
    assert streaming.status_code == 405


async def test_a_token_slot_or_cursor_that_is_not_ours_opens_nothing(city: City) -> None:
    slot = await city.slot()
    for bad in (slot[:-1] + ("A" if slot[-1] != "A" else "B"), slot.replace("b1.", "c1.", 1), "b1..", "x"):
        told = await city.post("mia", "/v1/holds", {"slot": bad})
        assert (told.status_code, told.json()["errors"][0]["code"]) == (422, "slot_invalid"), bad
    told = await city.get("mia", "/v1/bookings?cursor=c1.aaaa.bbbb")
    assert (told.status_code, told.json()["code"]) == (400, "cursor_invalid")
    told = await city.http.get("/v1/me", headers={"authorization": "Bearer nonsense"})
    assert told.status_code == 401


async def test_a_slot_shown_too_long_ago_is_gone(city: City) -> None:
    slot = await city.slot()
    await city.post("olga", "/v1/test_helpers/clock/advance", {"minutes": 16})
    told = await city.post("mia", "/v1/bookings", await city.order(slot))
    assert (told.status_code, told.json()["code"]) == (410, "slot_expired")


async def test_who_asks_too_often_is_told_when_to_come_again() -> None:
    async with small_city(Settings(limits=True)) as city:
        told = [await city.post(None, "/v1/sign_ins", {"phone": "+15550100001"}) for _ in range(40)]
        late = [one for one in told if one.status_code == 429]
        assert late
        assert late[0].json()["code"] == "rate_limited"
        assert int(late[0].headers["retry-after"]) >= 1
        assert told[0].headers["ratelimit-policy"] == '"auth";q=30;w=60'


async def test_whether_a_name_is_known_cannot_be_told_from_the_answer(city: City) -> None:
    known = await city.post(None, "/v1/sign_ins", {"phone": "+15550100001"})
    unknown = await city.post(None, "/v1/sign_ins", {"phone": "+15559999999"})
    assert (known.status_code, known.json().keys()) == (unknown.status_code, unknown.json().keys())
    wrong = await city.post(None, f"/v1/sign_ins/{known.json()['id']}/verify", {"code": "123456"})
    nobody = await city.post(None, f"/v1/sign_ins/{unknown.json()['id']}/verify", {"code": "000000"})
    assert (
        (wrong.status_code, wrong.json()["code"]) == (nobody.status_code, nobody.json()["code"]) == (401, "code_wrong")
    )


async def test_several_facts_are_a_list_since_an_address_has_commas_of_its_own(city: City) -> None:
    ask = {"place": {"address": "2 Ambiguous Rd"}, "rooms": {"bedrooms": 1, "bathrooms": 1}}
    told = (await city.post(None, "/v1/quotes", ask)).json()
    assert told["reason"] == "address_unknown"
    assert len(told["facts"]["candidates"]) == 2
    assert all("," in one for one in told["facts"]["candidates"])
