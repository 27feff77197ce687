"""The office over HTTP: what needs it and what would help, the board of a day, people, and who is on the telephone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.unit.adapters.http.small_city import ADDRESS, PHONES, City, id_of

from cleanbee.adapters.http.names import decode, encode

pytestmark = pytest.mark.slow

WEDNESDAY = datetime(2026, 3, 4, tzinfo=UTC)
BOARD = "/v1/board/2026-03-04"
JOYCE, OMAR, MIA = encode("cln", id_of("joyce")), encode("cln", id_of("omar")), encode("cus", id_of("mia"))
CALLED = {"cleanbee_on_behalf_of": MIA, "cleanbee_reason": "is on the telephone"}


async def send(city: City, who: str, call: dict[str, Any]) -> dict[str, Any]:
    """A ready call, sent as it stands."""
    told = await city.post(who, call["path"], call["body"], if_match=call["if_match"])
    assert told.status_code in {200, 201}, told.text
    return told.json()


async def takes_instant_work(city: City, who: str) -> None:
    me = await city.get(who, "/v1/me")
    headers = await city.headers(who, **{"if-match": me.headers["etag"]})
    assert (await city.http.patch("/v1/me", json={"instant": True}, headers=headers)).status_code == 200


async def test_a_visit_that_will_be_late_is_given_to_somebody_who_is_on_time_and_given_back(city: City) -> None:
    await takes_instant_work(city, "omar")
    first, second = [(await city.book(f"2026-03-04T{start}", cleaner="joyce"))["id"] for start in ("09:30", "13:00")]
    await city.go_to(WEDNESDAY.replace(hour=8, minute=0))
    await city.post("joyce", f"/v1/bookings/{first}/set_off")
    await city.post("joyce", f"/v1/bookings/{first}/give_eta", {"minutes": 60})
    (entry,) = (await city.get("sven", "/v1/queue")).json()["data"]
    assert (entry["id"], entry["code"]) == (first, "will_be_late"), "she is on her way to it, so nobody else goes"
    assert (entry["late"]["minutes"], entry["repairs"]) == (30, [])
    await city.go_to(WEDNESDAY.replace(hour=9, minute=0))
    await city.post("joyce", f"/v1/bookings/{first}/check_in", await here(city))
    await city.go_to(WEDNESDAY.replace(hour=9, minute=50))
    await city.post("joyce", f"/v1/bookings/{first}/start")
    entries = (await city.get("sven", "/v1/queue", accept_language="de")).json()["data"]
    (entry,) = [one for one in entries if one["id"] == second]
    assert entry["text"] == f"Joyce kommt {entry['late']['minutes']} min zu spät"
    assert (entry["customer_name"], entry["minutes_left"], entry["due_at"]) == ("Mia", 130, "2026-03-04T12:00:00Z")
    best = entry["repairs"][0]
    assert (best["code"], best["text"], best["extra_cost"]["amount"]) == ("assign", "Omar geben: pünktlich", 0)
    assert (best["before"], best["after"]["minutes"]) == (entry["late"], 0)
    money = (await city.get("henning", "/v1/queue")).json()["data"]
    assert [one["repairs"] for one in money] == [[]], "finance gives nobody a clean, so it is proposed nothing"
    given = await send(city, "sven", best["call"])
    assert "undo" not in (await city.get("henning", f"/v1/bookings/{second}")).json()
    assert (given["cleaner"]["id"], given["price"]) == (OMAR, entry["booking"]["price"])
    assert [one["deadline_at"] for one in given["available_actions"] if one["name"] == "undo"] == [
        "2026-03-04T10:00:00Z"
    ]
    await city.drain()
    told = [one["text"] for one in (await city.get("joyce", "/v1/notices")).json()["data"]]
    assert any(one.startswith("You need not come to Mia") for one in told)
    back = await send(city, "sven", given["undo"])
    assert (back["cleaner"]["id"], back["price"], "undo" in back) == (JOYCE, given["price"], False)


async def test_what_needs_the_office_is_read_in_parts_that_say_how_much_there_is(city: City) -> None:
    ids = [(await city.book(f"2026-03-04T{start}", cleaner="nadia"))["id"] for start in ("09:30", "14:00")]
    await city.drain()
    for _ in range(3):
        for name in ("nadia", "joyce", "omar"):
            for offer in (await city.get(name, "/v1/offers")).json()["data"]:
                await city.post(name, f"/v1/offers/{offer['id']}/decline")
            await city.drain()
    first = (await city.get("sven", "/v1/queue?limit=1")).json()
    rest = (await city.get("sven", f"/v1/queue?limit=1&cursor={first['next_cursor']}")).json()
    assert [one["id"] for part in (first, rest) for one in part["data"]] == ids
    assert [(one["total"], one["has_more"]) for one in (first, rest)] == [(2, True), (2, False)]
    alone = (await city.get("sven", f"/v1/queue?booking_id={ids[1]}")).json()
    assert (alone["data"], alone["total"]) == (rest["data"], 1)
    assert (await city.get("sven", "/v1/queue?booking_id=bkg_x")).status_code == 422


async def here(city: City) -> dict[str, int]:
    place = (await city.ports.geocoder.locate(ADDRESS))[0].place
    return {"lat_e6": place.lat_e6, "lon_e6": place.lon_e6}


async def test_everyone_who_could_come_instead_is_told_with_how_and_who_could_not_with_why(city: City) -> None:
    await takes_instant_work(city, "omar")
    booking = (await city.book("2026-03-04T09:30", cleaner="joyce"))["id"]
    path = f"/v1/bookings/{booking}/substitutes"
    found = (await city.get("sven", path)).json()
    by_name = {one["cleaner"]["name"]: one for one in found["data"]}
    assert {name: one["code"] for name, one in by_name.items()} == {"Omar": "assign", "Nadia": "agree"}
    assert [(one["cleaner_id"], one["rules"]) for one in found["kept_out"]] == [(JOYCE, ["slot_taken"])]
    assert "call" not in by_name["Nadia"] and by_name["Nadia"]["text"] == "Nadia, if they agree: on time"
    assert (await city.get("henning", path)).status_code == 403
    given = await send(city, "sven", by_name["Omar"]["call"])
    nadia = {"cleaner_id": by_name["Nadia"]["cleaner"]["id"], "reason": "closer", "agreed": "on the telephone"}
    assert given["version"] != found["version"]
    stale = await city.post("sven", f"/v1/bookings/{booking}/assign", nadia, if_match=f'"{found["version"]}"')
    assert stale.status_code == 412, "what was looked at is what is moved"
    await city.go_to(WEDNESDAY.replace(hour=8, minute=31))
    late = await city.get("sven", path)
    assert (late.status_code, late.json()["code"]) == (409, "illegal_transition"), late.text


async def test_an_offer_that_the_office_sent_is_taken_back_by_its_undo(city: City) -> None:
    await city.book(cleaner="nadia")
    await city.drain()
    for _ in range(2):
        for name in ("nadia", "joyce"):
            for offer in (await city.get(name, "/v1/offers")).json()["data"]:
                await city.post(name, f"/v1/offers/{offer['id']}/decline")
            await city.drain()
    (offer,) = (await city.get("omar", "/v1/offers")).json()["data"]
    path = f"/v1/offers/{offer['id']}"
    assert [who for who in ("omar", "henning") if "undo" in (await city.get(who, path)).json()] == []
    taken = await send(city, "sven", (await city.get("sven", path)).json()["undo"])
    assert (taken["state"], "undo" in taken) == ("withdrawn", False)


async def test_the_board_shows_who_works_when_what_they_do_and_what_nobody_does_yet(city: City) -> None:
    booked = (await city.book("2026-03-04T09:30", cleaner="joyce"))["id"]
    open_one = (await city.book("2026-03-04T14:00", cleaner="nadia"))["id"]
    await city.book("2026-03-05T14:00", cleaner="nadia")
    off = {"start_at": "2026-03-04T15:00:00Z", "end_at": "2026-03-04T23:00:00Z"}
    assert (await city.post("joyce", "/v1/time_off", off)).status_code == 201
    board = (await city.get("henning", BOARD)).json()
    rows = {one["cleaner"]["name"]: one for one in board["data"]}
    assert sorted(rows) == ["Joyce", "Nadia", "Omar"]
    joyce = rows["Joyce"]
    assert joyce["shifts"] == [{"start_at": "2026-03-04T06:00:00Z", "end_at": "2026-03-04T19:00:00Z"}]
    assert joyce["off"] == [{"start_at": "2026-03-04T15:00:00Z", "end_at": "2026-03-04T19:00:00Z"}]
    (bar,) = joyce["visits"]
    assert (bar["booking_id"], bar["phase"], bar["customer_name"]) == (booked, "confirmed", "Mia")
    assert (bar["travel_min"], bar["late"]["minutes"]) == (0, 0)
    assert [(one["booking_id"], one["phase"]) for one in board["unassigned"]] == [(open_one, "requested")]
    totals = board["totals"]
    assert (totals["cleaners"], totals["visits"], totals["unassigned"], totals["late"]) == (3, 1, 1, 0)
    assert (totals["working_min"], totals["booked_min"]) == (3 * 13 * 60 - 4 * 60, bar["duration_min"])
    assert totals["fill"] == totals["booked_min"] * 1000 // totals["working_min"]
    assert ADDRESS not in (await city.get("henning", BOARD)).text
    assert (await city.get("joyce", BOARD)).status_code == 403


async def test_somebody_is_found_by_name_phone_or_mail_and_each_who_is_shown_is_noted(city: City) -> None:
    for said in ("mi", "+15550100001", "%2B1 555 0100 001"):
        found = (await city.get("sven", f"/v1/people?q={said}&reason=Lost+her+key")).json()
        assert [(one["id"], one["phone"]) for one in found["data"]] == [(MIA, "+15550100001")], said
    assert (await city.get("sven", "/v1/people?q=m&reason=x")).json()["data"] == []
    mute = await city.get("sven", "/v1/people?q=mia")
    assert (mute.status_code, mute.json()["reason"]) == (422, "reason_missing"), mute.text
    lines = (await city.get("olga", "/v1/audit")).json()["data"]
    assert {(one["what"], one["subject_id"], one["reason"]) for one in lines} == {("person", MIA, "Lost her key")}
    booking = await city.book()
    assert ADDRESS not in (await city.get("henning", f"/v1/bookings/{booking['id']}")).text, "by way of a visit neither"
    page = (await city.get("sven", f"/v1/people/{MIA}?reason=Lost+her+key")).json()
    assert (page["person"]["name"], page["homes"][0]["address"]) == ("Mia", ADDRESS)
    assert "access_notes" not in page["homes"][0] and len(page["bookings"]) == 1
    lines = (await city.get("olga", "/v1/audit")).json()["data"]
    assert [one["reason"] for one in lines if one["what"] == "street"] == ["Lost her key"]
    (outline,) = (await city.get("henning", f"/v1/people/{MIA}?reason=a+refund")).json()["homes"]
    assert "address" not in outline and outline["around"] != page["homes"][0]["around"], "finance reads no homes"
    assert len((await city.get("olga", "/v1/audit")).json()["data"]) == len(lines) + 1
    cleaner = (await city.get("henning", f"/v1/people/{JOYCE}?reason=papers")).json()
    assert (cleaner["cleaner"]["state"], cleaner["cleaner"]["instant"]) == ("active", True)


async def test_a_caller_is_taken_down_and_booked_for_and_told_as_if_they_had_booked(city: City) -> None:
    ada = {"name": "Ada Kern", "phone": "+1 555 0100 017", "reason": "Called to book"}
    made = await city.post("sven", "/v1/people", ada)
    assert made.status_code == 201, made.text
    again = await city.post("sven", "/v1/people", ada)
    assert (again.status_code, again.json()["id"]) == (200, made.json()["id"])
    both = await city.post("sven", "/v1/people", {**ada, "phone": "+15550100018", "email": "somebody@x.example"})
    assert both.status_code == 422, "whoever reads that mail would share an account with whoever has the telephone"
    joyce = await city.post("sven", "/v1/people", {**ada, "phone": PHONES["joyce"]})
    assert (joyce.status_code, joyce.json()["reason"]) == (422, "address_taken"), "she signs in by it to clean"
    reason = "Ruft%20an%3A%20f%C3%BCr%20Mittwoch%00"
    behalf = {"cleanbee_on_behalf_of": made.json()["id"], "cleanbee_reason": reason}
    rooms = {"bedrooms": 2, "bathrooms": 1}
    home = (
        await city.post("sven", "/v1/homes", {"address": "Lindenweg 14, Honigfeld", "rooms": rooms}, **behalf)
    ).json()
    quote = (await city.post("sven", "/v1/quotes", {"place": {"home_id": home["id"]}}, **behalf)).json()
    path = f"/v1/availability?quote_id={quote['id']}&from=2026-03-04&days=1"
    slot = (await city.get("sven", path, **behalf)).json()["days"][0]["slots"][0]["choices"][0]["slot"]
    order = {"slot": slot, "home_id": home["id"], "card_id": "card_ok", "wish": "prefer"}
    mute = await city.post("sven", "/v1/bookings", order, cleanbee_on_behalf_of=made.json()["id"])
    assert (mute.status_code, mute.json()["reason"]) == (422, "reason_missing"), mute.text
    booked = await city.post("sven", "/v1/bookings", order, **behalf)
    assert (booked.status_code, booked.json()["audience"]) == (201, "customer"), booked.text
    await city.drain()
    seen = (await city.get("sven", f"/v1/bookings/{booked.json()['id']}")).json()
    assert seen["customer_id"] == made.json()["id"]
    lines = [one for one in (await city.get("olga", "/v1/audit")).json()["data"] if one["what"] == "acted_for"]
    assert {one["reason"].partition(": ")[2] for one in lines} == {"Ruft an: für Mittwoch"}
    assert [one["reason"].partition(":")[0] for one in reversed(lines)] == [
        "home.create", "quote.make", "slot.find", "booking.place",
    ]  # fmt: skip
    async with city.ports.store.begin() as work:
        told = await work.notices.to_person(decode("cus", made.json()["id"]) or id_of("mia"), 10)
    assert {"booking_confirmed"} <= {one.template for one in told}


async def test_a_caller_without_a_card_is_sent_a_link_while_their_time_is_kept_and_then_booked_for(city: City) -> None:
    ada = {"name": "Ada Kern", "phone": "+1 555 0100 017", "reason": "Called to book"}
    id = (await city.post("sven", "/v1/people", ada)).json()["id"]
    behalf = {"cleanbee_on_behalf_of": id, "cleanbee_reason": "Ruft an"}
    rooms = {"bedrooms": 2, "bathrooms": 1}
    home = (await city.post("sven", "/v1/homes", {"address": ADDRESS, "rooms": rooms}, **behalf)).json()
    quote = (await city.post("sven", "/v1/quotes", {"place": {"home_id": home["id"]}}, **behalf)).json()
    path = f"/v1/availability?quote_id={quote['id']}&from=2026-03-04&days=1"
    slot = (await city.get("sven", path, **behalf)).json()["days"][0]["slots"][0]["choices"][0]["slot"]
    assert (await city.post("sven", "/v1/holds", {"slot": slot}, **behalf)).status_code == 201
    sent = await city.post("sven", "/v1/card_links", **behalf)
    assert (sent.status_code, sent.json()["by"]) == (201, "sms"), sent.text
    again = await city.post("sven", "/v1/card_links", **behalf)
    assert (again.status_code, again.json()["reason"]) == (422, "too_fast"), again.text
    mute = await city.post("sven", "/v1/card_links", cleanbee_on_behalf_of=id)
    assert mute.json()["reason"] == "reason_missing"
    assert (await city.post("sven", "/v1/cards", {"setup": "card_ok"}, **behalf)).status_code == 403, "theirs alone"
    lines = [one["reason"] for one in (await city.get("olga", "/v1/audit")).json()["data"]]
    assert "card.ask: Ruft an" in lines
    async with city.ports.store.begin() as work:
        told = await work.notices.to_person(decode("cus", id) or id_of("mia"), 10)
    assert [(one.template, one.to.address, one.words["link"].endswith("/card")) for one in told] == [
        ("card_link", "+15550100017", True)
    ]
    code = (await city.http.post("/v1/sign_ins", json={"phone": "+15550100017"})).json()
    signed = await city.http.post(f"/v1/sign_ins/{code['id']}/verify", json={"code": "000000"})
    own = {"authorization": f"Bearer {signed.json()['access_token']}"}
    back = (await city.http.post("/v1/card_forms", headers=own)).json()["url"]
    setup = back.partition("?setup=")[2]
    made = await city.http.post(
        "/v1/cards", json={"setup": setup}, headers=own | {"idempotency-key": "a-card-of-mine-0"}
    )
    assert made.status_code == 201, made.text
    (card,) = (await city.get("sven", "/v1/cards", **behalf)).json()["data"]
    order = {"slot": slot, "home_id": home["id"], "card_id": card["id"], "wish": "prefer"}
    booked = await city.post("sven", "/v1/bookings", order, **behalf)
    assert (booked.status_code, booked.json()["phase"]["name"]) == (201, "requested"), booked.text


@pytest.mark.parametrize(
    ("who", "status"), [("mia", 403), ("joyce", 403), ("henning", 403), ("ben", 403), ("sven", 404)]
)
async def test_nobody_acts_for_others_but_the_desk_and_only_where_it_is_meant(
    city: City, who: str, status: int
) -> None:
    absent = encode("cus", id_of("joyce"))
    told = await city.get(who, "/v1/cards", cleanbee_on_behalf_of=absent, cleanbee_reason="x")
    assert told.status_code == status, told.text
    booking = await city.book()
    for path in ("/v1/homes", f"/v1/bookings/{booking['id']}", "/v1/credits"):
        assert (await city.get("sven", path, **CALLED)).status_code == 403, path
    assert (await city.post("sven", f"/v1/bookings/{booking['id']}/cancel", {}, **CALLED)).status_code == 403


async def test_a_key_that_was_used_for_one_caller_is_no_answer_for_another(city: City) -> None:
    home = {"address": "Lindenweg 14, Honigfeld", "rooms": {"bedrooms": 1, "bathrooms": 1}}
    first = await city.post("sven", "/v1/homes", home, idempotency_key="a-key-for-a-caller", **CALLED)
    assert first.status_code == 201
    ben = {**CALLED, "cleanbee_on_behalf_of": encode("cus", id_of("ben"))}
    told = await city.post("sven", "/v1/homes", home, idempotency_key="a-key-for-a-caller", **ben)
    assert (told.status_code, told.json()["code"]) == (422, "idempotency_mismatch")


async def test_figures_are_tables_that_say_what_their_columns_are(city: City) -> None:
    booking = await city.book("2026-03-04T09:30", cleaner="joyce")
    await city.drain()
    fill = (await city.get("sven", "/v1/figures/fill?from=2026-03-04&days=2", accept_language="de")).json()
    assert (fill["title"], fill["columns"][0]["code"]) == ("Wie voll die Tage sind", "fill")
    first, second = fill["rows"]
    working = 3 * 13 * 60
    assert first["values"] == [booking["duration_min"] * 1000 // working, working, booking["duration_min"], 0]
    assert (first["date"], second["values"][0]) == ("2026-03-04", 0)
    late = (await city.get("sven", "/v1/figures/lateness")).json()
    assert [one["label"] for one in late["rows"]][:2] == ["In time", "0–5 min"]
    money = await city.get("henning", "/v1/figures/money?from=2026-03-01&days=7")
    assert (money.json()["currency"], len(money.json()["rows"])) == ("EUR", 7)
    assert (await city.get("sven", "/v1/figures/money")).status_code == 403, "the books are finance's"
    assert (await city.get("sven", "/v1/figures/luck")).status_code == 404
    assert (await city.get("sven", "/v1/figures/fill?from=1900-01-01")).status_code == 422


@pytest.mark.parametrize("letter", ["x", "%C3%BC"])
@pytest.mark.parametrize(("letters", "status"), [(500, 200), (501, 422)])
async def test_a_reason_is_kept_whole_or_refused(city: City, letter: str, letters: int, status: int) -> None:
    told = await city.get("sven", "/v1/cards", cleanbee_on_behalf_of=MIA, cleanbee_reason=letter * letters)
    assert told.status_code == status, told.text
