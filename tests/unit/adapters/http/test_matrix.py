"""Every operation × everybody: the answer is the one that the policy table gives, and a no tells nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from tests.unit.adapters.http.small_city import City, id_of, small_city

from cleanbee.adapters.http.names import ACCOUNT, DAY, FIGURE, IN_PATHS, PERSON, SOURCE, decode, encode
from cleanbee.adapters.http.route import Route
from cleanbee.adapters.http.table import ROUTES
from cleanbee.domain.kernel import (
    BookingId,
    CleanerId,
    CustomerId,
    JournalId,
    Money,
    NotFound,
    OperationId,
    Refused,
    with_,
)
from cleanbee.domain.payment.journals.extras import tipped
from cleanbee.domain.payment.journals.lines import Entry
from cleanbee.domain.payment.journals.team import alone
from cleanbee.domain.payment.payout_account import change_account
from cleanbee.domain.payment.refund import Sending
from cleanbee.domain.people.actor import Anonymous
from cleanbee.domain.people.policy import Facts, may
from cleanbee.ports.contracts.after_capture import dispute, refund
from cleanbee.ports.contracts.nouns import Nouns

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

EVERYBODY = {
    "nobody": "anonymous",
    "mia": "the owner",
    "ben": "another customer",
    "joyce": "the assigned cleaner",
    "nadia": "the cleaner who was asked",
    "omar": "another cleaner",
    "sven": "support",
    "henning": "finance",
    "olga": "admin",
}
TODAY = "2026-03-04"
SPRING = {
    "code": "MATRIX", "amounts": [{"amount": 500, "currency": "EUR"}], "first_day": TODAY, "last_day": TODAY,
    "time_zone": "Europe/Berlin", "most": 10, "days": 30, "reason": "Spring",
}  # fmt: skip
SECRETS = ("Lindenweg", "Mia", "Joyce", "Nadia", "Key in the safe", "7483", "+1555", "@cleanbee")
ABSENT = UUID(int=0x0190_0000_0000_7000_8000_0000_0000_FFFF)
MIA, JOYCE, NADIA = CustomerId(id_of("mia")), CleanerId(id_of("joyce")), CleanerId(id_of("nadia"))
OMAR = CleanerId(id_of("omar"))
NAMED = {DAY: TODAY, ACCOUNT: "cleaner:payable", SOURCE: "sandbox", PERSON: encode("cus", MIA), FIGURE: "fill"}
ENDING = {"signOut", "blockCleaner", "blockCustomer"}
"""Whoever does these is nobody afterwards, or nothing to the other; each is walked elsewhere."""


@dataclass
class Scene:
    """One thing of each kind: a clean that Joyce comes to, one that Nadia is asked about, a card, Joyce's pay."""

    city: City
    booking: str
    offer: str
    card: str
    receipt: str
    plan: str
    payout: str
    operation: str
    refund: str
    dispute: str
    promotion: str

    async def path(self, route: Route, *, absent: bool = False) -> str:
        """The address of the thing that the operation is about; some are used up, so there is a fresh one each time."""
        path = route.path
        for name in route.parameters:
            known = {**NAMED, SOURCE: "elsewhere", PERSON: encode("cus", ABSENT)}
            absence = known[name] if name in known else encode(IN_PATHS[name], ABSENT)
            path = path.replace(f"{{{name}}}", absence if absent else await self.id(name))
        return path + QUERIES.get(route.operation_id, "").format(
            joyce=encode("cln", JOYCE), mia=encode("cus", MIA), day="2026-03-04"
        )

    async def id(self, name: str) -> str:
        known = {
            "booking_id": self.booking,
            "offer_id": self.offer,
            "card_id": self.card,
            "home_id": self.city.home_id,
            "receipt_id": self.receipt,
            "plan_id": self.plan,
            "payout_id": self.payout,
            "operation_id": self.operation,
            "refund_id": self.refund,
            "dispute_id": self.dispute,
            "promotion_id": self.promotion,
            "cleaner_id": encode("cln", JOYCE),
            "customer_id": encode("cus", MIA),
        } | NAMED
        match name:
            case "quote_id":
                return (await self.city.quote())["id"]
            case "hold_id":
                return await self.hold()
            case "time_off_id":
                return await self.time_off()
            case _ if name in known:
                return known[name]
            case _:
                return (await self.city.post(None, "/v1/sign_ins", {"phone": "+15550100001"})).json()["id"]

    async def hold(self) -> str:
        async with self.city.ports.store.begin() as work:
            for old in await work.claims.holds_of(MIA, await work.now()):
                await work.claims.remove(old)
        told = await self.city.post("mia", "/v1/holds", {"slot": await self.free("2026-03-06")})
        assert told.status_code == 201, told.text
        return told.json()["id"]

    async def time_off(self) -> str:
        span = {"start_at": "2026-04-10T08:00:00Z", "end_at": "2026-04-10T09:00:00Z"}
        told = await self.city.post("joyce", "/v1/time_off", span)
        if told.status_code == 201:
            return told.json()["id"]
        taken = await self.city.get("joyce", "/v1/calendar?from=2026-04-10&days=1")
        return taken.json()["data"][0]["id"]

    async def free(self, day: str, who: str = "mia") -> str:
        """A slot that can be had on that day, for a price of theirs."""
        return (await self.city.choices(await self.city.quote(who), day, who))[0]["slot"]

    async def body(self, route: Route, who: str) -> Any:
        """A body that is right in shape."""
        match route.operation_id:
            case "createBooking":
                order = await self.city.order(await self.free("2026-03-09", "ben" if who == "ben" else "mia"))
                return {**order, "home_id": encode("home", id_of("imkergasse"))} if who == "ben" else order
            case "holdSlot":
                return {"slot": await self.free("2026-03-06")}
            case "moveBooking":
                return {"slot": await self.free("2026-03-06")}
            case "rebookBooking" | "freezeClock":
                return {}
            case "replanDay":
                return {"because": {"type": "cleaner_sick", "cleaner_id": encode("cln", JOYCE)}}
            case "assignCleaner" | "sendOffer":
                return {"cleaner_id": encode("cln", CleanerId(id_of("omar")))}
            case "giveTip":
                return {"amount": {"amount": 800, "currency": "EUR"}, "card_id": self.card}
            case "payBooking":
                return {"card_id": self.card}
            case "advanceClock":
                return {"minutes": 0}
            case _:
                told = dict(route.example or {})
                return told | ({"customer_id": encode("cus", MIA)} if "customer_id" in told else {})


