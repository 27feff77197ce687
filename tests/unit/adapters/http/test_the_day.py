"""The day itself over HTTP: asked, on the way, at the door, at work, done; money taken; or it goes otherwise."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pypdf
import pytest
from tests.unit.adapters.http.small_city import City

from cleanbee.adapters.memory.faults import Faults
from cleanbee.adapters.memory.gateway import MemoryGateway
from cleanbee.domain.kernel import Place

pytestmark = pytest.mark.slow

WEDNESDAY = datetime(2026, 3, 4, tzinfo=UTC)


async def here(city: City) -> dict[str, int]:
    home: Place = (await city.ports.geocoder.locate("Lindenweg 12, Honigfeld"))[0].place
    return {"lat_e6": home.lat_e6, "lon_e6": home.lon_e6}


async def test_a_cleaner_who_is_asked_says_yes_cleans_and_is_paid(city: City) -> None:
    booking = await city.book("2026-03-04T09:30", cleaner="nadia")
    assert booking["phase"]["name"] == "requested"
    await city.drain()
    offers = (await city.get("nadia", "/v1/offers")).json()["data"]
    assert [one["booking_id"] for one in offers] == [booking["id"]]
    assert "address" not in offers[0]
    accepted = await city.post("nadia", f"/v1/offers/{offers[0]['id']}/accept")
    assert accepted.json()["state"] == "accepted", accepted.text
    path = f"/v1/bookings/{booking['id']}"
    await city.go_to(WEDNESDAY.replace(hour=7, minute=40))
    for verb, body, phase in (
        ("set_off", None, "en_route"),
        ("give_eta", {"minutes": 20}, "en_route"),
        ("check_in", await here(city), "at_door"),
        ("start", None, "in_progress"),
    ):
        told = await city.post("nadia", f"{path}/{verb}", body)
        assert told.status_code == 200, (verb, told.text)
        assert told.json()["phase"]["name"] == phase
    await city.go_to(WEDNESDAY.replace(hour=11))
    done = await city.post("nadia", f"{path}/finish")
    assert done.json()["phase"]["name"] == "completed", done.text
    early = await city.get("mia", f"{path}/receipt.pdf")
    assert (early.status_code, early.json()["reason"]) == (422, "not_charged_yet"), early.text
    early = await city.get("mia", f"{path}/invoice")
    assert (early.status_code, early.json()["reason"]) == (422, "not_invoiced_yet"), early.text
    await city.go_to(WEDNESDAY.replace(day=6))
    assert (await city.get("mia", path)).json()["phase"]["name"] == "settled"
    paid = (await city.get("mia", f"{path}/payment")).json()
    assert (paid["phase"], paid["captured"]) == ("captured", booking["price"])
    assert "journals" not in paid
    await its_receipt(city, f"{path}/receipt")
    books = (await city.get("henning", "/v1/ledger/balances")).json()
    assert books["difference"] == 0
    pay = next(one for one in books["data"] if one["account"] == "cleaner:payable")
    assert pay["owner_id"] == (await city.get("nadia", "/v1/me")).json()["id"]
    await every_line_of(city, pay)


async def test_a_visit_without_signal_is_told_afterwards_in_its_order_and_with_its_times(city: City) -> None:
    booking = await city.book("2026-03-04T09:30", cleaner="joyce")
    path = f"/v1/bookings/{booking['id']}"
    assert [one["code"] for one in booking["rooms"]] == [
        "kitchen", "living_room", "bedroom_1", "bedroom_2", "bathroom_1"
    ]  # fmt: skip
    assert (booking["kind"], booking["extras"]) == ("standard", ["oven"])
    await city.go_to(WEDNESDAY.replace(hour=8, minute=10))
    await city.post("joyce", f"{path}/set_off")
    start, done, told = "2026-03-04T08:31:00Z", "2026-03-04T09:05:00Z", "2026-03-04T08:40:00Z"
    await city.go_to(WEDNESDAY.replace(hour=8, minute=50))
    steps: tuple[tuple[str, dict[str, Any]], ...] = (
        ("check_in", {**await here(city), "occurred_at": "2026-03-04T08:25:00Z"}),
        ("start", {"occurred_at": start}),
        ("tick_room", {"room": "kitchen", "occurred_at": told}),
        ("tick_room", {"room": "kitchen", "occurred_at": done}),
        ("finish", {"occurred_at": done}),
    )
    for verb, body in steps:
        if verb == "start":
            await city.go_to(WEDNESDAY.replace(hour=20))
        answer = await city.post("joyce", f"{path}/{verb}", body)
        assert answer.status_code == 200, (verb, answer.text)
        assert ("tick_room" in {one["name"] for one in answer.json()["available_actions"]}) is (
            verb in {"start", "tick_room"}
        )
    mine = (await city.get("mia", path)).json()
    assert (answer.json()["customer_name"], answer.json()["set_off_from_at"]) == ("Mia", "2026-03-04T07:30:00Z")
    tip = next(one for one in mine["available_actions"] if one["name"] == "tip")
    assert [one["amount"] for one in tip["amounts"]] == [500, 900, 1400]
    assert {one["code"]: one.get("ticked_at") for one in mine["rooms"]}["kitchen"] == told
    assert (mine["phase"]["began_at"], mine["phase"]["ended_at"], mine["phase"]["worked_min"]) == (start, done, 34)
    late = await city.post("joyce", f"{path}/tick_room", {"room": "kitchen"})
    assert (late.status_code, late.json()["code"]) == (409, "illegal_transition")


@pytest.mark.parametrize(
    ("there", "asked", "said"),
    [
        ("09:30", "14:00", {"after_at": "2026-03-10T11:30:00Z", "local_after": "2026-03-10T12:30"}),
        ("14:00", "09:30", {"before_at": "2026-03-10T13:00:00Z", "local_before": "2026-03-10T14:00"}),
    ],
)
async def test_an_offer_says_between_which_visits_of_the_day_it_lies(
    city: City, there: str, asked: str, said: dict[str, str]
) -> None:
    for start, told in ((there, {}), (asked, said)):
        await city.book(f"2026-03-10T{start}", cleaner="nadia")
        await city.drain()
        (offer,) = (await city.get("nadia", "/v1/offers")).json()["data"]
        around = ("after_at", "local_after", "before_at", "local_before")
        assert {word: offer[word] for word in around if word in offer} == told
        assert (await city.post("nadia", f"/v1/offers/{offer['id']}/accept")).status_code == 200


async def its_receipt(city: City, path: str) -> None:
    """Mia reads it in her language and keeps it as a file; the office reads it without her address."""
    english, german = await city.get("mia", path), await city.get("mia", path, accept_language="de")
    assert [one["title"] for one in english.json()["sections"]] == ["Your clean", "Paid"]
    assert [one["title"] for one in german.json()["sections"]] == ["Ihre Reinigung", "Bezahlt"]
    file = await city.get("mia", f"{path}.pdf", accept_language="de")
    thing = path.split("/")[3]
    assert (file.headers["content-type"], file.content[:5]) == ("application/pdf", b"%PDF-")
    assert file.headers["content-disposition"] == f'inline; filename="{thing}.pdf"'
    (page,) = pypdf.PdfReader(io.BytesIO(file.content)).pages
    assert "Quittung" in page.extract_text() and "90,00 €" in page.extract_text()
    bill = await city.get("mia", path.replace("receipt", "invoice"))
    assert (bill.json()["number"], bill.json()["language"]) == ("2026-000001", "en"), bill.text
    assert (await city.get("mia", path.replace("receipt", "invoice.pdf"))).content[:5] == b"%PDF-"
    told = await city.get("henning", path)
    assert "Lindenweg" in english.text and told.status_code == 200 and "Lindenweg" not in told.text


async def every_line_of(city: City, standing: dict[str, Any]) -> None:
    """Finance reads one person's account in parts, and every line says what stood there after it."""
    path = f"/v1/ledger/accounts/{standing['account']}?owner_id={standing['owner_id']}&limit=1"
    page, lines = (await city.get("henning", path)).json(), []
    assert (page["balance"], page["side"]) == (standing["amount"], "credit")
    while True:
        lines += page["data"]
        if not page["has_more"]:
            break
        page = (await city.get("henning", f"{path}&cursor={page['next_cursor']}")).json()
    assert lines[0]["total"] == standing["amount"]
    assert sum(one["amount"]["amount"] for one in lines) == standing["amount"]["amount"]
    assert {one["owner_id"] for one in lines} == {standing["owner_id"]}
    assert lines[-1]["meaning"] == "the money was taken out of the hold: the pay is payable"
    assert (await city.get("henning", "/v1/ledger/accounts/platform:slush")).status_code == 404
    assert (await city.get("mia", path)).status_code == 403


