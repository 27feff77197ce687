"""Waiting until a server says that it is ready."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

LOOK_EVERY_S = 0.05
ANSWER_S = 3.0


class NotReady(Exception):
    """It did not become ready in time; says what it last answered."""


@dataclass(frozen=True)
class Answered:
    """An answer: its status, its headers (names in lower case), its body."""

    status: int
    headers: dict[str, str]
    body: str


async def ask(host: str, port: int, path: str) -> Answered | None:
    """One GET on a connection of its own; None when nobody answers."""
    try:
        async with asyncio.timeout(ANSWER_S):
            reader, writer = await asyncio.open_connection(host, port)
            try:
                writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n".encode())
                raw = (await reader.read()).decode("utf-8", "replace")
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return None
    head, _, body = raw.partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    words = first.split(" ")
    if len(words) < 2 or not words[1].isdigit():
        return None
    pairs = (line.partition(":") for line in lines)
    return Answered(int(words[1]), {name.strip().lower(): value.strip() for name, _, value in pairs}, body)


async def wait_until_ready(
    host: str, port: int, seconds: float, hopeless: Callable[[], bool] = lambda: False
) -> Answered:
    """The first ready answer of ``/readyz``.

    :raises NotReady: none within so many seconds, or it has become ``hopeless``.
    """
    return await _first(host, port, seconds, hopeless, lambda answer: answer.status == 200)


async def wait_until_there(
    host: str, port: int, seconds: float, hopeless: Callable[[], bool] = lambda: False
) -> Answered:
    """The first answer at all, for a server that is ready once it listens.

    :raises NotReady: none within so many seconds, or it has become ``hopeless``.
    """
    return await _first(host, port, seconds, hopeless, lambda answer: True)


async def _first(
    host: str, port: int, seconds: float, hopeless: Callable[[], bool], good: Callable[[Answered], bool]
) -> Answered:
    end = time.monotonic() + seconds
    last: Answered | None = None
    while time.monotonic() < end and not hopeless():
        last = await ask(host, port, "/readyz")
        if last is not None and good(last):
            return last
        await asyncio.sleep(LOOK_EVERY_S)
    raise NotReady(f"port {port}: {last.status if last else 'no answer'} {last.body if last else ''}".strip())
