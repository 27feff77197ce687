"""Every operation of the contract is reached with a yes, over the real server, and every answer fits its schema."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import schemathesis
from tests.integration.adapters.http.served_city import served_city
from tests.unit.adapters.http.small_city import City, id_of

from cleanbee.adapters.http.names import decode, encode
from cleanbee.adapters.http.openapi import document
from cleanbee.adapters.memory.faults import Faults
from cleanbee.adapters.memory.gateway import MemoryGateway
from cleanbee.adapters.memory.hooks import MemoryHooks
from cleanbee.domain.kernel import BookingId, CleanerId, CustomerId, Money, OperationId, with_
from cleanbee.domain.payment.news import DisputeClosed, DisputeOpened, Message, PayoutArrived
from cleanbee.domain.payment.payment import Operation, Unknown
from cleanbee.domain.people.person import Applied
from cleanbee.domain.platform.policy import standard
from cleanbee.entrypoints.in_memory import HOOK_SECRET

DAY = datetime(2026, 3, 4, tzinfo=UTC)
EVERYBODY = {
    "code": "Thanks5", "amounts": [{"amount": 500, "currency": "EUR"}], "first_day": "2026-03-01",
    "last_day": "2026-12-31", "time_zone": "Europe/Berlin", "most": 10, "days": 30, "reason": "Thank you",
}  # fmt: skip
CONTRACT = document()
SCHEMA = schemathesis.openapi.from_dict(CONTRACT)
PLACES = [
    (method.upper(), path, re.compile(re.sub(r"\{\w+\}", "[^/]+", path.replace(".", r"\."))))
    for path, methods in CONTRACT["paths"].items()
    for method in methods
]


def operation_of(response: httpx.Response) -> tuple[str, str] | None:
    """The operation that answered; literal addresses count more than those with an id in them."""
    fits = [
        (method, path)
        for method, path, pattern in PLACES
        if method == response.request.method and pattern.fullmatch(response.request.url.path)
    ]
    return min(fits, key=lambda one: one[1].count("{"), default=None)


async def first_choice(city: City, path: str) -> str:
    days = (await city.get("mia", path)).json()["days"]
    return next(slot["choices"][0]["slot"] for day in days for slot in day["slots"])


async def people(city: City) -> None:
    me = await city.get("mia", "/v1/me")
    headers = await city.headers("mia", **{"if-match": me.headers["etag"]})
    await city.http.patch("/v1/me", json={"name": "Mia Berger"}, headers=headers)
    sent = (await city.post(None, "/v1/sign_ins", {"phone": "+15550100002"})).json()
    session = (await city.post(None, f"/v1/sign_ins/{sent['id']}/verify", {"code": "000000"})).json()
    again = (await city.post(None, "/v1/sign_ins/refresh", {"refresh_token": session["refresh_token"]})).json()
    await city.http.post("/v1/sign_ins/end", headers={"authorization": f"Bearer {again['access_token']}"})
    home = await city.post(
        "mia", "/v1/homes", {"address": "Lindenweg 14, Honigfeld", "rooms": {"bedrooms": 1, "bathrooms": 1}}
    )
    path = f"/v1/homes/{home.json()['id']}"
    headers = await city.headers("mia", **{"if-match": home.headers["etag"]})
    await city.http.patch(
        path, json={"pets": ["cat"], "access_notes": {"text": "Ring twice", "pin": "4711"}}, headers=headers
    )
    for one in (path, "/v1/homes", f"{path}/access_notes", "/v1/services", "/v1/notices"):
        await city.get("mia", one)
    for one in ("/v1/app_config", "/v1/test_helpers/clock"):
        await city.get(None, one)
    await city.get("sven", f"{path}/access_notes?reason=The+key+broke")
    looks = (await city.get("sven", f"/v1/audit?home_id={home.json()['id']}")).json()["data"]
    await city.get("mia", f"{path}/looks")
    assert [(one["role"], one["what"], one["reason"]) for one in looks] == [("support", "way_in", "The key broke")]
    await city.post("mia", f"{path}/archive")


async def calendars(city: City) -> None:
    hours = await city.get("joyce", "/v1/weekly_rules")
    weekly = {"weekly": hours.json()["weekly"], "dates": [{"date": "2026-05-01", "spans": []}]}
    headers = await city.headers("joyce", **{"if-match": hours.headers["etag"]})
    await city.http.put("/v1/weekly_rules", json=weekly, headers=headers)
    span = {"start_at": "2026-04-10T08:00:00Z", "end_at": "2026-04-10T09:00:00Z", "note": "dentist"}
    off = (await city.post("joyce", "/v1/time_off", span)).json()
    await city.get("joyce", "/v1/calendar?from=2026-04-10&days=2")
    await city.post("joyce", f"/v1/time_off/{off['id']}/end")


async def shopping(city: City) -> None:
    quote = await city.quote()
    await city.get("mia", f"/v1/quotes/{quote['id']}")
    await city.get("mia", f"/v1/quotes/{quote['id']}/money_timeline?start_at=2026-03-09T09:30:00Z")
    held = (await city.post("mia", "/v1/holds", {"slot": await city.slot()})).json()
    await city.post("mia", f"/v1/holds/{held['id']}/release")
    setup = (await city.post("mia", "/v1/card_setups")).json()["client_secret"]
    card = (await city.post("mia", "/v1/cards", {"setup": setup})).json()
    await city.post("mia", "/v1/card_forms")
    await city.post("mia", "/v1/card_links")
    await city.get("mia", "/v1/cards")
    await city.post("mia", f"/v1/cards/{card['id']}/remove")
    order = await city.order(await city.slot("2026-03-04T16:00"), "card_declined")
    path = (await city.post("mia", "/v1/bookings", order)).json()["resource"]
    await city.post("mia", f"{path}/pay", {"card_id": "card_ok"})
    wanted = await city.post("mia", "/v1/bookings", await city.order(await city.slot("2026-03-05T09:30"), "card_3ds"))
    await city.post("mia", f"/v1/test_helpers/bookings/{wanted.json()['id']}/confirm_card", {"agreed": True})
    await city.get("sven", f"{path}/substitutes")
    moved = await first_choice(city, f"/v1/availability?booking_id={path.rsplit('/', 1)[1]}&from=2026-03-07&days=3")
    await city.post("mia", f"{path}/move", {"slot": moved})
    await city.get("mia", f"{path}/next_visit")
    await city.post("mia", f"{path}/rebook", {})
    await city.post("mia", f"{path}/cancel", {"reason": "away"})
    await city.get("mia", "/v1/bookings?limit=1")
    await city.get("mia", f"{path}/calendar.ics")
    await city.drain()
    await city.get("mia", "/v1/sync")
    told = await city.get("mia", "/v1/stream?after=0&until=booking.cancelled")
    assert "event: booking.cancelled" in told.text


async def books(city: City) -> None:
    """The gateway tells something nobody acts on; finance compares the books."""
    message = Message(id="message_x", at=DAY, news=PayoutArrived(operation=OperationId(id_of("mia"))))
    bank = MemoryHooks(HOOK_SECRET)
    raw, signature = bank.sign(message, await city.ports.machine.clock.now())
    headers = {bank.header: signature, "content-type": "application/json"}
    taken = await city.http.post("/v1/webhooks/sandbox", content=raw, headers=headers)
    assert taken.json() == {"object": "webhook_taken"}, taken.text
    await city.drain()
    await city.post("henning", "/v1/ledger/reconcile", {})
    (item,) = (await city.get("henning", "/v1/ledger/open_items")).json()["data"]
    assert (item["kind"], item["about"]) == ("message_unhandled", "sandbox/message_x")


async def receipts(city: City) -> None:
    """Somebody was looked for: Omar doubts how, the office answers."""
    booking = await city.book("2026-03-17T09:30", cleaner="nadia")
    await city.drain()
    (receipt,) = (await city.get("omar", f"/v1/receipts?booking_id={booking['id']}")).json()["data"]
    path = f"/v1/receipts/{receipt['id']}"
    await city.get("omar", path)
    doubted = await city.post("omar", f"{path}/contest", {"reason": "I live next door."})
    said = {"text": "It stands.", "upheld": True}
    await city.post("sven", f"{path}/answer", said, if_match=doubted.headers["etag"])


async def finding_somebody(city: City) -> None:
    """Nobody says yes, ops find somebody, who withdraws; ops cancel it for nothing; of another one, on its day, the
    customer chooses."""
    await city.book("2026-03-11T09:30", cleaner="nadia")
    await city.drain()
    for who in ("nadia", "omar", "joyce") * 3:
        for offer in (await city.get(who, "/v1/offers")).json()["data"]:
            await city.get(who, f"/v1/offers/{offer['id']}")
            await city.post(who, f"/v1/offers/{offer['id']}/decline")
        await city.drain()
    await city.get("sven", "/v1/assignments")
    queued = (await city.get("sven", "/v1/queue")).json()["data"][0]
    path = f"/v1/bookings/{queued['id']}"
    omar = {"cleaner_id": encode("cln", id_of("omar")), "agreed": "by telephone", "reason": "Nobody else"}
    given = await city.post("sven", f"{path}/assign", omar, if_match=f'"{queued["version"]}"')
    undo = {"reason": "A slip"}
    back = await city.post("sven", f"{path}/undo", undo, if_match=given.headers["etag"])
    await city.post("sven", f"{path}/assign", omar, if_match=back.headers["etag"])
    await city.get("sven", "/v1/board/2026-03-11")
    await city.post("omar", f"{path}/withdraw")
    await city.drain()
    now = await city.get("olga", path)
    await city.post("olga", f"{path}/waive", {"reason": "illness"}, if_match=now.headers["etag"])
    today = f"/v1/bookings/{(await city.book('2026-03-02T14:30'))['id']}"
    await city.post("joyce", f"{today}/withdraw")
    chosen = await city.post("mia", f"{today}/choose", {"option": "other_cleaner"})
    assert chosen.status_code == 200, chosen.text


async def a_days_plans(city: City) -> None:
    """Joyce is ill on a Friday: the office looks at the day, asks for a plan around it, and passes her visit on."""
    day = "/v1/day_plans/2026-03-20"
    await takes_instant_work(city, "omar", instant=True)
    order = await city.order(await city.slot("2026-03-20T09:30")) | {"wish": "anyone"}
    booked = (await city.post("mia", "/v1/bookings", order)).json()
    await city.get("sven", day)
    joyce = {"type": "cleaner_sick", "cleaner_id": encode("cln", id_of("joyce"))}
    asked = await city.post("sven", f"{day}/replan", {"because": joyce})
    await city.post("olga", f"{day}/compare")
    await city.drain()
    told = await city.get("sven", asked.headers["location"])
    (move,) = told.json()["phase"]["moves"]
    assert (move["booking_id"], move["how"]) == (booked["id"], "pass_on"), told.text
    where, this = f"{asked.headers['location']}/pass_on", {"booking_id": booked["id"]}
    passed = await city.post("sven", where, this, if_match=told.headers["etag"])
    assert passed.status_code == 200, passed.text
    await city.get("sven", f"{day}/plans?limit=1")
    await takes_instant_work(city, "omar", instant=False)


async def takes_instant_work(city: City, who: str, *, instant: bool) -> None:
    """A cleaner opts in, or out again."""
    now = await city.get(who, "/v1/me")
    headers = await city.headers(who, **{"if-match": now.headers["etag"]})
    done = await city.http.patch("/v1/me", json={"instant": instant}, headers=headers)
    assert done.status_code == 200, done.text


async def callers(city: City) -> None:
    """Somebody calls: they are looked up, taken down, and their page is opened."""
    await city.get("sven", "/v1/people?q=mia&reason=called")
    for figure in ("fill", "lateness", "earnings"):
        await city.get("sven", f"/v1/figures/{figure}")
    await city.get("henning", "/v1/figures/money?days=30")
    ada = {"name": "Ada Kern", "phone": "+15550100017", "reason": "Called to book"}
    taken = await city.post("sven", "/v1/people", ada)
    await city.get("sven", f"{taken.headers['location']}?reason=called")


async def the_office(city: City) -> None:
    """An offer to somebody picked, and taken back; a cleaner comes, is paused, looked at, suspended; another leaves."""
    booking = await city.book("2026-03-12T09:30", cleaner="nadia")
    path, tag = f"/v1/bookings/{booking['id']}/offers", f'"{booking["version"]}"'
    offer = await city.post(
        "sven", path, {"cleaner_id": encode("cln", id_of("omar")), "reason": "Lives near"}, if_match=tag
    )
    path, why = f"/v1/offers/{offer.json()['id']}/withdraw", {"reason": "The customer called"}
    await city.post("sven", path, why, if_match=offer.headers["etag"])
    now = await city.get("sven", f"/v1/bookings/{booking['id']}")
    called = await city.post("sven", f"/v1/bookings/{booking['id']}/call", why, if_match=now.headers["etag"])
    assert called.status_code == 200 and all(one["broadcast"] for one in called.json()["data"]), called.text
    newcomer = CleanerId(UUID(int=id_of("omar").int + 0x1000))
    async with city.ports.store.begin() as work:
        omar = await work.cleaners.find(CleanerId(id_of("omar")))
        assert omar is not None
        await work.cleaners.add(with_(omar, id=newcomer, phone="+15550100299", phase=Applied(), version=1))
    for verb in ("vet", "activate", "review", "suspend"):
        await turned(city, "sven", newcomer, verb)
    for verb in ("pause", "resume", "leave"):
        await turned(city, "omar", CleanerId(id_of("omar")), verb)


async def turned(city: City, who: str, cleaner: CleanerId, verb: str) -> None:
    async with city.ports.store.begin() as work:
        now = await work.cleaners.find(cleaner)
    assert now is not None
    body = {"reason": "three lockouts in a week", "evidence": "Three reports with photographs, case 17"}
    path = f"/v1/cleaners/{encode('cln', cleaner)}/{verb}"
    told = await city.post(who, path, body, if_match=f'"{now.version}"')
    assert told.status_code == 200, (verb, told.text)


async def takes_longer(city: City, done: str) -> None:
    """A quarter of an hour more, asked for at work."""
    more = await city.post("joyce", f"{done}/ask_extra_time", {"minutes": 15})
    assert more.json()["extra_time"]["amount"]["amount"] == 420, more.text
    agreed = (await city.post("mia", f"{done}/approve_extra_time")).json()
    assert (agreed["extra_time"]["state"], agreed["extra_time"]["amount"]["amount"]) == ("paid", 720)


async def visits(city: City) -> None:
    """One clean to the end, and one door that stays closed."""
    done = f"/v1/bookings/{(await city.book('2026-03-04T09:30', cleaner='joyce'))['id']}"
    asked = await city.book("2026-03-04T14:00", cleaner="nadia")
    await city.drain()
    offers = (await city.get("nadia", "/v1/offers")).json()["data"]
    offer = next(one for one in offers if one["booking_id"] == asked["id"])
    await city.post("nadia", f"/v1/offers/{offer['id']}/accept")
    closed = f"/v1/bookings/{asked['id']}"
    place = (await city.ports.geocoder.locate("Lindenweg 12, Honigfeld"))[0].place
    here = {"lat_e6": place.lat_e6, "lon_e6": place.lon_e6}
    await city.post("olga", "/v1/test_helpers/clock/freeze", {})
    await city.go_to(DAY.replace(hour=7, minute=45))
    await city.post("joyce", f"{done}/set_off")
    await city.post("joyce", f"{done}/give_eta", {"minutes": 20})
    await city.post("joyce", f"{done}/check_in", here)
    await city.post("joyce", f"{done}/start")
    await city.post("joyce", f"{done}/tick_room", {"room": "kitchen"})
    await takes_longer(city, done)
    await city.go_to(DAY.replace(hour=11))
    await city.post("joyce", f"{done}/finish")
    await city.go_to(DAY.replace(hour=12, minute=50))
    await city.post("nadia", f"{closed}/set_off")
    lost = await city.post("nadia", f"{closed}/check_in", {"pin": "0000"})
    assert (lost.status_code, lost.json()["reason"], lost.json()["facts"]) == (422, "pin_wrong", {"left": "2"})
    now = await city.get("sven", closed)
    vouched = {"what": "place", "reason": "The customer sees her through the window"}
    await city.post("sven", f"{closed}/override", vouched, if_match=now.headers["etag"])
    door = await city.post("nadia", f"{closed}/check_in", {"pin": "0000"})
    assert door.json()["phase"]["shown_by"] == "office", door.text
    visit = (await city.get("nadia", closed)).json()
    await city.get("nadia", f"/v1/homes/{visit['home']['id']}/access_notes")
    for minute, channel in ((56, "phone"), (62, "phone"), (68, "sms")):
        await city.go_to(DAY.replace(hour=12 + minute // 60, minute=minute % 60))
        await city.post("nadia", f"{closed}/note_door", {"channel": channel})
    await city.go_to(DAY.replace(hour=13, minute=45))
    locked = await city.post("nadia", f"{closed}/report_lockout")
    assert locked.status_code == 200, locked.text
    for who in ("mia", "nadia", "sven"):
        told = (await city.get(who, f"/v1/receipts?booking_id={asked['id']}")).json()["data"]
        assert [one["fee"]["kind"] for one in told if one["about"] == "fee"] == ["locked_out"]
    await says_she_came(city)
    await city.get("henning", f"{done}/payment")
    receipt = (await city.get("mia", f"{done}/receipt")).json()
    assert [one["rows"][-1]["amount"]["amount"] for one in receipt["sections"]] == [9720, 9720]
    assert (await city.get("mia", f"{done}/receipt.pdf")).content.startswith(b"%PDF-")
    assert (await city.get("mia", f"{done}/invoice")).json()["sections"][0] == receipt["sections"][0]
    assert (await city.get("mia", f"{done}/invoice.pdf")).content.startswith(b"%PDF-")
    for who in ("mia", "joyce", "henning"):
        await city.get(who, f"{done}/money_timeline")
    books = (await city.get("henning", "/v1/ledger/balances")).json()
    assert books["difference"] == 0
    pay = (await city.get("henning", "/v1/ledger/accounts/cleaner:payable?limit=1")).json()
    assert pay["data"][0]["total"] == pay["balance"]


async def says_she_came(city: City) -> None:
    """Nobody came, as it seems; Joyce says that she did, and the office believes her."""
    missed = f"/v1/bookings/{(await city.book('2026-03-05T16:30', cleaner='joyce'))['id']}"
    await city.go_to(DAY.replace(day=5, hour=16, minute=5))
    no = await city.post("joyce", f"{missed}/check_in", {"occurred_at": "2026-03-05T15:28:00Z"})
    assert (no.status_code, no.json()["reason"]) == (422, "counted_as_missed"), no.text
    need = next(one for one in (await city.get("sven", "/v1/queue")).json()["data"] if "evidence" in one)
    assert (need["code"], need["evidence"]) == ("choice_open", "check_in 15:28 UTC")
    assert need["text"] == "The customer is to choose how it goes on; Joyce says they were there"
    told = {"came": True, "reason": "The customer says so"}
    tag = (await city.get("sven", missed)).headers["etag"]
    judged = await city.post("sven", f"{missed}/judge_no_show", told, if_match=tag)
    assert judged.status_code == 200, judged.text
    hers = (await city.get("joyce", missed)).json()["missed"]
    assert (hers["came"], hers["reason"]) == (True, "The customer says so")
    await city.go_to(DAY.replace(day=7))


async def goes_back(city: City) -> None:
    """Joyce forgot the oven: something of the price goes back at once; much more waits for a second person."""
    mine = (await city.get("mia", "/v1/bookings?limit=100")).json()["data"]
    visit = next(one for one in mine if one["phase"]["name"] == "settled")
    path, wish = f"/v1/bookings/{visit['id']}", {"reason": "quality", "note": "The oven was forgotten"}
    tag = (await city.get("sven", path)).headers["etag"]
    small = {**wish, "amount": {"amount": 2000, "currency": "EUR"}}
    asked = await city.post("sven", f"{path}/refunds", small, if_match=tag)
    assert (asked.status_code, asked.json()["phase"]) == (201, "sending"), asked.text
    too_much = {**wish, "amount": {"amount": 1_000_000, "currency": "EUR"}}
    no = await city.post("sven", f"{path}/refunds", too_much, if_match=tag)
    assert (no.status_code, no.json()["reason"]) == (422, "more_than_captured"), no.text
    await city.drain()
    hers = await city.get("mia", f"/v1/refunds/{asked.json()['id']}")
    assert (hers.json()["phase"], "note" in hers.json()) == ("succeeded", False), hers.text
    assert (await city.get("mia", f"{path}/payment")).json()["refunded"]["amount"] == 2000
    async with city.ports.store.begin() as work:
        await work.books.add(with_(standard(), version="nobody_alone", refund_alone=()))
    for who in ("approve", "drop"):
        waits = await city.post("sven", f"{path}/refunds", small, if_match=tag)
        where = f"/v1/refunds/{waits.json()['id']}/{who}"
        done = await city.post("henning", where, {"reason": "Agreed"} if who == "drop" else None, if_match='"1"')
        assert done.status_code == 200, done.text
    assert not (await city.get("olga", "/v1/refunds?phase=awaiting_approval")).json()["data"]


async def thanks(city: City) -> None:
    """Mia thanks Joyce, once under one key; too much is refused, a card that is declined takes nothing."""
    mine = (await city.get("mia", "/v1/bookings?limit=100")).json()["data"]
    visits = [one for one in mine if one["phase"]["name"] == "settled"]
    read = [(await city.get("mia", f"/v1/bookings/{one['id']}")).json() for one in visits]
    (visit,) = [one["id"] for one in read if "tip" in {each["name"] for each in one["available_actions"]}]
    path, tip = f"/v1/bookings/{visit}/tip", {"amount": {"amount": 800, "currency": "EUR"}, "card_id": "card_ok"}
    key = {"idempotency_key": "a-key-for-one-single-tip"}
    first, again = await city.post("mia", path, tip, **key), await city.post("mia", path, tip, **key)
    assert (first.status_code, first.json()["phase"], again.json()) == (201, "given", first.json()), first.text
    no = await city.post("mia", path, {**tip, "amount": {"amount": 1_000_000, "currency": "EUR"}})
    assert (no.status_code, no.json()["reason"], no.json()["facts"]["left"]) == (422, "tip_too_large", "19200 EUR")
    declined = await city.post("mia", path, {**tip, "card_id": "card_insufficient"})
    assert (declined.status_code, declined.json()["reason"]) == (402, "try_again"), declined.text
    money = (await city.get("mia", f"/v1/bookings/{visit}/payment")).json()
    assert sorted(one["phase"] for one in money["tips"]) == ["declined", "given"], money


async def taken_back(city: City) -> None:
    """Mia's bank takes back what a closed door cost: the office looks at what speaks for us, and sends it."""
    mine = (await city.get("mia", "/v1/bookings?limit=100")).json()["data"]
    visit = next(one for one in mine if one["phase"]["name"] == "settled")
    async with city.ports.store.begin() as work:
        operations = await work.operations.of_booking(BookingId(decode("bkg", visit["id"]) or UUID(int=0)))
    charge = next(one.provider_id for one in operations if one.kind == "capture") or ""
    opened = DisputeOpened(
        dispute=f"dispute_{charge}",
        charge=charge,
        amount=Money(amount=1000),
        fee=Money(amount=1500),
        reason="service_not_received",
        evidence_by=DAY + timedelta(days=30),
    )
    async with city.ports.store.begin() as work:
        await work.inbox.receive("sandbox", Message(id="taken_back", at=DAY, news=opened), await work.now())
    await city.drain()
    (one,) = (await city.get("sven", "/v1/disputes")).json()["data"]
    path = f"/v1/disputes/{one['id']}"
    packet = (await city.get("sven", f"{path}/evidence")).json()
    assert (await city.get("sven", f"{path}/evidence.pdf")).content.startswith(b"%PDF-")
    assert (packet["visit"]["cleaner"], len(packet["visit"]["calls"])) == ("Nadia", 3), packet["visit"]
    assert packet["text"].startswith(f"Dispute {opened.dispute}"), packet["text"]
    now = await city.get("henning", path)
    sent = await city.post("henning", f"{path}/evidence", {"statement": "Done."}, if_match=now.headers["etag"])
    assert (sent.status_code, sent.json()["phase"]) == (200, "sending"), sent.text
    await city.drain()
    again = (await city.get("sven", path)).json()
    assert (again["phase"], again["refused"]) == ("open", "no_open_dispute"), "the sandbox's bank knows of none"
    async with city.ports.store.begin() as work:
        closed = DisputeClosed(dispute=opened.dispute, charge=charge, won=True)
        await work.inbox.receive("sandbox", Message(id="given_back", at=DAY, news=closed), await work.now())
    await city.drain()


