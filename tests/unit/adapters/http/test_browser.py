"""A browser signs in by a cookie that no script sees, and nobody else's page can make use of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from tests.unit.adapters.http.small_city import MAILS, PASSWORD, PHONES, City, small_city
from tests.unit.adapters.http.test_five_calls import lines

from cleanbee.adapters.http.callers import Caller
from cleanbee.adapters.http.stream import Beacon, Following, follow
from cleanbee.domain.people.session import session_id
from cleanbee.entrypoints.cli.demo import links
from cleanbee.entrypoints.settings import Settings

OURS = "https://bees.example"
HOME = Settings(limits=False, public_url=OURS)


@pytest.fixture
async def home() -> AsyncIterator[City]:
    async with small_city(HOME) as one:
        yield one


async def begin(city: City, who: str = "mia", origin: str | None = OURS, at: str = "") -> httpx.Response:
    """What a browser of ours sends to sign in; the jar of the client is the browser's."""
    headers = {} if origin is None else {"origin": origin}
    if who in MAILS:
        typed = {"email": MAILS[who], "password": PASSWORD, "keep": "cookie"}
        return await city.http.post(f"{at}/v1/sign_ins/password", json=typed, headers=headers)
    sent = (await city.http.post(f"{at}/v1/sign_ins", json={"phone": PHONES[who]})).json()
    typed = {"code": "000000", "keep": "cookie"}
    return await city.http.post(f"{at}/v1/sign_ins/{sent['id']}/verify", json=typed, headers=headers)


class Page:
    """A page of ours: it holds the cookie as a browser would, and shows the token that it was told."""

    def __init__(self, city: City, told: httpx.Response) -> None:
        assert told.status_code == 200, told.text
        self.city, self.token = city, told.json()["csrf_token"]
        self.cookie = cookie_in(told)

    async def ask(self, method: str, path: str, body: Any = None, **change: str | None) -> httpx.Response:
        """A request as the page sends it, with some headers changed or (None) left out."""
        usual = {"cookie": self.cookie, "origin": OURS, "x-csrf-token": self.token}
        headers = {
            name: one for name, one in (usual | {k.replace("_", "-"): v for k, v in change.items()}).items() if one
        }
        self.city.http.cookies.clear()
        told = await self.city.http.request(method, path, json=body, headers=headers)
        if "set-cookie" in told.headers:
            self.cookie = cookie_in(told)
        return told


def cookie_in(told: httpx.Response) -> str:
    return told.headers["set-cookie"].partition(";")[0]


async def page(city: City, who: str = "mia") -> Page:
    return Page(city, await begin(city, who))


async def later(city: City, by: timedelta) -> None:
    """Real time passes, which sign-ins live in."""
    city.ports.machine.clock.forward(by)  # pyright: ignore[reportAttributeAccessIssue] the test's own clock


async def test_the_cookie_is_kept_from_scripts_other_hosts_and_other_sites(home: City) -> None:
    told = await begin(home)
    name, _, value = cookie_in(told).partition("=")
    attributes = {one.strip() for one in told.headers["set-cookie"].split(";")[1:]}
    assert name == "__Host-cleanbee"
    assert attributes == {"Path=/", f"Max-Age={30 * 24 * 3600}", "HttpOnly", "SameSite=Lax", "Secure"}
    body = told.json()
    assert (body["kept"], body["me"]["name"], set(body)) == ("cookie", "Mia", {"object", "kept", "csrf_token", "me"})
    assert value not in told.text


async def test_on_this_machine_http_will_do_without_secure_and_prefix(city: City) -> None:
    told = await begin(city, origin="http://localhost:8000")
    assert told.headers["set-cookie"].startswith("cleanbee=") and "Secure" not in told.headers["set-cookie"]


@pytest.mark.parametrize(
    ("host", "origin", "may"),
    [
        ("127.0.0.1:8123", "http://127.0.0.1:8123", True),
        ("[::1]:8123", "http://[::1]:8123", True),
        ("localhost:8123", "http://localhost:3000", False),
        ("rebound.example:8123", "http://rebound.example:8123", False),
    ],
)
async def test_the_sandbox_is_reached_by_this_machines_other_names_and_ports(
    city: City, host: str, origin: str, may: bool
) -> None:
    sent = (await city.post(None, "/v1/sign_ins", {"phone": PHONES["mia"]})).json()
    typed = {"code": "000000", "keep": "cookie"}
    told = await city.post(None, f"/v1/sign_ins/{sent['id']}/verify", typed, host=host, origin=origin)
    assert told.status_code == (200 if may else 403)


async def test_plain_http_elsewhere_keeps_no_cookie_and_says_so() -> None:
    async with small_city(Settings(limits=False, public_url="http://bees.example")) as city:
        told = await begin(city, origin="http://bees.example")
        assert (told.status_code, told.json()["errors"][0]["pointer"]) == (422, "/keep")