QUERIES = {
    "findSlots": "?quote_id={quote}&from={day}",
    "readHours": "?cleaner_id={joyce}",
    "setHours": "?cleaner_id={joyce}",
    "readCalendar": "?cleaner_id={joyce}&from={day}",
    "takeTimeOff": "?cleaner_id={joyce}",
    "readDayPlans": "?cleaner_id={joyce}",
    "readQuoteMoneyTimeline": "?start_at={day}T09:30:00Z",
    "readPayoutAccount": "?cleaner_id={joyce}",
    "readCredits": "?customer_id={mia}",
    "findPeople": "?q=mia&reason=called",
    "readPerson": "?reason=called",
}
QUERIES.pop("findSlots")  # asked about a quote, which is walked as readQuote


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scene() -> AsyncIterator[Scene]:
    async with small_city() as city:
        yield await set_scene(city)


async def set_scene(city: City) -> Scene:
    """Joyce comes to one clean, Nadia is asked about another."""
    await city.book("2026-03-05T13:00", cleaner="nadia")
    await city.drain()
    offers = (await city.get("nadia", "/v1/offers")).json()["data"]
    booking = await city.book("2026-03-04T09:30", cleaner="joyce")
    card = (await city.get("mia", "/v1/cards")).json()["data"][0]["id"]
    receipts = (await city.get("nadia", "/v1/receipts")).json()["data"]
    plan = (await city.post("sven", f"/v1/day_plans/{TODAY}/compare")).json()["id"]
    ids = {"booking": booking["id"], "offer": offers[0]["id"], "card": card, "receipt": receipts[0]["id"]}
    going, disputed = await after_capture(city, decode("bkg", booking["id"]))
    return Scene(
        city=city,
        plan=plan,
        payout=await joyces_pay(city),
        operation=await a_hold(city),
        refund=going,
        dispute=disputed,
        promotion=(await city.post("sven", "/v1/promotions", SPRING)).json()["id"],
        **ids,
    )