async def test_the_street_is_shown_a_day_ahead_and_the_way_in_an_hour_ahead(city: City) -> None:
    booking = await city.book()
    path = f"/v1/bookings/{booking['id']}"
    before = (await city.get("joyce", path)).json()
    assert (before["audience"], "address" in before["home"]) == ("cleaner", False)
    assert "price" not in before
    early = await city.get("joyce", f"/v1/homes/{city.home_id}/access_notes")
    assert (early.status_code, early.json()["reason"]) == (422, "too_early")
    await city.go_to(WEDNESDAY.replace(day=3, hour=9))
    assert (await city.get("joyce", path)).json()["home"]["address"] == "Lindenweg 12, Honigfeld"
    await city.go_to(WEDNESDAY.replace(hour=7, minute=45))
    notes = await city.get("joyce", f"/v1/homes/{city.home_id}/access_notes")
    assert notes.json() == {"text": "Key in the safe"}
    assert (await city.get("omar", f"/v1/homes/{city.home_id}/access_notes")).status_code == 404


async def test_a_declined_card_is_said_with_402_and_another_card_makes_it_good(city: City) -> None:
    told = await city.post(
        "mia", "/v1/bookings", await city.order(await city.slot("2026-03-04T09:30"), "card_declined")
    )
    assert (told.status_code, told.json()["code"]) == (402, "payment_declined")
    path = told.json()["resource"]
    assert told.headers["location"] == path
    assert (await city.get("mia", path)).json()["phase"]["name"] == "awaiting_card"
    paid = await city.post("mia", f"{path}/pay", {"card_id": "card_ok"})
    assert (paid.status_code, paid.json()["phase"]["name"]) == (200, "confirmed")


