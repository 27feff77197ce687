"""One clean paid through Stripe, from typing the card in to the money: our API and walks, Stripe's SDK, localstripe."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import stripe
from tests.integration.adapters.stripe.browser import Browser
from tests.integration.adapters.stripe.cards import WANTS_THE_CUSTOMER
from tests.integration.adapters.stripe.front import Front
from tests.unit.adapters.http.small_city import ADDRESS, City, small_city

from cleanbee.adapters.http.app import create_app
from cleanbee.adapters.stripe.gateway import StripeGateway
from cleanbee.adapters.stripe.vault import StripeVault
from cleanbee.entrypoints.settings import Settings
from cleanbee.entrypoints.wiring import build

DAY = datetime(2026, 3, 4, tzinfo=UTC)
START = "2026-03-04T09:30"


@pytest.fixture
async def city(client: stripe.StripeClient) -> AsyncIterator[City]:
    async with small_city() as playing:
        gateway, vault = StripeGateway(client, "https://cleanbee.example"), StripeVault(client, "pk_test_1")
        ports = replace(playing.ports, gateway=gateway, vault=vault)
        app = build(ports, Settings(limits=False))
        transport = httpx.ASGITransport(app=create_app(app))  # pyright: ignore[reportArgumentType] -- an ASGI app
        async with httpx.AsyncClient(transport=transport, base_url="http://cleanbee.test") as http:
            yield City(ports=ports, app=app, http=http, clock=playing.clock)


async def card_of_mia(city: City, served: Front, number: str = "4242424242424242") -> str:
    setup = (await city.post("mia", "/v1/card_setups")).json()
    browser = Browser(served.url)
    name = await browser.set_up(setup["client_secret"], number)
    if number == WANTS_THE_CUSTOMER:
        await browser.authenticate_card(setup["client_secret"])
    saved = await city.post("mia", "/v1/cards", {"setup": name})
    assert saved.status_code == 201, saved.text
    return saved.json()["id"]


async def statuses(client: stripe.StripeClient) -> list[str]:
    """What Stripe knows of our payments."""
    return [
        one.status for one in (await client.v1.payment_intents.list_async({"customer": await customer(client)})).data
    ]


async def customer(client: stripe.StripeClient) -> str:
    """Mia, as Stripe knows her."""
    (one,) = (await client.v1.customers.list_async()).data
    return one.id


async def test_a_clean_is_held_for_done_and_paid(city: City, served: Front, client: stripe.StripeClient) -> None:
    booking = await city.book(START, card=await card_of_mia(city, served))
    path, total = f"/v1/bookings/{booking['id']}", booking["price"]
    money = (await city.get("mia", f"{path}/payment")).json()
    assert (money["phase"], money["held"]) == ("authorized", total)
    assert booking["phase"]["name"] == "confirmed"
    await visit(city, path)
    await city.go_to(DAY + timedelta(days=1, hours=12))
    money = (await city.get("mia", f"{path}/payment")).json()
    assert (money["phase"], money["captured"]) == ("captured", total)
    assert await statuses(client) == ["succeeded"]
    now = await served.now()
    (line,) = await city.ports.gateway.transactions(now - timedelta(days=1), now + timedelta(days=1))
    assert (line.kind, line.amount.amount) == ("charge", total["amount"])


async def test_a_clean_that_is_called_off_in_good_time_lets_the_hold_go(
    city: City, served: Front, client: stripe.StripeClient
) -> None:
    booking = await city.book(START, card=await card_of_mia(city, served))
    await city.post("mia", f"/v1/bookings/{booking['id']}/cancel", {"reason": "away"})
    await city.drain()
    money = (await city.get("mia", f"/v1/bookings/{booking['id']}/payment")).json()
    assert money["phase"] == "voided"
    assert await statuses(client) == ["canceled"]


async def test_a_card_that_wants_its_owner_leads_to_the_banks_page(city: City, served: Front) -> None:
    card = await card_of_mia(city, served, WANTS_THE_CUSTOMER)
    told = await city.post("mia", "/v1/bookings", await city.order(await city.slot(START), card))
    assert told.status_code == 201 and told.json()["phase"]["name"] == "awaiting_card", told.text
    money = (await city.get("mia", f"/v1/bookings/{told.json()['id']}/payment")).json()
    assert money["phase"] == "action_required" and money["action_url"].startswith("https://")


async def test_a_hold_whose_answer_was_lost_is_made_once(city: City, served: Front) -> None:
    card = await card_of_mia(city, served)
    slot = await city.slot(START)
    served.faults.append("lost")
    told = await city.post("mia", "/v1/bookings", await city.order(slot, card))
    assert told.status_code == 202, told.text
    await city.post("olga", "/v1/test_helpers/clock/freeze", {})
    path = told.headers["location"]
    await city.go_to(await city.ports.clock.now() + timedelta(minutes=2))
    money = (await city.get("mia", f"{path}/payment")).json()
    assert money["phase"] == "authorized"
    held = [one for one in served.calls if (one.method, one.path) == ("POST", "/v1/payment_intents")]
    assert len(held) == 2 and len({one.key for one in held}) == 1


async def visit(city: City, path: str) -> None:
    place = (await city.ports.geocoder.locate(ADDRESS))[0].place
    here = {"lat_e6": place.lat_e6, "lon_e6": place.lon_e6}
    await city.post("olga", "/v1/test_helpers/clock/freeze", {})
    await city.go_to(DAY.replace(hour=7, minute=45))
    for step, told in (("set_off", None), ("check_in", here), ("start", None)):
        done = await city.post("joyce", f"{path}/{step}", told)
        assert done.status_code == 200, done.text
    await city.go_to(DAY.replace(hour=11))
    assert (await city.post("joyce", f"{path}/finish")).status_code == 200
