"""The contract that is committed is the one that is served."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from tests.unit.adapters.http.small_city import City

from cleanbee.adapters.http.openapi import openapi_document

pytestmark = pytest.mark.slow

COMMITTED = Path(__file__).parents[4] / "docs" / "openapi.json"


def test_the_committed_contract_is_the_present_one() -> None:
    assert COMMITTED.read_bytes() == openapi_document(), "run `cleanbee openapi > docs/openapi.json` and read the diff"


def test_every_reference_of_the_contract_leads_somewhere() -> None:
    text = openapi_document().decode()
    whole = json.loads(text)
    for place in set(re.findall(r'"\$ref": "#/([^"]+)"', text)):
        found = whole
        for step in place.split("/"):
            found = found[step]
        assert found


async def test_what_is_served_is_the_contract(city: City) -> None:
    served = await city.get(None, "/docs/openapi.json")
    assert served.content == openapi_document()


async def test_the_pages_for_people_ask_nobody_else_for_anything(city: City) -> None:
    for path in ("/docs", "/problems", "/problems/slot_taken", "/dev", "/dev/mail", "/dev/payments"):
        page = await city.get(None, path)
        assert page.status_code == 200, path
        assert re.findall(r"(?:src|href|url)\s*[=(]\s*[\"']?(?:https?:)?//", page.text) == []
        assert page.headers["content-security-policy"].startswith("default-src 'none'")
        assert page.headers["content-type"] == "text/html; charset=utf-8"


async def test_the_page_of_payments_says_what_each_waits_for_and_what_the_bank_knows(city: City) -> None:
    booked = await city.book("2026-03-18T09:30", card="card_insufficient")
    page = (await city.get(None, "/dev/payments")).text
    (row,) = [one for one in page.split("<tr>") if booked["id"] in one]
    cells = re.findall(r"<td>(.*?)</td>", row)
    assert cells[1] == "2026-03-18 08:30Z" and cells[3:] == [
        "card_saved", "", "0", "2026-03-16 08:30Z", "2026-03-18 02:30Z"
    ]  # fmt: skip
    for word in ("card_later", "account_returns", "CLEANBEE_SANDBOX_HOOKS", "never_rescued"):
        assert f"<code>{word}</code>" in page


async def test_whatever_we_answer_is_kept_by_nobody_between(city: City) -> None:
    for who, path in ((None, "/docs"), ("mia", "/v1/me"), ("mia", "/v1/bookings"), (None, "/v1/me"), (None, "/gone")):
        told = await city.get(who, path)
        assert told.headers.get_list("cache-control") == ["no-store"], path
        assert told.headers["vary"] == "accept-language, authorization, cookie"


async def test_the_documentation_has_every_operation_and_every_shape_and_no_link_leads_nowhere(city: City) -> None:
    contract = json.loads(openapi_document())
    page = (await city.get(None, "/docs")).text
    places = set(re.findall(r' id="([^"]+)"', page))
    operations = {one["operationId"] for ways in contract["paths"].values() for one in ways.values()}
    assert operations <= places
    assert {f"shape-{name}" for name in contract["components"]["schemas"]} <= places
    assert {link.removeprefix("#") for link in re.findall(r'href="(#[^"]+)"', page)} <= places
    for link in set(re.findall(r'href="(/[^"]+)"', page)):
        assert (await city.get(None, link)).status_code == 200, link


async def test_machines_are_told_whether_we_live_are_ready_and_how_much_we_do(city: City) -> None:
    assert (await city.get(None, "/livez")).status_code == 200
    assert (await city.get(None, "/readyz")).status_code == 200
    city.app.health.draining = True
    assert (await city.get(None, "/readyz")).status_code == 503
    figures = await city.get(None, "/metrics")
    assert 'cleanbee_http_answers_total{method="GET",status="200"}' in figures.text
