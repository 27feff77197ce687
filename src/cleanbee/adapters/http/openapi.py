"""The contract as OpenAPI 3.1: written from the table of operations and the wire Structs, so that it cannot drift."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, get_args, get_origin

import msgspec

from cleanbee.adapters.http.booking_shapes import Booking
from cleanbee.adapters.http.front import API_VERSION
from cleanbee.adapters.http.names import (
    ACCOUNT,
    CUSTOMER,
    DAY,
    FIGURE,
    IN_PATHS,
    PERSON,
    PERSON_PATTERN,
    SOURCE,
    SOURCE_PATTERN,
    pattern,
)
from cleanbee.adapters.http.people import SignedIn
from cleanbee.adapters.http.people_desk import may_be_asked_for
from cleanbee.adapters.http.phases import Phase
from cleanbee.adapters.http.plots import FIGURES
from cleanbee.adapters.http.problems import KINDS, MEDIA_TYPE, Code, Problem
from cleanbee.adapters.http.route import FILES, Route
from cleanbee.adapters.http.stream import StreamQuery
from cleanbee.adapters.http.table import mounted
from cleanbee.adapters.http.unions import REFERENCE, named_unions, typed
from cleanbee.domain.payment.accounts import CHART

TAGS: Mapping[str, str] = {
    "people": "Signing in, people, homes",
    "pricing": "Services and quotes",
    "availability": "Slots, holds, hours, time off",
    "booking": "The life of one clean",
    "matching": "Offers to cleaners",
    "payment": "Cards, payments, the books",
    "messaging": "What people are told, and write to each other",
    "trust": "What people say of each other",
    "platform": "The live stream; the sandbox's clock",
}
DESCRIPTION = (
    "Home cleaning: priced, booked, offered, done and charged. Send `Authorization: Bearer …`; on changing requests an "
    "`Idempotency-Key`; to change what you have read, its `ETag` as `If-Match`. Every no is a problem (RFC 9457) whose "
    "`code` is one of a closed list. 414 and 431 come from the server, without a body."
)
BODILESS: Mapping[str, Any] = {
    "414": {"description": "The address is longer than 2 KiB; said without a body."},
    "431": {"description": "The headers are more than 16 KiB or 100 lines; said without a body."},
}
NAMED: Mapping[str, Any] = {"Booking": Booking, "Phase": Phase, "SignedIn": SignedIn}
PLACELESS = frozenset(
    {"holdSlot", "takeTimeOff", "saveCard", "sendOffer", "grantCredit", "refundCredit", "redeemCode", "makePromotion"}
)
"""What is made by these has no address of its own."""
SCHEMES: Mapping[str, Any] = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "An access token."},
    "cookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": "__Host-cleanbee",
        "description": "A browser's sign-in (`keep: cookie`); changes come from our own page and show `X-CSRF-Token`.",
    },
}
SIGNED_IN: list[dict[str, list[str]]] = [{"bearer": []}, {"cookie": []}]
_TEXT: dict[str, Any] = {"type": "string"}


@cache
def openapi_document(*, live: bool = False) -> bytes:
    """The document, the same bytes every time."""
    return json.dumps(document(live=live), indent=1, ensure_ascii=False, sort_keys=False).encode() + b"\n"


def document(*, live: bool = False) -> dict[str, Any]:
    """The document as one value; in live without the sandbox's own operations."""
    routes = mounted(live=live)
    types = list(dict.fromkeys(one for route in routes for one in _types(route)))
    wanted: list[Any] = [Problem, StreamQuery, *NAMED.values(), *types]
    shapes, components = msgspec.json.schema_components(wanted, ref_template=REFERENCE)
    known = dict(zip(wanted, shapes, strict=True))
    responses: dict[str, Any] = dict(BODILESS)
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, known, components, responses)
    paths["/v1/stream"] = {"get": _stream(components, responses)}
    queries = {route.query.__name__ for route in routes if route.query is not None} | {StreamQuery.__name__}
    unions = {name: known[shape] for name, shape in NAMED.items()}
    components = {name: named_unions(shape, unions) for name, shape in components.items()} | unions
    schemas = {name: _tidy(shape) for name, shape in sorted(components.items()) if name not in queries}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "CleanBee",
            "version": API_VERSION,
            "description": DESCRIPTION,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": name, "description": text} for name, text in TAGS.items()],
        "paths": named_unions(paths, {name: _tidy(shape) for name, shape in unions.items()}),
        "components": {
            "schemas": schemas,
            "responses": dict(sorted(responses.items())),
            "securitySchemes": SCHEMES,
        },
    }


