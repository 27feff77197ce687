"""A client that costs next to nothing: what is measured shares its cores with whoever measures.

Plain HTTP/1.1 over kept connections, which are handed out first come, first served: the time for a connection and the
server's own time are told apart, and nobody overtakes.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import msgspec

WITHIN_S = 60.0

Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Broken(Exception):
    """The connection ended before the answer did."""


@dataclass(frozen=True)
class Told:
    """An answer: its status, its JSON, and the seconds it waited for a connection and for the server."""

    status: int
    body: dict[str, Any]
    waited_s: float
    served_s: float


class Line:
    """So many connections to one server, and callers that stand in line for them."""

    def __init__(self, url: str, connections: int) -> None:
        split = urlsplit(url)
        self._host, self._port = split.hostname or "127.0.0.1", split.port or 80
        self._turn = asyncio.Semaphore(connections)  # fair, which a queue is not: who gives back does not take again
        self._free: list[Stream] = []

    async def post(self, path: str, body: object, headers: Mapping[str, str]) -> Told:
        """Ask and wait for the answer.

        :raises Broken: the server went away, or did not answer within a minute.
        """
        begun = time.perf_counter()
        async with self._turn:
            got = time.perf_counter()
            status, raw = await self._answer(self._bytes(path, body, headers))
            served = time.perf_counter() - got
        told = msgspec.json.decode(raw, type=dict[str, Any])
        return Told(status=status, body=told, waited_s=got - begun, served_s=served)

    async def _answer(self, asked: bytes) -> tuple[int, bytes]:
        stream = self._free.pop() if self._free else None
        try:
            async with asyncio.timeout(WITHIN_S):
                stream = stream or await asyncio.open_connection(self._host, self._port)
                answer = await _exchange(stream, asked)
        except (OSError, ValueError, TimeoutError, asyncio.IncompleteReadError) as broken:
            if stream is not None:
                stream[1].close()
            raise Broken(repr(broken)) from broken
        self._free.append(stream)
        return answer

    async def aclose(self) -> None:
        """Close every connection."""
        while self._free:
            self._free.pop()[1].close()

    def _bytes(self, path: str, body: object, headers: Mapping[str, str]) -> bytes:
        raw = msgspec.json.encode(body)
        lines = [f"POST {path} HTTP/1.1", f"host: {self._host}", "content-type: application/json"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        lines += [f"content-length: {len(raw)}", "", ""]
        return "\r\n".join(lines).encode("ascii") + raw


async def _exchange(stream: Stream, asked: bytes) -> tuple[int, bytes]:
    reader, writer = stream
    writer.write(asked)
    head = await reader.readuntil(b"\r\n\r\n")
    status, _, fields = head.partition(b"\r\n")
    length = next(
        int(line.partition(b":")[2]) for line in fields.split(b"\r\n") if line.lower().startswith(b"content-length")
    )
    return int(status.split(b" ")[1]), await reader.readexactly(length)
