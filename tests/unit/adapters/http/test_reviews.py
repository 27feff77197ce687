"""A sealed review shows nowhere: every view, list, stream and change feed of everybody else stays as it was."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.unit.adapters.http.small_city import City, id_of

from cleanbee.adapters.http.names import CLEANER, CUSTOMER, encode
from cleanbee.adapters.http.table import ROUTES
from cleanbee.ports.inbound.platform.read_feed import FeedAsked

CANARY = "Zwitscher-4711-Kanarienvogel"
DAY = datetime(2026, 3, 4, tzinfo=ZoneInfo("UTC"))
OTHERS = {
    "mia": ("joyce", "nadia", "ben", "sven", "henning", "olga", None),
    "joyce": ("mia", "nadia", "ben", "sven", "olga", None),
}
MOVING = {"readAudit", "listLooks", "readClock"}
"""What changes by looking: the office's looks are noted, and told to whoever lives there; and the sandbox's clock."""


async def cleaned(city: City) -> str:
    """Joyce cleans for Mia."""
    visit = f"/v1/bookings/{(await city.book('2026-03-04T09:30', cleaner='joyce'))['id']}"
    place = (await city.ports.geocoder.locate("Lindenweg 12, Honigfeld"))[0].place
    await city.go_to(DAY.replace(hour=8, minute=25))
    await city.post("joyce", f"{visit}/check_in", {"lat_e6": place.lat_e6, "lon_e6": place.lon_e6})
    await city.post("joyce", f"{visit}/start")
    await city.go_to(DAY.replace(hour=11))
    told = await city.post("joyce", f"{visit}/finish")
    assert told.status_code == 200, told.text
    await city.drain()
    return visit


def pages(visit: str) -> list[tuple[str, str]]:
    """Every reading that there is, about this clean and its two people where it is about anything."""
    ids = {
        "booking_id": visit.rpartition("/")[2],
        "cleaner_id": encode(CLEANER, id_of("joyce")),
        "customer_id": encode(CUSTOMER, id_of("mia")),
        "home_id": encode("home", id_of("lindenweg")),
        "day": "2026-03-04",
        "account": "cleaner:payable",
    }
    found: list[tuple[str, str]] = []
    for route in ROUTES:
        if route.method != "GET" or route.operation_id in MOVING or not set(route.parameters) <= ids.keys():
            continue
        path = route.path.format(**ids)
        if route.path == "/v1/stream":
            continue
        found.append((route.operation_id, path + QUERIES.get(route.operation_id, "").format(**ids)))
    return found


QUERIES = {
    "readHours": "?cleaner_id={cleaner_id}",
    "readCalendar": "?cleaner_id={cleaner_id}&from=2026-03-04",
    "readDayPlans": "?cleaner_id={cleaner_id}",
    "listMessages": "?reason=Why+not",
    "readAccessNotes": "?reason=Why+not",
    "readCredits": "?customer_id={customer_id}",
}


async def everything(city: City, who: str | None, visit: str) -> dict[str, str]:
    """All that somebody can read, as text."""
    found: dict[str, str] = {}
    for name, path in pages(visit):
        told = await city.http.get(path, headers=await city.headers(who))
        body: Any = told.json() if told.text[:1] == "{" else told.text
        if isinstance(body, dict):
            body.pop("instance", None)
            body.pop("next_cursor", None)
        found[name] = f"{told.status_code} {body}"
    return found


async def news(city: City, who: str) -> list[Any]:
    """What the change feed and the stream are made of, for them."""
    actor = city.actor(who)
    page = await city.app.platform.read_feed(FeedAsked(actor=actor, after=0, most=1000))
    return [entry.kept.event for entry in page.entries]  # pyright: ignore[reportAttributeAccessIssue] they may read it


@pytest.mark.slow
@pytest.mark.parametrize("author", OTHERS)
async def test_a_sealed_review_shows_nowhere_to_anybody_but_its_author(city: City, author: str) -> None:
    visit = await cleaned(city)
    before = {who: await everything(city, who, visit) for who in OTHERS[author]}
    heard = {who: await news(city, who) for who in OTHERS[author] if who in {"mia", "joyce", "nadia", "ben"}}
    written = await city.post(author, f"{visit}/review", {"stars": 1, "text": CANARY})
    assert (written.status_code, written.json()["state"]) == (201, "sealed"), written.text
    await city.drain()
    for who in OTHERS[author]:
        after = await everything(city, who, visit)
        assert [name for name in after if CANARY in after[name]] == []
        if who not in {"sven", "henning", "olga"}:
            assert {name: after[name] for name in after if after[name] != before[who][name]} == {}
    assert {who: await news(city, who) for who in heard} == heard
    assert CANARY in (await city.get(author, f"{visit}/review")).text
    other = "joyce" if author == "mia" else "mia"
    told = await city.post(other, f"{visit}/review", {"stars": 5})
    assert (told.json()["state"], CANARY in told.text) == ("published", True), told.text
    await city.drain()
    assert any("review" in one["template"] for one in (await city.get(other, "/v1/notices")).json()["data"])