def _types(route: Route) -> Iterable[Any]:
    if route.body is not None:
        yield route.body
    if route.query is not None:
        yield route.query
    for shape in route.answers.values():
        if shape is not None and shape not in FILES:
            yield shape


def _operation(
    route: Route, known: Mapping[Any, Any], components: Mapping[str, Any], responses: dict[str, Any]
) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.operation_id,
        "summary": route.summary,
        "tags": [route.tag],
        "parameters": _parameters(route, components),
        "responses": {
            **{str(status): _answer(route, status, shape, known) for status, shape in route.answers.items()},
            **({"304": {"description": "You have it already."}} if _conditional(route) else {}),
            **_problems(route.problems, responses),
        },
        "security": SIGNED_IN if route.audience != "anyone" else [{}, *SIGNED_IN],
    }
    if route.body is not None:
        media: dict[str, Any] = {"schema": _tidy(known[route.body])}
        if route.example is not None:
            media["example"] = dict(route.example)
        needed = bool(_named(components, route.body).get("required"))
        operation["requestBody"] = {"required": needed, "content": {"application/json": media}}
    if route.raw:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": {}}}}
    return operation


def _conditional(route: Route) -> bool:
    return route.method == "GET" and any(_versioned(shape) for shape in route.answers.values())


def _versioned(shape: Any) -> bool:
    options = get_args(shape) if get_origin(shape) is not None and not hasattr(shape, "__struct_fields__") else (shape,)
    return any("version" in getattr(one, "__struct_fields__", ()) for one in options)


def _answer(route: Route, status: int, shape: Any, known: Mapping[Any, Any]) -> dict[str, Any]:
    words = {200: "As it is now.", 201: "Made.", 202: "Not decided yet: follow Location.", 204: "Done."}
    answer: dict[str, Any] = {"description": words[status], "headers": _headers(route, status, shape)}
    if shape in FILES:
        answer["content"] = {FILES[shape]: {"schema": {}}}
    elif shape is not None:
        answer["content"] = {"application/json": {"schema": _tidy(known[shape])}}
    return answer


def _headers(route: Route, status: int, shape: Any) -> dict[str, Any]:
    headers = {
        "CleanBee-Now": {"schema": {**_TEXT, "format": "date-time"}, "description": "Business time."},
        "Request-Id": {"schema": {**_TEXT, "maxLength": 128}},
    }
    if shape is not None and _versioned(shape):
        headers["ETag"] = {"schema": {**_TEXT, "maxLength": 24}, "description": "The version."}
    if status in {201, 202} and route.operation_id not in PLACELESS:
        headers["Location"] = {"schema": {**_TEXT, "maxLength": 200}}
    if route.keyed:
        headers["Idempotent-Replayed"] = {"schema": {"type": "string", "enum": ["true"]}}
        headers["CleanBee-Hint"] = {"schema": {**_TEXT, "maxLength": 200}}
    if route.operation_id == "findSlots":
        headers["CleanBee-Engine"] = {
            "schema": {"type": "string", "enum": ["search", "reference"]},
            "description": "Which engine found the slots; said in the sandbox alone.",
        }
    return headers


def _problems(codes: Iterable[Code], responses: dict[str, Any]) -> dict[str, Any]:
    """The problems of an operation by status; each combination of codes is described once."""
    by_status: dict[int, list[Code]] = {}
    for code in codes:
        by_status.setdefault(KINDS[code].status, []).append(code)
    found: dict[str, Any] = {}
    for status, some in sorted(by_status.items()):
        name = "-".join(code.value for code in some)
        responses[name] = {
            "description": " · ".join(f"`{code}`: {KINDS[code].title}" for code in some),
            "content": {
                MEDIA_TYPE: {"schema": {"$ref": REFERENCE.format(name="Problem")}, "example": _example(some[0])}
            },
        }
        found[str(status)] = {"$ref": f"#/components/responses/{name}"}
    return found | {"414": {"$ref": "#/components/responses/414"}, "431": {"$ref": "#/components/responses/431"}}