async def credit(city: City) -> None:
    """The office promises Mia something; her next clean is paid down with it, and gives it back when called off."""
    promised = {"customer_id": encode("cus", id_of("mia")), "amount": 1500, "reason": "Nobody came in time"}
    told = await city.post("sven", "/v1/credits", promised)
    assert told.json()["available"]["amount"] == 1500, told.text
    booking = await city.book("2026-03-20T09:30")
    set_aside = {"booking_id": booking["id"], "amount": told.json()["available"]}
    mine = (await city.get("mia", "/v1/credits")).json()
    assert (mine["set_aside"], mine["available"]["amount"], mine["balance"]["amount"]) == ([set_aside], 0, 1500)
    path = f"/v1/bookings/{booking['id']}"
    assert (await city.get("mia", f"{path}/payment")).json()["amount"]["amount"] == 7500
    lines = (await city.get("mia", f"{path}/money_timeline")).json()["lines"]
    assert [one["amount"]["amount"] for one in lines if one["what"] in {"credit", "capture"}] == [1500, 7500]
    assert (await city.post("mia", f"{path}/cancel")).status_code == 200
    await city.drain()
    assert (await city.get("mia", "/v1/credits")).json()["available"]["amount"] == 1500
    await paid_and_back(city, f"/v1/bookings/{(await city.book('2026-03-20T09:30'))['id']}")


