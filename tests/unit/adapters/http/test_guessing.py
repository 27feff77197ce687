"""Whoever guesses comes from many addresses: in live the account under attack is counted, known or not."""

from __future__ import annotations

import pytest
from tests.unit.adapters.http.small_city import small_city

from cleanbee.entrypoints.settings import Settings

pytestmark = pytest.mark.slow

LIVE = Settings(mode="live", shared_code="000000", limits=True)


@pytest.mark.parametrize("phone", ["+15550100001", "+15559999999"])
async def test_one_account_is_sent_twenty_codes_an_hour_and_the_next_account_its_own(phone: str) -> None:
    async with small_city(LIVE) as city:
        told = [await city.post(None, "/v1/sign_ins", {"phone": phone}) for _ in range(21)]
        assert [one.status_code for one in told] == [201] * 20 + [429]
        assert told[-1].json()["code"] == "rate_limited"
        other = await city.post(None, "/v1/sign_ins", {"phone": "+15550100002"})
        assert other.status_code == 201


async def test_writing_the_same_number_differently_does_not_help() -> None:
    async with small_city(LIVE) as city:
        for _ in range(20):
            await city.post(None, "/v1/sign_ins", {"phone": "+15550100001"})
        told = await city.post(None, "/v1/sign_ins", {"phone": "+1 555 010-0001"})
        assert told.status_code == 429


async def test_one_password_is_tried_twenty_times_an_hour() -> None:
    async with small_city(LIVE) as city:
        guess = {"email": "nobody@cleanbee.example", "password": "guess"}
        told = [await city.post(None, "/v1/sign_ins/password", guess) for _ in range(21)]
        assert [one.status_code for one in told] == [401] * 20 + [429]


async def test_the_sandbox_where_everybody_has_one_code_counts_no_accounts() -> None:
    async with small_city(Settings(limits=True)) as city:
        told = [await city.post(None, "/v1/sign_ins", {"phone": "+15550100001"}) for _ in range(21)]
        assert {one.status_code for one in told} == {201}
