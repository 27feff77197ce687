"""Serves the client: files that never change under their hash, the page for every path that a screen may have.

A library for static files would look on disk, know byte ranges and foreign origins, and not know our page. All there is
fits into memory and is known at start, so a request is one look into a dictionary: no path can lead outside of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import cache
from importlib import import_module
from typing import Any

from cleanbee.adapters.web.site import FOLDER, PAGE, WORKER, File, Site, read_site

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

FOR_EVER = "public, max-age=31536000, immutable"
ASK_FIRST = "no-cache"
STRONGEST = 11
"""Of Brotli: each file is squeezed once, when it is first asked for, beside the loop."""
SCREEN_MOST = 512
BESIDE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "vary": "accept-encoding",
}
WITH_PAGE = {
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "geolocation=(self), camera=(self), microphone=(), payment=()",
}


class WebClient:
    """The ASGI app of the client's files. ``fresh`` reads them anew for each page: for whoever writes them."""

    def __init__(self, *, fresh: bool = False) -> None:
        self._site = read_site(apart=fresh)
        self._fresh = fresh

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; there is nothing here that could be changed."""
        if scope["type"] != "http":
            return
        if scope["method"] not in {"GET", "HEAD"}:
            await _bare(send, 405, {"allow": "GET, HEAD"})
            return
        path = _meant(self._site, scope["path"])
        if path is None:
            await _bare(send, 404, {"cache-control": "no-store"})
            return
        if self._fresh and path == PAGE:
            self._site = await asyncio.to_thread(read_site, FOLDER, apart=True)
        await self._file(scope, send, path)

    async def _file(self, scope: Scope, send: Send, path: str) -> None:
        one, headers = self._site.files[path], _headers(scope)
        etag = f'"{one.mark}"'
        told = {
            "content-type": one.kind,
            "etag": etag,
            "cache-control": _kept(path, one, scope["query_string"]),
            **BESIDE,
        }
        if path == PAGE:
            told |= {"content-security-policy": self._site.guard, **WITH_PAGE}
        if etag in headers.get("if-none-match", ""):
            await _bare(send, 304, told)
            return
        body = one.body
        squeezed = await _squeezed(one) if one.squeezable and "br" in headers.get("accept-encoding", "") else None
        if squeezed is not None:
            body = squeezed
            told["content-encoding"] = "br"
        told["content-length"] = str(len(body))
        await _start(send, 200, told)
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


def _meant(site: Site, path: str) -> str | None:
    """The file that a path means: itself, or the page where a screen may be; None where nothing is."""
    if path in site.files:
        return path
    parts = path.split("/")[1:]
    is_screen = path == "/" or (len(path) <= SCREEN_MOST and all(parts) and "." not in parts[-1])
    return PAGE if path.startswith("/") and is_screen else None


def _kept(path: str, one: File, query: bytes) -> str:
    named = query == f"v={one.mark}".encode()
    return FOR_EVER if named and path not in {PAGE, WORKER} else ASK_FIRST


async def _squeezed(one: File) -> bytes | None:
    """The file in fewer bytes; None without the library."""
    if one.squeezed is None and (squeeze := _squeeze()) is not None:
        one.squeezed = await asyncio.to_thread(squeeze, one.body, quality=STRONGEST)
    return one.squeezed


@cache
def _squeeze() -> Callable[..., bytes] | None:
    """Brotli, which the extra ``web`` brings; it says nothing about its types."""
    try:
        return import_module("brotli").compress
    except ImportError:
        return None


def _headers(scope: Scope) -> dict[str, str]:
    return {bytes(name).decode("latin-1").lower(): bytes(value).decode("latin-1") for name, value in scope["headers"]}


async def _start(send: Send, status: int, headers: dict[str, str]) -> None:
    told = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": told})


async def _bare(send: Send, status: int, headers: dict[str, str]) -> None:
    await _start(send, status, headers if status == 304 else headers | {"content-length": "0"})
    await send({"type": "http.response.body", "body": b""})