async def a_code(city: City) -> None:
    """Finance makes a code, Mia redeems it, and finance ends it."""
    made = await city.post("henning", "/v1/promotions", EVERYBODY)
    assert (made.status_code, made.json()["code"]) == (201, "THANKS5"), made.text
    before = (await city.get("mia", "/v1/credits")).json()["available"]["amount"]
    told = await city.post("mia", "/v1/credits/redeem", {"code": " thanks5"})
    assert (told.status_code, told.json()["available"]["amount"]) == (201, before + 500), told.text
    path = f"/v1/promotions/{made.json()['id']}/end"
    ended = await city.post("henning", path, {"reason": "Posted in a forum"})
    assert (ended.status_code, ended.json()["redeemed"]) == (200, 1), ended.text
    again = await city.post("mia", "/v1/credits/redeem", {"code": "thanks5"})
    assert (again.status_code, again.json()["facts"]) == (422, {"because": "already_redeemed"}), again.text
    listed = (await city.get("olga", "/v1/promotions")).json()["data"]
    assert [one["ended_why"] for one in listed if one["code"] == "THANKS5"] == ["Posted in a forum"]


async def liked_and_not(city: City) -> None:
    """Mia likes Joyce, then wants no more visits by her; Joyce, once she may come again, goes there no more."""
    joyce = f"/v1/cleaners/{encode('cln', id_of('joyce'))}"
    ahead = f"/v1/bookings/{(await city.book('2026-03-30T09:30', cleaner='joyce'))['id']}"
    for verb, named in (("favour", "favourites"), ("unfavour", ""), ("block", "blocked")):
        told = (await city.post("mia", f"{joyce}/{verb}")).json()
        assert [key for key in ("favourites", "blocked") if told[key]] == ([named] if named else []), told
    assert (await city.get("mia", "/v1/preferences/cleaners")).json()["blocked"][0]["name"] == "Joyce"
    free = await city.choices(await city.quote(), "2026-03-31")
    assert free and "Joyce" not in {one["cleaner"]["name"] for one in free}
    await city.drain()
    assert (await city.get("joyce", ahead)).status_code == 404
    assert (await city.post("mia", f"{joyce}/unblock")).json()["blocked"] == []
    again = f"/v1/bookings/{(await city.book('2026-04-01T09:30', cleaner='joyce'))['id']}"
    assert "block_customer" in {one["name"] for one in (await city.get("joyce", again)).json()["available_actions"]}
    await letters(city, again)
    told = (await city.post("joyce", f"{again}/block_customer")).json()
    assert told == (await city.get("joyce", "/v1/preferences/customers")).json()
    await city.drain()
    assert (await city.get("joyce", again)).status_code == 404
    assert (await city.post("joyce", f"/v1/customers/{told['blocked'][0]['id']}/unblock")).json()["blocked"] == []


