"""Everything has its limit, and whoever reaches one is told when to come back."""

from __future__ import annotations

import pytest
from tests.unit.adapters.http.small_city import ADDRESS, City, small_city

from cleanbee.adapters.http.limits import RATES
from cleanbee.adapters.http.table import ROUTES
from cleanbee.entrypoints.settings import Settings

pytestmark = pytest.mark.slow


def test_every_operation_is_counted_and_those_that_sign_in_are_counted_strictest() -> None:
    assert {route.rate for route in ROUTES} | {route.guests for route in ROUTES if route.guests} == RATES.keys()
    signing_in = {route.operation_id for route in ROUTES if route.path.startswith("/v1/sign_ins")} - {"signOut"}
    assert {route.operation_id for route in ROUTES if route.rate == "auth"} == signing_in
    assert RATES["auth"].count == min(one.count for one in RATES.values() if one.name != "guest_hold")


async def test_a_guest_keeps_few_calendars_busy_however_many_quotes_they_make() -> None:
    async with small_city(Settings(limits=True)) as city:
        told = [await _held(city, hour) for hour in ("08:00", "10:00", "12:00", "14:00", "16:00")]
        assert [one.status_code for one in told][-1] == 429
        assert [one.status_code for one in told][:4] == [201] * 4, [one.text for one in told]
        assert int(told[-1].headers["retry-after"]) >= 1
        assert told[-1].headers["ratelimit-policy"] == '"guest_hold";q=4;w=600'


async def _held(city: City, hour: str):
    quote = (
        await city.post(None, "/v1/quotes", {"place": {"address": ADDRESS}, "rooms": {"bedrooms": 0, "bathrooms": 1}})
    ).json()
    choices = await city.choices(quote, "2026-03-04", None)
    slot = next(one["slot"] for one in choices if one["window"]["local_start"].endswith(hour))
    return await city.post(None, "/v1/holds", {"slot": slot})


async def test_whoever_shows_tokens_that_open_nothing_is_counted_by_address() -> None:
    async with small_city(Settings(limits=True)) as city:
        burst = RATES["read"].burst
        told = [await city.get(None, "/v1/me", authorization=f"Bearer wrong-{n}") for n in range(burst + 1)]
        assert {one.status_code for one in told[:burst]} == {401}
        assert told[-1].status_code == 429
