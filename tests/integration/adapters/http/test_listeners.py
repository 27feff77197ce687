"""Listeners on the real server: told as it happens, and forgotten when they leave."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import httpx
import pytest
from tests.integration.adapters.http.served_city import Served, served_city
from tests.unit.adapters.http.small_city import City


@pytest.fixture(scope="module")
def served(new_database: Callable[[], str]) -> Iterator[Served]:
    with served_city(new_database()) as one:
        yield one


def in_hand() -> set[asyncio.Task[object]]:
    """The requests that the server has in hand in this loop; each is one task of its own."""
    return {task for task in asyncio.all_tasks() if "future_watcher" in getattr(task.get_coro(), "__qualname__", "")}


async def told_as_it_happens(city: City, url: str) -> list[str]:
    async with (
        httpx.AsyncClient(base_url=url, trust_env=False) as http,
        http.stream("GET", "/v1/stream?until=booking.confirmed", headers=await city.headers("mia")) as stream,
    ):
        heard: list[str] = []
        async for line in stream.aiter_lines():
            heard.append(line)
            if line == ": here":
                await city.book()
                await city.drain()
    return heard


async def served_after_leaving(city: City, url: str) -> tuple[int, int]:
    async with (
        httpx.AsyncClient(base_url=url, trust_env=False) as http,
        http.stream("GET", "/v1/stream", headers=await city.headers("joyce")) as stream,
    ):
        await anext(stream.aiter_lines())
        during = len(in_hand())
    _, left = await asyncio.wait(in_hand(), timeout=20) if in_hand() else ((), ())
    return during, len(left)


def test_who_listens_hears_it_as_it_happens(served: Served) -> None:
    heard = served.run(told_as_it_happens(served.city, served.url))
    assert "event: booking.confirmed" in heard


def test_who_leaves_is_forgotten(served: Served) -> None:
    during, after = served.run(served_after_leaving(served.city, served.url))
    assert (during > 0, after) == (True, 0)
