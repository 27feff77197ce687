"""The seed city in memory behind the real server, with the client beside its API and a worker that never rests."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from typing import Any, TypeVar

import httpx

from cleanbee.adapters.embedded.port import free_port
from cleanbee.adapters.http.app import create_app
from cleanbee.adapters.http.server import serve
from cleanbee.adapters.system.chance import SystemDice, SystemIds
from cleanbee.adapters.system.clock import SystemClock, SystemPause
from cleanbee.entrypoints.api import Door, with_client
from cleanbee.entrypoints.city.files import City
from cleanbee.entrypoints.city.load import load_into
from cleanbee.entrypoints.gazetteer import gazetteer
from cleanbee.entrypoints.in_memory import CITY_BEGINS, memory_ports
from cleanbee.entrypoints.ports import Machine, OneCode, Ports
from cleanbee.entrypoints.seed_folder import seed_folder
from cleanbee.entrypoints.settings import SHARED_CODE, Settings
from cleanbee.entrypoints.wiring import build
from cleanbee.ports.inbound.app import App

T = TypeVar("T")
READY_WITHIN_S = 60.0
PEOPLE = count()
"""No two of them share a key."""


class Bell:
    """A queue whose worker stands beside it."""

    def __init__(self) -> None:
        self.rung = asyncio.Event()

    async def wake(self, drain: str) -> None:
        """Somebody has work."""
        self.rung.set()


@dataclass
class Town:
    """A city that answers under ``url``; whatever touches its inside runs in its own loop."""

    url: str
    app: App
    ports: Ports
    loop: asyncio.AbstractEventLoop

    def run(self, walk: Coroutine[Any, Any, T]) -> T:
        """Walk inside the city's loop."""
        return asyncio.run_coroutine_threadsafe(walk, self.loop).result(timeout=60)

    def as_(self, **who: str) -> Person:
        """Somebody who uses the API without a browser: by phone, or by email and password."""
        return Person(self, who)


class Person:
    """Somebody who asks the API directly."""

    def __init__(self, town: Town, who: dict[str, str]) -> None:
        self._http = httpx.Client(base_url=town.url, trust_env=False, timeout=30)
        self._number, self._asked = next(PEOPLE), 0
        if "phone" in who:
            sent = self._http.post("/v1/sign_ins", json=who).json()
            told = self._http.post(f"/v1/sign_ins/{sent['id']}/verify", json={"code": SHARED_CODE})
        else:
            told = self._http.post("/v1/sign_ins/password", json=who)
        assert told.status_code == 200, told.text
        self._http.headers["authorization"] = f"Bearer {told.json()['access_token']}"

    def get(self, path: str) -> Any:
        """Read something."""
        told = self._http.get(path)
        assert told.status_code == 200, told.text
        return told.json()

    def post(self, path: str, body: dict[str, Any] | None = None, **headers: str) -> Any:
        """Do something."""
        self._asked += 1
        key = {"idempotency-key": f"by-api-{self._number}-{self._asked:08d}"}
        told = self._http.post(path, json=body or {}, headers=key | headers)
        assert told.status_code < 300, told.text
        return told.json() if told.content else None


@contextmanager
def town() -> Iterator[Town]:
    """Serve the city until left."""
    ready, told, stop = threading.Event(), list[Town](), asyncio.Event()

    async def main() -> None:
        app, ports, bell = await _app()
        port = free_port()
        door = Door(app, with_client(create_app(app), Settings()))
        serving = asyncio.ensure_future(serve(door, "127.0.0.1", port, stop, 2.0))
        working = asyncio.ensure_future(_work(app, bell))
        told.append(Town(url=f"http://127.0.0.1:{port}", app=app, ports=ports, loop=asyncio.get_running_loop()))
        ready.set()
        await stop.wait()
        working.cancel()
        await serving

    thread = threading.Thread(target=asyncio.run, args=(main(),), daemon=True)
    thread.start()
    assert ready.wait(READY_WITHIN_S), "the city did not get up"
    try:
        yield told[0]
    finally:
        told[0].loop.call_soon_threadsafe(stop.set)
        thread.join(10)


async def _app() -> tuple[App, Ports, Bell]:
    bell = Bell()
    ports = memory_ports(geocoder=await gazetteer(seed_folder()), at=CITY_BEGINS)
    await load_into(ports, City(seed_folder()))
    dice = OneCode(SystemDice(), SHARED_CODE)
    machine = Machine(clock=SystemClock(), pause=SystemPause(), ids=SystemIds(), dice=dice)
    ports = replace(ports, machine=machine, queue=bell)
    return build(ports, Settings(limits=False)), ports, bell


async def _work(app: App, bell: Bell) -> None:
    """Do whatever there is to do, whenever somebody rings."""
    while True:
        while sum([await drain() for drain in app.drains.values()]):
            pass
        await bell.rung.wait()
        bell.rung.clear()
