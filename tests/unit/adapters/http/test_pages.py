"""Lists in parts: nothing is lost, nothing comes twice, and a cursor goes on with one list of one person."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import chain
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.unit.adapters.http.small_city import City, id_of
from tests.unit.adapters.http.test_assignments import given_away

from cleanbee.adapters.http.names import decode, encode
from cleanbee.adapters.http.table import ROUTES
from cleanbee.adapters.http.wire import Page
from cleanbee.domain.kernel import BookingId, CleanerId, JournalId, Money, OperationId, with_
from cleanbee.domain.payment.journals.extras import tipped
from cleanbee.domain.payment.journals.lines import Entry
from cleanbee.domain.payment.journals.team import alone
from cleanbee.domain.payment.news import Message, PayoutArrived
from cleanbee.domain.payment.refund import Sending
from cleanbee.entrypoints.in_memory import CITY_BEGINS
from cleanbee.ports.contracts.after_capture import dispute, refund
from cleanbee.ports.contracts.nouns import Nouns

pytestmark = pytest.mark.slow
HOURS = ("2026-03-04T09:30", "2026-03-05T09:30", "2026-03-06T09:30")


async def parts(city: City, who: str, path: str, limit: int) -> list[list[str]]:
    """The ids of a list, part by part, until there are no more."""
    found: list[list[str]] = []
    cursor = ""
    while True:
        sign = "&" if "?" in path else "?"
        told = await city.get(who, f"{path}{sign}limit={limit}{cursor}")
        assert told.status_code == 200, told.text
        page: dict[str, Any] = told.json()
        found.append([one.get("id") or json.dumps(one) for one in page["data"]])
        assert page["has_more"] == ("next_cursor" in page)
        if not page["has_more"]:
            return found
        cursor = f"&cursor={page['next_cursor']}"


async def something_everywhere(city: City) -> dict[tuple[str, str], list[str]]:
    """Three of everything that can be many, and the order in which each list has them."""
    visits = [(await city.book(start))["id"] for start in HOURS]
    asked = [(await city.book(f"2026-03-1{day}T09:30", cleaner="nadia"))["id"] for day in (0, 1, 2)]
    await city.drain()
    for who in ("nadia", "omar", "joyce") * 9:
        for offer in (await city.get(who, "/v1/offers")).json()["data"]:
            await city.post(who, f"/v1/offers/{offer['id']}/decline")
        await city.drain()
    first = city.home_id
    rooms = {"bedrooms": 1, "bathrooms": 1}
    more = [
        (await city.post("mia", "/v1/homes", {"address": f"Lindenweg {n}, Honigfeld", "rooms": rooms})).json()["id"]
        for n in (14, 16)
    ]
    cards = [(await city.get("mia", "/v1/cards")).json()["data"][0]["id"]]
    cards += [(await city.post("mia", "/v1/cards", {"setup": "card_ok"})).json()["id"] for _ in range(2)]
    return {
        ("mia", "/v1/bookings"): [*reversed(asked), *reversed(visits)],
        ("joyce", "/v1/bookings"): visits,
        ("sven", "/v1/bookings"): asked,
        ("sven", "/v1/queue"): asked,
        ("mia", "/v1/homes"): [first, *more],
        ("mia", "/v1/cards"): sorted(cards),  # saved at one instant: by id
    }


async def test_lists_that_are_known_beforehand_are_read_in_their_order_in_parts_of_every_size(city: City) -> None:
    for (who, path), whole in (await something_everywhere(city)).items():
        for limit in (1, 2, 3, 5, 6, 100):
            found = await parts(city, who, path, limit)
            assert list(chain.from_iterable(found)) == whole, (who, path)
            assert len(found) == -(-len(whole) // limit), (who, path, limit)


async def test_a_cursor_goes_on_with_its_own_list_alone(city: City) -> None:
    lists = await something_everywhere(city)
    cursors = {one: (await city.get(one[0], f"{one[1]}?limit=1")).json()["next_cursor"] for one in lists}
    for own, cursor in cursors.items():
        for who, path in [*lists, ("olga", "/v1/queue"), ("ben", "/v1/bookings"), ("nadia", "/v1/bookings")]:
            told = await city.get(who, f"{path}?limit=1&cursor={cursor}")
            assert told.status_code == (200 if (who, path) == own else 400), (own, who, path)
        forged = await city.get(own[0], f"{own[1]}?cursor={cursor[:-2]}AA")
        assert (forged.status_code, forged.json()["code"]) == (400, "cursor_invalid")


async def told_and_asked(city: City) -> list[tuple[str, str]]:
    """Lists that grow by themselves: what people are told and asked, what was decided about them, what they do when."""
    for start in HOURS:
        await city.book(start)
    for day in (0, 1, 2):
        await city.book(f"2026-03-1{day}T09:30", cleaner="nadia")
    await city.drain()
    return [
        ("mia", "/v1/notices"),
        ("joyce", "/v1/notices"),
        ("nadia", "/v1/offers"),
        ("nadia", "/v1/receipts"),
        ("mia", "/v1/receipts"),
        ("joyce", "/v1/calendar?from=2026-03-01&days=21"),
    ]


async def test_what_people_are_told_asked_and_promised_is_read_in_parts_and_nothing_is_lost(city: City) -> None:
    for who, path in await told_and_asked(city):
        (whole,) = await parts(city, who, path, 100)
        assert len(whole) == len(set(whole)) >= 3, (who, path, whole)
        for limit in (1, 2):
            found = await parts(city, who, path, limit)
            assert list(chain.from_iterable(found)) == whole, (who, path)
            assert all(len(part) <= limit for part in found)


async def test_what_the_office_has_to_answer_is_read_in_parts_the_soonest_due_first(city: City) -> None:
    await told_and_asked(city)
    mine = (await city.get("omar", "/v1/receipts")).json()["data"]
    for one in mine:
        await city.post("omar", f"/v1/receipts/{one['id']}/contest", {"reason": "I live next door."})
    whole = list(chain.from_iterable(await parts(city, "sven", "/v1/receipts", 1)))
    assert sorted(whole) == sorted(one["id"] for one in mine)
    assert [whole] == await parts(city, "sven", "/v1/receipts", 100)


async def test_a_cursor_of_what_grows_goes_on_with_no_other_list(city: City) -> None:
    lists = await told_and_asked(city)
    for who, path in lists:
        sign = "&" if "?" in path else "?"
        cursor = (await city.get(who, f"{path}{sign}limit=1")).json()["next_cursor"]
        wrong = "/v1/bookings?limit=1" if who == "mia" else "/v1/calendar?from=2026-03-01&days=20"
        assert (await city.get(who, f"{wrong}&cursor={cursor}")).json()["code"] == "cursor_invalid", (who, path)
        assert (await city.get(who, f"{path}{sign}cursor={cursor[:-2]}AA")).status_code == 400


async def batches(city: City) -> list[tuple[str, str]]:
    """Two cleans, each given away in a batch of its own."""
    await given_away(city, 9, 14)
    return [("sven", "/v1/assignments"), ("olga", "/v1/assignments")]


async def days(city: City) -> list[tuple[str, str]]:
    """Three cleaners with a visit on one day, of which two plans are made."""
    day = "/v1/day_plans/2026-03-04"
    for start, who in (("09:30", "joyce"), ("10:00", "nadia"), ("13:00", "omar")):
        await city.book(f"2026-03-04T{start}", cleaner=who)
        await city.drain()
        for offer in (await city.get(who, "/v1/offers")).json()["data"]:
            await city.post(who, f"/v1/offers/{offer['id']}/accept")
    for _ in range(2):
        await city.post("sven", f"{day}/compare")
        await city.drain()
    board = "/v1/board/2026-03-04"
    plans = [(who, f"{day}/plans") for who in ("sven", "olga")]
    return [("sven", day), ("olga", day), *plans, ("sven", board), ("olga", board)]


async def looks(city: City) -> list[tuple[str, str]]:
    """The office looks up how to get into a home, three times, and looks at another home once."""
    for reason in ("The+key+broke", "The+bell+broke", "The+bell+broke"):
        told = await city.get("sven", f"/v1/homes/{city.home_id}/access_notes?reason={reason}")
        assert told.status_code == 200, told.text
    mine = f"/v1/homes/{city.home_id}/looks"
    return [("olga", "/v1/audit"), ("sven", f"/v1/audit?home_id={city.home_id}"), ("mia", mine)]


async def paid(city: City) -> list[tuple[str, str]]:
    """Joyce earned something in each of three weeks."""
    joyce = CleanerId(id_of("joyce"))
    for week in range(3):
        async with city.ports.store.begin() as work:
            at = await work.now() + timedelta(days=7 * week)
            entry = Entry(id=JournalId(city.ports.machine.ids.new()), source=uuid4(), booking=None, at=at)
            await work.journals.post(tipped(entry, Money(amount=800), alone(joyce)))
    await city.app.payment.run_payouts()
    one = f"/v1/payouts?cleaner_id={encode('cln', joyce)}"
    return [("joyce", "/v1/payouts"), ("henning", one), ("olga", "/v1/payouts")]


async def promised(city: City) -> list[tuple[str, str]]:
    """Mia is promised something three times."""
    mia = encode("cus", id_of("mia"))
    for amount in (500, 600, 700):
        told = await city.post("sven", "/v1/credits", {"customer_id": mia, "amount": amount, "reason": "We were late"})
        assert told.status_code == 201, told.text
    return [("mia", "/v1/credits"), ("henning", f"/v1/credits?customer_id={mia}")]


async def codes(city: City) -> list[tuple[str, str]]:
    """Three promotions."""
    for code in ("FIRST", "SECOND", "THIRD"):
        terms = {"code": code, "amounts": [{"amount": 500, "currency": "EUR"}], "most": 10, "days": 30}
        span = {"first_day": "2026-03-01", "last_day": "2026-03-31", "time_zone": "Europe/Berlin"}
        told = await city.post("sven", "/v1/promotions", {**terms, **span, "reason": "Spring"})
        assert told.status_code == 201, told.text
    return [("sven", "/v1/promotions"), ("olga", "/v1/promotions")]


async def written(city: City) -> list[tuple[str, str]]:
    """Mia and Joyce write to each other."""
    path = f"/v1/bookings/{(await city.book('2026-03-04T09:30', cleaner='joyce'))['id']}/messages"
    for who in ("mia", "joyce", "mia"):
        told = await city.post(who, path, {"text": "Hello"})
        assert told.status_code == 201, told.text
    return [("mia", path), ("joyce", path), ("sven", f"{path}?reason=Both+called")]


async def posted(city: City) -> list[tuple[str, str]]:
    """Joyce's three tips came through the gateway."""
    await paid(city)
    return [(who, f"/v1/ledger/accounts/{account}") for who, account in (("henning", "gateway"), ("olga", "gateway"))]


