"""Pages for people: the documentation, what each problem means, the sandbox's post; and what machines ask of us."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from html import escape
from typing import Any

from litestar import Request, Response
from litestar.handlers import HTTPRouteHandler

from cleanbee.adapters.http.docs import documentation
from cleanbee.adapters.http.openapi import openapi_document
from cleanbee.adapters.http.problems import KINDS, Code, No
from cleanbee.adapters.http.serving import serving
from cleanbee.adapters.http.till_page import till_body
from cleanbee.ports.outbound.store import Busy

HTML = "text/html"  # the framework names the charset
HttpRequest = Request[Any, Any, Any]
STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}"
    "code,pre{background:#f6f3ea;padding:.1em .3em;border-radius:4px}pre{padding:1em;overflow:auto}"
    "h2{margin-top:2em;border-bottom:1px solid #ddc}td,th{text-align:left;padding:.3em .8em .3em 0;vertical-align:top}"
    ".m{display:inline-block;min-width:4em;font-weight:700}summary{cursor:pointer}small,.quiet{color:#555}"
    "details{border-top:1px solid #ddd;padding:.4em 0}details>div{padding:.2em 0 1em 1em}"
)
GUARD = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"


def page_routes(*, live: bool) -> list[HTTPRouteHandler]:
    """Everything beside the API itself."""
    document = openapi_document(live=live)
    described = documentation(json.loads(document))

    async def livez(request: HttpRequest) -> Response[Any]:
        return Response(b"alive\n", media_type="text/plain")

    async def readyz(request: HttpRequest) -> Response[Any]:
        why = await serving(request).app.health.why_not()
        text = b"ready\n" if why is None else f"not ready: {why}\n".encode()
        return Response(text, status_code=200 if why is None else 503, media_type="text/plain")

    async def metrics(request: HttpRequest) -> Response[Any]:
        app, figures = serving(request).app, serving(request).figures
        try:
            figures.books(await app.payment.read_open_items.now_open())
        except Busy:
            figures.books(None)
        return Response(figures.text(), media_type="text/plain; version=0.0.4")

    async def openapi(request: HttpRequest) -> Response[Any]:
        return Response(document, media_type="application/json")

    async def docs(request: HttpRequest) -> Response[Any]:
        return page("CleanBee API", described)

    async def problem(request: HttpRequest) -> Response[Any]:
        word = str(request.path_params["code"])
        if word not in Code.__members__:
            raise No(Code.not_found)
        kind = KINDS[Code(word)]
        again = "Trying again helps." if kind.retryable else "Trying the same again does not help."
        body = f"<p><code>{word}</code>, status {kind.status}</p><p>{escape(kind.advice)}</p><p>{again}</p>"
        return page(kind.title, body)

    async def problems(request: HttpRequest) -> Response[Any]:
        rows = "".join(
            f'<tr><td>{kind.status}</td><td><a href="/problems/{code}">{code}</a></td>'
            f"<td>{escape(kind.title)}</td></tr>"
            for code, kind in KINDS.items()
        )
        return page("Problems", f"<table>{rows}</table>")

    routes = [
        _page("/livez", livez),
        _page("/readyz", readyz),
        _page("/metrics", metrics),
        _page("/docs/openapi.json", openapi),
        _page("/docs", docs),
        _page("/problems", problems),
        _page("/problems/{code:str}", problem),
    ]
    return routes if live else [*routes, *_sandbox_pages()]


def _sandbox_pages() -> list[HTTPRouteHandler]:
    async def dev(request: HttpRequest) -> Response[Any]:
        now = await serving(request).app.clock.now()
        places = {"/dev/mail": "Mail and text messages", "/dev/payments": "Payments", "/docs": "The API"}
        links = "".join(f'<li><a href="{path}">{title}</a></li>' for path, title in places.items())
        return page("Sandbox", f"<p>It is {escape(now.isoformat())}.</p><ul>{links}</ul>")

    async def payments(request: HttpRequest) -> Response[Any]:
        app = serving(request).app
        return page("Payments", till_body(await app.payment.show_payments(), app.bank))

    async def mail(request: HttpRequest) -> Response[Any]:
        app = serving(request).app
        sent = () if app.outbox is None else app.outbox.carried(200)
        rows = "".join(
            f"<tr><td>{escape(one.made_at.isoformat(timespec='minutes'))}</td><td>{escape(one.channel)}</td>"
            f"<td>{escape(one.address)}</td><td><pre>{escape(one.text)}</pre></td></tr>"
            for one in sent
        )
        empty = "<p>Nobody was told anything yet.</p>"
        return page("Mail and text messages", f"<table>{rows}</table>" if rows else empty)

    return [_page("/dev", dev), _page("/dev/mail", mail), _page("/dev/payments", payments)]


def page(title: str, body: str, status: int = 200) -> Response[Any]:
    """A page that asks nobody else for anything."""
    html = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style>'
        f'<link rel="icon" href="data:,"><h1>{escape(title)}</h1>{body}</html>'
    )
    return Response(html.encode(), status_code=status, media_type=HTML, headers={"content-security-policy": GUARD})


def _page(path: str, answer: Callable[[HttpRequest], Awaitable[Response[Any]]]) -> HTTPRouteHandler:
    return HTTPRouteHandler(path, http_method="GET", include_in_schema=False, status_code=200, name=f"page {path}")(
        answer
    )
