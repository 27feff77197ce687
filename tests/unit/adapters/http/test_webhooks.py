"""What the gateway posts: its bytes, its second, its secret, or nothing is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

import httpx
import msgspec
import pytest
from tests.unit.adapters.http.small_city import City

from cleanbee.adapters.memory.hooks import MemoryHooks
from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.domain.kernel import OperationId
from cleanbee.domain.payment.news import Message, PayoutArrived
from cleanbee.entrypoints.in_memory import CITY_BEGINS, HOOK_SECRET

pytestmark = pytest.mark.slow

PATH = "/v1/webhooks/sandbox"
BANK = MemoryHooks(HOOK_SECRET)


def message(name: str = "message_1") -> Message:
    news = PayoutArrived(operation=OperationId(SeededIds(1).new()))
    return Message(id=name, at=CITY_BEGINS, news=news)


async def posted(city: City, raw: bytes, signature: str, path: str = PATH) -> httpx.Response:
    headers = {BANK.header: signature, "content-type": "application/json"}
    return await city.http.post(path, content=raw, headers=headers)


async def kept(city: City) -> int:
    """How many messages wait just now."""
    async with city.ports.store.begin() as work:
        return len(await work.inbox.lease_due(await work.now() + timedelta(days=9), 100, city.ports.machine.ids.new()))


async def test_a_message_is_answered_at_once_and_kept_once_however_often_it_comes(city: City) -> None:
    for _ in range(3):
        told = await posted(city, *BANK.sign(message(), CITY_BEGINS))
        assert (told.status_code, told.json()) == (200, {"object": "webhook_taken"})
    assert await kept(city) == 1


Spoil = Callable[[bytes, str], tuple[bytes, str]]


def flipped(raw: bytes, signature: str) -> tuple[bytes, str]:
    return raw[:40] + bytes([raw[40] ^ 1]) + raw[41:], signature


def written_anew(raw: bytes, signature: str) -> tuple[bytes, str]:
    return msgspec.json.format(raw, indent=1), signature


def by_somebody_else(raw: bytes, signature: str) -> tuple[bytes, str]:
    return MemoryHooks("another secret").sign(message(), CITY_BEGINS)


def stale(raw: bytes, signature: str) -> tuple[bytes, str]:
    return BANK.sign(message(), CITY_BEGINS - timedelta(seconds=301))


def unsigned(raw: bytes, signature: str) -> tuple[bytes, str]:
    return raw, ""


def no_message(raw: bytes, signature: str) -> tuple[bytes, str]:
    return b"[" * 30_000, signature


@pytest.mark.parametrize("spoil", [flipped, written_anew, by_somebody_else, stale, unsigned, no_message])
async def test_what_is_forged_stale_or_altered_gets_one_clear_no_and_leaves_nothing(city: City, spoil: Spoil) -> None:
    told = await posted(city, *spoil(*BANK.sign(message(), CITY_BEGINS)))
    assert (told.status_code, told.json()["code"]) == (400, "signature_invalid"), told.text
    page = await city.http.get(told.json()["type"])
    assert page.status_code == 200 and "Sign the body" in page.text
    assert await kept(city) == 0


async def test_a_bit_that_was_flipped_anywhere_changes_nothing_at_all(city: City) -> None:
    """Some hundred of all the bits of a letter and its seal, drawn anew from one seed; then the letter itself comes."""
    dice = Random("flips")
    raw, seal = BANK.sign(message(), CITY_BEGINS)
    async with city.ports.store.begin() as work:
        books = await work.journals.balances()
    for _ in range(120):
        if dice.random() < 0.7:
            told = await posted(city, one_bit(raw, dice, 8), seal)
        else:
            told = await posted(city, raw, one_bit(seal.encode(), dice, 7).decode("ascii"))
        assert told.status_code == 400, told.text
    async with city.ports.store.begin() as work:
        assert (await work.journals.balances(), await work.open_items.open()) == (books, [])
    assert await kept(city) == 0
    assert (await posted(city, raw, seal)).status_code == 200
    assert await kept(city) == 1


def one_bit(text: bytes, dice: Random, bits: int) -> bytes:
    place = dice.randrange(len(text))
    return text[:place] + bytes([text[place] ^ 1 << dice.randrange(bits)]) + text[place + 1 :]


async def test_a_body_that_is_too_large_is_not_even_read(city: City) -> None:
    told = await posted(city, b"x" * (64 * 1024 + 1), "t=1,v1=00")
    assert (told.status_code, told.json()["code"]) == (413, "too_large")


async def test_of_whom_nobody_expects_anything_there_is_no_address(city: City) -> None:
    told = await posted(city, *BANK.sign(message(), CITY_BEGINS), path="/v1/webhooks/somebody")
    assert told.status_code == 404


async def test_the_signature_is_judged_by_real_time_wherever_the_sandboxs_clock_stands(city: City) -> None:
    later: datetime = CITY_BEGINS + timedelta(days=3)
    await city.go_to(later)
    assert (await posted(city, *BANK.sign(message(), CITY_BEGINS))).status_code == 200
    assert (await posted(city, *BANK.sign(message("other"), later))).status_code == 400