async def test_a_bank_that_wants_the_customer_is_a_next_action(city: City) -> None:
    told = await city.post("mia", "/v1/bookings", await city.order(await city.slot("2026-03-04T09:30"), "card_3ds"))
    assert told.status_code == 201
    assert told.json()["phase"]["name"] == "awaiting_card"
    assert told.json()["next_action"]["type"] == "follow_link"


async def test_whoever_lives_there_reads_who_was_told_the_way_in_and_when(city: City) -> None:
    booking = await city.book("2026-03-04T09:30", cleaner="joyce")
    await city.go_to(WEDNESDAY.replace(hour=8))
    await city.get("joyce", f"/v1/homes/{city.home_id}/access_notes")
    await city.get("sven", f"/v1/homes/{city.home_id}/access_notes?reason=The+bell+broke")
    told = (await city.get("mia", f"/v1/homes/{city.home_id}/looks")).json()["data"]
    office, cleaner = (one for one in told if one["what"] == "way_in")
    assert (office["by"], "name" in office, cleaner["by"], cleaner["name"]) == ("office", False, "cleaner", "Joyce")
    assert (cleaner["at"], cleaner["booking_id"]) == ("2026-03-04T08:00:00Z", booking["id"])
    assert (await city.get("ben", f"/v1/homes/{city.home_id}/looks")).status_code == 404


async def test_cancelling_costs_what_the_action_said(city: City) -> None:
    booking = await city.book()
    await city.go_to(WEDNESDAY.replace(hour=4))
    seen = (await city.get("mia", f"/v1/bookings/{booking['id']}")).json()
    fee = next(one["fee"] for one in seen["available_actions"] if one["name"] == "cancel")
    assert fee["amount"] > 0
    gone = (await city.post("mia", f"/v1/bookings/{booking['id']}/cancel", {"reason": "away"})).json()
    assert (gone["phase"]["name"], gone["phase"]["fee"]) == ("cancelled", fee)
    assert gone["available_actions"][0]["name"] == "rebook"
    assert gone["phase"]["reason"] == "away"
    told = (await city.get("joyce", f"/v1/bookings/{booking['id']}")).json()["phase"]
    assert (told["name"], "reason" in told) == ("cancelled", False)


async def test_a_clean_is_moved_to_a_slot_that_was_searched_for_it(city: City) -> None:
    booking = await city.book()
    found = await city.get("mia", f"/v1/availability?booking_id={booking['id']}&from=2026-03-05&days=1")
    slot = found.json()["days"][0]["slots"][0]["choices"][0]
    moved = await city.post("mia", f"/v1/bookings/{booking['id']}/move", {"slot": slot["slot"]})
    assert (moved.status_code, moved.json()["window"]) == (200, slot["window"])


async def test_the_office_moves_and_cancels_only_what_it_has_read_and_says_why(city: City) -> None:
    booking = await city.book()
    path = f"/v1/bookings/{booking['id']}"
    found = await city.get("sven", f"/v1/availability?booking_id={booking['id']}&from=2026-03-05&days=1")
    slot = found.json()["days"][0]["slots"][0]["choices"][0]["slot"]
    for verb, body in (("move", {"slot": slot}), ("cancel", {})):
        tag = f'"{(await city.get("sven", path)).json()["version"]}"'
        assert (await city.post("sven", f"{path}/{verb}", {**body, "reason": "flooded"})).status_code == 428
        mute = await city.post("sven", f"{path}/{verb}", {**body, "reason": " "}, if_match=tag)
        assert (mute.status_code, mute.json()["reason"]) == (422, "reason_missing"), mute.text
        told = await city.post("sven", f"{path}/{verb}", {**body, "reason": "flooded"}, if_match=tag)
        assert told.status_code == 200, told.text
    assert (await city.get("mia", path)).json()["phase"]["reason"] == "flooded"


