"""The door of the sandbox process: HTTP/1.1 on loopback, just wide enough for our own client."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable

from cleanbee.adapters.sandbox.wire import BODY_MOST

HEAD_MOST = 16 * 1024
REASONS = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 413: "Too Large", 503: "Down"}

Answering = Callable[[str, bytes], Awaitable[tuple[int, bytes]]]


class Door:
    """Lets in whoever knows the token, one request after the other on each connection."""

    def __init__(self, token: str, answering: Answering) -> None:
        self._wanted = f"Bearer {token}".encode()
        self._answering = answering

    async def open(self, host: str, port: int) -> asyncio.Server:
        """Listen; port 0 takes a free one."""
        return await asyncio.start_server(self._visit, host, port, limit=HEAD_MOST)

    async def _visit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._request(reader, writer):
                pass
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _request(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One request and its answer; whether another may follow."""
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).split(b"\r\n")
        words = first.split(b" ")
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(b":") for line in lines)}
        size = headers.get(b"content-length", b"0")
        if len(words) != 3 or not size.isdigit() or int(size) > BODY_MOST:
            await _write(writer, 413 if size.isdigit() else 400, b"")
            return False
        body = await reader.readexactly(int(size))
        if not hmac.compare_digest(headers.get(b"authorization", b""), self._wanted):
            await _write(writer, 401, b"")
            return False
        status, answer = await self._answering(words[1].decode("ascii", "replace"), body)
        await _write(writer, status, answer)
        return headers.get(b"connection", b"").lower() != b"close"


async def _write(writer: asyncio.StreamWriter, status: int, body: bytes) -> None:
    head = (
        f"HTTP/1.1 {status} {REASONS[status]}\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    writer.write(head.encode() + body)
    await writer.drain()
