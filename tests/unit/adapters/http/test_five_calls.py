"""The calls of the README: sign in, ask a price, see who can come, book, follow, book again."""

from __future__ import annotations

import httpx
from tests.unit.adapters.http.small_city import City


def lines(told: httpx.Response, name: str) -> list[str]:
    return [line.partition(": ")[2] for line in told.text.splitlines() if line.startswith(f"{name}: ")]


async def test_a_stranger_signs_in_by_a_code(city: City) -> None:
    sent = await city.post(None, "/v1/sign_ins", {"phone": "+15550100001"})
    assert sent.status_code == 201
    told = await city.post(None, f"/v1/sign_ins/{sent.json()['id']}/verify", {"code": "000000"})
    assert told.status_code == 200
    assert told.json()["me"]["name"] == "Mia"
    me = await city.http.get("/v1/me", headers={"authorization": f"Bearer {told.json()['access_token']}"})
    assert (me.status_code, me.json()["role"]) == (200, "customer")


async def test_the_lines_of_a_price_add_up_to_its_total(city: City) -> None:
    quote = await city.quote()
    assert sum(line["amount"]["amount"] for line in quote["lines"]) == quote["total"]["amount"]
    assert quote["place"] == {"address": "Lindenweg 12, Honigfeld", "time_zone": "Europe/Berlin"}


async def test_what_is_shown_can_be_booked_followed_and_booked_again(city: City) -> None:
    slot = await city.slot("2026-03-04T09:30")
    booked = await city.post("mia", "/v1/bookings", await city.order(slot))
    assert booked.status_code == 201, booked.text
    booking = booked.json()
    assert booking["phase"]["name"] == "confirmed"
    assert booking["phase"]["team"][0]["name"] == "Joyce"
    assert booking["window"]["local_start"] == "2026-03-04T09:30"
    assert booked.headers["location"] == f"/v1/bookings/{booking['id']}"
    assert booked.headers["etag"] == f'"{booking["version"]}"'
    cancel = next(one for one in booking["available_actions"] if one["name"] == "cancel")
    assert cancel["fee"]["amount"] == 0
    await city.drain()
    followed = await city.get("mia", "/v1/stream?after=0&until=booking.confirmed")
    assert lines(followed, "event")[-1] == "booking.confirmed"
    assert booking["id"] in lines(followed, "data")[-1]
    shown = (await city.get("mia", f"/v1/bookings/{booking['id']}/next_visit")).json()
    again = await city.post("mia", f"/v1/bookings/{booking['id']}/rebook", {})
    assert again.status_code == 201, again.text
    assert again.json()["window"]["local_start"] == "2026-03-18T09:30"
    assert (shown["window"], shown["price"]) == (again.json()["window"], again.json()["price"])
    assert shown["cleaner"]["name"] == "Joyce"
    mine = (await city.get("mia", "/v1/bookings?limit=1")).json()
    assert mine["has_more"]
    rest = (await city.get("mia", f"/v1/bookings?limit=1&cursor={mine['next_cursor']}")).json()
    assert {mine["data"][0]["id"], rest["data"][0]["id"]} == {booking["id"], again.json()["id"]}


async def test_a_booking_shows_its_home_in_full_when_asked_to(city: City) -> None:
    slot = await city.slot("2026-03-04T09:30")
    booking = (await city.post("mia", "/v1/bookings", await city.order(slot))).json()
    path = f"/v1/bookings/{booking['id']}"
    assert "home" not in (await city.get("mia", path)).json()
    expanded = await city.get("mia", f"{path}?expand=home")
    home = (await city.get("mia", f"/v1/homes/{booking['home_id']}")).json()
    assert home.pop("access_notes"), "the way in is read with the home alone"
    assert expanded.json()["home"] == home
    renamed = await city.get("mia", f"{path}?expand=home", **{"if-none-match": expanded.headers["etag"]})
    assert renamed.status_code == 200, "a home changes while the booking's version stays"
    listed = (await city.get("mia", "/v1/bookings?expand=home")).json()["data"]
    assert [one["home"] for one in listed] == [home]
    unknown = await city.get("mia", f"{path}?expand=cleaner")
    assert (unknown.status_code, unknown.json()["code"]) == (422, "validation")
