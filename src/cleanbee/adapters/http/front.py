"""The outermost wall: judges raw requests before the framework sees them, and stamps every answer."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from cleanbee.adapters.http.guard import BODY_MOST
from cleanbee.adapters.http.keys import Rendered
from cleanbee.adapters.http.language import chosen, speak, spoken
from cleanbee.adapters.http.methods import Methods
from cleanbee.adapters.http.names import encode
from cleanbee.adapters.http.problems import Code, No, later
from cleanbee.adapters.http.serve import problem_of, render_problem
from cleanbee.adapters.http.serving import HOUSE, Serving
from cleanbee.ports.outbound.store import Busy

log = logging.getLogger("cleanbee.http")

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]

API_VERSION = "2026-11-01"
IN_FLIGHT_MOST = 200
HEADERS_MOST = 16 * 1024
HEADER_LINES_MOST = 100
TARGET_MOST = 2048
BODY_WITHIN_S = 10.0
CLOCK_KEPT_S = 0.2
STREAM = "/v1/stream"

_REQUEST_ID = re.compile(r"[A-Za-z0-9_.:-]{8,128}")
_CLIENT = re.compile(r"(?P<name>[a-z]{1,20})/(?P<major>\d{1,6})\.(?P<minor>\d{1,6})\.(?P<patch>\d{1,6})")


class Front:
    """Bounds on everything, one number for each request, no answer without its stamps, no fault without a problem."""

    def __init__(
        self, serving: Serving, inner: Asgi, methods: Methods, *, body_within_s: float = BODY_WITHIN_S
    ) -> None:
        self._serving = serving
        self._app = serving.app
        self._methods = methods
        self._inner = inner
        self._figures = serving.figures
        self._body_within_s = body_within_s
        self._in_flight = 0
        self._read_at = float("-inf")
        self._now: datetime | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection's event: requests are judged, everything else goes on."""
        if scope["type"] == "lifespan":
            await self._inner(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1003})
            return
        await self._request(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = time.perf_counter()
        headers = _headers(scope)
        request_id = self._request_id(headers)
        reply = _Reply(send)
        scope[HOUSE], scope["cleanbee.request_id"] = self._serving, request_id
        speak(chosen(headers.get("accept-language")))
        counted = scope["path"] != STREAM
        method = scope["method"]
        if method == "HEAD" and counted:  # what GET says, without the body; a stream has nothing else to say
            scope["method"], reply.silent = "GET", True
        self._in_flight += counted
        try:
            stamps = await self._stamps(request_id, scope["path"])
            reply.stamps = stamps
            bare = _too_long(scope)
            if bare is not None:
                await reply.rendered(Rendered(status=bare, headers={}, body=b""))
                return
            self._judge(scope, headers)
            allow = self._methods.at(scope["path"]) if scope["method"] == "OPTIONS" else None
            if allow is not None:
                await reply.rendered(Rendered(status=204, headers={"allow": allow}, body=b""))
                return
            scope["cleanbee.body"] = await _body(headers, receive, self._body_within_s)
            await self._inner(scope, _again(scope["cleanbee.body"], receive), reply.send)
        except asyncio.CancelledError:
            raise
        except Exception as fault:
            no = problem_of(fault, request_id)
            if not reply.started:
                await reply.rendered(render_problem(no, request_id))
        finally:
            self._in_flight -= counted
            self._figures.answered(method, reply.status, time.perf_counter() - began)

    def _judge(self, scope: Scope, headers: dict[str, str]) -> None:
        path = scope["path"]
        if not canonical(path):
            raise No(Code.not_found)
        if not path.startswith("/v1"):
            return
        if self._in_flight > IN_FLIGHT_MOST:
            raise later(Code.busy, 1)
        if headers.get("cleanbee-version", API_VERSION) != API_VERSION:
            raise No(Code.version_unknown)
        if "\x00" in path:
            raise No(Code.not_found)
        _judge_client(headers.get("cleanbee-client"), self._app.house.oldest_clients)

    def _request_id(self, headers: dict[str, str]) -> str:
        told = headers.get("request-id", "")
        return told if _REQUEST_ID.fullmatch(told) else encode("req", self._app.ids.new())

    async def _stamps(self, request_id: str, path: str) -> dict[str, str]:
        stamps = {
            "request-id": request_id,
            "cleanbee-version": API_VERSION,
            "x-content-type-options": "nosniff",
            "cache-control": "no-store",
            "content-language": spoken(),
            "vary": "accept-language, authorization, cookie",
        }
        present = await self._present() if path.startswith("/v1") else None  # /livez asks nobody
        if present is not None:
            stamps["cleanbee-now"] = present.isoformat().replace("+00:00", "Z")
        return stamps

    async def _present(self) -> datetime | None:
        """Business time for the header: read at most five times a second, and never waited for when it is away."""
        if time.monotonic() - self._read_at < CLOCK_KEPT_S:
            return self._now
        try:
            self._now = await self._app.clock.now()
        except Busy:
            self._now = None
        self._read_at = time.monotonic()
        return self._now


class _Reply:
    """Sends, stamps, and remembers whether it has begun."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.started = False
        self.silent = False
        self.status = 500
        self.stamps: dict[str, str] = {}

    async def send(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            self.status = message["status"]
            theirs = {bytes(name).lower() for name, _ in message.get("headers", [])}
            stamps = [
                (name.encode(), value.encode()) for name, value in self.stamps.items() if name.encode() not in theirs
            ]
            message = {**message, "headers": [*message.get("headers", []), *stamps]}
        elif self.silent:
            message = {**message, "body": b""}
        await self._send(message)

    async def rendered(self, answer: Rendered) -> None:
        headers = [(name.encode(), value.encode()) for name, value in answer.headers.items()]
        if answer.status != 204:
            headers.append((b"content-length", str(len(answer.body)).encode()))
        await self.send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await self.send({"type": "http.response.body", "body": answer.body})


def canonical(path: str) -> bool:
    """Whether an address is written as we write it: the framework also answers ``//v1/me`` and ``/v1/me/``."""
    return path == "/" or (path.startswith("/") and all(path[1:].split("/")))


def _headers(scope: Scope) -> dict[str, str]:
    return {bytes(name).decode("latin-1").lower(): bytes(value).decode("latin-1") for name, value in scope["headers"]}


def _too_long(scope: Scope) -> int | None:
    """414 and 431 are said without a body: who sends such a thing reads none."""
    if len(scope.get("raw_path") or b"") + len(scope.get("query_string") or b"") > TARGET_MOST:
        return 414
    size = sum(len(name) + len(value) for name, value in scope["headers"])
    return 431 if size > HEADERS_MOST or len(scope["headers"]) > HEADER_LINES_MOST else None


def _judge_client(told: str | None, oldest: Mapping[str, tuple[int, int, int]]) -> None:
    found = _CLIENT.fullmatch(told or "")
    if found is None or found["name"] not in oldest:
        return
    version = (int(found["major"]), int(found["minor"]), int(found["patch"]))
    if version < oldest[found["name"]]:
        raise No(Code.client_upgrade_required)


async def _body(headers: dict[str, str], receive: Receive, within_s: float) -> bytes:
    """All of the body.

    :raises No: it is too large, or does not come.
    """
    told = headers.get("content-length", "0")
    if not told.isdigit() or int(told[:12]) > BODY_MOST:
        raise No(Code.too_large)
    try:
        async with asyncio.timeout(within_s):
            return await _whole(receive)
    except TimeoutError:
        raise No(Code.malformed_body, {"detail": "The body did not arrive in time."}) from None


async def _whole(receive: Receive) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise No(Code.malformed_body)
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > BODY_MOST:
            raise No(Code.too_large)
        if not message.get("more_body", False):
            return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    """What the framework receives: the body that was read, then whatever comes after it."""
    told = False

    async def receive_again() -> dict[str, Any]:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_again