async def misfits(city: City) -> list[tuple[str, str]]:
    """Three messages that nothing acts on, of which finance hears."""
    for name in "abc":
        message = Message(id=name, at=CITY_BEGINS, news=PayoutArrived(operation=OperationId(UUID(int=1))))
        async with city.ports.store.begin() as work:
            await work.inbox.receive("sandbox", message, await work.now())
    await city.drain()
    return [("henning", "/v1/ledger/open_items"), ("olga", "/v1/ledger/open_items?closed=true")]


async def given_back(city: City) -> list[tuple[str, str]]:
    """Three refunds of one clean: two wait for a second person, one is on its way."""
    booking = decode("bkg", (await city.book(HOURS[0]))["id"])
    nouns = Nouns(city.ports.machine.ids)
    async with city.ports.store.begin() as work:
        of = await work.bookings.find(BookingId(booking or UUID(int=0)))
        assert of is not None
        waiting = [refund(nouns, of), refund(nouns, of)]
        going = with_(refund(nouns, of), phase=Sending(operation=OperationId(nouns.ids.new())))
        for one in (*waiting, going):
            await work.refunds.add(one)
    return [("sven", "/v1/refunds"), ("henning", "/v1/refunds?phase=awaiting_approval")]


async def taken_back(city: City) -> list[tuple[str, str]]:
    """Three disputes about one clean."""
    booking = decode("bkg", (await city.book(HOURS[0]))["id"])
    nouns = Nouns(city.ports.machine.ids)
    async with city.ports.store.begin() as work:
        of = await work.bookings.find(BookingId(booking or UUID(int=0)))
        assert of is not None
        for _ in range(3):
            await work.disputes.add(dispute(nouns, of))
    return [("sven", "/v1/disputes"), ("henning", "/v1/disputes?closed=true")]


