"""The application: the table of operations on Litestar's router, behind the outermost wall."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, cast

from litestar import Litestar, Request, Response
from litestar.exceptions import HTTPException, MethodNotAllowedException, NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.response import Stream

from cleanbee.adapters.http.callers import unauthenticated, who_asks
from cleanbee.adapters.http.figures import Figures
from cleanbee.adapters.http.front import STREAM, Asgi, Front
from cleanbee.adapters.http.keys import Rendered
from cleanbee.adapters.http.limits import counted
from cleanbee.adapters.http.methods import Methods
from cleanbee.adapters.http.pages import page_routes
from cleanbee.adapters.http.problems import Code, No
from cleanbee.adapters.http.route import Route
from cleanbee.adapters.http.seals import Seals
from cleanbee.adapters.http.serve import Asked, problem_of, render_problem, serve
from cleanbee.adapters.http.shapes import query_of
from cleanbee.adapters.http.stream import Beacon, Following, Listeners, StreamQuery, follow, place_of
from cleanbee.adapters.http.table import mounted
from cleanbee.adapters.http.whence import whence
from cleanbee.adapters.http.wire import given
from cleanbee.domain.people.actor import Anonymous, principal
from cleanbee.ports.inbound.app import App

HttpRequest = Request[Any, Any, Any]
HttpResponse = Response[Any]

STREAMED = {"x-accel-buffering": "no"}
"""A proxy in front passes each event on as it comes."""


def create_app(app: App) -> Asgi:
    """The ASGI application of this house."""
    seals = Seals(app.house.secret_key)
    line = asyncio.Semaphore(app.house.at_once)
    figures = Figures()
    handlers = [_handler(app, seals, route, line) for route in mounted(live=app.house.live)]
    handlers.append(_stream(app, seals))
    handlers += page_routes(app, figures)
    inner = Litestar(
        route_handlers=handlers,
        openapi_config=None,
        debug=False,
        logging_config=None,
        exception_handlers={Exception: _on_fault},
        request_max_body_size=None,
    )
    return Front(app, cast("Asgi", inner), figures, Methods.of(mounted(live=app.house.live)))


def _handler(app: App, seals: Seals, route: Route, line: asyncio.Semaphore) -> HTTPRouteHandler:
    async def answer(request: HttpRequest) -> HttpResponse:
        return _response(await serve(app, seals, route, _asked(app, request, route), line))

    path = route.path.replace("}", ":str}")
    return _mounted(path, route.method, route.operation_id, answer)


def _stream(app: App, seals: Seals) -> HTTPRouteHandler:
    beacon, listeners = Beacon(app), Listeners()

    async def answer(request: HttpRequest) -> HttpResponse:
        headers, address = _headers(request), _address(request, app)
        caller = await who_asks(app, seals, "GET", headers, address)
        actor = caller.actor
        limits = await counted(app, actor, address, "read")
        if isinstance(actor, Anonymous):
            raise unauthenticated()
        who = principal(actor)
        query = query_of(request.scope["query_string"], StreamQuery)
        after = place_of(headers.get("last-event-id"), query)
        one = Following(app=app, beacon=beacon, caller=caller, after=after, until=given(query.until))
        events = listeners.count(who, follow(one))
        return Stream(events, media_type="text/event-stream", headers={**caller.headers, **limits, **STREAMED})

    return _mounted(STREAM, "GET", "followEvents", answer)


def _mounted(
    path: str, method: Any, name: str, answer: Callable[[HttpRequest], Awaitable[HttpResponse]]
) -> HTTPRouteHandler:
    return HTTPRouteHandler(path, http_method=method, name=name, include_in_schema=False, status_code=200)(answer)


def _asked(app: App, request: HttpRequest, route: Route) -> Asked:
    scope = cast("dict[str, Any]", request.scope)
    query = scope.get("query_string", b"")
    target = scope["path"] + (f"?{query.decode('latin-1')}" if query else "")
    return Asked(
        method=route.method,
        target=target,
        path={name: str(value) for name, value in request.path_params.items()},
        headers=_headers(request),
        query=query,
        body=scope["cleanbee.body"],
        address=_address(request, app),
        request_id=scope["cleanbee.request_id"],
    )


def _headers(request: HttpRequest) -> dict[str, str]:
    """The headers by their names in lower case; a browser may send its cookies in several lines (RFC 9113, 8.2.3)."""
    cookies = request.headers.getall("cookie", [])
    found = {name.lower(): value for name, value in request.headers.items()}
    return found if len(cookies) < 2 else {**found, "cookie": "; ".join(cookies)}


def _address(request: HttpRequest, app: App) -> str:
    peer = request.client.host if request.client is not None else None
    return whence(peer, request.headers.getall("x-forwarded-for", []), app.house.proxies)


def _response(answer: Rendered) -> HttpResponse:
    headers = dict(answer.headers)
    media_type = headers.pop("content-type", "application/json")
    if answer.status in {204, 304}:
        return Response(None, status_code=answer.status, headers=headers)
    return Response(answer.body, status_code=answer.status, headers=headers, media_type=media_type)


def _on_fault(request: HttpRequest, fault: Exception) -> HttpResponse:
    """Whatever the framework itself has to say, in our words."""
    request_id: str = cast("dict[str, Any]", request.scope).get("cleanbee.request_id", "unknown")
    match fault:
        case NotFoundException():
            no = No(Code.not_found)
        case MethodNotAllowedException():
            no = No(Code.method_not_allowed, headers=dict(fault.headers or {}))
        case HTTPException() if fault.status_code < 500:
            no = No(Code.malformed_body)
        case _:
            no = problem_of(fault, request_id)
    return _response(render_problem(no, request_id))
