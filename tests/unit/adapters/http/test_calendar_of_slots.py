"""A calendar asks what each day has and costs at best, without a thousand slots."""

from __future__ import annotations

from typing import Any

from tests.unit.adapters.http.small_city import City


async def days(city: City, quote: str, show: str) -> list[dict[str, Any]]:
    told = await city.get("mia", f"/v1/availability?quote_id={quote}&from=2026-03-02&days=3&show={show}")
    assert told.status_code == 200, told.text
    return told.json()["days"]


async def test_days_tell_the_starts_and_the_best_price_of_the_slots_that_they_leave_out(city: City) -> None:
    quote = (await city.quote())["id"]
    whole, told = await days(city, quote, "slots"), await days(city, quote, "days")
    assert [one["slots"] for one in told] == [[], [], []]
    for day, with_slots in zip(told, whole, strict=True):
        prices = [choice["price"]["amount"] for slot in with_slots["slots"] for choice in slot["choices"]]
        assert day["starts"] == with_slots["starts"] == len(with_slots["slots"])
        assert day["best"]["amount"] == min(prices)
    assert told[0]["best"]["amount"] > told[2]["best"]["amount"], "short notice costs more"