async def say_how_it_was(city: City, visit: str) -> None:
    """Each reviews the other; both are published when both are in."""
    first = (await city.post("joyce", f"{visit}/review", {"stars": 4, "tags": ["well_prepared"]})).json()
    assert (first["state"], first["by_cleaner"]["stars"]) == ("sealed", 4), first
    seen = (await city.get("mia", f"{visit}/review")).json()
    assert seen["state"] == "open" and "by_cleaner" not in seen
    told = (await city.post("mia", f"{visit}/review", {"stars": 5, "text": "The windows shine"})).json()
    assert (told["state"], told["by_cleaner"]["tags"], told["by_customer"]["stars"]) == (
        "published", ["well_prepared"], 5
    )  # fmt: skip


async def letters(city: City, visit: str) -> None:
    """Mia and Joyce write to each other; the office reads it and says why."""
    own = encode("msg", city.ports.machine.ids.new())
    body = {"id": own, "text": "Please ring at +49 30 1234567"}
    for who in ("mia", "mia"):
        told = await city.post(who, f"{visit}/messages", body)
        assert (told.status_code, told.json()["text"]) == (201, "Please ring at •••"), told.text
    other = await city.post("mia", f"{visit}/messages", {**body, "text": "No, knock"})
    assert (other.status_code, other.json()["code"]) == (409, "id_taken"), other.text
    await city.post("joyce", f"{visit}/messages", {"text": "I will"})
    page = (await city.get("joyce", f"{visit}/messages?limit=1")).json()
    assert ([one["seq"] for one in page["data"]], page["chat"]["unread"], page["has_more"]) == ([2], 1, True)
    older = (await city.get("joyce", f"{visit}/messages?limit=1&cursor={page['next_cursor']}")).json()
    assert [(one["id"], one["mine"]) for one in older["data"]] == [(own, False)]
    assert (await city.post("joyce", f"{visit}/messages/read", {"seq": 2})).json()["unread"] == 0
    assert (await city.get("sven", f"{visit}/messages")).json()["reason"] == "why_missing"
    assert len((await city.get("sven", f"{visit}/messages?reason=Both+called")).json()["data"]) == 2