async def test_whoever_books_again_may_say_on_which_version_they_decided(city: City) -> None:
    booking = await city.book()
    path = f"/v1/bookings/{booking['id']}/rebook"
    assert (await city.post("mia", path, {}, if_match='"99"')).status_code == 412
    assert (await city.post("mia", path, {}, if_match=f'"{booking["version"]}"')).status_code == 201


async def test_a_slot_on_hold_is_booked_by_its_keeper_and_taken_for_others_who_get_alternatives(city: City) -> None:
    mine, bens = await city.slot(), await city.slot(who="ben")
    held = await city.post("mia", "/v1/holds", {"slot": mine})
    assert held.status_code == 201
    taken = await city.post("ben", "/v1/holds", {"slot": bens})
    assert (taken.status_code, taken.json()["code"]) == (409, "slot_taken")
    fresh = taken.json()["alternatives"][0]["slot"]
    assert (await city.post("ben", "/v1/holds", {"slot": fresh})).status_code == 201
    assert (await city.post("mia", "/v1/bookings", await city.order(mine))).status_code == 201


async def test_ops_see_what_needs_a_human_and_write_down_who_agreed(city: City) -> None:
    booking = await city.book(cleaner="nadia")
    await city.drain()
    for name in ("nadia", "omar"):
        for offer in (await city.get(name, "/v1/offers")).json()["data"]:
            await city.post(name, f"/v1/offers/{offer['id']}/decline")
        await city.drain()
    joyces = (await city.get("joyce", "/v1/offers")).json()["data"]
    for offer in joyces:
        await city.post("joyce", f"/v1/offers/{offer['id']}/decline")
    await city.drain()
    queue = (await city.get("sven", "/v1/queue")).json()["data"]
    assert [one["id"] for one in queue] == [booking["id"]]
    path = f"/v1/bookings/{booking['id']}/assign"
    omar = {"cleaner_id": (await city.get("omar", "/v1/me")).json()["id"]}
    assert (await city.post("sven", path, omar)).json()["code"] == "precondition_required"
    tag = f'"{queue[0]["version"]}"'
    mute = (await city.post("sven", path, omar, if_match=tag)).json()
    assert (mute["code"], mute["reason"]) == ("refused", "reason_missing")
    omar["reason"] = "Nobody else is free"
    unasked = (await city.post("sven", path, omar, if_match=tag)).json()
    assert (unasked["code"], unasked["reason"]) == ("refused", "agreement_missing")
    omar["agreed"] = "said yes on the telephone"
    given = await city.post("sven", path, omar, if_match=tag)
    assert (given.status_code, given.json()["phase"]["name"]) == (200, "confirmed"), given.text
    assert (await city.post("sven", path, omar, if_match=tag)).json()["code"] == "precondition_failed"


async def test_when_the_bank_does_not_answer_the_booking_is_made_and_its_end_is_found_by_asking_again(
    city: City,
) -> None:
    bank = city.ports.gateway
    assert isinstance(bank, MemoryGateway)
    await city.post("mia", "/v1/cards", {"setup": "card_ok"})
    order = await city.order(await city.slot())
    bank.faults = Faults(never=1000)
    told = await city.post("mia", "/v1/bookings", order, idempotency_key="a-key-for-silence")
    assert (told.status_code, told.json()["phase"]["name"]) == (202, "awaiting_card")
    path = told.headers["location"]
    bank.faults = Faults()
    await city.clock.freeze(await city.clock.read() + timedelta(minutes=2))
    await city.drain()
    assert (await city.get("mia", path)).json()["phase"]["name"] == "confirmed"
    again = await city.post("mia", "/v1/bookings", order, idempotency_key="a-key-for-silence")
    assert (again.status_code, again.json()["phase"]["name"]) == (201, "confirmed")
    assert again.headers["location"] == path


async def test_both_sides_see_the_same_end_of_the_waiting_at_a_closed_door(city: City) -> None:
    booking = await city.book("2026-03-04T09:30")
    path = f"/v1/bookings/{booking['id']}"
    await city.go_to(WEDNESDAY.replace(hour=8, minute=20))
    told = await city.post("joyce", f"{path}/check_in", await here(city))
    assert told.status_code == 200, told.text
    for who in ("mia", "joyce", "olga"):
        phase = (await city.get(who, path)).json()["phase"]
        assert (phase["name"], phase["waits_until_at"]) == ("at_door", "2026-03-04T09:00:00Z")