async def test_a_browser_reads_and_changes_with_the_cookie_and_the_token_of_any_answer(home: City) -> None:
    mine = await page(home)
    me = await mine.ask("GET", "/v1/me", x_csrf_token=None, origin=None)
    assert (me.status_code, me.json()["name"]) == (200, "Mia")
    assert me.headers["x-csrf-token"] == mine.token
    changed = await mine.ask("PATCH", "/v1/me", {"locale": "de"}, if_match=me.headers["etag"])
    assert changed.status_code == 200, changed.text


async def test_what_anybody_may_keep_carries_nobodys_cookie_or_token(home: City) -> None:
    mine = await page(home)
    first = await mine.ask("GET", "/v1/app_config")
    await later(home, timedelta(minutes=16))
    second = await mine.ask("GET", "/v1/app_config", if_none_match=first.headers["etag"])
    assert (second.status_code, "set-cookie" in second.headers) == (304, True), "it is exchanged by any answer"
    for told in (first, second):
        assert "x-csrf-token" in told.headers and told.headers["cache-control"] == "no-store"
        assert "cookie" in told.headers["vary"], "nobody else's answer stands for it"


async def test_the_office_signs_in_by_cookie_too(home: City) -> None:
    assert (await (await page(home, "olga")).ask("GET", "/v1/me")).json()["role"] == "admin"


async def test_one_browser_stays_signed_in_as_each_of_the_demos_three(city: City) -> None:
    people = dict(zip(("mia", "joyce", "olga"), links(Settings()).values(), strict=True))
    assert all(link.endswith(f"as={who}") for who, link in people.items())
    origins = {who: f"http://{urlsplit(link).netloc}" for who, link in people.items()}
    for who, origin in origins.items():
        assert (await begin(city, who, origin, at=origin)).status_code == 200, who
    names = [(await city.http.get(f"{origin}/v1/me")).json()["name"] for origin in origins.values()]
    assert names == ["Mia", "Joyce", "Olga"]


FORGED = {
    "another site": {"origin": "https://thief.example"},
    "a host below ours": {"origin": "https://evil.bees.example"},
    "a host above ours": {"origin": "https://example"},
    "our name as a beginning": {"origin": "https://bees.example.thief.example"},
    "another port": {"origin": "https://bees.example:8443"},
    "another scheme": {"origin": "http://bees.example"},
    "a page without an origin": {"origin": "null"},
    "nobody's page": {"origin": None},
    "no token": {"x_csrf_token": None},
    "an empty token": {"x_csrf_token": " "},
    "a wrong token": {"x_csrf_token": "A" * 43},
    "a browser that says so": {"sec_fetch_site": "cross-site"},
    "a browser that says another host of ours": {"sec_fetch_site": "same-site"},
}


@pytest.mark.parametrize("change", FORGED.values(), ids=FORGED)
async def test_a_change_that_is_not_our_pages_is_refused_and_changes_nothing(
    home: City, change: dict[str, str | None]
) -> None:
    mine = await page(home)
    etag = (await mine.ask("GET", "/v1/me")).headers["etag"]
    told = await mine.ask("PATCH", "/v1/me", {"locale": "de"}, if_match=etag, **change)
    assert (told.status_code, told.json()["code"]) == (403, "csrf_failed")
    assert (await mine.ask("GET", "/v1/me")).json()["locale"] == "en"


async def test_the_token_of_another_sign_in_is_none(home: City) -> None:
    mine, bens = await page(home), await page(home, "ben")
    told = await mine.ask("POST", "/v1/sign_ins/end", x_csrf_token=bens.token)
    assert told.json()["code"] == "csrf_failed"


@pytest.mark.parametrize("origin", ["https://thief.example", "https://evil.bees.example", "null", None])
async def test_no_other_page_signs_a_visitor_in_as_somebody_it_chose(home: City, origin: str | None) -> None:
    told = await begin(home, origin=origin)
    assert (told.status_code, told.json()["code"], "set-cookie" in told.headers) == (403, "csrf_failed", False)
    office = await begin(home, "olga", origin=origin)
    assert (office.status_code, "set-cookie" in office.headers) == (403, False)


async def test_with_a_token_in_the_header_the_cookie_is_not_looked_at(home: City) -> None:
    mine, bens = await page(home), await home.token("ben")
    told = await mine.ask("GET", "/v1/me", authorization=f"Bearer {bens}")
    assert (told.json()["name"], "x-csrf-token" in told.headers) == ("Ben", False)
    ended = await mine.ask("POST", "/v1/sign_ins/end", authorization=f"Bearer {bens}", x_csrf_token=None, origin=None)
    assert ended.status_code == 204
    assert (await mine.ask("GET", "/v1/me")).json()["name"] == "Mia"
    bad = await mine.ask("GET", "/v1/me", authorization="Bearer nothing-of-ours")
    assert bad.status_code == 401