async def paid_and_back(city: City, path: str) -> None:
    """The clean is done, and the oven was not: what the credit had paid goes back to credit."""
    place = (await city.ports.geocoder.locate("Lindenweg 12, Honigfeld"))[0].place
    await city.go_to(DAY.replace(day=20, hour=8, minute=25))
    await city.post("joyce", f"{path}/check_in", {"lat_e6": place.lat_e6, "lon_e6": place.lon_e6})
    await city.post("joyce", f"{path}/start")
    await city.go_to(DAY.replace(day=20, hour=11))
    await city.post("joyce", f"{path}/finish")
    await say_how_it_was(city, path)
    await city.go_to(DAY.replace(day=22))
    back = await city.post("henning", f"{path}/refund_credit", {"amount": 500, "reason": "The oven was not done"})
    assert (back.status_code, back.json()["available"]["amount"]) == (201, 500), back.text


async def pay(city: City) -> None:
    """Joyce names her account, reads what she has earned, is kept waiting by the office, and is paid before Monday."""
    proof = (await city.post("joyce", "/v1/payout_account/proof")).json()["id"]
    given = {"setup": "account_ok", "proof_id": proof, "code": "000000"}
    account = await city.post("joyce", "/v1/payout_account", given)
    assert account.json()["status"] == "ready", account.text
    await city.get("henning", f"/v1/payout_account?cleaner_id={encode('cln', id_of('joyce'))}")
    await city.app.payment.run_payouts()
    accrued = (await city.get("joyce", "/v1/payouts")).json()["data"][0]
    path = f"/v1/payouts/{accrued['id']}"
    assert sorted(one["what"] for one in accrued["lines"]) == ["extra", "share", "tip"]
    assert (await city.get("joyce", f"{path}/statement")).json()["sections"][0]["rows"][-1]["amount"] == accrued[
        "earned"
    ]
    assert (await city.get("joyce", f"{path}/statement.pdf")).content.startswith(b"%PDF-")
    now = await city.get("henning", path)
    for verb in ("block", "unblock"):
        now = await city.post("henning", f"{path}/{verb}", {"reason": "She called"}, if_match=now.headers["etag"])
        assert now.status_code == 200, now.text
    terms = (await city.post("joyce", "/v1/payouts/cash_out", {})).json()
    assert terms["sent"]["amount"] == terms["amount"]["amount"] - terms["fee"]["amount"] and "payout" not in terms
    paid = await city.post("joyce", "/v1/payouts/cash_out", {"agreed_fee": terms["fee"]})
    assert paid.json()["payout"]["phase"] == "in_flight", paid.text
    await city.drain()
    assert "arrives_on" in (await city.get("joyce", path)).json()