async def a_hold(city: City) -> str:
    """What the gateway was asked for a booking of Mia's."""
    async with city.ports.store.begin() as work:
        bookings = await work.bookings.of_customer(MIA, None, 10)
        operations = [one for booking in bookings for one in await work.operations.of_booking(booking.id)]
    return encode("opn", operations[0].id)


async def after_capture(city: City, booking: UUID | None) -> tuple[str, str]:
    """Something is on its way back to Mia, and her bank has taken something back."""
    ids = city.ports.machine.ids
    async with city.ports.store.begin() as work:
        of = await work.bookings.find(BookingId(booking or ABSENT))
        assert of is not None
        going = with_(refund(Nouns(ids), of), phase=Sending(operation=OperationId(ids.new())))
        disputed = dispute(Nouns(ids), of)
        await work.refunds.add(going)
        await work.disputes.add(disputed)
    return encode("rfd", going.id), encode("dsp", disputed.id)


async def joyces_pay(city: City) -> str:
    """Something is payable to Joyce, and drawn."""
    async with city.ports.store.begin() as work:
        now = await work.now()
        entry = Entry(id=JournalId(city.ports.machine.ids.new()), source=JOYCE, booking=None, at=now)
        await work.journals.post(tipped(entry, Money(amount=800), alone(JOYCE)))
        await work.payout_accounts.add(change_account(None, JOYCE, "account_ok", "3700", now).value)
    await city.app.payment.run_payouts()
    return (await city.get("joyce", "/v1/payouts")).json()["data"][0]["id"]


def facts(route: Route) -> Facts:
    """How the thing stands to people, told here once more and not taken from the code under test."""
    thing = next(iter(route.parameters), "")
    of_joyce = {"readHours", "setHours", "readCalendar", "takeTimeOff", "readDayPlans", "readPayoutAccount"}
    if route.operation_id in of_joyce or thing in {
        "time_off_id",
        "cleaner_id",
        "payout_id",
    }:
        return Facts(person=JOYCE)
    if route.operation_id in {"readCredits", "grantCredit"}:
        return Facts(owner=MIA)
    match thing:
        case "booking_id":
            return Facts(owner=MIA, assigned=JOYCE, phase="confirmed")
        case "home_id" if route.action in {"home.read", "access_notes.read"}:
            return Facts(owner=MIA, assigned=JOYCE, phase="confirmed")
        case "home_id" | "quote_id" | "hold_id" | "card_id":
            return Facts(owner=MIA)
        case "refund_id":
            return Facts(owner=MIA, phase="sending")
        case "receipt_id":
            return Facts(owner=MIA, offered=(JOYCE, NADIA, OMAR))  # everyone around was looked at
        case "offer_id":
            return Facts(offered=(NADIA,))
        case _:
            return Facts(owner=MIA) if route.operation_id == "holdSlot" else Facts()


async def ask(
    scene: Scene, route: Route, who: str, *, absent: bool = False, at: str | None = '"999"'
) -> httpx.Response:
    scene.city.asked += 1
    headers = await scene.city.headers(None if who == "nobody" else who)
    headers |= {"idempotency-key": f"matrix-key-{scene.city.asked:08d}"}
    if route.match != "none" and at is not None:
        headers["if-match"] = at  # decided on a version that is not: allowed, yet nothing changes
    path = await scene.path(route, absent=absent)
    body = None if route.method == "GET" else await scene.body(route, who)
    return await scene.city.http.request(route.method, path, json=body, headers=headers)


