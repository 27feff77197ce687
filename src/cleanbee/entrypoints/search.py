"""The search process: the whole market in mind, kept in step with the database; killable at any moment."""

from __future__ import annotations

import asyncio
import gc
from contextlib import AsyncExitStack

from cleanbee.adapters.http.server import serve
from cleanbee.adapters.search.follower import Follower
from cleanbee.adapters.search.server import SearchServer
from cleanbee.adapters.search.wire import token_of
from cleanbee.entrypoints.adapters import open_adapter
from cleanbee.entrypoints.catalogue import Data
from cleanbee.entrypoints.live import refuse_unless_fit
from cleanbee.entrypoints.settings import Settings
from cleanbee.ports.outbound.search import Mirrors

CONNECTIONS = 2


async def run(settings: Settings, port: int, stop: asyncio.Event) -> None:
    """Answer until told to stop.

    :raises LiveRefused: live settings that are not fit for real people.
    :raises Busy: the database does not answer.
    """
    refuse_unless_fit(settings)
    gc.disable()
    async with AsyncExitStack() as stack:
        data: Data = await stack.enter_async_context(open_adapter("store", settings.with_(pool=CONNECTIONS)))
        mirrors: Mirrors = await stack.enter_async_context(open_adapter("mirror", settings))
        follower = Follower(data.market, mirrors, data.clock)
        server, closing = SearchServer(follower, token_of(settings.secret_key)), asyncio.Event()
        following = asyncio.ensure_future(follower.run())
        settling = asyncio.ensure_future(_settle(follower))
        serving = asyncio.ensure_future(serve(server, settings.host, port, closing, settings.drain_most_s))
        stopping = asyncio.ensure_future(stop.wait())
        await asyncio.wait([serving, stopping, following], return_when=asyncio.FIRST_COMPLETED)
        server.draining = True
        closing.set()
        stopping.cancel()
        await serving
        if following.done():
            following.result()
        following.cancel()
        settling.cancel()


async def _settle(follower: Follower) -> None:
    """While the market is read nothing is garbage, and looking for some took half of the time; then it stays."""
    await follower.known.wait()
    gc.freeze()
    gc.enable()
