"""The money timeline over HTTP: each audience its own side, of a booking and of a price with a start."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.unit.adapters.http.small_city import City

pytestmark = pytest.mark.slow

START = datetime(2026, 3, 9, 8, 30, tzinfo=UTC)
OF_CLEANERS = ("pay", "platform", "cleaner_lines", "payout", "payable")


def said(lines: list[dict[str, Any]]) -> list[tuple[str, str, str, int | None]]:
    return [(one["what"], one["state"], one["local_at"], one.get("amount", {}).get("amount")) for one in lines]


async def test_the_customer_sees_dates_and_costs_and_nothing_of_the_cleaners(city: City) -> None:
    booking = await city.book("2026-03-09T09:30")
    told = await city.get("mia", f"/v1/bookings/{booking['id']}/money_timeline")
    shown = told.json()
    assert (told.status_code, shown["audience"], shown["booking_id"]) == (200, "customer", booking["id"])
    assert said(shown["lines"]) == [
        ("hold", "planned", "2026-03-07T09:30", 9000),
        ("try", "if_unsecured", "2026-03-07T21:30", None),
        ("try", "if_unsecured", "2026-03-08T09:30", None),
        ("try", "if_unsecured", "2026-03-08T21:30", None),
        ("release", "if_unsecured", "2026-03-09T03:30", 0),
        ("capture", "planned", "2026-03-10T12:30", 9000),
    ]
    assert [(one.get("local_until"), one["fee"]["amount"]) for one in shown["cancelling"]] == [
        ("2026-03-08T09:30", 0), ("2026-03-09T03:30", 2250), ("2026-03-09T07:30", 4500), ("2026-03-09T09:45", 9000),
        (None, 0),
    ]  # fmt: skip
    assert [word for word in OF_CLEANERS if f'"{word}"' in told.text] == []


async def test_the_cleaner_sees_pay_and_payday_and_nothing_of_the_price_or_the_platform(city: City) -> None:
    booking = await city.book("2026-03-09T09:30")
    told = await city.get("joyce", f"/v1/bookings/{booking['id']}/money_timeline")
    shown = told.json()
    assert (shown["audience"], shown["pay"]["amount"]) == ("cleaner", 5340)
    assert said(shown["lines"]) == [
        ("payable", "if_unsecured", "2026-03-09T03:30", 1335),
        ("payable", "planned", "2026-03-10T12:30", 5340),
        ("payout", "planned", "2026-03-16T00:00", 5340),
        ("payout", "if_unsecured", "2026-03-16T00:00", 1335),
    ]
    assert [one["pay"]["amount"] for one in shown["cancelling"]] == [0, 1335, 2670, 5340, 0]
    assert [word for word in ("total", "fee", "tax", "platform", "9000", "2160") if word in told.text] == []


async def test_the_office_sees_both_sides_and_what_the_platform_keeps(city: City) -> None:
    booking = await city.book("2026-03-09T09:30")
    shown = (await city.get("henning", f"/v1/bookings/{booking['id']}/money_timeline")).json()
    assert shown["audience"] == "ops"
    for one in shown["cancelling"]:
        assert one["pay"]["amount"] + one["platform"]["amount"] + one["tax"]["amount"] == one["fee"]["amount"]
    assert {one["what"] for one in shown["cleaner_lines"]} == {"payable", "payout"}


async def test_a_stranger_and_another_cleaner_find_none(city: City) -> None:
    booking = await city.book("2026-03-09T09:30")
    for who in ("ben", "nadia"):
        assert (await city.get(who, f"/v1/bookings/{booking['id']}/money_timeline")).status_code == 404
    assert (await city.get(None, f"/v1/bookings/{booking['id']}/money_timeline")).status_code == 401


async def test_what_a_price_says_before_is_what_the_booking_says_after(city: City) -> None:
    quote = await city.quote()
    choice = next(one for one in await city.choices(quote, "2026-03-09") if one["cleaner"]["name"] == "Joyce")
    path = f"/v1/quotes/{quote['id']}/money_timeline"
    before = (await city.get("mia", f"{path}?slot={choice['slot']}")).json()
    by_start = (await city.get("mia", f"{path}?start_at={choice['window']['start_at']}")).json()
    assert before == by_start
    booked = await city.post("mia", "/v1/bookings", await city.order(choice["slot"]))
    after = (await city.get("mia", f"/v1/bookings/{booked.json()['id']}/money_timeline")).json()
    assert after.pop("booking_id") == booked.json()["id"] and before.pop("quote_id") == quote["id"]
    assert after == before
    gone = await city.get("mia", f"{path}?slot={choice['slot']}")
    assert (gone.status_code, gone.json()["reason"]) == (422, "quote_expired")


@pytest.mark.parametrize(
    ("query", "status", "word"),
    [
        ("", 422, "validation"),
        ("?start_at=2026-03-09T09:30:00Z&slot=b1.x", 422, "validation"),
        ("?slot=b1.forged", 422, "validation"),
        ("?start_at=0001-01-01T00:00:00%2B14:00", 422, "validation"),
        ("?start_at=9999-12-31T23:59:59-14:00", 422, "validation"),
        ("?start_at=2026-03-02T08:00:00Z", 422, "refused"),
        ("?start_at=2027-03-09T09:30:00Z", 422, "refused"),
    ],
)
async def test_a_start_that_cannot_be_is_refused(city: City, query: str, status: int, word: str) -> None:
    quote = await city.quote()
    told = await city.get("mia", f"/v1/quotes/{quote['id']}/money_timeline{query}")
    assert (told.status_code, told.json()["code"]) == (status, word), told.text


async def test_the_slot_of_another_price_is_none_of_this_one(city: City) -> None:
    quote, token = await city.quote(), await city.slot()
    told = await city.get("mia", f"/v1/quotes/{quote['id']}/money_timeline?slot={token}")
    assert (told.status_code, told.json()["code"]) == (410, "slot_expired"), told.text