WALKED = [route for route in ROUTES if route.operation_id != "findSlots"]


@pytest.mark.parametrize("who", EVERYBODY, ids=EVERYBODY.values())
@pytest.mark.parametrize("route", WALKED, ids=lambda one: one.operation_id)
async def test_everybody_may_do_what_the_policy_says_and_nothing_else(scene: Scene, route: Route, who: str) -> None:
    actor = Anonymous() if who == "nobody" else scene.city.actor(who)
    if route.action == "notice.list":
        expected = may(actor, route.action, Facts(person=getattr(actor, "id", None)))
    else:
        expected = may(actor, route.action, facts(route))
    if not isinstance(expected, Refused) and route.operation_id in ENDING:
        return
    told = await ask(scene, route, who)
    if who == "nobody" and route.audience != "anyone":
        assert told.status_code == 401
    elif isinstance(expected, Refused):
        assert told.status_code == (404 if isinstance(expected.why, NotFound) else 403), told.text
    else:
        wrong_word = told.status_code == 401 and route.rate == "auth"
        assert told.status_code not in {401, 403, 404, 500} or wrong_word, told.text
        assert told.status_code == 412 or route.match == "none", told.text
    if told.status_code in {401, 403, 404}:
        assert [word for word in SECRETS if word in told.text] == []
        assert set(told.json()) == {"type", "title", "status", "code", "retryable", "instance"}


@pytest.mark.parametrize("who", ["sven", "olga"])
@pytest.mark.parametrize("route", [one for one in WALKED if one.match != "none"], ids=lambda one: one.operation_id)
async def test_the_office_always_says_on_which_version_it_decided(scene: Scene, route: Route, who: str) -> None:
    if isinstance(may(scene.city.actor(who), route.action, facts(route)), Refused):
        return
    told = await ask(scene, route, who, at=None)
    assert (told.status_code, told.json()["code"]) == (428, "precondition_required"), told.text


@pytest.mark.parametrize(
    "route", [one for one in WALKED if one.method != "GET" and one.match == "none"], ids=lambda one: one.operation_id
)
async def test_what_has_no_version_is_at_none_that_somebody_names(scene: Scene, route: Route) -> None:
    """Under ``match`` the walk above says ``If-Match`` and sees 412; so nowhere is a wrong one passed over."""
    who = next(one for one in reversed(EVERYBODY) if one == "nobody" or _may(scene, route, one))
    headers = await scene.city.headers(None if who == "nobody" else who)
    path, body = await scene.path(route), await scene.body(route, who)
    told = await scene.city.http.request(route.method, path, json=body, headers={**headers, "if-match": '"99"'})
    assert (told.status_code, told.json()["code"]) == (412, "precondition_failed"), told.text


def _may(scene: Scene, route: Route, who: str) -> bool:
    return not isinstance(may(scene.city.actor(who), route.action, facts(route)), Refused)


@pytest.mark.parametrize("who", EVERYBODY, ids=EVERYBODY.values())
@pytest.mark.parametrize("route", [one for one in WALKED if one.parameters], ids=lambda one: one.operation_id)
async def test_what_is_hidden_looks_like_what_is_not_there(scene: Scene, route: Route, who: str) -> None:
    if route.operation_id == "verifySignIn":
        return
    there = await ask(scene, route, who)
    if there.status_code != 404:
        return
    gone = await ask(scene, route, who, absent=True)
    assert gone.status_code == 404
    assert {**there.json(), "instance": ""} == {**gone.json(), "instance": ""}
    assert there.headers.keys() - {"cleanbee-now"} == gone.headers.keys() - {"cleanbee-now"}