async def doubt(city: City) -> None:
    """The bank says nothing of a call for good: finance closes it, and the audit says so."""
    bank = city.ports.gateway
    assert isinstance(bank, MemoryGateway)
    async with city.ports.store.begin() as work:
        booking, now = (await work.bookings.of_customer(CustomerId(id_of("mia")), None, 1))[0], await work.now()
        payment = await work.payments.of_booking(booking.id)
        assert payment is not None
        asked = Operation(
            id=OperationId(city.ports.machine.ids.new()),
            kind="authorise",
            intent="authorise:silence",
            payment=payment.id,
            booking=booking.id,
            card_token="card_ok",
            amount=payment.amount,
            phase=Unknown(first_at=now - timedelta(days=2), attempts=9, next_at=now + timedelta(hours=1)),
        )
        await work.operations.add(asked)
    path = f"/v1/operations/{encode('opn', asked.id)}"
    read = await city.get("henning", path)
    bank.faults, healthy = Faults(never=1000), bank.faults
    why = {"reason": "It is silent", "evidence": "No such charge in its dashboard"}
    closed = await city.post("henning", f"{path}/abandon", why, if_match=read.headers["etag"])
    bank.faults = healthy
    assert closed.json()["phase"] == "abandoned", closed.text
    told = (await city.get("olga", "/v1/audit?limit=1")).json()["data"]
    assert [(one["what"], one["reason"]) for one in told] == [("operation_abandoned", "It is silent")]


