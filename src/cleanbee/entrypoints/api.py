"""The API process: the outermost door, what is answered behind it, and how it closes."""

from __future__ import annotations

import asyncio
import gc
import logging
from typing import Any

from cleanbee.adapters.http.app import create_app
from cleanbee.adapters.http.front import Asgi, Receive, Scope, Send
from cleanbee.adapters.http.server import serve
from cleanbee.adapters.web.serve import WebClient
from cleanbee.entrypoints.settings import Settings
from cleanbee.entrypoints.wiring import open_app
from cleanbee.ports.inbound.app import App
from cleanbee.ports.inbound.platform.lease import Drain
from cleanbee.ports.inbound.platform.queues import FOLLOWERS
from cleanbee.ports.outbound.store import Busy, Stale

log = logging.getLogger("cleanbee.api")

CHANGING = frozenset({"POST", "PATCH", "PUT", "DELETE"})
API = frozenset({"v1", "docs", "problems", "dev", "livez", "readyz", "metrics"})
"""The first words of the API's paths; a mount of the client at ``/`` would swallow routes with parameters."""
UNCHANGED = frozenset({400, 401, 403, 404, 405, 409, 410, 412, 413, 414, 415, 422, 426, 428, 429, 431})
"""A no that leaves everything as it was; a declined card (402) is news, and after a fault of ours nobody knows."""


class Fork:
    """What is the API's goes to the API, all other paths are the browser's client."""

    def __init__(self, api: Asgi, web: Asgi) -> None:
        self._api = api
        self._web = web

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on by the first word of the path."""
        is_page = scope["type"] == "http" and scope["path"].partition("/")[2].partition("/")[0] not in API
        await (self._web if is_page else self._api)(scope, receive, send)


def with_client(api: Asgi, settings: Settings) -> Asgi:
    """The API, and beside it the client unless the settings leave it out."""
    return api if settings.web == "off" else Fork(api, WebClient(fresh=settings.web == "fresh"))


class Door:
    """The outermost ASGI app: after each change it wakes who follows."""

    def __init__(self, app: App, inner: Asgi) -> None:
        self._app = app
        self._inner = inner
        self._waking: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; what it changed is committed by the time it is answered, so then is the time to wake."""
        said = 0

        async def overheard(message: dict[str, Any]) -> None:
            nonlocal said
            said = message.get("status", said)
            await send(message)

        await self._inner(scope, receive, overheard)
        if scope["type"] == "http" and scope["method"] in CHANGING and said not in UNCHANGED:
            task = asyncio.create_task(self._wake())
            self._waking.add(task)
            task.add_done_callback(self._waking.discard)

    async def _wake(self) -> None:
        for drain in FOLLOWERS:
            await self._app.queue.wake(drain)


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Serve until told to stop: then unready, a notice, no more connections, the open ones finished, all closed."""
    async with open_app(settings) as app:
        closing, door = asyncio.Event(), Door(app, with_client(create_app(app), settings))
        settle()
        serving = asyncio.ensure_future(serve(door, settings.host, settings.port, closing, settings.drain_most_s))
        stopping = asyncio.ensure_future(stop.wait())
        sweeping = asyncio.ensure_future(sweep(app.availability.sweep_holds, settings.sweep_every_s))
        await asyncio.wait([serving, stopping], return_when=asyncio.FIRST_COMPLETED)
        sweeping.cancel()
        app.health.draining = True
        if not serving.done():
            await asyncio.wait([serving], timeout=settings.drain_notice_s)
        closing.set()
        stopping.cancel()
        await serving


def settle() -> None:
    """What stands by now stays to the end: collections look at it no more, which large answers paid for."""
    gc.collect()
    gc.freeze()


async def sweep(holds: Drain, every_s: float) -> None:
    """Clear lapsed holds away, so that they go with all workers and the queue server down too."""
    while True:
        await asyncio.sleep(every_s)
        try:
            while await holds():
                pass
        except (Busy, Stale) as fault:
            log.info("lapsed holds are swept later: %r", fault)
