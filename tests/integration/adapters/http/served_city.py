"""The small city behind the real server on loopback, in a thread with a loop of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx
from tests.unit.adapters.http.small_city import City, Kept, small_city

from cleanbee.adapters.embedded.port import free_port
from cleanbee.adapters.http.app import create_app
from cleanbee.adapters.http.server import serve
from cleanbee.adapters.postgres.store import PostgresSettings, open_postgres
from cleanbee.entrypoints.in_memory import CITY_BEGINS

T = TypeVar("T")
READY_WITHIN_S = 60.0


@dataclass
class Served:
    """A city that answers under ``url``; whatever touches its inside runs in its own loop."""

    city: City
    url: str
    loop: asyncio.AbstractEventLoop

    def run(self, walk: Coroutine[Any, Any, T]) -> T:
        """Walk inside the city's loop."""
        return asyncio.run_coroutine_threadsafe(walk, self.loop).result(timeout=30)


@asynccontextmanager
async def kept_in(database_url: str) -> AsyncIterator[Kept]:
    """An empty database whose time begins with the city's."""
    async with open_postgres(PostgresSettings(url=database_url, sandbox=True)) as store:
        assert await store.test_clock.begin(CITY_BEGINS), "the database is new"
        yield Kept(store=store, clock=store.clock, test_clock=store.test_clock)


@contextmanager
def served_city(database_url: str) -> Iterator[Served]:
    """Serve what an empty database keeps, until left."""
    ready: threading.Event = threading.Event()
    told: list[Served] = []
    stop = asyncio.Event()

    async def main() -> None:
        port = free_port()
        async with kept_in(database_url) as kept, small_city(kept=kept) as city:
            serving = asyncio.ensure_future(serve(create_app(city.app), "127.0.0.1", port, stop, 2.0))
            url = f"http://127.0.0.1:{port}"
            async with httpx.AsyncClient(base_url=url, trust_env=False) as http:
                await _answering(http)
                city.http = http
                told.append(Served(city=city, url=url, loop=asyncio.get_running_loop()))
                ready.set()
                await stop.wait()
            await serving

    thread = threading.Thread(target=asyncio.run, args=(main(),), daemon=True)
    thread.start()
    assert ready.wait(READY_WITHIN_S), "the server did not answer"
    try:
        yield told[0]
    finally:
        told[0].loop.call_soon_threadsafe(stop.set)
        thread.join(READY_WITHIN_S)


async def _answering(http: httpx.AsyncClient) -> None:
    async with asyncio.timeout(READY_WITHIN_S):
        while True:
            try:
                await http.get("/livez")
                return
            except httpx.ConnectError:
                await asyncio.sleep(0)
