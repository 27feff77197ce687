"""Whatever is thrown at the API, it answers in its own words, and never with a fault of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
import pytest_asyncio
from tests.unit.adapters.http.small_city import City, small_city

from cleanbee.adapters.http.app import create_app
from cleanbee.adapters.http.front import Front
from cleanbee.adapters.http.guard import BODY_MOST
from cleanbee.adapters.http.methods import Methods
from cleanbee.adapters.http.serving import Serving
from cleanbee.adapters.http.table import mounted
from cleanbee.entrypoints.in_memory import memory_ports
from cleanbee.entrypoints.settings import Settings
from cleanbee.entrypoints.wiring import build

JSON = {"content-type": "application/json"}
pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def city() -> AsyncIterator[City]:
    async with small_city() as one:
        yield one


HOSTILE = {
    "not JSON": b"{",
    "nothing but a bracket": b"[",
    "100,000 brackets": b"[" * 60_000,
    "deep": b'{"a":' * 40 + b"1" + b"}" * 40,
    "bad UTF-8": b'{"setup":"\xff\xfe"}',
    "half a surrogate": b'{"setup":"\\ud800"}',
    "NUL": b'{"setup":"\x00"}',
    "NUL in disguise": b'{"setup":"\\u0000"}',
    "a key twice": b'{"setup":"card_ok","setup":"card_3ds"}',
    "5,000 digits": b'{"setup":' + b"9" * 5_000 + b"}",
    "a huge exponent": b'{"setup":1e999999}',
    "NaN": b'{"setup":NaN}',
    "a byte order mark": b'\xef\xbb\xbf{"setup":"card_ok"}',
    "a list": b"[]",
    "null": b"null",
    "a number": b"1",
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
async def test_a_hostile_body_is_refused_before_it_is_understood(city: City, body: bytes) -> None:
    told = await city.http.post("/v1/cards", content=body, headers=await city.headers("mia", **JSON))
    assert told.status_code in {400, 422}
    assert told.json()["code"] in {"malformed_body", "validation"}


async def test_a_body_that_never_comes_is_its_senders_fault_and_not_ours(city: City) -> None:
    said: list[Any] = []

    async def never() -> dict[str, Any]:
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    async def inner(*_: object) -> None:
        raise AssertionError("half a body is not passed on")

    front = Front(Serving.of(city.app), inner, Methods.of(mounted(live=False)), body_within_s=0.0)
    scope = {"type": "http", "method": "POST", "path": "/v1/cards", "query_string": b"", "raw_path": b"/v1/cards"}
    await front({**scope, "headers": [(b"content-length", b"100")]}, never, send)
    assert said[0]["status"] == 400
    assert b"malformed_body" in said[1]["body"]


async def test_a_body_has_at_most_64_kib_whatever_it_says_of_itself(city: City) -> None:
    headers = await city.headers("mia", **JSON)
    large = await city.http.post("/v1/cards", content=b" " * (BODY_MOST + 1), headers=headers)
    assert (large.status_code, large.json()["code"]) == (413, "too_large")

    async def endless() -> object:
        for _ in range(100):
            yield b" " * 1024

    unsaid = await city.http.post("/v1/cards", content=endless(), headers=headers)
    assert unsaid.status_code == 413
    lied = await city.http.post("/v1/cards", content=b"{}", headers={**headers, "content-length": "many"})
    assert lied.status_code == 413


async def test_only_json_is_read(city: City) -> None:
    headers = await city.headers("mia", **{"content-type": "application/x-www-form-urlencoded"})
    told = await city.http.post("/v1/cards", content=b"setup=card_ok", headers=headers)
    assert (told.status_code, told.json()["code"]) == (415, "unsupported_media")


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("", 201),
        ("; charset=utf-8", 201),
        ('; Charset="UTF-8"', 201),
        ("; profile=x", 201),
        ("; charset=utf-16", 415),
        ("; charset=latin-1", 415),
        ("; charset=utf-8; charset=iso-8859-1", 415),
        ("; charset=", 415),
    ],
)
async def test_json_is_read_in_utf_8_and_no_other_charset_is_taken(city: City, said: str, status: int) -> None:
    headers = await city.headers("mia", **{"content-type": f"application/json{said}"})
    told = await city.http.post("/v1/cards", content=b'{"setup":"card_ok"}', headers=headers)
    assert told.status_code == status


@pytest.mark.parametrize("query", ["foo=1", "cursor=%ff", "limit=5&limit=6", "expand", "="])
@pytest.mark.parametrize("path", ["/v1/me", "/v1/offers", "/v1/services"])
async def test_an_operation_without_parameters_is_given_none(city: City, path: str, query: str) -> None:
    told = await city.get("joyce", f"{path}?{query}")
    assert (told.status_code, told.json()["code"]) == (422, "validation")
    assert (await city.get("joyce", f"{path}?")).status_code == 200


async def asked_with(
    city: City, headers: int, path: str = "/v1/services", more: dict[str, str] | None = None
) -> tuple[int, bytes]:
    """One request with so many headers, as a server hands it over (our own client takes seconds, or tidies paths)."""
    told: list[dict[str, Any]] = []
    said = {f"x-{n}": "y" for n in range(headers)} | (more or {})

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        told.append(message)

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in said.items()],
        "client": ("127.0.0.1", 1), "server": ("cleanbee.test", 80),
    }  # fmt: skip
    await create_app(city.app)(scope, receive, send)
    return told[0]["status"], b"".join(one.get("body", b"") for one in told[1:])


async def test_ten_thousand_headers_a_long_address_and_odd_paths_are_turned_away(city: City) -> None:
    assert await asked_with(city, 10_000) == (431, b"")
    assert (await asked_with(city, 10))[0] == 200
    long = await city.http.get("/v1/services?" + "a" * 3_000)
    assert (long.status_code, long.content) == (414, b"")
    for path in ("/v1/bookings/%00", "/v1/bookings/..%2f..%2fetc", "/v1/bookings/%ff%fe", "//", "/v1"):
        told = await city.http.get(path, headers=await city.headers("mia"))
        assert told.status_code in {404, 405}, path


@pytest.mark.parametrize(
    "path", ["//v1/services", "/v1//services", "/v1/services/", "///v1/services//", "v1/services", "//docs", "/livez/"]
)
async def test_an_address_that_is_not_written_as_ours_leads_nowhere(city: City, path: str) -> None:
    status, body = await asked_with(city, 0, path, {"cleanbee-version": "1999-01-01"})
    assert (status, b"not_found" in body) == (404, True)
    token = await city.headers("mia")
    for stream in ("//v1/stream", "/v1/stream/"):
        assert (await asked_with(city, 0, stream, token))[0] == 404


@pytest.mark.parametrize(
    "query",
    ["from=%ff", "from=2026-03-04&from=2026-03-05", "from=%00", "days=1e9", "from", "=", "&&&", "from=9999-12-31"],
)
async def test_a_hostile_query_is_pointed_at(city: City, query: str) -> None:
    told = await city.get("joyce", f"/v1/calendar?{query}")
    assert (told.status_code, told.json()["code"]) == (422, "validation")


@pytest.mark.parametrize(
    "said", ["Basic x", "Bearer", "Bearer ", "Bearer " + "x" * 600, "Bearer \u00e9", "bearer  two words"]
)
async def test_a_strange_authorization_is_nobodys(city: City, said: str) -> None:
    told = await city.http.get("/v1/me", headers=[(b"authorization", said.encode("utf-8"))])
    assert (told.status_code, told.json()["code"]) == (401, "unauthenticated")


async def test_a_fault_of_ours_is_told_by_its_number_alone() -> None:
    class Broken:
        """A store that always fails in a way nobody foresaw."""

        def __getattr__(self, name: str) -> object:
            raise ZeroDivisionError(f"secret {name}")

    ports = memory_ports()
    app = build(replace(ports, store=Broken()), Settings(limits=False))  # pyright: ignore[reportArgumentType] -- a broken store
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=create_app(app)), base_url="http://x") as http:  # pyright: ignore[reportArgumentType] -- an ASGI app
        told = await http.get("/v1/services")
    assert (told.status_code, told.json()["code"]) == (500, "bug")
    assert "secret" not in told.text
    assert told.headers["request-id"] == told.json()["instance"]


async def test_more_requests_in_flight_than_we_serve_are_told_to_come_again() -> None:
    ports = memory_ports()
    app = build(ports, Settings(limits=False))
    gate = asyncio.Event()

    class Slow:
        """A clock that nobody answers until the gate opens."""

        async def now(self) -> object:
            await gate.wait()
            return await ports.clock.now()

    slow = replace(app, clock=Slow())  # pyright: ignore[reportArgumentType] -- a slow clock
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=create_app(slow)),
        base_url="http://x",
        limits=httpx.Limits(max_connections=None),  # pyright: ignore[reportArgumentType] -- no bound
    ) as http:
        waiting = [asyncio.ensure_future(http.get("/v1/me")) for _ in range(230)]
        for _ in range(1000):
            await asyncio.sleep(0)
        gate.set()
        told = [one.status_code for one in await asyncio.gather(*waiting)]
    assert told.count(503) >= 30
    assert set(told) == {401, 503}
