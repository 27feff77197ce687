"""The walk of one request: who asks, may they, does its shape fit, was it done before; then the question, the bytes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

import msgspec

from cleanbee.adapters.http import faults, keys, refusals
from cleanbee.adapters.http.callers import unauthenticated, who_asks
from cleanbee.adapters.http.conditions import at_version, etag, has_it
from cleanbee.adapters.http.cookies import CSRF
from cleanbee.adapters.http.keys import HINT, Rendered
from cleanbee.adapters.http.limits import counted
from cleanbee.adapters.http.people_desk import FOR, acting
from cleanbee.adapters.http.problems import MEDIA_TYPE, Code, No
from cleanbee.adapters.http.repeats import left_behind
from cleanbee.adapters.http.route import Answer, Call, Route
from cleanbee.adapters.http.seals import Seals
from cleanbee.adapters.http.shapes import body_of, no_query, query_of
from cleanbee.adapters.http.ways_out import ways_out
from cleanbee.domain.kernel import Refusal, Refused
from cleanbee.domain.people.actor import Anonymous
from cleanbee.domain.people.policy import WITHOUT_SUBJECT
from cleanbee.domain.platform.once import Once
from cleanbee.ports.inbound.app import App
from cleanbee.ports.inbound.platform.repeat import repeat
from cleanbee.ports.outbound.store import OutcomeUnknown, Seen

log = logging.getLogger("cleanbee.http")

WITHIN_S = 8.0
JSON, PDF = "application/json", "application/pdf"
OF_ONE_READER = {CSRF, "set-cookie"}


@dataclass(frozen=True)
class Asked:
    """A request as it came in: raw, but within its limits."""

    method: str
    target: str
    path: Mapping[str, str]
    headers: Mapping[str, str]
    query: bytes
    body: bytes
    address: str
    request_id: str


async def serve(app: App, seals: Seals, route: Route, asked: Asked, line: asyncio.Semaphore) -> Rendered:
    """The answer to one request; whatever goes wrong is a problem, never an exception.

    Only as many are answered at once as there are connections and calls at the gateway, so that a slow bank holds up
    nobody else; the others stand in ``line``, first come first served.
    """
    extra: dict[str, str] = {}
    moves_the_clock = route.operation_id == "advanceClock"
    try:
        async with asyncio.timeout(None if moves_the_clock else WITHIN_S), nullcontext() if moves_the_clock else line:
            rendered = await _answered(app, seals, route, asked, extra)
    except Exception as fault:
        rendered = render_problem(problem_of(fault, asked.request_id), asked.request_id)
    return Rendered(status=rendered.status, headers=_with(extra, rendered.headers), body=rendered.body)


def _with(extra: Mapping[str, str], own: Mapping[str, str]) -> dict[str, str]:
    """What goes out: a cookie, and what proves our page, are one reader's, so nobody keeps an answer beside them."""
    found = {**extra, **own}
    if found.keys() & OF_ONE_READER:
        found["cache-control"] = "no-store"
    return found


def problem_of(fault: Exception, request_id: str) -> No:
    """What a fault is called outside; a bug is told with nothing but its number."""
    no = faults.no_of(fault)
    if no is None:
        log.exception("bug under %s", request_id, exc_info=fault)
        return No(Code.bug)
    return no


def render_problem(no: No, request_id: str) -> Rendered:
    """A problem's bytes."""
    body = msgspec.json.encode(no.problem(request_id))
    return Rendered(status=no.status, headers={"content-type": MEDIA_TYPE, **no.headers}, body=body)


async def _answered(app: App, seals: Seals, route: Route, asked: Asked, extra: dict[str, str]) -> Rendered:
    caller = await who_asks(app, seals, asked.method, asked.headers, asked.address)
    actor = caller.actor
    extra |= caller.headers
    rate = route.guests if route.guests is not None and isinstance(actor, Anonymous) else route.rate
    extra |= await counted(app, actor, asked.address, rate)
    if route.audience != "anyone" and isinstance(actor, Anonymous):
        raise unauthenticated()
    sender, found = actor, await acting(app, route.action, actor, asked.headers)
    if isinstance(found, Refused):
        return _refused(found.why, asked)
    actor = found
    if route.action in WITHOUT_SUBJECT and not keys.could_ever(actor, route.action):
        raise No(Code.forbidden)
    call: Call[Any, Any] = Call(
        app=app,
        seals=seals,
        actor=actor,
        path=asked.path,
        query=no_query(asked.query) if route.query is None else query_of(asked.query, route.query),
        body=_body_for(route, asked),
        at_version=None if route.method == "GET" else at_version(asked.headers, route.match_of(actor)),
        token=caller.token,
        session=caller.session,
        headers=asked.headers,
    )
    if not route.keyed:
        return await _fresh(route, call, asked)
    call.once = keys.once_of(
        asked.headers,
        keys.asker(sender, asked.address),
        (asked.method, f"{asked.target} {asked.headers.get(FOR, '')}".rstrip(), asked.body),
        live=app.house.live,
    )
    if call.once is None:
        extra["cleanbee-hint"] = HINT
        return await _fresh(route, call, asked)
    if not keys.could_ever(actor, route.action):
        call.once = None
        return await _fresh(route, call, asked)
    return await _once(route, call, asked, call.once)