async def known(city: City) -> list[tuple[str, str]]:
    """Lists whose order is known beforehand."""
    return list(await something_everywhere(city))


WEEKS = "/v1/calendar?from=2026-03-01&days=20"
FILLED: dict[str, Callable[[City], Awaitable[list[tuple[str, str]]]]] = {
    "listAssignments": batches,
    "listBookings": known,
    "listCards": known,
    "listDisputes": taken_back,
    "listHomes": known,
    "listLooks": looks,
    "listNotices": told_and_asked,
    "listOpenItems": misfits,
    "listMessages": written,
    "listOffers": told_and_asked,
    "listPayouts": paid,
    "listPlans": days,
    "listPromotions": codes,
    "listQueue": known,
    "listReceipts": told_and_asked,
    "listRefunds": given_back,
    "readAccount": posted,
    "readAudit": looks,
    "readBoard": days,
    "readCredits": promised,
    "readCalendar": told_and_asked,
    "readDayPlans": days,
}
LISTS = {
    route.operation_id: route
    for route in ROUTES
    if route.method == "GET"
    and any(isinstance(shape, type) and issubclass(shape, Page) for shape in route.answers.values())
}


def is_of(path: str, template: str) -> bool:
    """Whether a path with its query is one of this operation."""
    told, asked = path.partition("?")[0].split("/"), template.split("/")
    return len(told) == len(asked) and all(
        to in {one, "{day}", "{account}", "{home_id}", "{booking_id}"} for one, to in zip(told, asked, strict=True)
    )


@pytest.mark.parametrize("operation", sorted(LISTS))
async def test_each_list_of_the_table_is_read_in_parts_by_its_own_cursor_alone(city: City, operation: str) -> None:
    lists = await FILLED[operation](city)
    own = [one for one in lists if is_of(one[1], LISTS[operation].path)]
    assert own, "nothing of this list was filled"
    for who, path in own:
        sign = "&" if "?" in path else "?"
        (whole,) = await parts(city, who, path, 100)
        assert len(whole) >= 2, (who, path)
        for limit in (1, 2, len(whole)):
            found = await parts(city, who, path, limit)
            assert list(chain.from_iterable(found)) == whole, (who, path, limit)
            assert all(len(part) <= limit for part in found)
        cursor = (await city.get(who, f"{path}{sign}limit=1")).json()["next_cursor"]
        for other, elsewhere in [*lists, ("mia", "/v1/notices"), ("sven", "/v1/queue"), ("joyce", WEEKS)]:
            to = "&" if "?" in elsewhere else "?"
            told = await city.get(other, f"{elsewhere}{to}limit=1&cursor={cursor}")
            assert told.status_code == (200 if (other, elsewhere) == (who, path) else 400), (who, path, elsewhere)
