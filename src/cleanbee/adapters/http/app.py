"""The application: the table of operations on Litestar's router, behind the outermost wall."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any, cast

from litestar import Litestar, Request, Response
from litestar.exceptions import HTTPException, MethodNotAllowedException, NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.response import Stream

from cleanbee.adapters.http.callers import unauthenticated, who_asks
from cleanbee.adapters.http.front import STREAM, Asgi, Front
from cleanbee.adapters.http.keys import Rendered
from cleanbee.adapters.http.limits import counted
from cleanbee.adapters.http.methods import Methods
from cleanbee.adapters.http.pages import page_routes
from cleanbee.adapters.http.problems import Code, No
from cleanbee.adapters.http.route import Route
from cleanbee.adapters.http.serve import Asked, problem_of, render_problem, serve
from cleanbee.adapters.http.serving import Serving, serving
from cleanbee.adapters.http.shapes import query_of
from cleanbee.adapters.http.stream import Following, StreamQuery, follow, place_of
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
    live = app.house.live
    return Front(Serving.of(app), _router(live), Methods.of(mounted(live=live)))


@cache
def _router(live: bool) -> Asgi:
    """All operations and pages; whose they are comes with each request, so that one router serves every house."""
    handlers = [_handler(route) for route in mounted(live=live)]
    inner = Litestar(
        route_handlers=[*handlers, _mounted(STREAM, "GET", "followEvents", _stream), *page_routes(live=live)],
        openapi_config=None,
        debug=False,
        logging_config=None,
        exception_handlers={Exception: _on_fault},
        request_max_body_size=None,
    )
    return cast("Asgi", inner)


def _handler(route: Route) -> HTTPRouteHandler:
    async def answer(request: HttpRequest) -> HttpResponse:
        here = serving(request)
        return _response(await serve(here.app, here.seals, route, _asked(here.app, request, route), here.line))

    path = route.path.replace("}", ":str}")
    return _mounted(path, route.method, route.operation_id, answer)


async def _stream(request: HttpRequest) -> HttpResponse:
    here = serving(request)
    app, headers, address = here.app, _headers(request), _address(request, here.app)
    caller = await who_asks(app, here.seals, "GET", headers, address)
    actor = caller.actor
    limits = await counted(app, actor, address, "read")
    if isinstance(actor, Anonymous):
        raise unauthenticated()
    query = query_of(request.scope["query_string"], StreamQuery)
    after = place_of(headers.get("last-event-id"), query)
    one = Following(app=app, beacon=here.beacon, caller=caller, after=after, until=given(query.until))
    events = here.listeners.count(principal(actor), follow(one))
    return Stream(events, media_type="text/event-stream", headers={**caller.headers, **limits, **STREAMED})


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