def _body_for(route: Route, asked: Asked) -> Any:
    """The body in the shape that the operation wants, or its bytes."""
    if route.raw:
        return asked.body
    return None if route.body is None else body_of(asked.body, asked.headers.get("content-type", ""), route.body)


async def _fresh(route: Route, call: Call[Any, Any], asked: Asked) -> Rendered:
    """Ask and show; nothing is kept beside what the use case keeps."""
    answer = await repeat(lambda: route.ask(call), call.app.pause, call.app.dice)
    return await _shown(route, call, answer, asked)


async def _once(route: Route, call: Call[Any, Any], asked: Asked, once: Once) -> Rendered:
    """Ask under a key: a second time finds the first answer, its bytes when they were sealed."""
    store = call.app.store
    if (before := await keys.replayed(store, once)) is not None:
        return await _again(route, call, asked, before)
    try:
        answer = await repeat(partial(_ask_surely, route, call), call.app.pause, call.app.dice)
    except Seen as seen:
        if (before := await keys.replayed(store, once)) is None:
            before = await _sealed(call, once, seen.answer, await _shown(route, call, seen.answer, asked))
        return await _again(route, call, asked, before)
    rendered = await _shown(route, call, answer, asked)
    return await _sealed(call, once, answer, rendered)


async def _ask_surely(route: Route, call: Call[Any, Any]) -> Any:
    """Ask; when nobody knows whether it was kept, asking again under the key finds out."""
    try:
        return await route.ask(call)
    except OutcomeUnknown:
        return await route.ask(call)


async def _sealed(call: Call[Any, Any], once: Once, answer: Any, rendered: Rendered) -> Rendered:
    """The bytes that stand under the key from now on; a refusal that no unit kept is kept now."""
    if rendered.status in keys.NEVER_KEPT:
        return rendered
    store, by = call.app.store, call.app.ids.new().hex
    sealed = await keys.seal(store, once, rendered, by)
    if sealed is None and isinstance(answer, Refused):
        await keys.keep_answer(store, once, cast("Refused[Refusal]", answer))
        sealed = await keys.seal(store, once, rendered, by)
    assert sealed is not None, "only what was answered is sealed"
    return sealed


async def _again(route: Route, call: Call[Any, Any], asked: Asked, before: Rendered) -> Rendered:
    """The first answer, byte for byte, to whom it may still be told."""
    refused = await left_behind(route, call)
    if refused is not None:
        return await _shown(route, call, refused, asked)
    return keys.marked(before)


async def _shown(route: Route, call: Call[Any, Any], answer: Any, asked: Asked) -> Rendered:
    if isinstance(answer, Refused):
        why = cast("Refused[Refusal]", answer).why
        no = refusals.no_of(why)
        if no.code is Code.unauthenticated:
            no = unauthenticated()
        no.more = {**no.more, **await ways_out(call, why)}
        return render_problem(no, asked.request_id)
    try:
        shown = route.show(call, answer)
    except No as no:
        return render_problem(no, asked.request_id)
    return _bytes(shown, asked)


def _refused(why: Refusal, asked: Asked) -> Rendered:
    """A no that was said before anything was asked."""
    return render_problem(refusals.no_of(why), asked.request_id)


def _bytes(shown: Answer, asked: Asked) -> Rendered:
    headers = dict(shown.headers)
    if shown.version is not None:
        headers["etag"] = etag(shown.version)
        if asked.method == "GET" and shown.constant and has_it(asked.headers, shown.version):
            return Rendered(status=304, headers=headers, body=b"")
    if shown.body is None:
        return Rendered(status=shown.status, headers=headers, body=b"")
    if isinstance(shown.body, bytes):
        return Rendered(status=shown.status, headers={"content-type": PDF, **headers}, body=shown.body)
    headers["content-type"] = JSON
    return Rendered(status=shown.status, headers=headers, body=msgspec.json.encode(shown.body))
