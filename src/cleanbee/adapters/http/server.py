"""The server under the API: granian in our own event loop, so that one process is one process and dies as one."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from granian.constants import Interfaces
from granian.server.embed import Server

if TYPE_CHECKING:
    from cleanbee.adapters.http.front import Asgi  # whoever serves something else need not load all of the API

BACKLOG = 1024


async def serve(app: Asgi, host: str, port: int, stop: asyncio.Event, drain_most_s: float) -> None:
    """Serve until told to stop; then no more connections; those open are finished within so many seconds."""
    server = Server(
        app,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        websockets=False,
        backlog=BACKLOG,
        log_enabled=False,
    )
    serving = asyncio.ensure_future(server.serve())
    stopping = asyncio.ensure_future(stop.wait())
    await asyncio.wait([serving, stopping], return_when=asyncio.FIRST_COMPLETED)
    server.stop()
    done, _ = await asyncio.wait([serving], timeout=drain_most_s)
    stopping.cancel()
    if done:
        await serving
    else:
        serving.cancel()