async def test_signing_out_takes_the_cookie_back_and_a_copy_of_it_opens_nothing(home: City) -> None:
    mine = await page(home)
    copy = mine.cookie
    ended = await mine.ask("POST", "/v1/sign_ins/end")
    assert ended.status_code == 204 and "Max-Age=0" in ended.headers["set-cookie"]
    mine.cookie = copy
    told = await mine.ask("GET", "/v1/me")
    assert told.status_code == 401 and "Max-Age=0" in told.headers["set-cookie"]


async def test_whoever_comes_with_a_dead_cookie_is_a_guest_and_loses_it(home: City) -> None:
    mine = await page(home)
    for dead in ("no-cookie-of-ours", f"{'f' * 43}.{'l' * 43}"):
        mine.cookie = f"__Host-cleanbee={dead}"
        told = await mine.ask("GET", "/v1/services")
        assert told.status_code == 200 and "Max-Age=0" in told.headers["set-cookie"]
    twice = await mine.ask("GET", "/v1/me", cookie=f"{mine.cookie}; {mine.cookie}")
    assert twice.status_code == 401


async def test_it_is_exchanged_unseen_and_all_that_was_asked_at_once_agrees_on_the_next(home: City) -> None:
    mine = await page(home)
    first = mine.cookie
    await later(home, timedelta(minutes=15))
    headers = {"cookie": first}
    home.http.cookies.clear()
    told = await asyncio.gather(*(home.http.get("/v1/me", headers=headers) for _ in range(8)))
    assert {one.status_code for one in told} == {200}
    (onward,) = {cookie_in(one) for one in told}
    assert onward != first
    mine.cookie = onward
    assert "set-cookie" not in (await mine.ask("GET", "/v1/me")).headers
    assert (await mine.ask("GET", "/v1/me")).headers["x-csrf-token"] == mine.token, "the page need not load anew"


async def test_a_copy_that_comes_late_ends_the_sign_in_for_thief_and_owner(home: City) -> None:
    mine = await page(home)
    stolen = mine.cookie
    await later(home, timedelta(minutes=15))
    await mine.ask("GET", "/v1/me")
    await mine.ask("GET", "/v1/me")
    await later(home, timedelta(seconds=61))
    mine_now, mine.cookie = mine.cookie, stolen
    assert (await mine.ask("GET", "/v1/me")).status_code == 401
    mine.cookie = mine_now
    assert (await mine.ask("GET", "/v1/me")).status_code == 401


async def test_a_cookie_is_no_token_and_a_token_no_cookie(home: City) -> None:
    mine = await page(home)
    value = mine.cookie.partition("=")[2]
    assert (await home.http.get("/v1/me", headers={"authorization": f"Bearer {value}"})).status_code == 401
    traded = await home.http.post("/v1/sign_ins/refresh", json={"refresh_token": value})
    assert traded.status_code == 401
    assert (await mine.ask("GET", "/v1/me")).status_code == 401, "who trades a cookie has stolen it: it has ended"


async def test_another_sites_page_reads_nothing_with_it(home: City) -> None:
    mine = await page(home)
    told = await mine.ask("GET", "/v1/me", sec_fetch_site="cross-site")
    assert told.status_code == 401 and "set-cookie" not in told.headers


async def test_the_stream_is_followed_by_cookie_and_outlives_its_exchange(home: City) -> None:
    mine = await page(home)
    booking = await home.book()
    await home.drain()
    told = await mine.ask("GET", "/v1/stream?after=0&until=booking.confirmed", origin=None, x_csrf_token=None)
    assert told.headers["content-type"].startswith("text/event-stream")
    assert booking["id"] in told.text and "booking.confirmed" in lines(told, "event")


async def test_a_stream_outlives_the_exchange_of_its_cookie_and_ends_with_the_sign_in(home: City) -> None:
    mine = await page(home)
    session = session_id(mine.cookie.partition("=")[2].partition(".")[0])
    caller = Caller(actor=home.actor("mia"), session=session)
    stream = follow(Following(app=home.app, beacon=Beacon(home.app), caller=caller, after=0))
    assert await anext(stream) == b": here\n\n"
    await later(home, timedelta(minutes=20))
    await mine.ask("GET", "/v1/me")
    await later(home, timedelta(minutes=2))
    assert (await anext(stream)).startswith(b": beat ")
    assert (await mine.ask("GET", "/v1/me")).status_code == 200, "watching is not showing an old cookie"
    await mine.ask("POST", "/v1/sign_ins/end")
    assert not [part async for part in stream if part.startswith(b": beat")]


async def test_a_reply_that_is_kept_under_a_key_keeps_no_cookie(home: City) -> None:
    mine = await page(home)
    await later(home, timedelta(minutes=15))
    body = {"address": "Lindenweg 14, Honigfeld", "rooms": {"bedrooms": 1, "bathrooms": 1}}
    first = await mine.ask("POST", "/v1/homes", body, idempotency_key="a key for one home")
    assert first.status_code == 201 and "set-cookie" in first.headers
    again = await mine.ask("POST", "/v1/homes", body, idempotency_key="a key for one home")
    assert again.headers["idempotent-replayed"] == "true" and "set-cookie" not in again.headers