async def debts(city: City) -> None:
    """Two fees that the card does not pay: one is given up, the other comes by transfer."""
    verbs = {"write_off": "2026-03-09T09:30", "paid_otherwise": "2026-03-09T14:30"}
    paths: dict[str, str] = {}
    for verb, start in verbs.items():
        order = await city.order(await city.slot(start), "card_untaken")
        booked = await city.post("mia", "/v1/bookings", order)
        assert booked.status_code == 201, booked.text
        paths[verb] = f"/v1/bookings/{booked.json()['id']}"
    await city.go_to(DAY.replace(day=8, hour=14))
    for verb, path in paths.items():
        await city.post("mia", f"{path}/cancel", {"reason": "away"})
        await city.drain()
        now = await city.get("henning", path)
        ended = await city.post("henning", f"{path}/{verb}", {"reason": "Statement 17"}, if_match=now.headers["etag"])
        assert ended.status_code == 200, ended.text
    assert (await city.get("henning", "/v1/ledger/balances")).json()["difference"] == 0


async def a_day_with_everything(city: City) -> list[httpx.Response]:
    heard: list[httpx.Response] = []

    async def hear(response: httpx.Response) -> None:
        await response.aread()
        heard.append(response)

    city.http.event_hooks = {"response": [hear]}
    parts = (
        people,
        calendars,
        shopping,
        books,
        receipts,
        a_days_plans,
        finding_somebody,
        visits,
        thanks,
        goes_back,
        taken_back,
        pay,
        doubt,
        debts,
        callers,
        the_office,
        credit,
        a_code,
        liked_and_not,
    )
    for part in parts:
        await part(city)
    return heard


def test_a_day_with_everything_reaches_every_operation_and_every_answer_fits_the_contract(database_url: str) -> None:
    with served_city(database_url) as served:
        heard = served.run(a_day_with_everything(served.city))
    reached: set[Any] = set()
    for response in heard:
        operation = operation_of(response)
        assert operation is not None, response.request.url
        method, path = operation
        assert response.status_code < 500, response.text
        if operation != ("GET", "/v1/stream"):
            SCHEMA[path][method].validate_response(response)
        if response.is_success:
            reached.add(operation)
    assert {(method, path) for method, path, _ in PLACES} - reached == set()
