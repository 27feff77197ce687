"""What does not fit, as finance reads it and as the figures show it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from tests.unit.adapters.http.small_city import City

from cleanbee.adapters.memory.clock import ManualClock
from cleanbee.adapters.memory.gateway import MemoryGateway
from cleanbee.domain.kernel import Money, OpenItemId, OperationId
from cleanbee.domain.payment.fact import Taken
from cleanbee.domain.payment.open_item import Finding, OpenItem
from cleanbee.domain.payment.payment import Operation, Planned

pytestmark = pytest.mark.slow

ITEMS = "/v1/ledger/open_items"


async def file(city: City, *abouts: str) -> None:
    now = await city.ports.clock.now()
    async with city.ports.store.begin() as work:
        for minute, about in enumerate(abouts):
            finding = Finding(kind="amount_differs", about=about, text="a cent", amount=Money(amount=1), at=now)
            item = OpenItem(
                id=OpenItemId(city.ports.machine.ids.new()), finding=finding, since=now + timedelta(minutes=minute)
            )
            await work.open_items.add(item)


async def items(city: City, query: str = "") -> dict[str, Any]:
    told = await city.get("henning", ITEMS + query)
    assert told.status_code == 200, told.text
    return told.json()


async def test_open_items_are_read_in_parts_newest_first(city: City) -> None:
    await file(city, "txn_1", "txn_2", "txn_3")
    first = await items(city, "?limit=2")
    assert [one["about"] for one in first["data"]] == ["txn_3", "txn_2"] and first["has_more"]
    rest = await items(city, f"?limit=2&cursor={first['next_cursor']}")
    assert [one["about"] for one in rest["data"]] == ["txn_1"] and not rest["has_more"]
    one = rest["data"][0]
    assert (one["kind"], one["amount"]["amount"], "until_at" in one) == ("amount_differs", 1, False)
    other_list = await city.get("henning", f"{ITEMS}?closed=true&cursor={first['next_cursor']}")
    assert other_list.json()["code"] == "cursor_invalid"


@pytest.mark.parametrize(("who", "status"), [(None, 401), ("mia", 403), ("joyce", 403), ("sven", 403), ("olga", 200)])
async def test_finance_reads_them_and_nobody_else(city: City, who: str | None, status: int) -> None:
    assert (await city.get(who, ITEMS)).status_code == status


async def test_a_comparison_names_what_only_the_gateway_knows_and_says_who_looked(city: City) -> None:
    gateway = city.ports.gateway
    assert isinstance(gateway, MemoryGateway)
    stranger = Operation(
        id=OperationId(city.ports.machine.ids.new()),
        kind="charge",
        intent="theirs",
        card_token="card_ok",
        amount=Money(amount=700),
        phase=Planned(),
    )
    assert isinstance(await gateway.charge(stranger), Taken)
    told = await city.post("henning", "/v1/ledger/reconcile")
    assert told.status_code == 200, told.text
    body = told.json()
    assert (body["transactions"], body["fees_posted"]) == (1, 0)
    assert [one["kind"] for one in body["items"]] == ["unknown_transaction"]
    assert body["difference"] == body["items"][0]["amount"]["amount"] > 0
    assert [one["id"] for one in (await items(city))["data"]] == [body["items"][0]["id"]]
    looks = (await city.get("sven", "/v1/audit")).json()["data"]
    assert [(one["role"], one["what"], one["subject_id"][:5]) for one in looks] == [("finance", "books", "look_")]
    gateway.bank.entries.clear()
    assert (await city.post("henning", "/v1/ledger/reconcile")).json()["difference"] == 0
    closed = (await items(city, "?closed=true"))["data"]
    assert not (await items(city))["data"] and "until_at" in closed[0]


async def test_a_moment_to_come_cannot_be_compared_from(city: City) -> None:
    told = await city.post("henning", "/v1/ledger/reconcile", {"since": "2040-01-01T00:00:00Z"})
    assert (told.status_code, told.json()["code"]) == (422, "validation")


async def figures(city: City) -> dict[str, float]:
    text = (await city.http.get("/metrics")).text
    return {name: float(value) for name, value in re.findall(r"^(cleanbee_\S+) (\S+)$", text, re.MULTILINE)}


async def test_the_figures_say_which_rule_is_broken_and_by_how_much_the_books_are_apart(city: City) -> None:
    calm = await figures(city)
    rules = {name: value for name, value in calm.items() if name.startswith("cleanbee_invariant_broken")}
    assert set(rules.values()) == {0.0} and len(rules) == 10
    assert (calm["cleanbee_reconcile_difference_minor"], calm["cleanbee_books_known"]) == (0, 1)
    await file(city, "txn_1", "txn_2")
    told = await figures(city)
    assert told["cleanbee_reconcile_difference_minor"] == 2
    assert told['cleanbee_invariant_broken{name="M9"}'] == 1
    assert told['cleanbee_invariant_broken{name="M5"}'] == 0
    assert told['cleanbee_open_items{kind="amount_differs"}'] == 2


async def test_the_books_are_compared_every_day_and_their_rules_asked_every_hour(city: City) -> None:
    assert isinstance(city.ports.machine.clock, ManualClock)
    await city.app.platform.run_jobs.plan()
    await city.go_to(await city.ports.clock.now() + timedelta(days=2, minutes=1))
    looks = (await city.get("sven", "/v1/audit")).json()["data"]
    assert [one["what"] for one in looks] == ["books", "books"]
