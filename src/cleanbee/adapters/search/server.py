"""The search process as its callers see it: one question by POST, and how it is doing by GET."""

from __future__ import annotations

import hmac
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from cleanbee.adapters.search.follower import Follower
from cleanbee.adapters.search.wire import BODY_MOST, PATH, NotUnderstood, answer, asked
from cleanbee.ports.outbound.search import SearchDown

log = logging.getLogger("cleanbee.search")

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Reply = tuple[int, str, bytes]
JSON, TEXT, PACKED = "application/json", "text/plain; version=0.0.4", "application/msgpack"


class Figures:
    """What whoever watches is told."""

    def __init__(self, follower: Follower) -> None:
        self._registry = registry = CollectorRegistry()
        self.answers = Counter("cleanbee_search_answers", "Answers by status", ["status"], registry=registry)
        self.seconds = Histogram("cleanbee_search_seconds", "Seconds to an answer", registry=registry)
        lag = Gauge("cleanbee_search_lag_seconds", "How old what is shown may be", registry=registry)
        lag.set_function(lambda: float("inf") if follower.lag_s is None else follower.lag_s)
        people = Gauge("cleanbee_search_cleaners", "How many cleaners are known", registry=registry)
        people.set_function(lambda: float(follower.people))
        learned = Gauge("cleanbee_search_learned", "How often somebody was learned anew", registry=registry)
        learned.set_function(lambda: float(follower.learned))

    def text(self) -> bytes:
        """All figures in the text format of Prometheus."""
        return generate_latest(self._registry)


class SearchServer:
    """An ASGI application over a follower."""

    def __init__(self, follower: Follower, token: str) -> None:
        self._follower = follower
        self._wanted = f"Bearer {token}".encode()
        self._figures = Figures(follower)
        self.draining = False

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
            return
        if scope["type"] != "http":
            return
        status, kind, body = await self._answered(scope, receive)
        headers = [(b"content-type", kind.encode()), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _answered(self, scope: dict[str, Any], receive: Receive) -> Reply:
        match scope["method"], scope["path"]:
            case "GET", "/livez":
                return 200, JSON, b'{"live":true}'
            case "GET", "/readyz":
                return self._ready()
            case "GET", "/metrics":
                return 200, TEXT, self._figures.text()
            case "POST", path if path == PATH:
                return await self._search(scope, receive)
            case _:
                return 404, JSON, b"{}"

    def _ready(self) -> Reply:
        why = "draining" if self.draining else self._follower.why_not()
        lag = self._follower.lag_s
        said = {"ready": why is None, "why_not": why, "lag_s": None if lag is None else round(lag, 3)}
        return 200 if why is None else 503, JSON, msgspec.json.encode(said)

    async def _search(self, scope: dict[str, Any], receive: Receive) -> Reply:
        began = time.perf_counter()
        shown = {name: value for name, value in scope["headers"] if name == b"authorization"}
        if not hmac.compare_digest(shown.get(b"authorization", b""), self._wanted):
            return 401, JSON, b"{}"
        reply = await self._found(await _body(receive))
        self._figures.answers.labels(str(reply[0])).inc()
        self._figures.seconds.observe(time.perf_counter() - began)
        return reply

    async def _found(self, raw: bytes | None) -> Reply:
        if raw is None:
            return 413, JSON, b"{}"
        try:
            ask = asked(raw)
            return 200, PACKED, answer(await self._follower.starts(ask), ask)
        except NotUnderstood as wrong:
            return 400, JSON, msgspec.json.encode({"wrong": str(wrong)})
        except SearchDown as down:
            return 503, JSON, msgspec.json.encode({"why_not": str(down)})
        except Exception:
            log.exception("bug")
            return 500, JSON, b"{}"


async def _body(receive: Receive) -> bytes | None:
    """All of the body; None when it is too large."""
    parts, size, more = list[bytes](), 0, True
    while more:
        message = await receive()
        part = message.get("body", b"")
        size += len(part)
        more = message.get("more_body", False)
        if size > BODY_MOST:
            return None
        parts.append(part)
    return b"".join(parts)


async def _live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
