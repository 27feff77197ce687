"""The API process: the outermost door, what is answered behind it, and how it closes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from cleanbee.adapters.http.server import Asgi, serve
from cleanbee.entrypoints.settings import Settings
from cleanbee.entrypoints.wiring import open_app
from cleanbee.ports.inbound.app import App
from cleanbee.ports.inbound.platform.queues import FOLLOWERS

CHANGING = frozenset({"POST", "PATCH", "PUT", "DELETE"})
SWEEP_EVERY_S = 60.0

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Door:
    """The outermost ASGI app: while closing it says so, and after each change it wakes who follows."""

    def __init__(self, app: App, inner: Asgi) -> None:
        self._app = app
        self._inner = inner
        self._waking: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; what it changed is committed by the time it is answered, so then is the time to wake."""
        if scope["type"] == "http" and scope["path"] == "/readyz" and self._app.health.draining:
            await _say(send, 503, {"ready": False, "why": "draining"})
            return
        await self._inner(scope, receive, send)
        if scope["type"] == "http" and scope["method"] in CHANGING:
            task = asyncio.create_task(self._wake())
            self._waking.add(task)
            task.add_done_callback(self._waking.discard)

    async def _wake(self) -> None:
        for drain in FOLLOWERS:
            await self._app.queue.wake(drain)


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Serve until told to stop: then unready, a notice, no more connections, the open ones finished, all closed."""
    async with open_app(settings) as app:
        closing = asyncio.Event()
        serving = asyncio.ensure_future(
            serve(Door(app, inner(app)), settings.host, settings.port, closing, settings.drain_most_s)
        )
        stopping = asyncio.ensure_future(stop.wait())
        await asyncio.wait([serving, stopping], return_when=asyncio.FIRST_COMPLETED)
        app.health.draining = True
        if not serving.done():
            await asyncio.wait([serving], timeout=settings.drain_notice_s)
        closing.set()
        stopping.cancel()
        await serving


def inner(app: App) -> Asgi:
    """What stands behind the door."""
    try:
        from cleanbee.adapters.http.app import create_app
    except ModuleNotFoundError:
        return Bare(app)
    return create_app(app)


class Bare:
    """The two questions that every process answers, for a house without an API."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Alive, ready, or nothing here."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["path"] == "/livez":
            await _say(send, 200, {"alive": True})
        elif scope["path"] == "/readyz":
            why = await self._app.health.why_not()
            await _say(send, 503 if why else 200, {"ready": why is None, "why": why})
        else:
            await _say(send, 404, {"code": "not_found"})


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        told = await receive()
        await send({"type": f"{told['type']}.complete"})
        if told["type"] == "lifespan.shutdown":
            return


async def _say(send: Send, status: int, body: dict[str, Any]) -> None:
    raw = json.dumps(body).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(raw)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": raw})
