"""Whatever is thrown at the API, it answers in its own words, and never with a fault of its own."""

from __future__ import annotations

import json

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.adapters.http.small_city import City

from cleanbee.adapters.http.app import create_app
from cleanbee.adapters.http.guard import BODY_MOST, DEEPEST, deepest, fault_in
from cleanbee.adapters.http.names import decode, encode
from cleanbee.entrypoints.in_memory import memory_ports
from cleanbee.entrypoints.settings import Settings
from cleanbee.entrypoints.wiring import build

JSON = {"content-type": "application/json"}

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


async def test_ten_thousand_headers_a_long_address_and_odd_paths_are_turned_away(city: City) -> None:
    many = await city.http.get("/v1/services", headers=[(f"x-{n}", "y") for n in range(10_000)])
    assert (many.status_code, many.content) == (431, b"")
    long = await city.http.get("/v1/services?" + "a" * 3_000)
    assert (long.status_code, long.content) == (414, b"")
    for path in ("/v1/bookings/%00", "/v1/bookings/..%2f..%2fetc", "/v1/bookings/%ff%fe", "//", "/v1"):
        told = await city.http.get(path, headers=await city.headers("mia"))
        assert told.status_code in {404, 405}, path


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


async def test_a_fault_of_ours_is_told_by_its_number_alone(city: City) -> None:
    async with city.ports.store.begin() as work:
        home = await work.homes.find(city.actor("mia").id)  # pyright: ignore[reportAttributeAccessIssue, reportArgumentType]
    assert home is None

    class Broken:
        """A store that always fails in a way nobody foresaw."""

        def __getattr__(self, name: str) -> object:
            raise ZeroDivisionError(f"secret {name}")

    ports = memory_ports()
    from dataclasses import replace

    app = build(replace(ports, store=Broken()), Settings(limits=False))  # pyright: ignore[reportArgumentType]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=create_app(app)), base_url="http://x") as http:  # pyright: ignore[reportArgumentType]
        told = await http.get("/v1/services")
    assert (told.status_code, told.json()["code"]) == (500, "bug")
    assert "secret" not in told.text
    assert told.headers["request-id"] == told.json()["instance"]


async def test_more_requests_in_flight_than_we_serve_are_told_to_come_again() -> None:
    import asyncio

    ports = memory_ports()
    app = build(ports, Settings(limits=False))
    gate = asyncio.Event()

    class Slow:
        """A clock that nobody answers until the gate opens."""

        async def now(self) -> object:
            await gate.wait()
            return await ports.clock.now()

    from dataclasses import replace

    slow = replace(app, clock=Slow())  # pyright: ignore[reportArgumentType]
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=create_app(slow)),
        base_url="http://x",
        limits=httpx.Limits(max_connections=None),  # pyright: ignore[reportArgumentType]
    ) as http:
        waiting = [asyncio.ensure_future(http.get("/v1/me")) for _ in range(230)]
        for _ in range(1000):
            await asyncio.sleep(0)
        gate.set()
        told = [one.status_code for one in await asyncio.gather(*waiting)]
    assert told.count(503) >= 30
    assert set(told) == {401, 503}


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda one: st.lists(one, max_size=4) | st.dictionaries(st.text(), one, max_size=4),
        max_leaves=20,
    )
)
@settings(deadline=None)
def test_plain_json_without_nul_passes_the_guard(value: object) -> None:
    raw = json.dumps(value).encode()
    fault = fault_in(raw)
    if "\\u0000" not in raw.decode() and all(len(digits) <= 40 for digits in raw.decode().split()):
        assert fault is None or "NUL" in fault or "number" in fault


@given(st.integers(1, 80))
@settings(deadline=None)
def test_depth_is_counted_outside_of_strings(depth: int) -> None:
    raw = b"[" * depth + b'"[[[[\\"[[["' + b"]" * depth
    assert deepest(raw) == depth
    assert (fault_in(raw) is None) == (depth <= DEEPEST)


@given(st.uuids())
def test_an_id_comes_back_from_its_name_and_from_no_other(id: object) -> None:
    name = encode("bkg", id)  # pyright: ignore[reportArgumentType]
    assert decode("bkg", name) == id
    assert decode("home", name) is None
    assert decode("bkg", name[:-1]) is None
