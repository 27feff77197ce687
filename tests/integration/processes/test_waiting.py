"""Who needs a server waits until it is there."""

from __future__ import annotations

import asyncio

from cleanbee.adapters.embedded.port import free_port
from cleanbee.entrypoints.readiness import ask, wait_until_ready, wait_until_there

HERE = "127.0.0.1"
REFUSED_TIMES = 3
PATIENCE_S = 60.0


async def test_a_server_that_opens_late_is_waited_for() -> None:
    port = free_port()
    there = asyncio.ensure_future(wait_until_there(HERE, port, PATIENCE_S))
    ready = asyncio.ensure_future(wait_until_ready(HERE, port, PATIENCE_S))
    for _ in range(REFUSED_TIMES):
        assert await ask(HERE, port, "/") is None
    assert not there.done()
    says = ["404 Not Found", "200 OK"]

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(f"HTTP/1.1 {says[0]}\r\n\r\n".encode())
        writer.close()

    async with await asyncio.start_server(answer, HERE, port):
        assert (await there).status == 404
        assert not ready.done()
        says.pop(0)
        assert (await ready).status == 200
