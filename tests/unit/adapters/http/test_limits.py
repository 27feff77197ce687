"""Everything has its limit, and whoever reaches one is told when to come back."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from tests.unit.adapters.http.small_city import ADDRESS, City, small_city

from cleanbee.adapters.http.limits import DOOR, RATES, announced, let_in
from cleanbee.adapters.http.problems import Code, No
from cleanbee.adapters.http.table import ROUTES
from cleanbee.adapters.memory.limits import MemoryLimiter
from cleanbee.entrypoints.settings import Settings
from cleanbee.ports.inbound.platform.limit_requests import LimitRequests
from cleanbee.ports.outbound.limits import LimiterAway, Rate, Verdict

pytestmark = pytest.mark.slow


def test_every_operation_is_counted_and_those_where_a_code_could_be_guessed_are_counted_strictest() -> None:
    assert {route.rate for route in ROUTES} | {route.guests for route in ROUTES if route.guests} == RATES.keys()
    signing_in = {route.operation_id for route in ROUTES if route.path.startswith("/v1/sign_ins")} - {"signOut"}
    proving = {"provePayoutAccount", "changePayoutAccount", "redeemCode"}
    assert {route.operation_id for route in ROUTES if route.rate == "auth"} == signing_in | proving
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


@pytest.mark.parametrize("rate", RATES.values(), ids=RATES)
async def test_what_is_announced_is_what_may_be_asked(rate: Rate) -> None:
    said = re.fullmatch(r'"(\w+)";q=(\d+);w=(\d+)', announced(rate))
    assert said is not None
    quota, window_s = int(said[2]), int(said[3])
    now = [0.0]
    limiter = MemoryLimiter(stopwatch=lambda: now[0])
    for _ in range(2):
        told = [await limiter.ask("mia", rate) for _ in range(quota + 1)]
        assert [one.remaining for one in told[:quota]] == list(range(quota - 1, -1, -1))
        assert [one.passed for one in told] == [True] * quota + [False]
        assert told[quota - 1].reset_s <= window_s + 1e-6
        now[0] += window_s


async def test_the_first_answer_of_a_quota_leaves_all_but_one_of_what_is_announced() -> None:
    async with small_city(Settings(limits=True)) as city:
        told = (await city.get("mia", "/v1/me")).headers
        assert told["ratelimit-policy"] == announced(RATES["read"]) == '"read";q=600;w=30'
        assert told["ratelimit"].startswith('"read";r=599;')


async def test_whoever_shows_tokens_that_open_nothing_is_counted_by_address() -> None:
    async with small_city(Settings(limits=True)) as city:
        burst = RATES["read"].burst
        told = [await city.get(None, "/v1/me", authorization=f"Bearer wrong-{n}") for n in range(burst + 1)]
        assert {one.status_code for one in told[:burst]} == {401}
        assert told[-1].status_code == 429


async def test_a_flood_from_one_address_is_stopped_at_the_door_before_anybody_is_looked_up() -> None:
    async with small_city(Settings(limits=True)) as city:
        app = replace(city.app, door=MemoryLimiter(stopwatch=lambda: 0.0))
        for _ in range(DOOR.burst):
            await let_in(app, "203.0.113.7")
        with pytest.raises(No) as no:
            await let_in(app, "203.0.113.7")
        assert (no.value.code, no.value.status) == (Code.rate_limited, 429)
        await let_in(app, "203.0.113.8")


async def test_tokens_that_open_nothing_are_counted_on_the_stream_as_everywhere() -> None:
    async with small_city(Settings(limits=True)) as city:
        burst = RATES["read"].burst
        told = [await city.get(None, "/v1/stream", authorization=f"Bearer wrong-{n}") for n in range(burst + 1)]
        assert {one.status_code for one in told[:burst]} == {401}
        assert told[-1].status_code == 429


async def test_behind_our_proxy_two_guests_do_not_share_a_limit_and_nobody_chooses_their_address() -> None:
    async with small_city(Settings(limits=True, proxies=1)) as city:
        burst = RATES["auth"].burst
        one = [await _code(city, f"10.0.0.{n}, 203.0.113.7") for n in range(burst + 1)]
        assert one == [201] * burst + [429]
        assert await _code(city, "203.0.113.8") == 201


async def test_without_a_proxy_of_ours_nobody_gets_around_a_limit_by_a_header() -> None:
    async with small_city(Settings(limits=True)) as city:
        burst = RATES["auth"].burst
        told = [await _code(city, f"203.0.113.{n}") for n in range(burst + 1)]
        assert told == [201] * burst + [429]


async def _code(city: City, forwarded: str) -> int:
    headers = {"x-forwarded-for": forwarded}
    return (await city.http.post("/v1/sign_ins", json={"phone": "+15550100001"}, headers=headers)).status_code


class _Away:
    """A shared counter that cannot be asked."""

    async def ask(self, who: str, rate: Rate) -> Verdict:
        raise LimiterAway


async def test_while_the_shared_counter_is_away_signing_in_is_counted_strictest() -> None:
    alone = LimitRequests(_Away(), MemoryLimiter(stopwatch=lambda: 0.0))
    passed = {
        name: sum([(await alone.ask("mia", rate)).passed for _ in range(rate.burst)]) / rate.burst
        for name, rate in RATES.items()
    }
    assert passed["read"] == passed["search"] == passed["write"] == 0.5
    assert passed["auth"] <= 0.2
    assert passed["guest_hold"] <= 0.25