def _example(code: Code) -> dict[str, Any]:
    kind = KINDS[code]
    return {
        "type": f"/problems/{code.value}",
        "title": kind.title,
        "status": kind.status,
        "code": code.value,
        "retryable": kind.retryable,
        "instance": "req_01kj8w3v5m7q2r4t6x8z0a1b2c",
    }


def _parameters(route: Route, components: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = [_path_parameter(name) for name in route.parameters]
    if route.query is not None:
        found += _query_parameters(_named(components, route.query))
    if route.keyed:
        found.append({
            "name": "Idempotency-Key", "in": "header", "required": False,
            "description": "16 to 255 characters of your own; must be sent in live.",
            "schema": {**_TEXT, "minLength": 16, "maxLength": 255, "pattern": "^[!-~]+$"},
        })  # fmt: skip
    if route.match != "none":
        found.append({
            "name": "If-Match", "in": "header", "required": route.match == "must",
            "description": "The ETag of what you decided on."
            + (" The office must send it." if route.match == "may" and route.for_ops else ""),
            "schema": {**_TEXT, "pattern": '^"[0-9]{1,18}"$', "maxLength": 24},
        })  # fmt: skip
    if may_be_asked_for(route.action):
        found += [
            {
                "name": "CleanBee-On-Behalf-Of", "in": "header", "required": False,
                "description": "The office alone: the customer who is on the telephone, in whose name this is asked.",
                "schema": {**_TEXT, "pattern": pattern(CUSTOMER), "maxLength": 40},
            },
            {
                "name": "CleanBee-Reason", "in": "header", "required": False,
                "description": "The office alone, and then needed: why you act for them, percent-encoded; it is kept.",
                "schema": {**_TEXT, "maxLength": 500},
            },
        ]  # fmt: skip
    return found


def _path_parameter(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {**_TEXT, **_in_paths(name)}}


def _in_paths(name: str) -> dict[str, Any]:
    if name == DAY:
        return {"format": "date"}
    if name == ACCOUNT:
        return {"enum": list(CHART)}
    if name == SOURCE:
        return {"pattern": SOURCE_PATTERN, "maxLength": 40}
    if name == FIGURE:
        return {"enum": list(FIGURES)}
    if name == PERSON:
        return {"pattern": PERSON_PATTERN, "maxLength": 40}
    return {"pattern": pattern(IN_PATHS[name]), "maxLength": 40}


def _query_parameters(shape: Mapping[str, Any]) -> list[dict[str, Any]]:
    needed = set(shape.get("required", ()))
    return [
        {"name": name, "in": "query", "required": name in needed, "schema": _tidy(one)}
        for name, one in shape["properties"].items()
    ]


def _stream(components: Mapping[str, Any], responses: dict[str, Any]) -> dict[str, Any]:
    codes = [
        Code.malformed_body, Code.version_unknown, Code.unauthenticated, Code.validation, Code.client_upgrade_required,
        Code.rate_limited, Code.quota_exceeded, Code.bug, Code.busy,
    ]  # fmt: skip
    last = {
        "name": "Last-Event-ID", "in": "header", "required": False, "schema": {**_TEXT, "pattern": "^[0-9]{1,18}$"},
        "description": "The last place you have seen; what is older than an hour is told as a `reset`.",
    }  # fmt: skip
    return {
        "operationId": "followEvents",
        "summary": "What happens to what is yours, as it happens (server-sent events)",
        "tags": ["platform"],
        "parameters": [*_query_parameters(_named(components, StreamQuery)), last],
        "responses": {
            "200": {"description": "Events.", "content": {"text/event-stream": {"schema": _TEXT}}},
            **_problems([code for code in Code if code in codes], responses),
        },
        "security": SIGNED_IN,
    }


def _named(components: Mapping[str, Any], shape: type) -> Mapping[str, Any]:
    return components[shape.__name__]


def _tidy(shape: Any) -> Any:
    """Our docstrings stay, generated titles go; how a docstring is indented is nobody's business."""
    match shape:
        case dict():
            tidied: dict[str, Any] = {
                name: inspect.cleandoc(one) if name == "description" and isinstance(one, str) else _tidy(one)
                for name, one in shape.items()  # pyright: ignore[reportUnknownVariableType] a JSON value
                if not (name == "title" and isinstance(one, str))
            }
            return typed(tidied)
        case list():
            return [_tidy(one) for one in shape]  # pyright: ignore[reportUnknownVariableType] a JSON value
        case _:
            return shape
