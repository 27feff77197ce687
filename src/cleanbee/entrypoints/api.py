"""The API process: the outermost door, what is answered behind it, and how it closes."""

from __future__ import annotations

import asyncio

from cleanbee.adapters.http.app import create_app
from cleanbee.adapters.http.front import Asgi, Receive, Scope, Send
from cleanbee.adapters.http.server import serve
from cleanbee.entrypoints.settings import Settings
from cleanbee.entrypoints.wiring import open_app
from cleanbee.ports.inbound.app import App
from cleanbee.ports.inbound.platform.queues import FOLLOWERS

CHANGING = frozenset({"POST", "PATCH", "PUT", "DELETE"})


class Door:
    """The outermost ASGI app: after each change it wakes who follows."""

    def __init__(self, app: App, inner: Asgi) -> None:
        self._app = app
        self._inner = inner
        self._waking: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; what it changed is committed by the time it is answered, so then is the time to wake."""
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
            serve(Door(app, create_app(app)), settings.host, settings.port, closing, settings.drain_most_s)
        )
        stopping = asyncio.ensure_future(stop.wait())
        await asyncio.wait([serving, stopping], return_when=asyncio.FIRST_COMPLETED)
        app.health.draining = True
        if not serving.done():
            await asyncio.wait([serving], timeout=settings.drain_notice_s)
        closing.set()
        stopping.cancel()
        await serving
